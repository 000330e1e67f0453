"""The rules of the red and the black list: who may enter, who has to leave, who may."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from blacklist.policy.record import CreditRecord, EventFact, ListFact
from blacklist.policy.scheme import BlackGround, Scheme
from blacklist.policy.view import RecordView, known_events, view_record
from blacklist.states import ListEntryState, ListKind
from enterprises.calendar import months_on

IN_PROCEDURE = frozenset({ListEntryState.PROPOSED, ListEntryState.NOTICED, ListEntryState.HEARD})
FIRST_CLASS = 1


@dataclass(frozen=True)
class Requirement:
    """One condition and how far it is met; `key` is its row in the scheme.

    `met_from` is the day on which time alone meets it, where time does.
    """

    key: str
    is_met: bool
    reached: int
    needed: int
    met_from: date | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeavingFacts:
    """What the record does not hold, and leaving the black list asks for."""

    remedied_on: date | None = None
    declarations_passed: int = 0
    government_statement_on: date | None = None


@dataclass(frozen=True)
class GroundFound:
    """A ground of the black list that the record gives, with the events it rests on."""

    key: str
    events: tuple[EventFact, ...]


class ListRefusal(StrEnum):
    """Why an entry may not be proposed, or may not take effect."""

    ALREADY_LISTED = "already_listed"
    IN_PROCEDURE = "in_procedure"
    BLACK_LISTED = "black_listed"
    NOT_RED_ELIGIBLE = "not_red_eligible"
    NO_GROUND = "no_ground"


def red_requirements(view: RecordView, scheme: Scheme) -> tuple[Requirement, ...]:
    """Say how far the conditions of the red list are met on the day of the view."""
    needed = scheme.red.rounds_first_class
    reached = min(_first_class_rounds(view), needed)
    adverse = view.counting_of(scheme.red.blocked_by)
    recognised = view.counts(scheme.red.recognition)
    return (
        Requirement("rounds_first_class", reached >= needed, reached, needed),
        Requirement("recognition", recognised, int(recognised), 1),
        Requirement(
            "blocked_by",
            not adverse,
            int(not adverse),
            1,
            met_from=max((found.lapses_on for found in adverse), default=None),
            because=tuple(dict.fromkeys(found.event.code for found in adverse)),
        ),
        Requirement("end_3", view.black is None, int(view.black is None), 1),
    )


def is_red_eligible(view: RecordView, scheme: Scheme) -> bool:
    """Tell whether the firm may be proposed for the red list on the day of the view."""
    return all(requirement.is_met for requirement in red_requirements(view, scheme))


def red_endings(
    record: CreditRecord, scheme: Scheme, on: date, known_at: date | None = None
) -> tuple[str, ...]:
    """Name the reasons for which a red entry has to end, by their rows in the scheme."""
    view = view_record(record, scheme, on, known_at)
    latest_round = view.rounds[-1] if view.rounds else None
    endings = {
        "end_1": latest_round is not None and latest_round.grade != FIRST_CLASS,
        "end_2": _recognition_is_gone(record, view, scheme),
        "end_3": view.black is not None,
    }
    return tuple(key for key, holds in endings.items() if holds)


def black_grounds(
    record: CreditRecord, scheme: Scheme, on: date, known_at: date | None = None
) -> tuple[GroundFound, ...]:
    """Name the grounds on which the firm could be black-listed on a day."""
    view = view_record(record, scheme, on, known_at)
    events = [found.event for found in (*view.superseded, *view.counting)]
    events.sort(key=lambda event: (event.occurred, event.code))
    found = ((ground.key, _events_of(ground, events)) for ground in scheme.black.grounds)
    return tuple(GroundFound(key, of_ground) for key, of_ground in found if of_ground)


def black_requirements(
    record: CreditRecord,
    scheme: Scheme,
    entry: ListFact,
    facts: LeavingFacts,
    on: date,
    known_at: date | None = None,
) -> tuple[Requirement, ...]:
    """Say how far the conditions to leave the black list are met on a day.

    Units: `reached` and `needed` of exit_1 and exit_3 are whole months, of exit_4 declarations.
    """
    if entry.effective_from is None:
        raise ValueError("An entry that never took effect cannot be left.")
    rule = scheme.black
    asked = [
        _term("exit_1", entry.effective_from, rule.min_months, on),
        _done("exit_2", facts.remedied_on, on),
        _quiet(record, scheme, on, on if known_at is None else known_at),
        Requirement(
            "exit_4",
            facts.declarations_passed >= rule.declarations_passed,
            min(facts.declarations_passed, rule.declarations_passed),
            rule.declarations_passed,
        ),
    ]
    if entry.ground == rule.government_says_for:
        asked.append(_done("exit_5", facts.government_statement_on, on))
    return tuple(asked)


def may_leave_black(requirements: Iterable[Requirement]) -> bool:
    """Tell whether every condition to leave the black list is met."""
    return all(requirement.is_met for requirement in requirements)


def proposal_refusals(
    kind: ListKind, record: CreditRecord, scheme: Scheme, on: date, ground: str = ""
) -> tuple[ListRefusal, ...]:
    """Say why an entry may not be proposed on a day; none: it may."""
    refusals = list(effect_refusals(kind, record, scheme, on, ground))
    if any(entry.kind == kind and entry.state in IN_PROCEDURE for entry in record.lists):
        refusals.append(ListRefusal.IN_PROCEDURE)
    return tuple(refusals)


def effect_refusals(
    kind: ListKind, record: CreditRecord, scheme: Scheme, on: date, ground: str = ""
) -> tuple[ListRefusal, ...]:
    """Say why an entry may not take effect on a day; asked again then, for the record moves on.

    Black beats red: a red entry never stops a black one, which ends it (`red_entries_to_end`).
    """
    view = view_record(record, scheme, on)
    listed = view.red if kind == ListKind.RED else view.black
    refusals = [ListRefusal.ALREADY_LISTED] if listed is not None else []
    if kind == ListKind.RED:
        if view.black is not None:
            refusals.append(ListRefusal.BLACK_LISTED)
        if not is_red_eligible(view, scheme):
            refusals.append(ListRefusal.NOT_RED_ELIGIBLE)
    elif ground not in {found.key for found in black_grounds(record, scheme, on)}:
        refusals.append(ListRefusal.NO_GROUND)
    return tuple(refusals)


def red_entries_to_end(record: CreditRecord, on: date) -> tuple[ListFact, ...]:
    """Name the red entries that end, or are dropped, when a black one takes effect on a day."""
    return tuple(
        entry
        for entry in record.lists
        if entry.kind == ListKind.RED
        and (entry.state in IN_PROCEDURE or entry.is_effective(on, on))
    )


def full_months(start: date, end: date) -> int:
    """Count the whole months from one day to another; none if it is before."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months_on(start, months) > end:
        months -= 1
    return max(months, 0)


def _first_class_rounds(view: RecordView) -> int:
    """Count the latest rounds that follow each other by number and place the firm first."""
    if not view.rounds or view.rounds[-1] != view.round_in_force:
        return 0
    count, expected = 0, view.rounds[-1].round
    for grading in reversed(view.rounds):
        if grading.grade != FIRST_CLASS or grading.round != expected:
            break
        count, expected = count + 1, expected - 1
    return count


def _recognition_is_gone(record: CreditRecord, view: RecordView, scheme: Scheme) -> bool:
    """Tell whether recognition was withdrawn, or has been lapsed for the scheme's months."""
    code = scheme.red.recognition
    if view.counts(code):
        return False
    last = max(
        (
            event.occurred
            for event in known_events(record, view.on, view.known_at)
            if event.code == code
        ),
        default=None,
    )
    if last is None or (view.withdrawn_on is not None and last <= view.withdrawn_on):
        return True
    lapsed_on = months_on(last, scheme.indicators[code].lapse_months)
    return view.on >= months_on(lapsed_on, scheme.red.recognition_lapsed_months)


def _events_of(ground: BlackGround, events: list[EventFact]) -> tuple[EventFact, ...]:
    """Find the latest events that make up a ground: as many as it asks for, close enough."""
    matching = [event for event in events if event.code in ground.indicators]
    for end in range(len(matching), ground.count - 1, -1):
        group = matching[end - ground.count : end]
        if ground.within_months == 0:
            return tuple(group)
        if group[-1].occurred < months_on(group[0].occurred, ground.within_months):
            return tuple(group)
    return ()


def _term(
    key: str, start: date, months: int, on: date, because: tuple[str, ...] = ()
) -> Requirement:
    met_from = months_on(start, months)
    return Requirement(
        key, on >= met_from, min(full_months(start, on), months), months, met_from, because
    )


def _done(key: str, day: date | None, on: date) -> Requirement:
    is_met = day is not None and day <= on
    return Requirement(key, is_met, int(is_met), 1)


def _quiet(record: CreditRecord, scheme: Scheme, on: date, known_at: date) -> Requirement:
    """Measure the time since the last major or severe event, lapsed or not."""
    rule = scheme.black
    loud = [
        event
        for event in known_events(record, on, known_at)
        if event.code in scheme.indicators
        and scheme.indicators[event.code].severity in rule.quiet_of
    ]
    if not loud:
        return Requirement("exit_3", True, rule.quiet_months, rule.quiet_months)
    return _term("exit_3", loud[-1].occurred, rule.quiet_months, on, because=(loud[-1].code,))
