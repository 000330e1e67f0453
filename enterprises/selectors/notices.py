"""Notices as people read them: with their receipts so far, or as one firm has them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DurationField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext as _

from enterprises.formats import MISSING, number
from enterprises.models import Enterprise, Notice, NoticeReceipt
from enterprises.querysets import own_enterprises
from enterprises.roles import Permission, may
from enterprises.states import AudienceGround, NoticeState

HOUR = timedelta(hours=1)

# A firm has to answer it; it has not opened it; nothing is left to do.
TO_ACKNOWLEDGE, UNREAD, SETTLED = 2, 1, 0

_ANSWERED = Q(receipts__acknowledged_at__isnull=False)
_OPEN = Q(
    notice__state=NoticeState.SENT,
    notice__asks_acknowledgement=True,
    acknowledged_at__isnull=True,
)


class Median(Aggregate):
    """The middle one of the durations."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Receipts:
    """How far a notice has come with its readers."""

    addressed: int
    read: int
    acknowledged: int
    reminded: int
    to_remind: int
    median: timedelta | None


def with_receipts(notices: QuerySet[Notice]) -> Any:
    """Count the receipts of each notice, and the time that half of the firms took."""
    return notices.annotate(
        addressed=Count("receipts"),
        acknowledged=Count("receipts", filter=_ANSWERED),
        median=Median(F("receipts__acknowledged_at") - F("receipts__addressed_at")),
    )


def receipts_of(notice: Notice) -> Receipts:
    """Add up the receipts of one notice."""
    waiting = Q(acknowledged_at__isnull=True)
    sums = notice.receipts.aggregate(
        addressed=Count("pk"),
        read=Count("pk", filter=Q(read_at__isnull=False)),
        acknowledged=Count("pk", filter=~waiting),
        reminded=Count("pk", filter=Q(reminded_at__isnull=False)),
        to_remind=Count("pk", filter=waiting & Q(reminded_at__isnull=True)),
        median=Median(F("acknowledged_at") - F("addressed_at")),
    )
    return Receipts(**sums)


def receipts_visible_to(user: Any) -> Any:
    """The notices of a person's firms, those that wait for an answer first."""
    rows = NoticeReceipt.objects.visible_to(user).select_related("notice", "enterprise")
    return rows.annotate(
        waits=Case(
            When(_OPEN, then=Value(TO_ACKNOWLEDGE)),
            When(read_at__isnull=True, notice__state=NoticeState.SENT, then=Value(UNREAD)),
            default=Value(SETTLED),
            output_field=IntegerField(),
        )
    )


def to_acknowledge(user: Any) -> QuerySet[NoticeReceipt]:
    """What the person's own firms have still to acknowledge; their agents cannot do it."""
    if may(user, Permission.READ_FIRMS):
        return NoticeReceipt.objects.none()
    return open_receipts().filter(enterprise__in=own_enterprises(user))


def firm_addressed(user: Any, notice: Notice, **named: str) -> Enterprise | None:
    """Find for whom a person answers a notice: the firm named, else their only one that has it.

    Whoever has none of their own is given one they see, and is told there that they may not.
    """
    visible = Enterprise.objects.visible_to(user).filter(notice_receipts__notice=notice)
    if named:
        return visible.filter(**named).first()
    own = list(visible.filter(pk__in=own_enterprises(user)).order_by("pk")[:2])
    if own:
        return own[0] if len(own) == 1 else None
    return visible.order_by("pk").first()


def open_receipts() -> QuerySet[NoticeReceipt]:
    """Everything that still asks to be acknowledged."""
    return NoticeReceipt.objects.filter(_OPEN)


def standing_of(receipt: NoticeReceipt) -> str:
    """Say in one word what a firm has done about a notice, or what became of the notice."""
    notice = receipt.notice
    if notice.state != NoticeState.SENT:
        return notice.state
    if receipt.acknowledged_at is not None:
        return "acknowledged"
    if notice.asks_acknowledgement:
        return "to_acknowledge"
    return "read" if receipt.read_at else "unread"


def grounds_words(because: list[str]) -> str:
    """Say why a notice is addressed to a firm."""
    return _("; ").join(str(AudienceGround(one).label) for one in because)


def hours_words(taken: timedelta | None) -> str:
    """Write how long an answer took: 40 min, 5 h, 6 d."""
    if taken is None:
        return MISSING
    if taken < HOUR:
        return _("%(n)s min") % {"n": number(int(taken / timedelta(minutes=1)))}
    if taken < 100 * HOUR:
        return _("%(n)s h") % {"n": number(round(taken / HOUR))}
    return _("%(n)s d") % {"n": number(round(taken / timedelta(days=1)))}


def hours_of(taken: timedelta | None) -> float | None:
    """Give hours as a figure for a sheet."""
    return None if taken is None else round(taken / HOUR, 1)
