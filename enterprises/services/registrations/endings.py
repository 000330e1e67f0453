"""What stops a registration for a while or for good: suspended, given up, taken away, run out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises.calendar import day_of
from enterprises.errors import IllegalTransition
from enterprises.models import Registration, User
from enterprises.policy import has_to_lapse, may_be_reinstated
from enterprises.roles import Permission, require
from enterprises.selectors.registrations import facts_of
from enterprises.services.closing import refuse_critical_fault, refuse_open_children
from enterprises.services.registrations.grants import become_full_if_met, terms_of
from enterprises.services.registrations.records import (
    check_door,
    given,
    illegal,
    label,
    lock,
    move,
)
from enterprises.states import RegistrationState

_S = RegistrationState


@transaction.atomic
def suspend(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """Suspend a registration, for a critical finding or any other ground."""
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = lock(number, version)
    suspend_locked(registration, reason, actor=actor, at=at)
    return registration


def suspend_locked(
    registration: Registration, reason: str, *, actor: User | None, at: datetime
) -> None:
    """Suspend a registration whose firm the caller has locked."""
    registration.state_before_suspension = registration.state
    registration.reason = given(reason)
    move(
        registration,
        _S.SUSPENDED,
        actor=actor,
        at=at,
        changed=["state_before_suspension", "reason"],
    )


@transaction.atomic
def reinstate(*, number: str, version: int, actor: User | None, at: datetime) -> Registration:
    """Give a suspended registration its former state back; full, if all its conditions are met.

    Raises:
        CriticalItemUnmet: a critical finding is not rectified.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = lock(number, version)
    if registration.state != _S.SUSPENDED:
        raise IllegalTransition(
            record=number, state=label(registration), action=_("reinstating it")
        )
    former = _S(registration.state_before_suspension)
    if not may_be_reinstated(former, former):
        raise illegal(registration, former)
    refuse_critical_fault(registration)
    registration.state_before_suspension = ""
    registration.reason = ""
    move(registration, former, actor=actor, at=at, changed=["state_before_suspension", "reason"])
    become_full_if_met(registration, terms_of(day_of(at)), actor=actor, at=at)
    return registration


@transaction.atomic
def cancel(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """End a registration because the firm gives it up (注销).

    Raises:
        ChildrenOpen: a visit is planned or under way, or a finding is open.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    return _end(lock(number, version), _S.CANCELLED, reason, actor=actor, at=at)


@transaction.atomic
def revoke(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """End a registration because the bureau takes it away (撤销).

    Raises:
        ChildrenOpen: as when it is given up; meanwhile it can be suspended.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    return _end(lock(number, version), _S.REVOKED, reason, actor=actor, at=at)


@transaction.atomic
def lapse(*, number: str, actor: User | None, at: datetime) -> Registration:
    """Let a registration lapse whose last day is past.

    Raises:
        IllegalTransition: it is not in force, or its last day is not past.
    """
    registration = lock(number)
    if not has_to_lapse(facts_of(registration, {}), day_of(at)):
        raise illegal(registration, _S.LAPSED)
    move(registration, _S.LAPSED, actor=actor, at=at)
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


def _end(
    registration: Registration,
    target: RegistrationState,
    reason: str,
    *,
    actor: User | None,
    at: datetime,
) -> Registration:
    registration.reason = given(reason)
    check_door(registration, target)
    refuse_open_children(registration)
    registration.valid_until = day_of(at)
    move(registration, target, actor=actor, at=at, changed=["reason", "valid_until"])
    return registration
