"""Notices sent to an audience, taken back, and brought to mind."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.calendar import day_of, working_days_between
from enterprises.errors import DomainError, IllegalTransition, Invalid
from enterprises.models import Notice, NoticeReceipt, User
from enterprises.roles import Permission, require
from enterprises.selectors import reference
from enterprises.services.notices.records import (
    lock,
    move,
    record,
    require_door,
    require_in_force,
    tell,
)
from enterprises.states import AudienceGround, NoticeState

# Whoever has not answered after so many working days is reminded, once.
REMINDED_AFTER_DAYS = 3

_S = NoticeState
Audience = Mapping[int, Sequence[str]]


class NobodyAddressed(DomainError):
    code = "NOBODY_ADDRESSED"
    sentence = gettext_lazy("No enterprise is concerned by this notice, so it is not sent.")


class NobodyToRemind(DomainError):
    code = "NOBODY_TO_REMIND"
    sentence = gettext_lazy("Every enterprise has acknowledged %(notice)s or was reminded once.")


@transaction.atomic
def send_notice(
    *, number: str, version: int, audience: Audience, actor: User, at: datetime
) -> Notice:
    """Send a draft to the firms it concerns, and to whoever had the notice it replaces.

    Raises:
        NobodyAddressed: there is no such firm.
        IllegalTransition: it is no draft, or what it replaces is not in force any more.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.SEND_NOTICE)
    notice = lock(number, version)
    require_door(notice, _S.SENT)
    addressed = {pk: list(grounds) for pk, grounds in audience.items()}
    if notice.supersedes_id is not None:
        earlier = Notice.objects.select_for_update(no_key=True).get(pk=notice.supersedes_id)
        for pk in earlier.receipts.values_list("enterprise", flat=True):
            addressed.setdefault(pk, []).append(AudienceGround.EARLIER)
        move(earlier, _S.SUPERSEDED, actor=actor, at=at)
    if not addressed:
        raise NobodyAddressed()
    move(notice, _S.SENT, actor=actor, at=at, detail={"firms": len(addressed)})
    NoticeReceipt.objects.bulk_create(
        NoticeReceipt(notice=notice, enterprise_id=pk, because=grounds, addressed_at=at)
        for pk, grounds in sorted(addressed.items())
    )
    tell("notice_sent", notice, at=at)
    return notice


@transaction.atomic
def withdraw_notice(*, number: str, version: int, reason: str, actor: User, at: datetime) -> Notice:
    """Take a notice back; whoever it was addressed to is told why.

    Raises:
        Invalid: no reason is given.
        IllegalTransition: it is not in force.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.SEND_NOTICE)
    notice = lock(number, version)
    require_door(notice, _S.WITHDRAWN)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Give a reason.")]})
    notice.reason = reason.strip()
    move(notice, _S.WITHDRAWN, actor=actor, at=at)
    tell("notice_withdrawn", notice, at=at, reason=notice.reason)
    return notice


@transaction.atomic
def remind_of_notice(*, number: str, actor: User | None, at: datetime) -> int:
    """Remind the firms that have not acknowledged, each once; gives how many.

    Raises:
        IllegalTransition: it is not in force.
        NothingToAcknowledge: it does not ask for it.
        NobodyToRemind: all have answered, or were reminded before.
    """
    require(actor, Permission.SEND_NOTICE)
    notice = lock(number)
    require_in_force(notice, _("reminding of it"))
    waiting = notice.receipts.filter(acknowledged_at__isnull=True, reminded_at__isnull=True)
    firms = list(waiting.order_by("pk").values_list("enterprise__serial", flat=True))
    if not firms:
        raise NobodyToRemind(notice=notice.number)
    waiting.update(reminded_at=at)
    record(notice, "notice_reminded", actor=actor, at=at, detail={"firms": firms})
    tell("notice_reminded", notice, at=at, firms=firms)
    return len(firms)


def remind_all_due(*, at: datetime) -> int:
    """Remind of every notice that some firm has left unanswered for days; gives how many firms."""
    working_days = reference.working_calendar()
    waiting = Notice.objects.filter(
        state=_S.SENT,
        asks_acknowledgement=True,
        receipts__acknowledged_at__isnull=True,
        receipts__reminded_at__isnull=True,
    ).distinct()
    due = [
        notice.number
        for notice in waiting.order_by("pk")
        if notice.sent_at is not None
        and working_days_between(working_days, day_of(notice.sent_at), day_of(at))
        >= REMINDED_AFTER_DAYS
    ]
    reminded = 0
    for number in due:
        try:
            reminded += remind_of_notice(number=number, actor=None, at=at)
        except (NobodyToRemind, IllegalTransition):
            # Somebody was quicker, which is just as well.
            continue
    return reminded
