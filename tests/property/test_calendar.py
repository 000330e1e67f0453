"""Laws of working days and months."""

from calendar import monthrange
from datetime import date, timedelta

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from blacklist.policy.lists import full_months
from enterprises.calendar import (
    clock_status,
    is_working_day,
    months_on,
    next_working_day,
    nth_working_day,
    working_days_between,
)
from tests.unit.tables import default_calendar

CALENDAR = default_calendar()
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
terms = st.integers(1, 60)


@st.composite
def closed_pauses(draw):
    asked = draw(days)
    return asked, asked + timedelta(days=draw(st.integers(0, 20)))


class WorkingDays(SimpleTestCase):
    @given(days, terms)
    def test_counted_to_the_nth_are_n(self, start, n):
        due = nth_working_day(CALENDAR, start, n).date

        assert is_working_day(CALENDAR, due)
        assert working_days_between(CALENDAR, start, due) == n
        assert clock_status(CALENDAR, nth_working_day(CALENDAR, start, n), start).left == n

    @given(days, terms)
    def test_of_a_longer_term_end_later(self, start, n):
        assert (
            nth_working_day(CALENDAR, start, n).date < nth_working_day(CALENDAR, start, n + 1).date
        )

    @given(days, terms, st.lists(closed_pauses(), max_size=3))
    def test_are_only_delayed_by_pauses(self, start, n, pauses):
        plain = nth_working_day(CALENDAR, start, n).date
        paused = nth_working_day(CALENDAR, start, n, pauses).date
        touched = {
            day
            for offset in range(1, (paused - start).days + 1)
            for day in [start + timedelta(days=offset)]
            if any(asked <= day <= answered for asked, answered in pauses)
            and is_working_day(CALENDAR, day)
        }

        assert paused >= plain
        assert paused not in touched
        assert working_days_between(CALENDAR, start, paused) == n + len(touched)

    @given(days)
    def test_next_one_is_the_first_from_the_day(self, day):
        found = next_working_day(CALENDAR, day)

        assert is_working_day(CALENDAR, found)
        assert working_days_between(CALENDAR, day - timedelta(days=1), found) == 1


class Months(SimpleTestCase):
    @given(days, st.integers(-24, 120))
    def test_keep_the_day_or_end_with_a_shorter_month(self, day, n):
        found = months_on(day, n)
        length = monthrange(found.year, found.month)[1]

        assert (found.year - day.year) * 12 + found.month - day.month == n
        assert found.day == min(day.day, length)

    @given(days, st.integers(0, 120))
    def test_counted_back_are_as_many(self, day, n):
        assert full_months(day, months_on(day, n)) == n
        assert full_months(day, months_on(day, n + 1) - timedelta(days=1)) == n
