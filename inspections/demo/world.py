"""What the tellers of the story share: the agenda of days gone by, chance, people, firms, lots."""

import heapq
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from django.core.exceptions import PermissionDenied
from django.db import transaction

from enterprises.calendar import SHANGHAI, day_of, is_working_day, months_on
from enterprises.errors import DomainError
from enterprises.models import Enterprise, OverseasOutlet, User
from enterprises.selectors.reference import working_calendar
from enterprises.states import EnterpriseKind
from inspections.demo.firms import AGENT, DYEHOUSES, MAKERS, Firm
from inspections.demo.plan import SEED, Aim, Sizes
from inspections.demo.roster import roster
from inspections.demo.targets import two_months_to

logger = logging.getLogger(__name__)

Action = Callable[[datetime], object]

QUIET_MONTHS = 4
# Monitoring begins before the shipments, so that the first month has passed by then.
MONITORED_BEFORE = timedelta(days=14)
# A dyehouse covers what it delivers once its own first month has passed.
DYEHOUSES_PASS = timedelta(days=16)
# A firm ships from some days after the month that follows its registration has begun.
DAYS_TO_PASS = timedelta(days=12)


@dataclass(frozen=True)
class Scope:
    """How much is told: the aim, how many firms beside those of the story, and since when.

    Without days the busy time is the two months that the public figures speak of, and the quiet
    one the four before.
    """

    aim: Aim = field(default_factory=Aim)
    firms: int | None = None
    busy_days: int | None = None
    quiet_days: int | None = None
    open_tasks: int = 20


# A story for a quick look: the firms with a part of their own, and a few weeks.
SMALL = Scope(
    Aim(
        pieces=1_800,
        usd=Decimal(1_800_000),
        quiet_pieces=200,
        sizes=Sizes(smallest=24, usual=90, largest=120, abroad_per_russia=0.16),
    ),
    firms=0,
    busy_days=18,
    quiet_days=6,
    open_tasks=6,
)


class Agenda:
    """What is to happen, in the order of its instants; what lies after now does not happen."""

    def __init__(
        self, now: datetime, after_each: Action = lambda at: None, *, forgives: bool = False
    ) -> None:
        self.now = now.astimezone(SHANGHAI)
        self.after_each = after_each
        # Where visitors change things meanwhile, what is refused is left undone.
        self.forgives = forgives
        self._heap: list[tuple[datetime, int, Action]] = []
        self._ordinals = count()

    def plan(self, at: datetime, action: Action) -> None:
        heapq.heappush(self._heap, (at, next(self._ordinals), action))

    def run(self, after_month: Callable[[date], None] = lambda month: None) -> None:
        """Let everything happen up to now, what is planned on the way included."""
        month: date | None = None
        while self._heap and self._heap[0][0] <= self.now:
            at, _ordinal, action = heapq.heappop(self._heap)
            current = day_of(at).replace(day=1)
            if month is not None and current != month:
                after_month(month)
            month = current
            self._act(at, action)
            self.after_each(at)
        if month is not None:
            after_month(month)

    def _act(self, at: datetime, action: Action) -> None:
        if not self.forgives:
            action(at)
            return
        try:
            with transaction.atomic():
                action(at)
        except (DomainError, PermissionDenied) as refusal:
            logger.info("The demonstration was refused at %s: %s", at, refusal)


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
    lots_in_test: set[str] = field(default_factory=set)
    # Pieces to Russia that were planned and could not be declared for want of skins.
    owed_pieces: int = 0
    # Held declarations that are left for whoever visits the desk today.
    left_on_desk: set[str] = field(default_factory=set)
    # Dyehouses whose failed sample throws doubt on what they deliver, and until when.
    doubtful_until: dict[str, date] = field(default_factory=dict)
    # Whether the story was told before, and only goes on.
    goes_on: bool = False

    def __post_init__(self) -> None:
        self._keys: dict[int, str] = {}
        self._outlets: dict[str, list[OverseasOutlet]] = {}
        self.others = roster()[: self.scope.firms]
        self.by_key = {firm.key: firm for firm in (*MAKERS, *DYEHOUSES, AGENT, *self.others)}

    @property
    def now(self) -> datetime:
        return self.agenda.now

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def busy_since(self) -> date:
        """The first day of the two months in which as much was shipped as the article tells."""
        if self.scope.busy_days is not None:
            return self.today - timedelta(days=self.scope.busy_days)
        return two_months_to(self.today)

    @property
    def ships_since(self) -> date:
        """The first day on which anything is shipped in the story."""
        if self.scope.quiet_days is not None:
            return self.busy_since - timedelta(days=self.scope.quiet_days)
        return months_on(self.busy_since, -QUIET_MONTHS)

    @property
    def first_month(self) -> date:
        """The first month that is monitored."""
        return (self.ships_since - MONITORED_BEFORE).replace(day=1)

    @property
    def makers(self) -> tuple[Firm, ...]:
        """Those who make or trade in garments."""
        garments = (EnterpriseKind.MANUFACTURER, EnterpriseKind.TRADER)
        return (*MAKERS, *(firm for firm in self.others if firm.kind in garments))

    @property
    def dyehouses(self) -> tuple[Firm, ...]:
        return (
            *DYEHOUSES,
            *(firm for firm in self.others if firm.kind == EnterpriseKind.DYEHOUSE),
        )

    @property
    def agents(self) -> tuple[Firm, ...]:
        return (AGENT, *(firm for firm in self.others if firm.kind == EnterpriseKind.AGENT))

    @property
    def filed_dyehouses(self) -> tuple[Firm, ...]:
        """The dyehouses on file from which firms buy."""
        return tuple(firm for firm in self.dyehouses if firm.fate == "filed")

    def dyehouses_covering(self, day: date) -> list[Firm]:
        """Name the filed dyehouses that cover what they deliver on a day."""
        if day < self.first_month + DYEHOUSES_PASS and not self.goes_on:
            return []
        return [
            firm
            for firm in self.filed_dyehouses
            if firm.key in self.firms and self.doubtful_until.get(firm.key, date.min) < day
        ]

    def outlets_of(self, key: str, iso: str) -> list[OverseasOutlet]:
        """Give a firm's own shops in a country."""
        if key not in self._outlets:
            self._outlets[key] = list(self.firms[key].outlets.order_by("pk"))
        return [outlet for outlet in self._outlets[key] if outlet.iso == iso]

    def ships_from(self, firm: Firm) -> date:
        """Give the day from which a firm ships, by the day on which it was registered."""
        if self.goes_on or not firm.registered_days_ago:
            return self.ships_since
        registered = self.today - timedelta(days=firm.registered_days_ago)
        return max(self.ships_since, months_on(registered.replace(day=1), 1) + DAYS_TO_PASS)

    def shippers_on(self, day: date) -> list[Firm]:
        """Name the firms that may ship in the ordinary course of a day."""
        return [
            firm
            for firm in self.makers
            if firm.share
            and self.ships_from(firm) <= day
            and (not self.goes_on or firm.key in self.firms)
        ]

    def key_of(self, enterprise: int) -> str:
        """Give what the story calls a firm, by its primary key."""
        if enterprise not in self._keys:
            self._keys.update((firm.pk, key) for key, firm in self.firms.items())
        return self._keys[enterprise]

    def present(self, keys: Iterable[str]) -> list[str]:
        """Keep those of some firms that this telling has."""
        return [key for key in keys if key in self.by_key]

    def ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """Give an instant of a day so many days ago."""
        return instant(self.today - timedelta(days=days), hour, minute)

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

    def months_back(self, month: date) -> int:
        """Count the months from one to this one."""
        return (self.today.year - month.year) * 12 + self.today.month - month.month

    def officer(self) -> User:
        """Give one of the two inspectors."""
        return self.people[self.random.choice(("inspector", "inspector2"))]

    def registrar(self) -> User:
        return self.people[self.random.choice(("registrar", "registrar2"))]

    def analyst(self) -> User:
        return self.people[self.random.choice(("analyst", "analyst2"))]


def instant(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Give an instant of a day."""
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def later(at: datetime, days: int, hour: int = 10, minute: int = 0) -> datetime:
    """Give an instant of a day so many days after another."""
    return instant(day_of(at) + timedelta(days=days), hour, minute)
