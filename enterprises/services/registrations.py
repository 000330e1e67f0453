"""The life of a registration: applied for, granted at once with conditions, made full, ended.

The terms come from the scoring scheme of the floor above, and a first grant opens the firm's
class there; so whoever grants does it through `blacklist.services.admissions`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises import audit, numbers, outbox
from enterprises.calendar import day_of, months_on
from enterprises.errors import DomainError, IllegalTransition, Invalid, StaleVersion
from enterprises.models import Enterprise, Registration, RegistrationCondition, User
from enterprises.policy import becomes_full, has_to_lapse, may_be_reinstated, may_be_returned
from enterprises.roles import Permission, require
from enterprises.selectors import reference
from enterprises.selectors.registrations import conditions_of, facts_of
from enterprises.services import enterprises
from enterprises.states import NEXT_REGISTRATION_STATES, RegistrationState, can_move

_S = RegistrationState
IN_FORCE = (_S.PROVISIONAL, _S.REGISTERED, _S.SUSPENDED)
ON_ITS_WAY = (_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.ACCEPTED)
VISIT_EN = "Let the bureau assess the premises on site."
VISIT_ZH = "接受检验检疫机构现场考核。"
NUMBER_DIGITS = 2


class AlreadyRegistered(DomainError):
    code = "ALREADY_REGISTERED"
    sentence = _("%(enterprise)s already has %(number)s.")


class ReturnedBefore(DomainError):
    code = "RETURNED_BEFORE"
    sentence = _("%(number)s was returned once already; accept or reject it.")


class ConditionSettled(DomainError):
    code = "CONDITION_SETTLED"
    sentence = _("Condition %(ordinal)s of %(number)s is already accepted.")


@dataclass(frozen=True)
class RegistrationTerms:
    """How long registrations last, from the scheme in force."""

    provisional_months_max: int
    valid_months: int


@dataclass(frozen=True)
class NewCondition:
    """A condition to be met by a day, beside the visit."""

    text_en: str
    text_zh: str
    due_on: date


@transaction.atomic
def create_application(
    *,
    enterprise: Enterprise,
    actor: User | None,
    at: datetime,
    earlier_ports: Sequence[str] = (),
    replaces: Registration | None = None,
) -> Registration:
    """Open a draft; a renewal names the registration that it will take over from.

    Raises:
        AlreadyRegistered: another application is on its way, or one is in force and not renewed.
    """
    enterprise = enterprises.lock(enterprise.pk)
    others = enterprise.registrations.filter(state__in=(*IN_FORCE, *ON_ITS_WAY))
    if replaces is not None:
        others = others.exclude(pk=replaces.pk)
    other = others.first()
    if other is not None:
        raise AlreadyRegistered(enterprise=enterprise, number=other.number)
    on = day_of(at)
    registration = Registration.objects.create(
        number=numbers.next_number(letter="R", on=on, enterprise=enterprise, digits=NUMBER_DIGITS)[
            0
        ],
        enterprise=enterprise,
        state_since=on,
        earlier_ports=list(earlier_ports),
        replaces=replaces,
    )
    _record(registration, "registration_drafted", actor=actor, at=at)
    return registration


@transaction.atomic
def submit_application(
    *, number: str, version: int, actor: User | None, at: datetime
) -> Registration:
    """Hand the application to the bureau, for the first time or corrected."""
    registration = _lock(number, version)
    registration.submitted_at = at
    _move(registration, _S.SUBMITTED, actor=actor, at=at, changed=["submitted_at"])
    return registration


@transaction.atomic
def return_application(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """Give the application back for correction; once only.

    Raises:
        ReturnedBefore: it was returned already.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = _lock(number, version)
    if registration.state == _S.SUBMITTED and not may_be_returned(registration.times_returned):
        raise ReturnedBefore(number=number)
    registration.times_returned += 1
    registration.reason = _given(reason)
    _move(registration, _S.RETURNED, actor=actor, at=at, changed=["times_returned", "reason"])
    return registration


@transaction.atomic
def accept_application(
    *, number: str, version: int, actor: User | None, at: datetime
) -> Registration:
    """Take the papers as complete."""
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = _lock(number, version)
    _move(registration, _S.ACCEPTED, actor=actor, at=at)
    return registration


@transaction.atomic
def reject_application(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """Refuse the application, with its reason."""
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = _lock(number, version)
    registration.reason = _given(reason)
    _move(registration, _S.REJECTED, actor=actor, at=at, changed=["reason"])
    return registration


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

    Raises:
        Invalid: the period is too long, a date is wrong, or a destination is unknown.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = _lock(number, version)
    _check_door(registration, _S.PROVISIONAL)
    on = day_of(at)
    all_conditions = [NewCondition(VISIT_EN, VISIT_ZH, visit_by), *conditions]
    _check_grant(on, last_day, allowed_isos, cap_pieces, all_conditions, terms)

    _take_over(registration, actor=actor, at=at)
    registration.valid_from = on
    registration.valid_until = last_day + timedelta(days=1)
    registration.allowed_isos = list(dict.fromkeys(allowed_isos))
    registration.cap_pieces = cap_pieces
    _move(
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
    """Register an accepted application in full, without a provisional time before it."""
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = _lock(number, version)
    if registration.state != _S.ACCEPTED:
        raise _illegal(registration, _S.REGISTERED)
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
        ConditionSettled: it was accepted before.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = _lock(number, version)
    if registration.state != _S.PROVISIONAL:
        raise IllegalTransition(
            record=number, state=_label(registration), action=_("accepting a condition")
        )
    condition = registration.conditions.get(ordinal=ordinal)
    if condition.accepted_on is not None:
        raise ConditionSettled(ordinal=ordinal, number=number)
    on = day_of(at)
    condition.accepted_on = on
    condition.save(update_fields=["accepted_on"])
    audit.record(
        actor=actor,
        at=at,
        action="registration_condition_accepted",
        record_kind="registration",
        record_number=number,
        enterprise=registration.enterprise,
        detail={"ordinal": ordinal},
    )
    if becomes_full(facts_of(registration, conditions_of([registration.pk])), on):
        _make_full(registration, terms, actor=actor, at=at)
    else:
        registration.version += 1
        registration.save(update_fields=["version"])
    return registration


@transaction.atomic
def suspend(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """Suspend a registration, for a critical finding or any other ground."""
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = _lock(number, version)
    registration.state_before_suspension = registration.state
    registration.reason = _given(reason)
    _move(
        registration,
        _S.SUSPENDED,
        actor=actor,
        at=at,
        changed=["state_before_suspension", "reason"],
    )
    return registration


@transaction.atomic
def reinstate(*, number: str, version: int, actor: User | None, at: datetime) -> Registration:
    """Give a suspended registration its former state back."""
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = _lock(number, version)
    if registration.state != _S.SUSPENDED:
        raise IllegalTransition(
            record=number, state=_label(registration), action=_("reinstating it")
        )
    former = _S(registration.state_before_suspension)
    if not may_be_reinstated(former, former):
        raise _illegal(registration, former)
    registration.state_before_suspension = ""
    registration.reason = ""
    _move(registration, former, actor=actor, at=at, changed=["state_before_suspension", "reason"])
    return registration


@transaction.atomic
def cancel(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """End a registration because the firm gives it up (注销)."""
    require(actor, Permission.DECIDE_REGISTRATION)
    return _end(_lock(number, version), _S.CANCELLED, reason, actor=actor, at=at)


@transaction.atomic
def revoke(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """End a registration because the bureau takes it away (撤销)."""
    require(actor, Permission.DECIDE_REGISTRATION)
    return _end(_lock(number, version), _S.REVOKED, reason, actor=actor, at=at)


@transaction.atomic
def lapse(*, number: str, actor: User | None, at: datetime) -> Registration:
    """Let a registration lapse whose last day is past.

    Raises:
        IllegalTransition: it is not in force, or its last day is not past.
    """
    registration = _lock(number)
    if not has_to_lapse(facts_of(registration, {}), day_of(at)):
        raise _illegal(registration, _S.LAPSED)
    _move(registration, _S.LAPSED, actor=actor, at=at)
    return registration


def lapse_all_due(*, at: datetime) -> int:
    """Let everything lapse whose last day is past, each in its own transaction."""
    due = Registration.objects.filter(
        state__in=(_S.PROVISIONAL, _S.REGISTERED), valid_until__lte=day_of(at)
    )
    lapsed = 0
    for number in due.order_by("enterprise", "pk").values_list("number", flat=True):
        try:
            lapse(number=number, actor=None, at=at)
        except IllegalTransition:  # somebody ended or renewed it meanwhile
            continue
        lapsed += 1
    return lapsed


def _lock(number: str, version: int | None = None) -> Registration:
    """Lock the firm, then the registration."""
    firm = Registration.objects.values_list("enterprise", flat=True).get(number=number)
    enterprise = enterprises.lock(firm)
    registration = Registration.objects.select_for_update(no_key=True).get(number=number)
    if version is not None and registration.version != version:
        raise StaleVersion(record=number)
    registration.enterprise = enterprise
    return registration


def _move(
    registration: Registration,
    target: RegistrationState,
    *,
    actor: User | None,
    at: datetime,
    changed: Iterable[str] = (),
) -> None:
    _check_door(registration, target)
    origin, registration.state = registration.state, target
    registration.state_since = day_of(at)
    registration.version += 1
    registration.save(update_fields=["state", "state_since", "version", *changed])
    _record(registration, f"registration_{target}", actor=actor, at=at, origin=origin)
    outbox.tell(
        "registration_changed",
        at=at,
        registration=registration.number,
        enterprise=registration.enterprise.serial,
        state=target,
        reason=registration.reason,
    )


def _check_door(registration: Registration, target: RegistrationState) -> None:
    if not can_move(NEXT_REGISTRATION_STATES, _S(registration.state), target):
        raise _illegal(registration, target)


def _illegal(registration: Registration, target: RegistrationState) -> IllegalTransition:
    return IllegalTransition(
        record=registration.number, state=_label(registration), action=target.label
    )


def _label(registration: Registration) -> str:
    return str(_S(registration.state).label)


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid(fields={"reason": [str(_("Say why."))]})
    return reason.strip()


def _check_grant(
    on: date,
    last_day: date,
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
            str(_("The last day lies between today and %(latest)s.")) % {"latest": latest}
        ]
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
    held.valid_until = day_of(at)
    _move(held, _S.LAPSED, actor=actor, at=at, changed=["valid_until"])


def _make_full(
    registration: Registration, terms: RegistrationTerms, *, actor: User | None, at: datetime
) -> None:
    on = day_of(at)
    registration.valid_from = registration.valid_from or on
    registration.valid_until = months_on(on, terms.valid_months)
    _move(registration, _S.REGISTERED, actor=actor, at=at, changed=["valid_from", "valid_until"])


def _remember_first_grant(enterprise: Enterprise, on: date) -> None:
    """Keep the day from which the firm is counted as registered, and no longer as new."""
    if enterprise.first_registered_on is None:
        enterprise.first_registered_on = on
        enterprise.version += 1
        enterprise.save(update_fields=["first_registered_on", "version"])


def _end(
    registration: Registration,
    target: RegistrationState,
    reason: str,
    *,
    actor: User | None,
    at: datetime,
) -> Registration:
    registration.reason = _given(reason)
    registration.valid_until = day_of(at)
    _move(registration, target, actor=actor, at=at, changed=["reason", "valid_until"])
    return registration


def _record(
    registration: Registration, action: str, *, actor: User | None, at: datetime, origin: str = ""
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="registration",
        record_number=registration.number,
        enterprise=registration.enterprise,
        detail={"from": origin, "reason": registration.reason} if origin else {},
    )
