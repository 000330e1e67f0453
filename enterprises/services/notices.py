"""Notices to enterprises: written as a draft, sent to an audience, read, acknowledged, ended.

Whom a notice concerns is told by the top floor, which knows stock and shipments; here it is a
table of firms, each with the grounds for which it is addressed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import audit, numbers, outbox
from enterprises.calendar import day_of, working_days_between
from enterprises.errors import DomainError, IllegalTransition, Invalid, StaleVersion
from enterprises.models import Enterprise, Notice, NoticeReading, NoticeReceipt, User
from enterprises.roles import Permission, require
from enterprises.selectors import reference
from enterprises.states import (
    NEXT_NOTICE_STATES,
    AudienceGround,
    NoticeKind,
    NoticeState,
    Species,
    can_move,
)

LETTER = "N"
TITLE_LENGTH_MAX = 160
TEXT_LENGTH_MAX = 8000
# Whoever has not answered after so many working days is reminded, once.
REMINDED_AFTER_DAYS = 3

_S = NoticeState
Audience = Mapping[int, Sequence[str]]


class NobodyAddressed(DomainError):
    code = "NOBODY_ADDRESSED"
    sentence = gettext_lazy("No enterprise is concerned by this notice, so it is not sent.")


class NotAddressed(DomainError):
    code = "NOT_ADDRESSED"
    sentence = gettext_lazy("%(notice)s was not addressed to %(enterprise)s.")
    status = 404


class NothingToAcknowledge(DomainError):
    code = "NOTHING_TO_ACKNOWLEDGE"
    sentence = gettext_lazy("%(notice)s does not ask to be acknowledged.")


class AcknowledgedAlready(DomainError):
    code = "ACKNOWLEDGED_ALREADY"
    sentence = gettext_lazy("%(enterprise)s has acknowledged %(notice)s already.")


class NobodyToRemind(DomainError):
    code = "NOBODY_TO_REMIND"
    sentence = gettext_lazy("Every enterprise has acknowledged %(notice)s or was reminded once.")


@dataclass(frozen=True)
class NoticeContent:
    """What an officer writes: the words in both languages, and whom they concern."""

    kind: str
    title_en: str
    title_zh: str
    text_en: str
    text_zh: str
    effective_on: date
    destinations: tuple[str, ...] = ()
    analytes: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    asks_acknowledgement: bool = True
    is_public: bool = False


# ---- by officers -------------------------------------------------------------------


@transaction.atomic
def draft_notice(
    *, content: NoticeContent, actor: User, at: datetime, supersedes: str | None = None
) -> Notice:
    """Begin a notice, which may name an earlier one that it will replace.

    Raises:
        Invalid: something written cannot be.
        IllegalTransition: the earlier one is not in force.
    """
    require(actor, Permission.SEND_NOTICE)
    fields = _checked(content, on=day_of(at))
    earlier = Notice.objects.get(number=supersedes) if supersedes else None
    if earlier is not None:
        _require_door(earlier, _S.SUPERSEDED)
    number = numbers.next_number(letter=LETTER, on=day_of(at))[0]
    notice = Notice.objects.create(
        number=number, supersedes=earlier, author=actor, created_at=at, **fields
    )
    _record(notice, "notice_drafted", actor=actor, at=at)
    return notice


@transaction.atomic
def amend_draft(
    *, number: str, version: int, content: NoticeContent, actor: User, at: datetime
) -> Notice:
    """Write a draft anew.

    Raises:
        Invalid: something written cannot be.
        IllegalTransition: it is no draft any more.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.SEND_NOTICE)
    notice = _lock(number, version)
    _require_draft(notice, _("changing it"))
    fields = _checked(content, on=day_of(at))
    for name, value in fields.items():
        setattr(notice, name, value)
    notice.version += 1
    notice.save(update_fields=[*fields, "version"])
    _record(notice, "notice_amended", actor=actor, at=at)
    return notice


@transaction.atomic
def delete_draft(*, number: str, version: int, actor: User, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        IllegalTransition: it was sent already.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.SEND_NOTICE)
    notice = _lock(number, version)
    _require_draft(notice, _("deleting it"))
    notice.delete()
    _record(notice, "notice_deleted", actor=actor, at=at)


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
    notice = _lock(number, version)
    _require_door(notice, _S.SENT)
    addressed = {pk: list(grounds) for pk, grounds in audience.items()}
    if notice.supersedes_id is not None:
        earlier = Notice.objects.select_for_update(no_key=True).get(pk=notice.supersedes_id)
        for pk in earlier.receipts.values_list("enterprise", flat=True):
            addressed.setdefault(pk, []).append(AudienceGround.EARLIER)
        _move(earlier, _S.SUPERSEDED, actor=actor, at=at)
    if not addressed:
        raise NobodyAddressed()
    _move(notice, _S.SENT, actor=actor, at=at, detail={"firms": len(addressed)})
    NoticeReceipt.objects.bulk_create(
        NoticeReceipt(notice=notice, enterprise_id=pk, because=grounds, addressed_at=at)
        for pk, grounds in sorted(addressed.items())
    )
    _tell("notice_sent", notice, at=at)
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
    notice = _lock(number, version)
    _require_door(notice, _S.WITHDRAWN)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Give a reason.")]})
    notice.reason = reason.strip()
    _move(notice, _S.WITHDRAWN, actor=actor, at=at)
    _tell("notice_withdrawn", notice, at=at, reason=notice.reason)
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
    notice = _lock(number)
    _require_in_force(notice, _("reminding of it"))
    waiting = notice.receipts.filter(acknowledged_at__isnull=True, reminded_at__isnull=True)
    firms = list(waiting.order_by("pk").values_list("enterprise__serial", flat=True))
    if not firms:
        raise NobodyToRemind(notice=notice.number)
    waiting.update(reminded_at=at)
    _record(notice, "notice_reminded", actor=actor, at=at, detail={"firms": firms})
    _tell("notice_reminded", notice, at=at, firms=firms)
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


# ---- by firms ----------------------------------------------------------------------


@transaction.atomic
def note_reading(*, notice: Notice, person: User, enterprises: Iterable[int], at: datetime) -> None:
    """Keep that a person opened a notice of their firms, the first time they do."""
    receipts = list(
        NoticeReceipt.objects.select_for_update(no_key=True)
        .filter(notice=notice, enterprise__in=list(enterprises))
        .order_by("pk")
    )
    NoticeReading.objects.bulk_create(
        (NoticeReading(receipt=receipt, person=person, read_at=at) for receipt in receipts),
        ignore_conflicts=True,
    )
    unread = [receipt.pk for receipt in receipts if receipt.read_at is None]
    NoticeReceipt.objects.filter(pk__in=unread).update(read_at=at)


@transaction.atomic
def acknowledge_notice(
    *, number: str, enterprise: Enterprise, actor: User, at: datetime
) -> NoticeReceipt:
    """Say in the name of a firm that it has understood the notice, once.

    Raises:
        NotAddressed: the notice is not the firm's.
        IllegalTransition: it is not in force any more.
        NothingToAcknowledge: it does not ask for it.
        AcknowledgedAlready: the firm has done so.
    """
    notice = _lock(number)
    receipt = (
        NoticeReceipt.objects.select_for_update(no_key=True)
        .filter(notice=notice, enterprise=enterprise)
        .first()
    )
    if receipt is None:
        raise NotAddressed(notice=notice.number, enterprise=enterprise.name)
    _require_in_force(notice, _("acknowledging it"))
    if receipt.acknowledged_at is not None:
        raise AcknowledgedAlready(notice=notice.number, enterprise=enterprise.name)
    note_reading(notice=notice, person=actor, enterprises=[enterprise.pk], at=at)
    receipt.acknowledged_at, receipt.acknowledged_by = at, actor
    receipt.save(update_fields=["acknowledged_at", "acknowledged_by"])
    _record(notice, "notice_acknowledged", actor=actor, at=at, enterprise=enterprise)
    return receipt


# ---- what all of them do -------------------------------------------------------------


def _checked(content: NoticeContent, *, on: date) -> dict[str, Any]:
    """Give the fields of a notice as they are kept, or name everything that cannot be."""
    faults: dict[str, list[str]] = {}
    kept = asdict(content)
    for name, most in (
        ("title_en", TITLE_LENGTH_MAX),
        ("title_zh", TITLE_LENGTH_MAX),
        ("text_en", TEXT_LENGTH_MAX),
        ("text_zh", TEXT_LENGTH_MAX),
    ):
        # A title is one line, also in the subject of a mail.
        is_title = name.startswith("title")
        kept[name] = " ".join(kept[name].split()) if is_title else kept[name].strip()
        if not kept[name]:
            faults[name] = [_("A notice is written in both languages.")]
        elif len(kept[name]) > most:
            faults[name] = [_("At most %(most)s characters.") % {"most": most}]
    for name in ("destinations", "analytes", "species"):
        kept[name] = sorted(set(kept[name]))
    if content.kind not in NoticeKind.values:
        faults["kind"] = [_("Say what the notice is about.")]
    unknown = [iso for iso in kept["destinations"] if not reference.find_destination(iso, on)]
    if unknown:
        sentence = _("No rule covers %(countries)s.") % {"countries": ", ".join(unknown)}
        faults["destinations"] = [sentence]
    if not set(kept["species"]) <= set(Species.values):
        faults["species"] = [_("Choose among the furs that are offered.")]
    if faults:
        raise Invalid(fields=faults)
    return kept


def _lock(number: str, version: int | None = None) -> Notice:
    notice = Notice.objects.select_for_update(no_key=True).get(number=number)
    if version is not None and notice.version != version:
        raise StaleVersion(record=notice.number)
    return notice


def _require_door(notice: Notice, target: NoticeState) -> None:
    if not can_move(NEXT_NOTICE_STATES, _S(notice.state), target):
        _refuse(notice, str(target.label))


def _require_draft(notice: Notice, action: str) -> None:
    if notice.state != _S.DRAFT:
        _refuse(notice, action)


def _require_in_force(notice: Notice, action: str) -> None:
    if notice.state != _S.SENT:
        _refuse(notice, action)
    if not notice.asks_acknowledgement:
        raise NothingToAcknowledge(notice=notice.number)


def _refuse(notice: Notice, action: str) -> None:
    raise IllegalTransition(record=notice.number, state=_S(notice.state).label, action=action)


def _move(
    notice: Notice,
    target: NoticeState,
    *,
    actor: User,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    _require_door(notice, target)
    notice.state = target
    notice.version += 1
    if target == _S.SENT:
        notice.sent_at, notice.sent_by = at, actor
    else:
        notice.ended_at = at
    notice.save(update_fields=["state", "version", "sent_at", "sent_by", "ended_at", "reason"])
    _record(notice, f"notice_{target}", actor=actor, at=at, detail=detail)


def _tell(fact: str, notice: Notice, *, at: datetime, **more: Any) -> None:
    outbox.tell(
        fact,
        at=at,
        notice=notice.number,
        kind=notice.kind,
        title_en=notice.title_en,
        title_zh=notice.title_zh,
        effective_on=notice.effective_on.isoformat(),
        **more,
    )


def _record(
    notice: Notice,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    enterprise: Enterprise | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="notice",
        record_number=notice.number,
        enterprise=enterprise,
        detail=detail or {"title": notice.title_zh},
    )
