"""What time will change in a grade, and what would raise it."""

from datetime import date

from django.test import SimpleTestCase

from blacklist.policy.grade import grade
from blacklist.policy.outlook import (
    HelpKind,
    LapseKind,
    next_lapses,
    points_to_next_class,
    simulate,
    what_would_help,
)
from blacklist.policy.record import ListFact
from blacklist.states import CreditClass, ListEntryState, ListKind
from tests.unit.blacklist.records import ALL_GROUNDS, SCHEME, TODAY, event, grading, record


class NextLapses(SimpleTestCase):
    def test_come_in_order_with_the_grade_from_then(self):
        firm = record(
            event("M08", "2026-05-10", reference="M-2026-05"),
            event("L01", "2026-03-01"),
            gradings=(grading(4, "2025-11-18", 3),),
        )

        found = [
            (lapse.day, lapse.kind, lapse.code, lapse.grade.value, lapse.score)
            for lapse in next_lapses(firm, SCHEME, TODAY)
        ]

        self.assertEqual(
            found,
            [
                (date(2027, 3, 1), LapseKind.EVENT, "L01", "D", 60),
                (date(2027, 5, 10), LapseKind.EVENT, "M08", "C", 70),
                (date(2027, 11, 18), LapseKind.ROUND, "4", "B", 80),
            ],
        )

    def test_name_the_end_of_the_two_caps_of_time(self):
        left = ListFact(
            ListKind.BLACK, date(2024, 1, 1), ended=date(2026, 1, 1), state=ListEntryState.ENDED
        )
        firm = record(lists=(left,), first_registered=date(2026, 4, 1))

        found = [(lapse.day, lapse.kind) for lapse in next_lapses(firm, SCHEME, TODAY)]

        self.assertEqual(
            found,
            [
                (date(2026, 10, 1), LapseKind.NEW_FIRM),
                (date(2027, 1, 1), LapseKind.AFTER_BLACK),
            ],
        )


class WhatWouldHelp(SimpleTestCase):
    def test_is_time_for_who_is_d_at_once(self):
        firm = record(event("L05", "2025-06-30", reference="P-7"))

        helps = what_would_help(firm, SCHEME, TODAY)

        self.assertEqual(
            [(found.kind, found.code, found.day, found.grade, found.reference) for found in helps],
            [(HelpKind.LAPSE, "L05", date(2028, 6, 30), CreditClass.B, "P-7")],
        )

    def test_is_an_honour_for_who_lacks_few_points(self):
        firm = record(event("L01", "2026-03-01"), event("L02", "2026-03-01"))

        helps = what_would_help(firm, SCHEME, TODAY)

        honours = {found.code for found in helps if found.kind == HelpKind.HONOUR}
        self.assertEqual(honours, {"G01", "G02", "G03", "M03", "M06", "S01"})
        self.assertEqual(points_to_next_class(grade(firm, SCHEME, TODAY), SCHEME), 3)

    def test_is_the_least_class_of_a_round_that_is_enough(self):
        firm = record(event("S01", "2026-03-01"), event("L01", "2026-03-01"))

        [found] = [
            found
            for found in what_would_help(firm, SCHEME, TODAY)
            if found.kind == HelpKind.GRADING
        ]

        self.assertEqual((found.code, found.score, found.grounds), ("1", 91, frozenset()))

    def test_is_a_recommendation_on_all_grounds_where_points_are_not_enough(self):
        helps = what_would_help(record(), SCHEME, TODAY)

        self.assertEqual(
            [(found.kind, found.code, found.grounds) for found in helps],
            [(HelpKind.HONOUR, "G01", ALL_GROUNDS), (HelpKind.GRADING, "1", ALL_GROUNDS)],
        )

    def test_is_leaving_the_black_list(self):
        black = ListFact(ListKind.BLACK, date(2025, 1, 1), reference="B-1")

        [found] = what_would_help(record(lists=(black,)), SCHEME, TODAY)

        self.assertEqual(
            (found.kind, found.grade, found.reference),
            (HelpKind.LEAVE_BLACK, CreditClass.C, "B-1"),
        )

    def test_is_nothing_for_the_best(self):
        honours = (
            event("L01", "2026-03-01"),
            event("L02", "2026-03-01"),
            event("S01", "2026-03-01"),
        )
        firm = record(*honours)

        self.assertEqual(what_would_help(firm, SCHEME, TODAY), ())

    def test_does_not_promise_what_comes_after_a_fall(self):
        firm = record(event("M08", "2026-05-10"), event("S01", "2025-07-01"))

        days = [
            (found.day, found.score)
            for found in what_would_help(firm, SCHEME, TODAY)
            if found.kind == HelpKind.LAPSE
        ]

        self.assertEqual(days, [(date(2027, 5, 10), 80)])


class Simulate(SimpleTestCase):
    def test_grades_as_if_the_event_were_there_and_leaves_the_record_alone(self):
        firm = record()

        supposed = simulate(firm, SCHEME, event("G06", "2026-06-30"), TODAY)

        self.assertEqual(supposed.grade, CreditClass.D)
        self.assertEqual(grade(firm, SCHEME, TODAY).grade, CreditClass.B)


class PointsToTheNextClass(SimpleTestCase):
    def test_are_none_from_the_top(self):
        for code, points in [("M02", 1), ("S03", 12)]:
            with self.subTest(code=code):
                graded = grade(record(event(code, "2026-02-01")), SCHEME, TODAY)

                self.assertEqual(points_to_next_class(graded, SCHEME), points)

        top = record(gradings=(grading(1, "2026-01-01", 1),))
        self.assertEqual(points_to_next_class(grade(top, SCHEME, TODAY), SCHEME), 4)
