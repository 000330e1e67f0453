"""Working days, months and clocks: the worked cases, and the edges around them."""

from dataclasses import replace
from datetime import date, datetime

from django.test import SimpleTestCase

from enterprises.calendar import (
    ClockStatus,
    Due,
    WorkingCalendar,
    clock_status,
    day_of,
    days_on,
    is_working_day,
    monitoring_days,
    month_of,
    months_on,
    next_working_day,
    nth_working_day,
    reminders,
    working_calendar,
    working_days_between,
)
from enterprises.reasons import Reason
from tests.unit.tables import day, default_calendar, default_scheme, read_golden

GOLDEN = read_golden("clocks")
CALENDAR = default_calendar()
EMPTY = WorkingCalendar(frozenset(), frozenset(), complete_until=date.max)


class GoldenClocks(SimpleTestCase):
    def test_working_days(self):
        for case in GOLDEN["working_days"]:
            with self.subTest(case=case["id"]):
                pauses = [(day(asked), day(answered)) for asked, answered in case.get("pauses", [])]
                due = nth_working_day(CALENDAR, day(case["from"]), case["days"], pauses)

                self.assertEqual(due.date, day(case["expect"]["due"]))
                self.assertEqual(_code(due.reason), case["expect"].get("reason"))
                self.assertEqual(_code(due.warning), case["expect"].get("warning"))

    def test_months_on(self):
        for case in GOLDEN["months_on"]:
            with self.subTest(case=case["id"]):
                self.assertEqual(
                    months_on(day(case["from"]), case["months"]), day(case["expect"]["date"])
                )

    def test_days_on(self):
        for case in GOLDEN["days_on"]:
            with self.subTest(case=case["id"]):
                self.assertEqual(
                    days_on(day(case["from"]), case["days"]), day(case["expect"]["date"])
                )

    def test_month_of(self):
        for case in GOLDEN["month_of"]:
            with self.subTest(case=case["id"]):
                month = month_of(datetime.fromisoformat(case["at"]))

                self.assertEqual(month, day(case["expect"]["month"] + "-01"))

    def test_monitoring_days(self):
        clocks = default_scheme().clocks
        for case in GOLDEN["monitoring_days"]:
            with self.subTest(case=case["id"]):
                days = monitoring_days(
                    CALENDAR,
                    day(case["month"] + "-01"),
                    clocks["monitoring_sample_day"].amount,
                    clocks["monitoring_due_day"].amount,
                )

                self.assertEqual(days.sample, day(case["expect"]["sample"]))
                self.assertEqual(days.due, day(case["expect"]["due"]))
                self.assertIsNone(days.warning)


class WorkingCalendars(SimpleTestCase):
    def test_of_the_table_are_complete_for_the_published_years(self):
        self.assertEqual(CALENDAR.complete_from, date(2025, 1, 1))
        self.assertEqual(CALENDAR.complete_until, date(2026, 12, 31))

    def test_stop_at_a_year_without_rows(self):
        calendar = working_calendar(
            [(date(2025, 1, 1), "off", "published"), (date(2027, 1, 1), "off", "published")]
        )

        self.assertEqual(calendar.complete_until, date(2025, 12, 31))

    def test_without_a_published_year_know_no_day(self):
        calendar = working_calendar([(date(2027, 1, 1), "off", "statutory_only")])

        self.assertFalse(calendar.knows(date(2027, 6, 1)))
        self.assertFalse(is_working_day(calendar, date(2027, 1, 1)))

    def test_let_a_shifted_day_work_and_a_holiday_rest(self):
        self.assertTrue(is_working_day(CALENDAR, date(2026, 2, 28)))
        self.assertFalse(is_working_day(CALENDAR, date(2026, 2, 20)))
        self.assertFalse(is_working_day(CALENDAR, date(2026, 3, 14)))

    def test_move_a_day_of_rest_only(self):
        self.assertEqual(next_working_day(CALENDAR, date(2026, 3, 13)), date(2026, 3, 13))
        self.assertEqual(next_working_day(CALENDAR, date(2026, 3, 14)), date(2026, 3, 16))


class NthWorkingDay(SimpleTestCase):
    def test_asks_for_at_least_one_day(self):
        for n in (0, -1):
            with self.subTest(n=n), self.assertRaises(ValueError):
                nth_working_day(CALENDAR, date(2026, 3, 9), n)

    def test_names_the_year_that_is_not_complete(self):
        due = nth_working_day(CALENDAR, date(2026, 12, 30), 3)

        self.assertEqual(due.warning, Reason.of("HOLIDAYS_UNKNOWN", year=2027))

    def test_warns_before_the_table_too(self):
        due = nth_working_day(CALENDAR, date(2024, 12, 30), 1)

        self.assertEqual(due.warning, Reason.of("HOLIDAYS_UNKNOWN", year=2024))

    def test_does_not_warn_on_the_last_known_day(self):
        self.assertIsNone(nth_working_day(CALENDAR, date(2026, 12, 30), 1).warning)

    def test_says_since_when_it_is_paused(self):
        pauses = [(date(2026, 3, 11), None), (date(2026, 3, 10), date(2026, 3, 10))]

        due = nth_working_day(CALENDAR, date(2026, 3, 9), 5, pauses)

        self.assertEqual(due, Due(None, Reason.of("CLOCK_PAUSED", date=date(2026, 3, 11))))


class ClockStatuses(SimpleTestCase):
    DUE = Due(date(2026, 3, 16))

    def test_run_to_the_end_of_the_due_day(self):
        for on, left in [
            (date(2026, 3, 9), 5),
            (date(2026, 3, 13), 1),
            (date(2026, 3, 15), 1),
            (date(2026, 3, 16), 0),
        ]:
            with self.subTest(on=on):
                status = clock_status(CALENDAR, self.DUE, on)

                self.assertEqual(
                    status.reason, Reason.of("CLOCK_RUNNING", date=self.DUE.date, left=left)
                )
                self.assertEqual(status.left, left)
                self.assertFalse(status.is_overdue)

    def test_are_overdue_the_day_after(self):
        status = clock_status(CALENDAR, self.DUE, date(2026, 3, 17))

        self.assertEqual(status.reason, Reason.of("CLOCK_OVERDUE", date=self.DUE.date))
        self.assertTrue(status.is_overdue)

    def test_rest_while_the_firm_owes_an_answer(self):
        paused = nth_working_day(CALENDAR, date(2026, 3, 9), 5, [(date(2026, 3, 11), None)])

        status = clock_status(CALENDAR, paused, date(2026, 6, 1))

        self.assertEqual(
            status, ClockStatus(Reason.of("CLOCK_PAUSED", date=date(2026, 3, 11)), None)
        )

    def test_hand_the_warning_on(self):
        due = nth_working_day(CALENDAR, date(2026, 12, 30), 3)

        self.assertEqual(clock_status(CALENDAR, due, date(2026, 12, 31)).warning, due.warning)

    def test_without_date_or_reason_are_a_defect(self):
        with self.assertRaises(ValueError):
            clock_status(CALENDAR, Due(None), date(2026, 3, 9))


class Terms(SimpleTestCase):
    def test_working_days_between_leave_out_the_first_and_count_the_last(self):
        self.assertEqual(working_days_between(CALENDAR, date(2026, 3, 9), date(2026, 3, 10)), 1)
        self.assertEqual(working_days_between(CALENDAR, date(2026, 3, 9), date(2026, 3, 9)), 0)
        self.assertEqual(working_days_between(CALENDAR, date(2026, 3, 9), date(2026, 3, 1)), 0)

    def test_reminders_stand_in_order_around_the_due_day(self):
        scheme = default_scheme()

        found = reminders(CALENDAR, date(2026, 3, 16), scheme.remind_before, scheme.remind_after)

        self.assertEqual(
            [(reminder.day, reminder.offset) for reminder in found],
            [
                (date(2026, 3, 2), -10),
                (date(2026, 3, 11), -3),
                (date(2026, 3, 13), -1),
                (date(2026, 3, 17), 1),
                (date(2026, 3, 23), 5),
            ],
        )

    def test_an_instant_without_a_zone_has_no_date(self):
        with self.assertRaises(ValueError):
            day_of(datetime(2026, 3, 1, 12, 0))

    def test_a_month_shorter_than_the_day_asked_for_ends_earlier(self):
        days = monitoring_days(EMPTY, date(2026, 2, 1), 10, 31)

        self.assertEqual(days.due, date(2026, 3, 2))

    def test_the_days_of_an_unpublished_year_carry_the_warning(self):
        days = monitoring_days(CALENDAR, date(2027, 3, 1), 10, 20)

        self.assertEqual(days.warning, Reason.of("HOLIDAYS_UNKNOWN", year=2027))
        self.assertIsNone(
            monitoring_days(
                replace(CALENDAR, complete_until=date(2027, 12, 31)), date(2027, 3, 1), 10, 20
            ).warning
        )


def _code(reason: Reason | None) -> str | None:
    return None if reason is None else reason.code
