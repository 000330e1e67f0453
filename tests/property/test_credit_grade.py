"""Laws of the grade that hold for every record."""

from dataclasses import replace
from datetime import date, timedelta

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from blacklist.policy.grade import class_that_holds, grade
from blacklist.policy.outlook import HelpKind, next_lapses, what_would_help
from blacklist.policy.record import CreditRecord, EventFact, GradingFact, ListFact
from blacklist.policy.view import RECOMMENDATION
from blacklist.states import (
    CreditClass,
    CreditEventState,
    Ground,
    Level,
    ListEntryState,
    ListKind,
    MoveCause,
    Severity,
)
from tests.unit.tables import default_scheme

SCHEME = default_scheme()
CODES = sorted(SCHEME.indicators)
HARMFUL = [code for code in CODES if SCHEME.indicators[code].severity != Severity.GOOD]
HONOURS = sorted(set(CODES) - set(HARMFUL))
FIRST, LAST = date(2023, 1, 1), date(2027, 12, 31)

days = st.dates(FIRST, LAST)
grounds = st.one_of(st.just(frozenset(Ground)), st.frozensets(st.sampled_from(sorted(Ground))))


@st.composite
def events(draw, codes=CODES):
    occurred = draw(days)
    confirmed = occurred + timedelta(days=draw(st.integers(0, 60)))
    overturned = draw(st.one_of(st.none(), st.integers(0, 90)))
    return EventFact(
        code=draw(st.sampled_from(codes)),
        occurred=occurred,
        confirmed=confirmed,
        overturned=None if overturned is None else confirmed + timedelta(days=overturned),
        state=CreditEventState.CONFIRMED if overturned is None else CreditEventState.ALLOWED,
        grounds=draw(grounds),
    )


@st.composite
def entries(draw):
    first = draw(days)
    months = draw(st.one_of(st.none(), st.integers(1, 700)))
    return ListFact(
        kind=draw(st.sampled_from(sorted(ListKind))),
        effective_from=first,
        ended=None if months is None else first + timedelta(days=months),
        state=ListEntryState.EFFECTIVE if months is None else ListEntryState.ENDED,
    )


@st.composite
def records(draw):
    held = sorted(draw(st.lists(days, max_size=4)))
    return CreditRecord(
        events=tuple(draw(st.lists(events(), max_size=10))),
        gradings=tuple(
            GradingFact(
                number,
                day,
                day + timedelta(days=draw(st.integers(0, 30))),
                draw(st.sampled_from([None, 1, 2, 3, 4])),
                draw(grounds),
            )
            for number, day in enumerate(held, start=1)
        ),
        lists=tuple(draw(st.lists(entries(), max_size=2))),
        first_registered=draw(st.one_of(st.none(), days)),
    )


class EveryGrade(SimpleTestCase):
    @given(records(), days, days)
    def test_stays_within_its_bounds_and_explains_itself(self, record, on, known_at):
        graded = grade(record, SCHEME, on, known_at)

        assert SCHEME.score_min <= graded.score <= SCHEME.score_max
        assert graded.reasons
        assert (graded.level == Level.RED) == (graded.reasons[-1].code == "RED_LISTED")
        assert graded.level in (Level.RED, graded.grade.value)
        if graded.level == Level.RED:
            assert graded.grade == CreditClass.A
            assert graded.view.black is None

    @given(records(), events(HARMFUL), days)
    def test_is_never_raised_by_a_harmful_event(self, record, event, on):
        before = grade(record, SCHEME, on)
        after = grade(replace(record, events=(*record.events, event)), SCHEME, on)

        assert after.score <= before.score
        assert after.grade >= before.grade

    # A later recommendation on fewer grounds replaces an earlier one on all four, and so may
    # lower the grade: the government now says less. It is the one honour that can.
    @given(
        records(),
        events([code for code in HONOURS if code != RECOMMENDATION]),
        days,
    )
    def test_is_never_lowered_by_another_honour(self, record, event, on):
        before = grade(record, SCHEME, on)
        after = grade(replace(record, events=(*record.events, event)), SCHEME, on)

        assert after.score >= before.score
        assert after.grade <= before.grade

    @given(records(), days, days)
    def test_rests_on_what_was_known_and_on_nothing_else(self, record, on, known_at):
        known = replace(
            record,
            events=tuple(
                replace(event, overturned=None, state=CreditEventState.CONFIRMED)
                if event.overturned is not None and event.overturned > known_at
                else event
                for event in record.events
                if event.confirmed <= known_at
            ),
            gradings=tuple(row for row in record.gradings if row.recorded <= known_at),
        )

        assert outcome(grade(record, SCHEME, on, known_at)) == outcome(
            grade(known, SCHEME, on, known_at)
        )

    @given(records(), days, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_what_is_different(self, record, on, random):
        shuffled = replace(
            record,
            events=tuple(random.sample(record.events, len(record.events))),
            gradings=tuple(random.sample(record.gradings, len(record.gradings))),
            lists=tuple(random.sample(record.lists, len(record.lists))),
        )

        assert outcome(grade(shuffled, SCHEME, on)) == outcome(grade(record, SCHEME, on))


class EveryPromise(SimpleTestCase):
    @given(records(), days)
    def test_of_a_lapse_is_a_day_ahead_with_its_own_grade(self, record, on):
        for lapse in next_lapses(record, SCHEME, on):
            assert lapse.day > on
            assert lapse.grade == grade(record, SCHEME, lapse.day, on).grade

    @given(records(), days)
    def test_of_help_is_better_than_today(self, record, on):
        today = grade(record, SCHEME, on)
        for found in what_would_help(record, SCHEME, on):
            assert found.grade < today.grade
            assert (found.day > on) == (found.kind == HelpKind.LAPSE)

    @given(
        st.sampled_from(sorted(CreditClass)),
        st.sampled_from(sorted(CreditClass)),
        st.sampled_from(sorted(MoveCause)),
        st.one_of(st.none(), st.sampled_from(sorted(CreditClass))),
    )
    def test_of_a_class_is_never_above_the_grade(self, held, graded, cause, before):
        assert class_that_holds(held, graded, cause, before).credit_class >= graded


def outcome(graded):
    return (
        graded.grade,
        graded.level,
        graded.score,
        graded.start,
        graded.reasons,
        graded.red_eligible,
    )
