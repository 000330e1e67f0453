"""The rules of the ground floor: credit codes, and what a registration is worth on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enterprises.states import RegistrationStanding, RegistrationState

# GB 32100 leaves out I, O, S, V and Z; a character's place is its value.
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_LENGTH = 18
CREDIT_CODE_WEIGHT_BASE = 3

FORMER_STATES = frozenset({RegistrationState.PROVISIONAL, RegistrationState.REGISTERED})
ENDED_STATES = frozenset(
    {RegistrationState.LAPSED, RegistrationState.CANCELLED, RegistrationState.REVOKED}
)


def tidy_credit_code(written: str) -> str:
    """Write a credit code as the standard does: capitals, without spaces or hyphens."""
    return "".join(written.split()).replace("-", "").upper()


def credit_code_check_character(first_seventeen: str) -> str:
    """Compute the last character of a unified social credit code from the others.

    Raises:
        ValueError: there are not seventeen characters, or one is not of the standard's alphabet.

    Source: GB 32100.
    """
    if len(first_seventeen) != CREDIT_CODE_LENGTH - 1:
        raise ValueError("A check character is computed from seventeen characters.")
    size = len(CREDIT_CODE_ALPHABET)
    total = sum(
        CREDIT_CODE_ALPHABET.index(character) * pow(CREDIT_CODE_WEIGHT_BASE, place, size)
        for place, character in enumerate(first_seventeen)
    )
    return CREDIT_CODE_ALPHABET[-total % size]


def credit_code_is_valid(code: str) -> bool:
    """Tell whether a unified social credit code is well formed and its check character right."""
    if len(code) != CREDIT_CODE_LENGTH or not set(code) <= set(CREDIT_CODE_ALPHABET):
        return False
    return code[-1] == credit_code_check_character(code[:-1])


@dataclass(frozen=True)
class Condition:
    """A dated condition of a provisional registration; a void one is not given."""

    reference: str
    due: date
    accepted_on: date | None = None

    def is_accepted(self, on: date) -> bool:
        return self.accepted_on is not None and self.accepted_on <= on

    def is_overdue(self, on: date) -> bool:
        return on > self.due and not self.is_accepted(on)


@dataclass(frozen=True)
class RegistrationFacts:
    """What the standing rests on: the state, the last day (inclusive) and the conditions."""

    state: RegistrationState | None
    last_day: date | None = None
    conditions: tuple[Condition, ...] = ()


def registration_standing(facts: RegistrationFacts, on: date) -> RegistrationStanding:
    """Say what a registration is worth on a day.

    A provisional one is narrowed while a condition is overdue. The last day still counts; what
    is past it has ended, whether or not the nightly task has been round.

    Source: README, rules R-01 to R-07.
    """
    has_run_out = facts.last_day is not None and on > facts.last_day
    if facts.state == RegistrationState.SUSPENDED:
        return RegistrationStanding.SUSPENDED
    if facts.state == RegistrationState.PROVISIONAL:
        if has_run_out:
            return RegistrationStanding.PROVISIONAL_ENDED
        if overdue_conditions(facts.conditions, on):
            return RegistrationStanding.PROVISIONAL_NARROWED
        return RegistrationStanding.PROVISIONAL
    if facts.state == RegistrationState.REGISTERED:
        return RegistrationStanding.ENDED if has_run_out else RegistrationStanding.REGISTERED
    if facts.state in ENDED_STATES:
        return RegistrationStanding.ENDED
    return RegistrationStanding.NONE


def overdue_conditions(conditions: Iterable[Condition], on: date) -> tuple[Condition, ...]:
    """Name the conditions that are past their day and not accepted, the oldest first."""
    return tuple(
        sorted(
            (condition for condition in conditions if condition.is_overdue(on)),
            key=lambda condition: (condition.due, condition.reference),
        )
    )


def becomes_full(facts: RegistrationFacts, on: date) -> bool:
    """Tell whether a provisional registration has had its last condition accepted."""
    return (
        registration_standing(facts, on) == RegistrationStanding.PROVISIONAL
        and bool(facts.conditions)
        and all(condition.is_accepted(on) for condition in facts.conditions)
    )


def has_to_lapse(facts: RegistrationFacts, on: date) -> bool:
    """Tell whether the last day of a live registration is past, so that its state should say so."""
    return facts.state in FORMER_STATES and facts.last_day is not None and on > facts.last_day


def may_be_returned(times_returned: int) -> bool:
    """Tell whether an application may still be returned for correction; once is all."""
    return times_returned == 0


def may_be_reinstated(former: RegistrationState, target: RegistrationState) -> bool:
    """Tell whether a suspended registration may go back to this state: only its former one."""
    return target == former and former in FORMER_STATES
