"""What a grade rests on: the events, gradings and list entries of one enterprise, frozen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from blacklist.states import CreditClass, CreditEventState, Ground, ListEntryState, ListKind

NEVER_COUNTS = frozenset({CreditEventState.REPORTED, CreditEventState.REJECTED})
HAS_HAD_EFFECT = frozenset(
    {ListEntryState.EFFECTIVE, ListEntryState.CONFIRMED, ListEntryState.ENDED}
)


@dataclass(frozen=True)
class EventFact:
    """One credit event: when it happened, was confirmed and was overturned."""

    code: str
    occurred: date
    confirmed: date | None
    overturned: date | None = None
    state: CreditEventState = CreditEventState.CONFIRMED
    grounds: frozenset[Ground] = frozenset()
    reference: str = ""

    def is_known(self, known_at: date) -> bool:
        """Tell whether it was confirmed, and not overturned, by the day.

        An allowed objection carries the day of its decision; before it the event counted.
        """
        if self.state in NEVER_COUNTS or self.confirmed is None or self.confirmed > known_at:
            return False
        return self.overturned is None or self.overturned > known_at


@dataclass(frozen=True)
class GradingFact:
    """What one version of a government round says of the firm; no grade: it is not named.

    A round that does not name the firm belongs in its record too, for it breaks a row of
    first classes.
    """

    round: int
    held: date
    recorded: date
    grade: int | None
    grounds: frozenset[Ground] = frozenset()
    version: int = 1


@dataclass(frozen=True)
class ListFact:
    """One entry on the red or the black list; it ends on the first day without effect."""

    kind: ListKind
    effective_from: date | None
    ended: date | None = None
    state: ListEntryState = ListEntryState.EFFECTIVE
    ground: str = ""
    reference: str = ""

    def is_effective(self, on: date, known_at: date) -> bool:
        """Tell whether the entry bites on the day, by what was known on the other."""
        if self.state not in HAS_HAD_EFFECT or self.effective_from is None:
            return False
        return self.effective_from <= min(on, known_at) and not self.has_ended(on, known_at)

    def has_ended(self, on: date, known_at: date) -> bool:
        """Tell whether an entry that bit has ended by the day."""
        return (
            self.state in HAS_HAD_EFFECT
            and self.ended is not None
            and self.ended <= min(on, known_at)
        )


@dataclass(frozen=True)
class CreditRecord:
    """All that is on file of an enterprise's credit; nothing in it depends on the day asked for."""

    events: tuple[EventFact, ...] = ()
    gradings: tuple[GradingFact, ...] = ()
    lists: tuple[ListFact, ...] = ()
    first_registered: date | None = None


def worst(classes: Iterable[CreditClass]) -> CreditClass:
    """Give the worst of some classes."""
    return max(classes, key=lambda credit_class: credit_class.value)


def is_better(one: CreditClass, other: CreditClass) -> bool:
    """Tell whether a class is better than another."""
    return one.value < other.value
