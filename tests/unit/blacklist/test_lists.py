"""The red and the black list: who may enter, who has to leave, who may."""

from dataclasses import replace
from datetime import date

from django.test import SimpleTestCase

from blacklist.policy.lists import (
    LeavingFacts,
    ListRefusal,
    black_grounds,
    black_requirements,
    effect_refusals,
    full_months,
    is_red_eligible,
    may_leave_black,
    proposal_refusals,
    red_endings,
    red_entries_to_end,
    red_requirements,
)
from blacklist.policy.record import ListFact
from blacklist.policy.view import view_record
from blacklist.states import ListEntryState, ListKind
from tests.unit.blacklist.records import SCHEME, TODAY, event, grading, record

FIRST_TWICE = (grading(1, "2024-11-20", 1), grading(2, "2025-11-18", 1))
RECOGNISED = event("G02", "2025-10-01")
WORTHY = record(RECOGNISED, gradings=FIRST_TWICE)
RED = ListFact(ListKind.RED, date(2026, 1, 15))
BLACK = ListFact(ListKind.BLACK, date(2025, 6, 30), ground="ground_1")
DISHONEST = event("G06", "2025-06-15")
REMEDIED = LeavingFacts(
    remedied_on=date(2026, 3, 1),
    declarations_passed=6,
    government_statement_on=date(2026, 5, 1),
)


class RedRequirements(SimpleTestCase):
    def test_one_fault_is_named_alone(self):
        faults = [
            (replace(WORTHY, gradings=FIRST_TWICE[1:]), "rounds_first_class"),
            (
                replace(WORTHY, gradings=(FIRST_TWICE[0], grading(3, "2025-11-18", 1))),
                "rounds_first_class",
            ),
            (
                replace(WORTHY, gradings=(*FIRST_TWICE, grading(3, "2026-05-12", None))),
                "rounds_first_class",
            ),
            (replace(WORTHY, events=()), "recognition"),
            (replace(WORTHY, events=(RECOGNISED, event("M08", "2026-05-15"))), "blocked_by"),
            (replace(WORTHY, lists=(BLACK,)), "end_3"),
        ]
        self.assertTrue(is_red_eligible(view_record(WORTHY, SCHEME, TODAY), SCHEME))
        for faulty, key in faults:
            with self.subTest(key=key):
                view = view_record(faulty, SCHEME, TODAY)

                unmet = [found.key for found in red_requirements(view, SCHEME) if not found.is_met]
                self.assertEqual(unmet, [key])

    def test_say_how_far_and_until_when(self):
        faulty = replace(
            WORTHY,
            gradings=FIRST_TWICE[1:],
            events=(RECOGNISED, event("M08", "2026-05-15"), event("M10", "2026-01-15")),
        )

        found = {
            requirement.key: requirement
            for requirement in red_requirements(view_record(faulty, SCHEME, TODAY), SCHEME)
        }

        self.assertEqual(
            (found["rounds_first_class"].reached, found["rounds_first_class"].needed), (1, 2)
        )
        self.assertEqual(found["blocked_by"].because, ("M10", "M08"))
        self.assertEqual(found["blocked_by"].met_from, date(2027, 7, 15))

    def test_end_with_the_later_round(self):
        for on, eligible in [(date(2027, 11, 17), True), (date(2027, 11, 18), False)]:
            with self.subTest(on=on):
                fresh = replace(WORTHY, events=(event("G02", "2027-01-01"),))

                self.assertEqual(is_red_eligible(view_record(fresh, SCHEME, on), SCHEME), eligible)


class RedEndings(SimpleTestCase):
    def test_are_none_while_all_is_well(self):
        self.assertEqual(red_endings(WORTHY, SCHEME, TODAY), ())

    def test_by_a_round_that_does_not_place_the_firm_first(self):
        for placed in (2, None):
            with self.subTest(placed=placed):
                later = replace(WORTHY, gradings=(*FIRST_TWICE, grading(3, "2026-05-12", placed)))

                self.assertEqual(red_endings(later, SCHEME, TODAY), ("end_1",))

    def test_by_recognition_withdrawn_at_once(self):
        withdrawn = replace(WORTHY, events=(RECOGNISED, event("G05", "2026-06-30")))

        self.assertEqual(red_endings(withdrawn, SCHEME, TODAY), ("end_2",))

    def test_by_recognition_lapsed_for_three_months(self):
        gradings = (grading(1, "2026-11-20", 1), grading(2, "2027-11-18", 1))
        lapsing = replace(WORTHY, gradings=gradings)
        for on, endings in [
            (date(2027, 9, 30), ()),
            (date(2027, 10, 1), ()),
            (date(2027, 12, 31), ()),
            (date(2028, 1, 1), ("end_2",)),
        ]:
            with self.subTest(on=on):
                self.assertEqual(red_endings(lapsing, SCHEME, on), endings)

    def test_by_the_black_list(self):
        self.assertEqual(
            red_endings(replace(WORTHY, lists=(RED, BLACK)), SCHEME, TODAY), ("end_3",)
        )


class BlackGrounds(SimpleTestCase):
    def test_are_found_by_one_event(self):
        for code, key in [
            ("G06", "ground_1"),
            ("L05", "ground_2"),
            ("L06", "ground_3"),
            ("L09", "ground_4"),
        ]:
            with self.subTest(code=code):
                found = black_grounds(record(event(code, "2026-05-01")), SCHEME, TODAY)

                self.assertEqual([ground.key for ground in found], [key])

    def test_are_found_by_two_safety_failures_within_twelve_months(self):
        first = event("S04", "2025-06-15")
        for second, keys in [
            ("2026-06-14", ["ground_5"]),
            ("2026-06-15", []),
        ]:
            with self.subTest(second=second):
                found = black_grounds(record(first, event("M10", second)), SCHEME, TODAY)

                self.assertEqual([ground.key for ground in found], keys)

    def test_are_not_found_by_one_safety_failure_or_an_overturned_one(self):
        self.assertEqual(black_grounds(record(event("M10", "2026-05-01")), SCHEME, TODAY), ())
        overturned = replace(event("G06", "2026-05-01"), overturned=TODAY)
        self.assertEqual(black_grounds(record(overturned), SCHEME, TODAY), ())


class LeavingTheBlackList(SimpleTestCase):
    LISTED = record(DISHONEST, lists=(BLACK,))

    def test_is_open_when_all_is_met(self):
        self.assertTrue(may_leave_black(self.ask()))

    def test_one_fault_keeps_the_firm_listed(self):
        loud = record(DISHONEST, event("M08", "2026-01-01"), lists=(BLACK,))
        faults = [
            ({"on": date(2026, 6, 29)}, "exit_1"),
            ({"facts": replace(REMEDIED, remedied_on=None)}, "exit_2"),
            ({"listed": loud}, "exit_3"),
            ({"facts": replace(REMEDIED, declarations_passed=5)}, "exit_4"),
            ({"facts": replace(REMEDIED, government_statement_on=None)}, "exit_5"),
        ]
        for fault, key in faults:
            with self.subTest(key=key):
                unmet = [found.key for found in self.ask(**fault) if not found.is_met]

                self.assertEqual(unmet, [key])

    def test_asks_six_quiet_months_to_the_day(self):
        loud = record(DISHONEST, event("M08", "2026-01-15"), lists=(BLACK,))
        for on, reached, is_met in [
            (date(2026, 7, 14), 5, False),
            (date(2026, 7, 15), 6, True),
            (date(2026, 12, 15), 6, True),
        ]:
            with self.subTest(on=on):
                quiet = next(found for found in self.ask(loud, on=on) if found.key == "exit_3")

                self.assertEqual((quiet.reached, quiet.is_met), (reached, is_met))
                self.assertEqual(quiet.met_from, date(2026, 7, 15))
                self.assertEqual(quiet.because, ("M08",))

    def test_asks_the_government_for_its_own_ground_only(self):
        asked = self.ask(entry=replace(BLACK, ground="ground_2"))

        self.assertEqual([found.key for found in asked], ["exit_1", "exit_2", "exit_3", "exit_4"])

    def test_says_how_far_each_condition_is_met(self):
        asked = {
            found.key: (found.reached, found.needed)
            for found in self.ask(facts=LeavingFacts(declarations_passed=2), on=date(2025, 12, 1))
        }

        self.assertEqual(
            asked,
            {
                "exit_1": (5, 12),
                "exit_2": (0, 1),
                "exit_3": (5, 6),
                "exit_4": (2, 6),
                "exit_5": (0, 1),
            },
        )

    def test_of_an_entry_without_effect_is_a_defect(self):
        with self.assertRaises(ValueError):
            self.ask(entry=ListFact(ListKind.BLACK, None, state=ListEntryState.PROPOSED))

    def ask(self, listed=LISTED, entry=BLACK, facts=REMEDIED, on=TODAY):
        return black_requirements(listed, SCHEME, entry, facts, on)


class ListGuards(SimpleTestCase):
    def test_let_the_worthy_and_the_guilty_in(self):
        self.assertEqual(proposal_refusals(ListKind.RED, WORTHY, SCHEME, TODAY), ())
        self.assertEqual(
            proposal_refusals(ListKind.BLACK, record(DISHONEST), SCHEME, TODAY, "ground_1"), ()
        )

    def test_refuse_by_name(self):
        noticed = ListFact(ListKind.RED, None, state=ListEntryState.NOTICED)
        refusals = [
            (ListKind.RED, record(), "", [ListRefusal.NOT_RED_ELIGIBLE]),
            (ListKind.RED, replace(WORTHY, lists=(RED,)), "", [ListRefusal.ALREADY_LISTED]),
            (ListKind.RED, replace(WORTHY, lists=(noticed,)), "", [ListRefusal.IN_PROCEDURE]),
            (
                ListKind.RED,
                replace(WORTHY, lists=(BLACK,)),
                "",
                [ListRefusal.BLACK_LISTED, ListRefusal.NOT_RED_ELIGIBLE],
            ),
            (ListKind.BLACK, record(DISHONEST), "ground_2", [ListRefusal.NO_GROUND]),
            (
                ListKind.BLACK,
                record(DISHONEST, lists=(BLACK,)),
                "ground_1",
                [ListRefusal.ALREADY_LISTED],
            ),
        ]
        for kind, of_firm, ground, refused in refusals:
            with self.subTest(kind=kind, refused=refused):
                self.assertEqual(
                    list(proposal_refusals(kind, of_firm, SCHEME, TODAY, ground)), refused
                )

    def test_let_an_entry_in_procedure_take_effect(self):
        heard = ListFact(ListKind.RED, None, state=ListEntryState.HEARD)

        self.assertEqual(
            effect_refusals(ListKind.RED, replace(WORTHY, lists=(heard,)), SCHEME, TODAY), ()
        )

    def test_black_ends_red_instead_of_waiting_for_it(self):
        proposed = ListFact(ListKind.RED, None, state=ListEntryState.PROPOSED)
        over = ListFact(
            ListKind.RED, date(2024, 1, 1), ended=date(2025, 1, 1), state=ListEntryState.ENDED
        )
        firm = record(DISHONEST, lists=(RED, proposed, over))

        self.assertEqual(effect_refusals(ListKind.BLACK, firm, SCHEME, TODAY, "ground_1"), ())
        self.assertEqual(red_entries_to_end(firm, TODAY), (RED, proposed))


class FullMonths(SimpleTestCase):
    def test_are_counted_as_months_are(self):
        for start, end, months in [
            (date(2026, 1, 31), date(2026, 2, 27), 0),
            (date(2026, 1, 31), date(2026, 2, 28), 1),
            (date(2026, 1, 15), date(2026, 2, 14), 0),
            (date(2026, 1, 15), date(2027, 1, 15), 12),
            (date(2026, 1, 15), date(2025, 1, 15), 0),
        ]:
            with self.subTest(start=start, end=end):
                self.assertEqual(full_months(start, end), months)
