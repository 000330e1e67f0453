"""Rectifications: opened by an endorsed finding, answered by the firm, judged by an officer."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises import audit, files, numbers, outbox
from enterprises.calendar import day_of, nth_working_day
from enterprises.errors import DomainError, IllegalTransition, Invalid, SelfApproval, StaleVersion
from enterprises.files import GivenFile
from enterprises.models import (
    Assessment,
    Rectification,
    RectificationEvidence,
    RectificationExtension,
    Registration,
    User,
)
from enterprises.policy import WITH_THE_FIRM
from enterprises.roles import Permission, require
from enterprises.selectors.reference import working_calendar
from enterprises.services import conditions, enterprises, registrations
from enterprises.states import (
    NEXT_RECTIFICATION_STATES,
    ItemFinding,
    RectificationState,
    RegistrationState,
    can_move,
)
from enterprises.terms import terms_on

_S = RectificationState
NUMBER_LETTER, NUMBER_DIGITS = "K", 3


class PastTheRegistration(DomainError):
    code = "PAST_THE_REGISTRATION"
    sentence = _("The registration %(number)s ends on %(date)s; a condition is due before.")


def open_for(assessment: Assessment, *, actor: User | None, at: datetime) -> list[Rectification]:
    """Open one rectification for each finding of an assessment, due in the scheme's time.

    A provisional registration gets each as a dated condition. The caller holds the locks.
    """
    on = day_of(at)
    due_on = nth_working_day(working_calendar(), on, terms_on(on).rectification_days).date
    assert due_on is not None  # there is no pause in it
    registration = assessment.registration
    if registration is not None and _is_conditional(registration):
        due_on = min(due_on, _last_day(registration))
    unmet = assessment.items.filter(finding=ItemFinding.NONCONFORMING).order_by("ordinal")
    opened = []
    for item in unmet:
        rectification = Rectification.objects.create(
            number=numbers.next_number(
                letter=NUMBER_LETTER,
                on=on,
                enterprise=assessment.enterprise,
                digits=NUMBER_DIGITS,
            )[0],
            enterprise=assessment.enterprise,
            assessment=assessment,
            item=item,
            due_on=due_on,
            opened_at=at,
        )
        if registration is not None and _is_conditional(registration):
            conditions.add_for(rectification, registration)
        _record(rectification, "rectification_opened", actor=actor, at=at)
        opened.append(rectification)
    return opened


@transaction.atomic
def answer_rectification(
    *,
    number: str,
    version: int,
    answer: str,
    evidence: Sequence[GivenFile],
    actor: User,
    at: datetime,
) -> Rectification:
    """Say what the firm did, with files that show it.

    Raises:
        Invalid: it says nothing, or was never shown anything.
    """
    rectification = _lock(number, version)
    _check_door(rectification, _S.SUBMITTED)
    faults: dict[str, list[str]] = {}
    if not answer.strip():
        faults["answer"] = [str(_("Say what you did."))]
    if not evidence and not rectification.evidence.exists():
        faults["evidence"] = [str(_("Add at least one photograph or paper that shows it."))]
    if faults:
        raise Invalid(fields=faults)
    stored = [
        files.store_given(one, enterprise=rectification.enterprise, actor=actor, at=at)
        for one in evidence
    ]
    RectificationEvidence.objects.bulk_create(
        RectificationEvidence(rectification=rectification, file=file, added_at=at)
        for file in stored
    )
    rectification.answer = answer.strip()
    rectification.answered_by = actor
    rectification.answered_at = at
    _move(
        rectification,
        _S.SUBMITTED,
        actor=actor,
        at=at,
        changed=["answer", "answered_by", "answered_at"],
    )
    return rectification


@transaction.atomic
def accept_rectification(*, number: str, version: int, actor: User, at: datetime) -> Rectification:
    """Accept what the firm did; with the last condition met the registration becomes full.

    Raises:
        SelfApproval: one's own answer.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    rectification = _lock(number, version)
    _check_door(rectification, _S.ACCEPTED)
    if rectification.answered_by_id == actor.pk:
        raise SelfApproval()
    rectification.reason = ""
    _decide(rectification, _S.ACCEPTED, actor=actor, at=at)
    _settle(rectification, actor=actor, at=at, is_void=False)
    return rectification


@transaction.atomic
def return_rectification(
    *,
    number: str,
    version: int,
    reason: str,
    actor: User,
    at: datetime,
    due_on: date | None = None,
) -> Rectification:
    """Give an answer back with the reason; a later day may be given with it, for that reason.

    Raises:
        SelfApproval: one's own answer.
        Invalid: no reason, or the day is no later one.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    rectification = _lock(number, version)
    _check_door(rectification, _S.RETURNED)
    if rectification.answered_by_id == actor.pk:
        raise SelfApproval()
    rectification.reason = _given(reason)
    if due_on is not None:
        _extend(rectification, due_on, rectification.reason, actor=actor, at=at)
    _decide(rectification, _S.RETURNED, actor=actor, at=at)
    return rectification


@transaction.atomic
def extend_rectification(
    *, number: str, version: int, due_on: date, reason: str, actor: User, at: datetime
) -> Rectification:
    """Give the firm more time, by name and for a reason.

    Raises:
        IllegalTransition: the firm owes nothing now.
        Invalid: no reason, or the day is no later one.
        PastTheRegistration: a provisional registration ends before.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    rectification = _lock(number, version)
    if rectification.state not in WITH_THE_FIRM:
        raise IllegalTransition(
            record=number, state=_S(rectification.state).label, action=_("giving more time")
        )
    _extend(rectification, due_on, _given(reason), actor=actor, at=at)
    rectification.version += 1
    rectification.save(update_fields=["version"])
    _tell(rectification, "rectification_extended", at=at)
    return rectification


@transaction.atomic
def void_rectification(
    *, number: str, version: int, reason: str, actor: User, at: datetime
) -> Rectification:
    """Take a finding back, with the reason; never by one of those who made it.

    Raises:
        SelfApproval: one's own finding.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    rectification = _lock(number, version)
    _check_door(rectification, _S.VOID)
    if rectification.assessment.assessors.filter(pk=actor.pk).exists():
        raise SelfApproval()
    rectification.reason = _given(reason)
    _decide(rectification, _S.VOID, actor=actor, at=at)
    _settle(rectification, actor=actor, at=at, is_void=True)
    return rectification


def _extend(
    rectification: Rectification, due_on: date, reason: str, *, actor: User, at: datetime
) -> None:
    if due_on <= max(rectification.due_on, day_of(at)):
        sentence = _("Name a day after today and after the day it is due now.")
        raise Invalid(fields={"due_on": [str(sentence)]})
    registration = rectification.assessment.registration
    if registration is not None and _is_conditional(registration):
        last_day = _last_day(registration)
        if due_on > last_day:
            raise PastTheRegistration(number=registration.number, date=last_day)
    RectificationExtension.objects.create(
        rectification=rectification,
        due_before=rectification.due_on,
        due_after=due_on,
        reason=reason,
        given_by=actor,
        given_at=at,
    )
    before, rectification.due_on = rectification.due_on, due_on
    rectification.save(update_fields=["due_on"])
    if rectification.condition is not None:
        rectification.condition.due_on = due_on
        rectification.condition.save(update_fields=["due_on"])
    _record(
        rectification,
        "rectification_extended",
        actor=actor,
        at=at,
        detail={"from": before.isoformat(), "to": due_on.isoformat(), "reason": reason},
    )


def _settle(
    rectification: Rectification, *, actor: User | None, at: datetime, is_void: bool
) -> None:
    """Let the condition go the way of its rectification, and the registration follow it."""
    registration = rectification.assessment.registration
    condition = rectification.condition
    if registration is None:
        return
    on = day_of(at)
    if condition is not None and condition.accepted_on is None and condition.voided_on is None:
        condition.registration = registration
        settle = conditions.void if is_void else conditions.accept
        settle(condition, actor=actor, at=at, on=on)
    if registration.state != RegistrationState.PROVISIONAL or not registrations.become_full_if_met(
        registration, registrations.terms_of(on), actor=actor, at=at
    ):
        registrations.touch(registration)


def _is_conditional(registration: Registration) -> bool:
    return registration.state == RegistrationState.PROVISIONAL or (
        registration.state == RegistrationState.SUSPENDED
        and registration.state_before_suspension == RegistrationState.PROVISIONAL
    )


def _last_day(registration: Registration) -> date:
    assert registration.valid_until is not None  # `registration_granted_has_a_period`
    return registration.valid_until - date.resolution


def _lock(number: str, version: int) -> Rectification:
    """Lock the firm, then the rectification with the registration its assessment is of."""
    firm = Rectification.objects.values_list("enterprise", flat=True).get(number=number)
    enterprise = enterprises.lock(firm)
    rectification = (
        Rectification.objects.select_for_update(no_key=True, of=("self",))
        .select_related("assessment__registration", "condition", "item")
        .get(number=number)
    )
    if rectification.version != version:
        raise StaleVersion(record=number)
    rectification.enterprise = enterprise
    if rectification.assessment.registration is not None:
        rectification.assessment.registration.enterprise = enterprise
    return rectification


def _decide(
    rectification: Rectification, target: RectificationState, *, actor: User, at: datetime
) -> None:
    rectification.decided_by = actor
    rectification.decided_at = at
    _move(
        rectification,
        target,
        actor=actor,
        at=at,
        changed=["decided_by", "decided_at", "reason"],
    )


def _move(
    rectification: Rectification,
    target: RectificationState,
    *,
    actor: User | None,
    at: datetime,
    changed: Iterable[str],
) -> None:
    _check_door(rectification, target)
    origin, rectification.state = rectification.state, target
    rectification.version += 1
    rectification.save(update_fields=["state", "version", *changed])
    _record(
        rectification,
        f"rectification_{target}",
        actor=actor,
        at=at,
        detail={"from": origin, "reason": rectification.reason},
    )
    _tell(rectification, f"rectification_{target}", at=at)


def _tell(rectification: Rectification, fact: str, *, at: datetime) -> None:
    outbox.tell(
        fact,
        at=at,
        rectification=rectification.number,
        enterprise=rectification.enterprise.serial,
        firm_en=rectification.enterprise.name_en,
        firm_zh=rectification.enterprise.name_zh,
        item=rectification.item.code,
        due_on=rectification.due_on.isoformat(),
        reason=rectification.reason,
    )


def _check_door(rectification: Rectification, target: RectificationState) -> None:
    state = _S(rectification.state)
    if not can_move(NEXT_RECTIFICATION_STATES, state, target):
        raise IllegalTransition(record=rectification.number, state=state.label, action=target.label)


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid(fields={"reason": [str(_("Say why."))]})
    return reason.strip()


def _record(
    rectification: Rectification,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="rectification",
        record_number=rectification.number,
        enterprise=rectification.enterprise,
        detail=detail,
    )
