"""The rules of the ground floor: credit codes, and what a registration is worth on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enterprises.states import (
    DocumentKind,
    ItemFinding,
    RectificationState,
    RegistrationStanding,
    RegistrationState,
)

# GB 32100 leaves out I, O, S, V and Z; a character's place is its value.
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_LENGTH = 18
CREDIT_CODE_WEIGHT_BASE = 3

FORMER_STATES = frozenset({RegistrationState.PROVISIONAL, RegistrationState.REGISTERED})
ENDED_STATES = frozenset(
    {RegistrationState.LAPSED, RegistrationState.CANCELLED, RegistrationState.REVOKED}
)
# Without these an application is not whole; another paper may always be added.
PAPERS_NEEDED = (
    DocumentKind.LICENCE,
    DocumentKind.PLAN,
    DocumentKind.PROCESS_CHART,
    DocumentKind.RULE_BOOK,
)
# The firm is to act: while the bureau looks at an answer, nothing is overdue.
WITH_THE_FIRM = frozenset({RectificationState.OPEN, RectificationState.RETURNED})
RECTIFICATION_OPEN = WITH_THE_FIRM | {RectificationState.SUBMITTED}
HUNDRED = 100


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


@dataclass(frozen=True)
class ItemFound:
    """What was found of one item of a checklist; nothing yet: empty."""

    weight: int
    is_critical: bool
    finding: ItemFinding | None

    @property
    def is_unmet(self) -> bool:
        return self.finding == ItemFinding.NONCONFORMING


def assessment_score(items: Iterable[ItemFound]) -> int | None:
    """Give the share of the applicable weight that conforms, in per cent, half rounded up.

    Where nothing applies there is nothing to score.
    """
    counted = [
        item
        for item in items
        if item.finding in (ItemFinding.CONFORMING, ItemFinding.NONCONFORMING)
    ]
    whole = sum(item.weight for item in counted)
    if whole == 0:
        return None
    met = sum(item.weight for item in counted if not item.is_unmet)
    return (2 * HUNDRED * met + whole) // (2 * whole)


def has_critical_fault(items: Iterable[ItemFound]) -> bool:
    """Tell whether a critical item is unmet: it suspends and forbids, whatever the score."""
    return any(item.is_critical and item.is_unmet for item in items)


def rectification_is_overdue(state: RectificationState, due: date, on: date) -> bool:
    """Tell whether a firm is late; on the day itself it is not."""
    return state in WITH_THE_FIRM and on > due


def papers_missing(given: Iterable[str]) -> tuple[DocumentKind, ...]:
    """Name the papers that an application lacks, in the order they are asked for."""
    has = set(given)
    return tuple(kind for kind in PAPERS_NEEDED if kind not in has)
