"""A registration locked, moved and recorded: the one place where its state changes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.errors import IllegalTransition, Invalid, StaleVersion
from enterprises.models import Registration, User
from enterprises.services import enterprises
from enterprises.states import NEXT_REGISTRATION_STATES, RegistrationState, can_move

_S = RegistrationState
IN_FORCE = (_S.PROVISIONAL, _S.REGISTERED, _S.SUSPENDED)
ON_ITS_WAY = (_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.ACCEPTED)


def lock(number: str, version: int | None = None) -> Registration:
    """Lock the firm, then the registration."""
    firm = Registration.objects.values_list("enterprise", flat=True).get(number=number)
    enterprise = enterprises.lock(firm)
    registration = Registration.objects.select_for_update(no_key=True).get(number=number)
    if version is not None and registration.version != version:
        raise StaleVersion(record=number)
    registration.enterprise = enterprise
    return registration


def move(
    registration: Registration,
    target: RegistrationState,
    *,
    actor: User | None,
    at: datetime,
    changed: Iterable[str] = (),
) -> None:
    check_door(registration, target)
    origin, registration.state = registration.state, target
    registration.state_since = day_of(at)
    registration.version += 1
    registration.save(update_fields=["state", "state_since", "version", *changed])
    record(registration, f"registration_{target}", actor=actor, at=at, origin=origin)
    outbox.tell(
        "registration_changed",
        at=at,
        registration=registration.number,
        enterprise=registration.enterprise.serial,
        state=target,
        reason=registration.reason,
    )


def touch(registration: Registration) -> None:
    """Let whoever read the registration before see that it changed."""
    registration.version += 1
    registration.save(update_fields=["version"])


def check_door(registration: Registration, target: RegistrationState) -> None:
    if not can_move(NEXT_REGISTRATION_STATES, _S(registration.state), target):
        raise illegal(registration, target)


def illegal(registration: Registration, target: RegistrationState) -> IllegalTransition:
    return IllegalTransition(
        record=registration.number, state=label(registration), action=target.label
    )


def label(registration: Registration) -> str:
    return str(_S(registration.state).label)


def given(reason: str) -> str:
    if not reason.strip():
        raise Invalid(fields={"reason": [str(_("Say why."))]})
    return reason.strip()


def record(
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
