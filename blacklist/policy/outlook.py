"""What time will change in a grade, what would raise it, and what a supposed event would do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from blacklist.policy.grade import Grade, grade, new_firm_until
from blacklist.policy.record import CreditRecord, EventFact, GradingFact, is_better
from blacklist.policy.scheme import Scheme
from blacklist.policy.view import RECOMMENDATION
from blacklist.states import CreditClass, Ground, ListEntryState, ListKind, Severity
from enterprises.calendar import months_on

NO_GROUNDS: frozenset[Ground] = frozenset()


class LapseKind(StrEnum):
    """What runs out."""

    EVENT = "event"
    ROUND = "round"
    NEW_FIRM = "new_firm"
    AFTER_BLACK = "after_black"


@dataclass(frozen=True)
class Lapse:
    """Something that runs out on a day, with the grade of that day as known now.

    `code` is the indicator of an event or the number of a round.
    """

    day: date
    kind: LapseKind
    code: str
    reference: str
    grade: CreditClass
    score: int


class HelpKind(StrEnum):
    """What kind of change would raise the grade."""

    LAPSE = "lapse"
    LEAVE_BLACK = "leave_black"
    HONOUR = "honour"
    GRADING = "grading"


@dataclass(frozen=True)
class Help:
    """One change that raises the grade, as proven by grading the record with it made.

    `code` is an indicator, the class of a government round, or the kind of a lapse. `day` is the
    first on which it helps; a change that could be made now helps on the day asked about.
    """

    kind: HelpKind
    code: str
    day: date
    grade: CreditClass
    score: int
    grounds: frozenset[Ground] = NO_GROUNDS
    reference: str = ""


def simulate(
    record: CreditRecord,
    scheme: Scheme,
    event: EventFact,
    on: date,
    known_at: date | None = None,
) -> Grade:
    """Grade an enterprise as if one more event stood in its record."""
    return grade(replace(record, events=(*record.events, event)), scheme, on, known_at)


def next_lapses(
    record: CreditRecord, scheme: Scheme, on: date, known_at: date | None = None
) -> tuple[Lapse, ...]:
    """Name what counts today and when it runs out, soonest first, with the grade from then."""
    known_at = on if known_at is None else known_at
    endings = sorted(_endings(record, scheme, on, known_at))
    forecasts = {day: grade(record, scheme, day, known_at) for day, *_rest in endings}
    return tuple(
        Lapse(day, kind, code, reference, forecasts[day].grade, forecasts[day].score)
        for day, kind, code, reference in endings
    )


def what_would_help(
    record: CreditRecord, scheme: Scheme, on: date, known_at: date | None = None
) -> tuple[Help, ...]:
    """Name the single changes that raise the grade of a day, each proven by grading.

    Time comes first, then leaving the black list, honours by indicator, and the least class of
    a new government round that is enough.
    """
    known_at = on if known_at is None else known_at
    today = grade(record, scheme, on, known_at)
    found = [
        *_helping_lapses(record, scheme, today, known_at),
        *_helping_departure(record, scheme, today, known_at),
        *_helping_honours(record, scheme, today, known_at),
        *_helping_rounds(record, scheme, today, known_at),
    ]
    return tuple(found)


def points_to_next_class(graded: Grade, scheme: Scheme) -> int | None:
    """Count the points that the score lacks for the next better class; none when it is A's."""
    better = [least for credit_class, least in scheme.thresholds if least > graded.score]
    return min(better) - graded.score if better else None


def _endings(
    record: CreditRecord, scheme: Scheme, on: date, known_at: date
) -> Iterator[tuple[date, LapseKind, str, str]]:
    today = grade(record, scheme, on, known_at)
    for found in today.counting:
        yield found.lapses_on, LapseKind.EVENT, found.event.code, found.event.reference
    current = today.round_in_force
    if current is not None:
        day = months_on(current.held, scheme.grading_months)
        yield day, LapseKind.ROUND, str(current.round), ""
    new_until = new_firm_until(record, scheme, on)
    if record.first_registered is not None and on < new_until:
        yield new_until, LapseKind.NEW_FIRM, "", ""
    left = today.view.left_black
    if left is not None and left.ended is not None:
        day = months_on(left.ended, scheme.black.after_months)
        if on < day:
            yield day, LapseKind.AFTER_BLACK, "", left.reference


def _helping_lapses(
    record: CreditRecord, scheme: Scheme, today: Grade, known_at: date
) -> Iterator[Help]:
    """Name the lapses after which the grade is better than ever since today."""
    best = today.grade
    seen: set[date] = set()
    for lapse in next_lapses(record, scheme, today.view.on, known_at):
        if lapse.day in seen or not is_better(lapse.grade, best):
            continue
        seen.add(lapse.day)
        best = lapse.grade
        yield Help(
            HelpKind.LAPSE,
            lapse.code or lapse.kind.value,
            lapse.day,
            lapse.grade,
            lapse.score,
            reference=lapse.reference,
        )


def _helping_departure(
    record: CreditRecord, scheme: Scheme, today: Grade, known_at: date
) -> Iterator[Help]:
    on = today.view.on
    black = today.view.black
    if black is None:
        return
    ended = replace(black, ended=min(on, known_at), state=ListEntryState.ENDED)
    others = tuple(entry for entry in record.lists if entry is not black)
    after = grade(replace(record, lists=(*others, ended)), scheme, on, known_at)
    if is_better(after.grade, today.grade):
        yield Help(
            HelpKind.LEAVE_BLACK,
            ListKind.BLACK.value,
            on,
            after.grade,
            after.score,
            reference=black.reference,
        )


def _helping_honours(
    record: CreditRecord, scheme: Scheme, today: Grade, known_at: date
) -> Iterator[Help]:
    on = today.view.on
    for code, indicator in sorted(scheme.indicators.items()):
        if indicator.severity != Severity.GOOD:
            continue
        for grounds in _grounds_to_try(code, scheme):
            honour = EventFact(code, occurred=on, confirmed=known_at, grounds=grounds)
            after = simulate(record, scheme, honour, on, known_at)
            if is_better(after.grade, today.grade):
                yield Help(HelpKind.HONOUR, code, on, after.grade, after.score, grounds)
                break


def _helping_rounds(
    record: CreditRecord, scheme: Scheme, today: Grade, known_at: date
) -> Iterator[Help]:
    """Try a new round from the least class upwards, and stop at the first that is enough."""
    on = today.view.on
    number = max((grading.round for grading in record.gradings), default=0) + 1
    tries = [(placed, NO_GROUNDS) for placed in sorted(scheme.start_scores, reverse=True)]
    tries.append((min(scheme.start_scores), scheme.direct_a.grounds))
    for placed, grounds in tries:
        supposed = GradingFact(number, held=on, recorded=known_at, grade=placed, grounds=grounds)
        after = grade(replace(record, gradings=(*record.gradings, supposed)), scheme, on, known_at)
        if is_better(after.grade, today.grade):
            yield Help(HelpKind.GRADING, str(placed), on, after.grade, after.score, grounds)
            return


def _grounds_to_try(code: str, scheme: Scheme) -> tuple[frozenset[Ground], ...]:
    if code == RECOMMENDATION:
        return NO_GROUNDS, scheme.direct_a.grounds
    return (NO_GROUNDS,)
