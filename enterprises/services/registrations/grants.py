"""Granting: provisionally and at once with conditions, or in full; the last condition makes it full."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises.calendar import day_of, months_on
from enterprises.errors import IllegalTransition, Invalid
from enterprises.formats import written_date
from enterprises.models import Enterprise, Registration, RegistrationCondition, User
from enterprises.policy import becomes_full
from enterprises.roles import Permission, require
from enterprises.selectors import reference
from enterprises.selectors.registrations import conditions_of, facts_of
from enterprises.selectors.supervision import open_children, was_assessed
from enterprises.services import conditions as kept_conditions
from enterprises.services.closing import (
    refuse_critical_fault,
    refuse_open_children,
    refuse_unassessed,
)
from enterprises.services.registrations.faults import AlreadyRegistered, ConditionSettled
from enterprises.services.registrations.records import (
    IN_FORCE,
    check_door,
    illegal,
    label,
    lock,
    move,
    touch,
)
from enterprises.states import RegistrationState
from enterprises.terms import terms_on

_S = RegistrationState
VISIT_EN = "Let the bureau assess the premises on site."
VISIT_ZH = "接受检验检疫机构现场考核。"


@dataclass(frozen=True)
class RegistrationTerms:
    """How long registrations last, from the scheme in force."""

    provisional_months_max: int
    valid_months: int


def terms_of(on: date) -> RegistrationTerms:
    """Read how long registrations last from the terms in force."""
    found = terms_on(on)
    return RegistrationTerms(found.provisional_months_max, found.valid_months)


@dataclass(frozen=True)
class NewCondition:
    """A condition to be met by a day, beside the visit."""

    text_en: str
    text_zh: str
    due_on: date


@transaction.atomic
def grant_provisional(
    *,
    number: str,
    version: int,
    last_day: date,
    visit_by: date,
    allowed_isos: Sequence[str],
    terms: RegistrationTerms,
    actor: User | None,
    at: datetime,
    cap_pieces: int | None = None,
    conditions: Sequence[NewCondition] = (),
) -> Registration:
    """Register after the papers and before the visit, which is the first dated condition.

    Where the visit was made before, it is met already, and what it found becomes conditions.

    Raises:
        Invalid: the period is too long, a date is wrong, or a destination is unknown.
        CriticalItemUnmet: the visit found one.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = lock(number, version)
    check_door(registration, _S.PROVISIONAL)
    on = day_of(at)
    all_conditions = [NewCondition(VISIT_EN, VISIT_ZH, visit_by), *conditions]
    _check_grant(on, last_day, visit_by, allowed_isos, cap_pieces, conditions, terms)
    refuse_critical_fault(registration)

    _take_over(registration, actor=actor, at=at)
    registration.valid_from = on
    registration.valid_until = last_day + timedelta(days=1)
    registration.allowed_isos = list(dict.fromkeys(allowed_isos))
    registration.cap_pieces = cap_pieces
    move(
        registration,
        _S.PROVISIONAL,
        actor=actor,
        at=at,
        changed=["valid_from", "valid_until", "allowed_isos", "cap_pieces"],
    )
    RegistrationCondition.objects.bulk_create(
        RegistrationCondition(
            registration=registration,
            ordinal=ordinal,
            text_en=condition.text_en,
            text_zh=condition.text_zh,
            due_on=condition.due_on,
        )
        for ordinal, condition in enumerate(all_conditions, start=1)
    )
    kept_conditions.add_for_open_findings(registration)
    if was_assessed(registration):
        kept_conditions.accept_visit(registration, actor=actor, at=at, on=on)
        become_full_if_met(registration, terms, actor=actor, at=at)
    _remember_first_grant(registration.enterprise, on)
    return registration


@transaction.atomic
def register(
    *,
    number: str,
    version: int,
    terms: RegistrationTerms,
    actor: User | None,
    at: datetime,
) -> Registration:
    """Register an accepted application in full, after a visit and without a provisional time.

    Raises:
        CriticalItemUnmet, ChildrenOpen: a visit has not ended, or left a finding open.
        NotAssessed: there was no visit.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = lock(number, version)
    if registration.state != _S.ACCEPTED:
        raise illegal(registration, _S.REGISTERED)
    refuse_critical_fault(registration)
    refuse_open_children(registration)
    refuse_unassessed(registration)
    _take_over(registration, actor=actor, at=at)
    _make_full(registration, terms, actor=actor, at=at)
    _remember_first_grant(registration.enterprise, day_of(at))
    return registration


@transaction.atomic
def accept_condition(
    *,
    number: str,
    version: int,
    ordinal: int,
    terms: RegistrationTerms,
    actor: User | None,
    at: datetime,
) -> Registration:
    """Accept that a condition is met; with the last one the registration becomes full.

    Raises:
        IllegalTransition: the registration is not provisional.
        ConditionSettled: it was accepted before, or fell away.
        ConditionHasFinding: a rectification decides it.
        NotAssessed: it is the visit, and none was endorsed.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = lock(number, version)
    if registration.state != _S.PROVISIONAL:
        raise IllegalTransition(
            record=number, state=label(registration), action=_("accepting a condition")
        )
    condition = registration.conditions.get(ordinal=ordinal)
    if condition.accepted_on is not None or condition.voided_on is not None:
        raise ConditionSettled(ordinal=ordinal, number=number)
    kept_conditions.refuse_one_with_a_finding(condition)
    if condition.is_visit:
        refuse_unassessed(registration)
    condition.registration = registration
    kept_conditions.accept(condition, actor=actor, at=at, on=day_of(at))
    if not become_full_if_met(registration, terms, actor=actor, at=at):
        touch(registration)
    return registration


def become_full_if_met(
    registration: Registration, terms: RegistrationTerms, *, actor: User | None, at: datetime
) -> bool:
    """Let a provisional registration become full with its last condition; tells whether it did.

    The caller has locked the firm. A visit that has not ended keeps it provisional.
    """
    facts = facts_of(registration, conditions_of([registration.pk]))
    if not becomes_full(facts, day_of(at)) or open_children(registration):
        return False
    _make_full(registration, terms, actor=actor, at=at)
    return True


def _check_grant(
    on: date,
    last_day: date,
    visit_by: date,
    allowed_isos: Sequence[str],
    cap_pieces: int | None,
    conditions: Iterable[NewCondition],
    terms: RegistrationTerms,
) -> None:
    """Refuse a grant that could not be kept, naming every field at fault."""
    faults: dict[str, list[str]] = {}
    latest = months_on(on, terms.provisional_months_max)
    if not on <= last_day <= latest:
        faults["last_day"] = [
            str(_("The last day lies between today and %(latest)s."))
            % {"latest": written_date(latest)}
        ]
    if not on <= visit_by <= last_day:
        faults["visit_by"] = [str(_("The visit is due within the period."))]
    if any(not on <= condition.due_on <= last_day for condition in conditions):
        faults["conditions"] = [str(_("Every condition is due within the period."))]
    if not allowed_isos:
        faults["allowed_isos"] = [str(_("Name at least one destination."))]
    unknown = [iso for iso in allowed_isos if reference.find_destination(iso, on) is None]
    if unknown:
        faults["allowed_isos"] = [
            str(_("No rule covers %(countries)s.")) % {"countries": ", ".join(unknown)}
        ]
    if cap_pieces is not None and cap_pieces < 1:
        faults["cap_pieces"] = [str(_("A cap allows at least one piece."))]
    if faults:
        raise Invalid(fields=faults)


def _take_over(registration: Registration, *, actor: User | None, at: datetime) -> None:
    """End the registration that this one renews; two are never in force at once."""
    held = (
        Registration.objects.select_for_update(no_key=True)
        .filter(enterprise=registration.enterprise, state__in=IN_FORCE)
        .first()
    )
    if held is None:
        return
    if held.pk != registration.replaces_id:
        raise AlreadyRegistered(enterprise=registration.enterprise, number=held.number)
    held.enterprise = registration.enterprise
    refuse_open_children(held)
    held.valid_until = day_of(at)
    move(held, _S.LAPSED, actor=actor, at=at, changed=["valid_until"])


def _make_full(
    registration: Registration, terms: RegistrationTerms, *, actor: User | None, at: datetime
) -> None:
    on = day_of(at)
    registration.valid_from = registration.valid_from or on
    registration.valid_until = months_on(on, terms.valid_months)
    move(registration, _S.REGISTERED, actor=actor, at=at, changed=["valid_from", "valid_until"])


def _remember_first_grant(enterprise: Enterprise, on: date) -> None:
    """Keep the day from which the firm is counted as registered, and no longer as new."""
    if enterprise.first_registered_on is None:
        enterprise.first_registered_on = on
        enterprise.version += 1
        enterprise.save(update_fields=["first_registered_on", "version"])
