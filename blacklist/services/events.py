"""Credit events: reported once per source, confirmed by another person, objected to by the firm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from blacklist.errors import NotAReporter, ObjectionTooLate, ReferenceUsed
from blacklist.models import CreditEvent
from blacklist.policy.scheme import Indicator
from blacklist.policy.view import RECOMMENDATION
from blacklist.selectors.clocks import objection_until
from blacklist.selectors.schemes import scheme_on
from blacklist.services import classes, entries, lists
from blacklist.states import (
    NEXT_CREDIT_EVENT_STATES,
    CreditEventState,
    Effect,
    Ground,
    MoveCause,
    Reporter,
    can_move,
)
from enterprises import audit, files, numbers, outbox
from enterprises.calendar import day_of, months_on
from enterprises.errors import IllegalTransition, Invalid, NotPermitted, SelfApproval, StaleVersion
from enterprises.formats import written_date
from enterprises.models import Enterprise, PartnerDepartment, User
from enterprises.roles import Permission, require
from enterprises.selectors import reasons
from enterprises.services import enterprises

_S = CreditEventState
FACT_OF_STATE = {
    _S.REPORTED: "event_reported",
    _S.CONFIRMED: "event_confirmed",
    _S.REJECTED: "event_rejected",
    _S.OBJECTED: "event_objected",
}
OFFICERS_WHO_REPORT = (
    Permission.DECIDE_CREDIT_EVENT,
    Permission.DECIDE_REGISTRATION,
    Permission.CARRY_OUT_CHECK,
    Permission.APPROVE_LISTING,
)
DECIDERS_OF_OBJECTIONS = (Permission.DECIDE_CREDIT_EVENT, Permission.APPROVE_LISTING)


@dataclass(frozen=True)
class Evidence:
    """A file that the firm gives with its objection."""

    file_name: str
    content: bytes


@transaction.atomic
def record_event(
    *,
    enterprise: Enterprise,
    indicator: str,
    occurred_on: date,
    source: str,
    source_reference: str,
    statement: str,
    actor: User | None,
    at: datetime,
    grounds: Iterable[str] = (),
    department: PartnerDepartment | None = None,
) -> CreditEvent:
    """Record what a source reports of a firm; asked again, give the event recorded first.

    `source` is a department's code, `officer` or `system`. What the system sees of itself
    confirms itself, and the class follows in the same transaction.

    Raises:
        NotAReporter: the source does not report this indicator.
        ReferenceUsed: the source used the reference for another event.
        Invalid: the indicator, the day or the reference cannot be.
    """
    grounds = sorted(set(grounds))
    enterprise = enterprises.lock(enterprise.pk)
    earlier = CreditEvent.objects.filter(source=source, source_reference=source_reference).first()
    if earlier is not None:
        if (earlier.enterprise_id, earlier.indicator) != (enterprise.pk, indicator):
            raise ReferenceUsed(reference=source_reference)
        return earlier
    on = day_of(at)
    found = _check_report(indicator, occurred_on, source_reference, grounds, on)
    _check_reporter(found, source, department, actor)
    if source != Reporter.SYSTEM:
        _check_counts(found, occurred_on, grounds, on)

    confirms_itself = found.confirms_itself and source == Reporter.SYSTEM
    event = CreditEvent(
        number=numbers.next_number(letter="E", on=on, enterprise=enterprise)[0],
        enterprise=enterprise,
        indicator=indicator,
        occurred_on=occurred_on,
        source=source,
        source_reference=source_reference,
        department=department,
        grounds=grounds,
        statement=statement,
        state=_S.CONFIRMED if confirms_itself else _S.REPORTED,
        reported_by=actor,
        reported_at=at,
        confirmed_on=on if confirms_itself else None,
        confirmed_at=at if confirms_itself else None,
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError as error:
        if "credit_event_once_per_source" not in str(error):
            raise
        raise ReferenceUsed(reference=source_reference) from error
    _record(event, f"event_{event.state}", actor=actor, at=at)
    _tell(event, at=at)
    if confirms_itself:
        _take_effect(event, actor=None, at=at)
    return event


@transaction.atomic
def confirm_event(*, number: str, version: int, actor: User, at: datetime) -> CreditEvent:
    """Take a reported event as true; the class follows in this transaction.

    Raises:
        SelfApproval: one's own report.
    """
    require(actor, Permission.DECIDE_CREDIT_EVENT)
    event = _lock(number, version)
    _check_door(event, _S.CONFIRMED)
    _check_another(actor, event.reported_by_id)
    event.confirmed_by = actor
    event.confirmed_on = day_of(at)
    event.confirmed_at = at
    _move(
        event,
        _S.CONFIRMED,
        actor=actor,
        at=at,
        changed=["confirmed_by", "confirmed_on", "confirmed_at"],
    )
    _take_effect(event, actor=actor, at=at)
    return event


@transaction.atomic
def reject_event(
    *, number: str, version: int, reason: str, actor: User, at: datetime
) -> CreditEvent:
    """Reject a reported event, with the reason; it never counts."""
    require(actor, Permission.DECIDE_CREDIT_EVENT)
    event = _lock(number, version)
    _check_door(event, _S.REJECTED)
    _check_another(actor, event.reported_by_id)
    event.answer = entries.given(reason)
    event.decided_by = actor
    event.decided_on = day_of(at)
    _move(event, _S.REJECTED, actor=actor, at=at, changed=["answer", "decided_by", "decided_on"])
    return event


@transaction.atomic
def object_to_event(
    *,
    number: str,
    version: int,
    objection: str,
    actor: User | None,
    at: datetime,
    evidence: Evidence | None = None,
) -> CreditEvent:
    """Object to a confirmed event, for the firm; until decided it still counts.

    Raises:
        ObjectionTooLate: the working days for it are over.
        FileTooLarge, FileTypeUnknown: the evidence cannot be kept.
    """
    event = _lock(number, version)
    _check_door(event, _S.OBJECTED)
    on = day_of(at)
    last_day = objection_until(event.confirmed_on, on)
    if last_day is not None and on > last_day:
        raise ObjectionTooLate(date=last_day)
    event.objection = entries.given(objection, "objection")
    event.objected_on = on
    if evidence is not None and actor is not None:
        event.objection_file = files.store(
            content=evidence.content,
            file_name=evidence.file_name,
            enterprise=event.enterprise,
            actor=actor,
            at=at,
        )
    changed = ["objection", "objected_on", "objection_file"]
    _move(event, _S.OBJECTED, actor=actor, at=at, changed=changed)
    return event


@transaction.atomic
def decide_objection(
    *, number: str, version: int, allowed: bool, answer: str, actor: User, at: datetime
) -> CreditEvent:
    """Answer an objection, as another person than who confirmed the event.

    An allowed one ends the event's effect from today, and gives back the class held before it.

    Raises:
        SelfApproval: one's own confirmation.
    """
    require(actor, *DECIDERS_OF_OBJECTIONS)
    event = _lock(number, version)
    target = _S.ALLOWED if allowed else _S.DISMISSED
    _check_door(event, target)
    _check_another(actor, event.confirmed_by_id)
    on = day_of(at)
    event.answer = entries.given(answer, "answer")
    event.decided_by = actor
    event.decided_on = on
    event.overturned_on = on if allowed else None
    _move(
        event,
        target,
        actor=actor,
        at=at,
        changed=["answer", "decided_by", "decided_on", "overturned_on"],
    )
    if allowed:
        classes.recompute(
            enterprise=event.enterprise,
            at=at,
            trigger=f"objection:{event.number}",
            cause=MoveCause.OBJECTION_ALLOWED,
            before=classes.class_before(event),
            actor=actor,
        )
    return event


def _take_effect(event: CreditEvent, *, actor: User | None, at: datetime) -> None:
    """Let the class follow a confirmed event, and propose the black list where it is a ground."""
    classes.recompute(
        enterprise=event.enterprise, at=at, trigger=f"event:{event.number}", actor=actor
    )
    indicator = scheme_on(day_of(at)).indicators[event.indicator]
    if indicator.effect == Effect.D:
        lists.propose_for_event(event=event, at=at)


def _check_report(
    code: str, occurred_on: date, source_reference: str, grounds: Iterable[str], on: date
) -> Indicator:
    faults: dict[str, list[str]] = {}
    found = scheme_on(on).indicators.get(code)
    if found is None:
        faults["indicator"] = [str(_("This indicator is unknown."))]
    if occurred_on > on:
        faults["occurred_on"] = [reasons.say("DATE_IN_FUTURE", {"date": occurred_on.isoformat()})]
    if not source_reference.strip():
        faults["source_reference"] = [str(_("This is needed."))]
    if set(grounds) - set(Ground.values):
        faults["grounds"] = [str(_("A ground is unknown."))]
    if faults or found is None:
        raise Invalid(fields=faults)
    return found


def _check_counts(
    indicator: Indicator, occurred_on: date, grounds: Iterable[str], on: date
) -> None:
    """Refuse what a person reports in vain: lapsed on arrival, or a recommendation of nothing."""
    faults: dict[str, list[str]] = {}
    lapsed_on = months_on(occurred_on, indicator.lapse_months)
    if lapsed_on <= on:
        faults["occurred_on"] = [
            str(_("It lapsed on %(day)s already and would count for nothing. Check the year."))
            % {"day": written_date(lapsed_on)}
        ]
    if indicator.code == RECOMMENDATION and not list(grounds):
        faults["grounds"] = [str(_("A recommendation names the grounds it rests on."))]
    if faults:
        raise Invalid(fields=faults)


def _check_reporter(
    indicator: Indicator, source: str, department: PartnerDepartment | None, actor: User | None
) -> None:
    """Refuse a source that does not report this, and a person who does not speak for it."""
    if source not in indicator.reporters:
        raise NotAReporter(indicator=indicator.code, source=source)
    if source == Reporter.OFFICER:
        require(actor, *OFFICERS_WHO_REPORT)
    elif source == Reporter.SYSTEM:
        # What the system saw confirms itself, so nobody speaks in its name.
        if actor is not None:
            raise NotPermitted(permissions=Permission.REPORT_CREDIT.label)
    else:
        require(actor, Permission.REPORT_CREDIT)
        speaks_for = department.code if department else source
        of_actor = actor.department.code if actor and actor.department else None
        # The system itself may pass on what a department said; a person speaks for their own.
        if speaks_for != source or (actor is not None and of_actor != source):
            raise NotPermitted(permissions=Permission.REPORT_CREDIT.label)


def _lock(number: str, version: int) -> CreditEvent:
    """Lock the firm, then the event."""
    firm = CreditEvent.objects.values_list("enterprise", flat=True).get(number=number)
    enterprise = enterprises.lock(firm)
    event = CreditEvent.objects.select_for_update(no_key=True).get(number=number)
    if event.version != version:
        raise StaleVersion(record=number)
    event.enterprise = enterprise
    return event


def _move(
    event: CreditEvent,
    target: CreditEventState,
    *,
    actor: User | None,
    at: datetime,
    changed: Iterable[str],
) -> None:
    _check_door(event, target)
    origin, event.state = event.state, target
    event.version += 1
    event.save(update_fields=["state", "version", *changed])
    _record(event, f"event_{target}", actor=actor, at=at, detail={"from": origin})
    _tell(event, at=at)


def _check_door(event: CreditEvent, target: CreditEventState) -> None:
    if not can_move(NEXT_CREDIT_EVENT_STATES, _S(event.state), target):
        raise IllegalTransition(
            record=event.number, state=_S(event.state).label, action=target.label
        )


def _check_another(actor: User, first: int | None) -> None:
    if first is not None and first == actor.pk:
        raise SelfApproval()


def _tell(event: CreditEvent, *, at: datetime) -> None:
    outbox.tell(
        FACT_OF_STATE.get(_S(event.state), "event_decided"),
        at=at,
        event=event.number,
        enterprise=event.enterprise.serial,
        indicator=event.indicator,
        state=event.state,
    )


def _record(
    event: CreditEvent,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="credit_event",
        record_number=event.number,
        enterprise=event.enterprise,
        detail={"indicator": event.indicator, "source": event.source, **(detail or {})},
    )
