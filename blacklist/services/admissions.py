"""Registration as credit sees it: the terms of the scheme, and a class from the first day.

These take the place of their namesakes in `enterprises.services.registrations`, which know
neither how long a registration may last nor what a class is.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from blacklist.selectors.schemes import scheme_on
from blacklist.services import classes
from enterprises.calendar import day_of
from enterprises.models import Registration, User
from enterprises.services import registrations
from enterprises.services.registrations import NewCondition, RegistrationTerms


def registration_terms(on: date) -> RegistrationTerms:
    """Read how long registrations last from the scheme in force."""
    clocks = scheme_on(on).clocks
    return RegistrationTerms(
        provisional_months_max=clocks["provisional_max"].amount,
        valid_months=clocks["registration_valid"].amount,
    )


@transaction.atomic
def grant_provisional(
    *,
    number: str,
    version: int,
    last_day: date,
    visit_by: date,
    allowed_isos: Sequence[str],
    actor: User | None,
    at: datetime,
    cap_pieces: int | None = None,
    conditions: Sequence[NewCondition] = (),
) -> Registration:
    """Register before the visit, with dated conditions; a new firm gets its class with it."""
    registration = registrations.grant_provisional(
        number=number,
        version=version,
        last_day=last_day,
        visit_by=visit_by,
        allowed_isos=allowed_isos,
        cap_pieces=cap_pieces,
        conditions=conditions,
        terms=registration_terms(day_of(at)),
        actor=actor,
        at=at,
    )
    classes.open_class(enterprise=registration.enterprise, at=at, actor=actor)
    return registration


@transaction.atomic
def register(*, number: str, version: int, actor: User | None, at: datetime) -> Registration:
    """Register an accepted application in full; a new firm gets its class with it."""
    registration = registrations.register(
        number=number,
        version=version,
        terms=registration_terms(day_of(at)),
        actor=actor,
        at=at,
    )
    classes.open_class(enterprise=registration.enterprise, at=at, actor=actor)
    return registration


def accept_condition(
    *, number: str, version: int, ordinal: int, actor: User | None, at: datetime
) -> Registration:
    """Accept that a condition is met; with the last one the registration becomes full."""
    return registrations.accept_condition(
        number=number,
        version=version,
        ordinal=ordinal,
        terms=registration_terms(day_of(at)),
        actor=actor,
        at=at,
    )
