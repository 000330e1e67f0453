"""What the tellers of the story share: the agenda of days gone by, chance, people, firms, lots."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from enterprises.calendar import SHANGHAI, day_of, is_working_day, months_on
from enterprises.models import Enterprise, User
from enterprises.selectors.reference import working_calendar

SEED = 20090817
Action = Callable[[datetime], object]


@dataclass(frozen=True)
class Scope:
    """How much is told: weeks of shipments, months of monitoring, shipments of a working day."""

    weeks: int = 10
    months: int = 4
    shipments_a_day: float = 3.6
    days_between_lots: int = 7

    @property
    def failed_month(self) -> int:
        """The month in which one firm's monitoring failed, counted back from this one."""
        return min(3, self.months)


class Agenda:
    """What is to happen, in the order of its instants; what lies after now does not happen."""

    def __init__(self, now: datetime, after_each: Action = lambda at: None) -> None:
        self.now = now.astimezone(SHANGHAI)
        self.after_each = after_each
        self._heap: list[tuple[datetime, int, Action]] = []
        self._ordinals = count()

    def plan(self, at: datetime, action: Action) -> None:
        heapq.heappush(self._heap, (at, next(self._ordinals), action))

    def run(self, each_month: Callable[[date], None] = lambda month: None) -> None:
        """Let everything happen up to now, what is planned on the way included."""
        month: date | None = None
        while self._heap and self._heap[0][0] <= self.now:
            at, _ordinal, action = heapq.heappop(self._heap)
            if day_of(at).replace(day=1) != month:
                month = day_of(at).replace(day=1)
                each_month(month)
            action(at)
            self.after_each(at)


@dataclass
class World:
    """The story while it is told. Firms, people and lots are found by the names it gives them."""

    agenda: Agenda
    scope: Scope
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - a story, no secret
    people: dict[str, User] = field(default_factory=dict)
    firms: dict[str, Enterprise] = field(default_factory=dict)
    owners: dict[str, User] = field(default_factory=dict)
    lots: dict[str, str] = field(default_factory=dict)
    # Lots that a scene needs as they are, and those whose values every panel can be judged by.
    reserved_lots: set[str] = field(default_factory=set)
    measured_lots: set[str] = field(default_factory=set)
    # What the laboratory finds in a lot, where it is not clean.
    findings: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.agenda.now

    @property
    def today(self) -> date:
        return day_of(self.now)

    def ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """Give an instant of a day so many days ago."""
        day = self.today - timedelta(days=days)
        return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)

    def at_work(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """Give an instant of the last working day that is at least so many days ago."""
        while not self.is_working_day(self.today - timedelta(days=days)):
            days += 1
        return self.ago(days, hour, minute)

    def is_working_day(self, day: date) -> bool:
        return is_working_day(working_calendar(), day)

    def month(self, back: int) -> date:
        """Give the first day of this month, or of one so many months back."""
        return months_on(self.today.replace(day=1), -back)

    def officer(self) -> User:
        """Give one of the two inspectors."""
        return self.people[self.random.choice(("inspector", "inspector2"))]


def later(at: datetime, days: int, hour: int = 10, minute: int = 0) -> datetime:
    """Give an instant of a day so many days after another."""
    day = day_of(at) + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)
