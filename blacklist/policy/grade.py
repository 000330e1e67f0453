"""The grade of an enterprise, a pure function of its record; and the class that then holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from blacklist.policy.lists import FIRST_CLASS, is_red_eligible
from blacklist.policy.record import CreditRecord, EventFact, GradingFact, is_better, worst
from blacklist.policy.scheme import Scheme
from blacklist.policy.view import (
    RECOMMENDATION,
    CountingEvent,
    RecordView,
    known_events,
    view_record,
)
from blacklist.states import CreditClass, Effect, Level, MoveCause, Pillar
from enterprises.calendar import months_on
from enterprises.reasons import Reason

NO_ROUND = "none"
BELOW_MIN_SCORE = "min_score"
GIVES_BACK = frozenset({MoveCause.LAPSE, MoveCause.OBJECTION_ALLOWED})


@dataclass(frozen=True)
class PillarScore:
    """The points of one pillar: the positive ones up to its cap, and the negative ones."""

    pillar: Pillar
    positive: int
    cap: int
    negative: int

    @property
    def points(self) -> int:
        return min(self.positive, self.cap) + self.negative


@dataclass(frozen=True)
class Grade:
    """A grade with all that explains it.

    `by_score` is the class that the score alone would give; `level` is the grade with the red
    list above it.
    """

    grade: CreditClass
    level: Level
    start: int
    score: int
    by_score: CreditClass
    reasons: tuple[Reason, ...]
    pillars: tuple[PillarScore, ...]
    view: RecordView
    is_direct_a: bool
    red_eligible: bool

    @property
    def counting(self) -> tuple[CountingEvent, ...]:
        return self.view.counting

    @property
    def round_in_force(self) -> GradingFact | None:
        return self.view.round_in_force


@dataclass(frozen=True)
class Holding:
    """The class that holds, and the better one that waits for two persons."""

    credit_class: CreditClass
    proposed: CreditClass | None = None


def grade(record: CreditRecord, scheme: Scheme, on: date, known_at: date | None = None) -> Grade:
    """Grade an enterprise on a day, by what was known then or on another day.

    A `known_at` after `on` answers what we now hold of that day, one before it is a forecast.
    Start and score are computed in every case.

    Source: README, the class (section 2 of the facts).
    """
    view = view_record(record, scheme, on, known_at)
    start = _start_score(view, scheme)
    pillars = _pillar_scores(view, scheme)
    score = min(
        max(start + sum(pillar.points for pillar in pillars), scheme.score_min), scheme.score_max
    )

    by_score = scheme.class_by_score(score)
    found = _black_listed(view) or _immediate_d(view)
    is_direct_a = False
    if found:
        graded = CreditClass.D
    else:
        direct = _direct_a(view, scheme, score)
        is_direct_a = direct is not None and direct.code == "DIRECT_A"
        found = [_score_reason(view, start, score, by_score)]
        found += [direct] if direct is not None else []
        graded, lowered = _capped(
            CreditClass.A if is_direct_a else by_score,
            _caps(view, scheme, record.first_registered, is_direct_a),
        )
        found += lowered

    level, red = _level(view, scheme, graded)
    return Grade(
        grade=graded,
        level=level,
        start=start,
        score=score,
        by_score=by_score,
        reasons=(*found, *red),
        pillars=pillars,
        view=view,
        is_direct_a=is_direct_a,
        red_eligible=is_red_eligible(view, scheme),
    )


def class_that_holds(
    held: CreditClass | None,
    graded: CreditClass,
    cause: MoveCause,
    before: CreditClass | None = None,
) -> Holding:
    """Say which class holds after a new grade, and which waits for two persons.

    A lower grade is class at once. A lapse or an allowed objection gives back, up to the grade,
    the class held before that event (`before`). Every other raise is only proposed. A firm that
    had no class gets its first grade as it is.
    """
    if held is None or not is_better(graded, held):
        return Holding(graded)
    now = held
    if cause in GIVES_BACK and before is not None and is_better(before, held):
        now = worst((before, graded))
    return Holding(now, graded if is_better(graded, now) else None)


def latest_adverse_event(
    record: CreditRecord, scheme: Scheme, on: date, known_at: date | None = None
) -> EventFact | None:
    """Find the event that keeps the firm from being steady on a day, lapsed or not."""
    found = [
        event
        for event in known_events(record, on, on if known_at is None else known_at)
        if event.code in scheme.indicators
        and scheme.indicators[event.code].severity in scheme.adverse
        and on < months_on(event.occurred, scheme.steady_months)
    ]
    return found[-1] if found else None


def is_steady(record: CreditRecord, scheme: Scheme, on: date, known_at: date | None = None) -> bool:
    """Tell whether the scheme's months have passed without an adverse event."""
    return latest_adverse_event(record, scheme, on, known_at) is None


def new_firm_until(record: CreditRecord, scheme: Scheme, on: date) -> date:
    """Give the day from which the firm is no longer new; not registered yet, it begins today."""
    return months_on(record.first_registered or on, scheme.new_firm_months)


def _start_score(view: RecordView, scheme: Scheme) -> int:
    current = view.round_in_force
    if current is None or current.grade is None:
        return scheme.start_without_round
    return scheme.start_scores[current.grade]


def _pillar_scores(view: RecordView, scheme: Scheme) -> tuple[PillarScore, ...]:
    positive = dict.fromkeys(Pillar, 0)
    negative = dict.fromkeys(Pillar, 0)
    for found in view.counting:
        side = positive if found.points > 0 else negative
        side[found.indicator.pillar] += found.points
    return tuple(
        PillarScore(pillar, positive[pillar], scheme.pillar_caps[pillar], negative[pillar])
        for pillar in Pillar
    )


def _black_listed(view: RecordView) -> list[Reason]:
    if view.black is None or view.black.effective_from is None:
        return []
    return [Reason.of("BLACK_LISTED", date=view.black.effective_from)]


def _immediate_d(view: RecordView) -> list[Reason]:
    return [
        _of_event("IMMEDIATE_D", found)
        for found in view.counting
        if found.indicator.effect == Effect.D
    ]


def _score_reason(view: RecordView, start: int, score: int, by_score: CreditClass) -> Reason:
    current = view.round_in_force
    if current is None:
        return Reason.of("SCORE", score=score, start=start, base=NO_ROUND, grade=by_score.value)
    return Reason.of(
        "SCORE",
        score=score,
        start=start,
        base=str(current.grade),
        grade=by_score.value,
        round=current.round,
        round_date=current.held,
    )


def _direct_a(view: RecordView, scheme: Scheme, score: int) -> Reason | None:
    """Say whether a recommendation on all grounds gives class A, or what stops it."""
    source = _full_recommendation(view, scheme)
    if source is None:
        return None
    causes = [found.event.code for found in view.counting_of(scheme.direct_a.blocked_by)]
    if score < scheme.direct_a.min_score:
        causes.append(BELOW_MIN_SCORE)
    if causes:
        return Reason.of("DIRECT_A_BLOCKED", cause=";".join(dict.fromkeys(causes)), source=source)
    return Reason.of("DIRECT_A", source=source)


def _full_recommendation(view: RecordView, scheme: Scheme) -> str | None:
    """Name what recommends the firm on all grounds: the event, or the round in force."""
    needed = scheme.direct_a.grounds
    for found in view.counting:
        if found.event.code == RECOMMENDATION and needed <= found.event.grounds:
            return RECOMMENDATION
    current = view.round_in_force
    if current is None or current.grade != FIRST_CLASS or not needed <= current.grounds:
        return None
    was_withdrawn = view.withdrawn_on is not None and current.held <= view.withdrawn_on
    return None if was_withdrawn else "round"


def _caps(
    view: RecordView, scheme: Scheme, first_registered: date | None, is_direct_a: bool
) -> Iterable[tuple[CreditClass, Reason]]:
    """Give every cap of the day in order: indicators by code, the new firm, after the list."""
    of_kind = {found.event.code: found for found in view.counting if found.indicator.cap}
    for _code, found in sorted(of_kind.items()):
        cap = found.indicator.cap
        if cap is not None:
            yield cap, _of_event("CAP", found, cap=cap.value)

    new_until = months_on(first_registered or view.on, scheme.new_firm_months)
    if view.on < new_until and not is_direct_a:
        cap = scheme.new_firm_cap
        yield cap, Reason.of("NEW_FIRM", cap=cap.value, date=new_until)

    if view.left_black is not None and view.left_black.ended is not None:
        ended = view.left_black.ended
        until = months_on(ended, scheme.black.after_months)
        if view.on < until:
            cap = scheme.black.after_cap
            yield cap, Reason.of("AFTER_BLACK", date=ended, cap=cap.value, until=until)


def _capped(
    graded: CreditClass, caps: Iterable[tuple[CreditClass, Reason]]
) -> tuple[CreditClass, list[Reason]]:
    """Lower a class by each cap in turn; only a cap that lowers gives its reason."""
    lowered = []
    for cap, reason in caps:
        if is_better(graded, cap):
            graded = cap
            lowered.append(reason)
    return graded, lowered


def _level(
    view: RecordView, scheme: Scheme, graded: CreditClass
) -> tuple[Level, tuple[Reason, ...]]:
    if view.red is None or view.red.effective_from is None:
        return Level(graded.value), ()
    if view.black is None and graded == scheme.red.works_in:
        return Level.RED, (Reason.of("RED_LISTED", date=view.red.effective_from),)
    return Level(graded.value), (Reason.of("RED_SUSPENDED"),)


def _of_event(code: str, found: CountingEvent, **more: str) -> Reason:
    return Reason.of(
        code,
        indicator=found.event.code,
        date=found.event.occurred,
        reference=found.event.reference,
        **more,
    )
