"""What the registrations of firms are worth, one firm or many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from enterprises.asking import asked_often
from enterprises.models import Enterprise, Registration, RegistrationCondition
from enterprises.policy import (
    Condition,
    RegistrationFacts,
    overdue_conditions,
    registration_standing,
)
from enterprises.states import RegistrationStanding, RegistrationState

_S = RegistrationState
ONE_DAY = timedelta(days=1)
# Where a firm has several, the one that counts: in force, else ended last, else on its way.
_IN_FORCE = (_S.PROVISIONAL, _S.REGISTERED, _S.SUSPENDED)
_ENDED = (_S.LAPSED, _S.CANCELLED, _S.REVOKED)


@dataclass(frozen=True)
class RegistrationReport:
    """The registration that counts for a firm, with its facts; none was ever asked for: all empty."""

    registration: Registration | None
    facts: RegistrationFacts

    def standing(self, on: date) -> RegistrationStanding:
        return registration_standing(self.facts, on)

    def overdue(self, on: date) -> tuple[Condition, ...]:
        return overdue_conditions(self.facts.conditions, on)


NEVER_ASKED = RegistrationReport(None, RegistrationFacts(state=None))


def registration_of(enterprise: Enterprise) -> RegistrationReport:
    """Give the registration that counts for a firm."""
    return registrations_of([enterprise.pk])[enterprise.pk]


def registration_facts(enterprise: Enterprise) -> RegistrationFacts:
    """Give what the standing of a firm rests on."""
    return registration_of(enterprise).facts


def registrations_of(enterprises: Iterable[int]) -> Mapping[int, RegistrationReport]:
    """Give the registration that counts for each of some firms, in two questions."""
    wanted = set(enterprises)
    of_firm: dict[int, list[Registration]] = defaultdict(list)
    for registration in _registrations(wanted):
        of_firm[registration.enterprise_id].append(registration)
    counting = {firm: min(rows, key=_rank) for firm, rows in of_firm.items()}
    conditions = conditions_of(registration.pk for registration in counting.values())
    return {
        firm: (
            RegistrationReport(counting[firm], facts_of(counting[firm], conditions))
            if firm in counting
            else NEVER_ASKED
        )
        for firm in wanted
    }


def conditions_of(registrations: Iterable[int]) -> Mapping[int, tuple[Condition, ...]]:
    """Give the conditions of some registrations in order, in one question."""
    found: dict[int, list[Condition]] = defaultdict(list)
    for row in _conditions(set(registrations)):
        found[row.registration_id].append(
            Condition(reference=str(row.ordinal), due=row.due_on, accepted_on=row.accepted_on)
        )
    return {registration: tuple(rows) for registration, rows in found.items()}


@asked_often
def _registrations(firms: Iterable[int]) -> QuerySet[Registration]:
    return Registration.objects.filter(enterprise__in=firms)


@asked_often
def _conditions(registrations: Iterable[int]) -> QuerySet[RegistrationCondition]:
    rows = RegistrationCondition.objects.filter(
        registration__in=registrations, voided_on__isnull=True
    )
    return rows.order_by("registration", "ordinal")


def facts_of(
    registration: Registration, conditions: Mapping[int, tuple[Condition, ...]]
) -> RegistrationFacts:
    """Read a row as the rules read it: the last day of its period still counts."""
    until = registration.valid_until
    return RegistrationFacts(
        state=RegistrationState(registration.state),
        last_day=until - ONE_DAY if until else None,
        conditions=conditions.get(registration.pk, ()),
    )


def _rank(registration: Registration) -> tuple[int, int]:
    if registration.state in _IN_FORCE:
        return 0, -registration.pk
    if registration.state in _ENDED:
        return 1, -(registration.valid_until or registration.state_since).toordinal()
    return 2, -registration.pk
