"""The credit record as it stands on one day: which events, rounds and entries count then."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from blacklist.policy.record import CreditRecord, EventFact, GradingFact, ListFact
from blacklist.policy.scheme import Indicator, Scheme
from blacklist.states import ListKind, Severity, Stacking
from enterprises.calendar import months_on

RECOMMENDATION = "G01"
WITHDRAWAL = "G05"


@dataclass(frozen=True)
class CountingEvent:
    """An event that counts on the day, with the day from which it no longer will."""

    event: EventFact
    indicator: Indicator
    lapses_on: date

    @property
    def points(self) -> int:
        return self.indicator.points


@dataclass(frozen=True)
class RecordView:
    """A record on a day, by what was known on another.

    `counting` is after stacking; `superseded` are the older events of indicators of which only
    the latest counts. `rounds` are the known government rounds by number, each in its latest
    known version; `round_in_force` is the one that gives the start score.
    """

    on: date
    known_at: date
    counting: tuple[CountingEvent, ...]
    superseded: tuple[CountingEvent, ...]
    rounds: tuple[GradingFact, ...]
    round_in_force: GradingFact | None
    withdrawn_on: date | None
    red: ListFact | None
    black: ListFact | None
    left_black: ListFact | None

    def counting_of(self, severities: Iterable[Severity]) -> tuple[CountingEvent, ...]:
        """Name the counting events of these severities, the earliest first."""
        wanted = frozenset(severities)
        return tuple(found for found in self.counting if found.indicator.severity in wanted)

    def counts(self, code: str) -> bool:
        """Tell whether an event of the indicator counts on the day."""
        return any(found.event.code == code for found in self.counting)


def view_record(
    record: CreditRecord, scheme: Scheme, on: date, known_at: date | None = None
) -> RecordView:
    """Look at a record on a day, with what was known then or on another day.

    Source: README, the class (section 2 of the facts).
    """
    known_at = on if known_at is None else known_at
    happened = known_events(record, on, known_at)
    withdrawn_on = max(
        (event.occurred for event in happened if event.code == WITHDRAWAL), default=None
    )
    counting, superseded = _stacked(_still_counting(happened, scheme, on, withdrawn_on))
    rounds = known_rounds(record, on, known_at)
    entries = sorted(record.lists, key=lambda entry: entry.effective_from or date.max)
    return RecordView(
        on=on,
        known_at=known_at,
        counting=counting,
        superseded=superseded,
        rounds=rounds,
        round_in_force=_round_in_force(rounds, scheme, on),
        withdrawn_on=withdrawn_on,
        red=_effective(entries, ListKind.RED, on, known_at),
        black=_effective(entries, ListKind.BLACK, on, known_at),
        left_black=max(
            (
                entry
                for entry in entries
                if entry.kind == ListKind.BLACK and entry.has_ended(on, known_at)
            ),
            key=lambda entry: entry.ended or date.min,
            default=None,
        ),
    )


def known_events(record: CreditRecord, on: date, known_at: date) -> tuple[EventFact, ...]:
    """Name the events that had happened and are known, lapsed ones too, in order of occurrence."""
    return tuple(
        sorted(
            (event for event in record.events if event.occurred <= on and event.is_known(known_at)),
            key=lambda event: (event.occurred, event.code, event.confirmed, event.reference),
        )
    )


def known_rounds(record: CreditRecord, on: date, known_at: date) -> tuple[GradingFact, ...]:
    """Name the known government rounds by number, each in its latest version known by then."""
    latest: dict[int, GradingFact] = {}
    for grading in record.gradings:
        if grading.recorded > known_at or grading.held > on:
            continue
        other = latest.get(grading.round)
        if other is None or grading.version > other.version:
            latest[grading.round] = grading
    return tuple(latest[number] for number in sorted(latest))


def _still_counting(
    happened: Iterable[EventFact], scheme: Scheme, on: date, withdrawn_on: date | None
) -> list[CountingEvent]:
    """Leave out what has lapsed, and the recommendations that a withdrawal ended for good.

    An indicator that the scheme no longer has gives nothing.
    """
    ended_by_withdrawal = {RECOMMENDATION, scheme.red.recognition}
    found = []
    for event in happened:
        indicator = scheme.indicators.get(event.code)
        if indicator is None:
            continue
        if (
            withdrawn_on is not None
            and event.code in ended_by_withdrawal
            and event.occurred <= withdrawn_on
        ):
            continue
        lapses_on = months_on(event.occurred, indicator.lapse_months)
        if on < lapses_on:
            found.append(CountingEvent(event, indicator, lapses_on))
    return found


def _stacked(
    events: Iterable[CountingEvent],
) -> tuple[tuple[CountingEvent, ...], tuple[CountingEvent, ...]]:
    """Part the events that count from those that a later one of their kind has replaced."""
    by_code: dict[str, list[CountingEvent]] = defaultdict(list)
    for found in events:
        by_code[found.event.code].append(found)
    counting: list[CountingEvent] = []
    superseded: list[CountingEvent] = []
    for of_one_kind in by_code.values():
        if of_one_kind[0].indicator.stacking == Stacking.LATEST:
            superseded += of_one_kind[:-1]
            counting.append(of_one_kind[-1])
        else:
            counting += of_one_kind
    return _in_order(counting), _in_order(superseded)


def _in_order(events: Iterable[CountingEvent]) -> tuple[CountingEvent, ...]:
    return tuple(sorted(events, key=lambda found: (found.event.occurred, found.event.code)))


def _round_in_force(
    rounds: tuple[GradingFact, ...], scheme: Scheme, on: date
) -> GradingFact | None:
    """Find the latest round that names the firm, if it has not run out."""
    naming = [grading for grading in rounds if grading.grade is not None]
    if naming and on < months_on(naming[-1].held, scheme.grading_months):
        return naming[-1]
    return None


def _effective(
    entries: Iterable[ListFact], kind: ListKind, on: date, known_at: date
) -> ListFact | None:
    return next(
        (entry for entry in entries if entry.kind == kind and entry.is_effective(on, known_at)),
        None,
    )
