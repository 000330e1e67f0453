"""Credit codes, and what a registration is worth on a day."""

from dataclasses import replace
from datetime import date

from django.test import SimpleTestCase

from enterprises.policy import (
    CREDIT_CODE_ALPHABET,
    Condition,
    RegistrationFacts,
    becomes_full,
    credit_code_check_character,
    credit_code_is_valid,
    has_to_lapse,
    may_be_reinstated,
    may_be_returned,
    overdue_conditions,
    registration_standing,
    tidy_credit_code,
)
from enterprises.states import RegistrationStanding as Standing
from enterprises.states import RegistrationState as State

GENUINE = ("91330100799655058B", "914403001922038216", "9144030071526726XG", "91110108551385082Q")
LAST_DAY = date(2026, 6, 30)
VISIT = Condition("visit", due=date(2026, 3, 31))
PROVISIONAL = RegistrationFacts(State.PROVISIONAL, LAST_DAY, (VISIT,))


class CreditCodes(SimpleTestCase):
    def test_of_real_firms_are_valid(self):
        for code in GENUINE:
            with self.subTest(code=code):
                self.assertTrue(credit_code_is_valid(code))

    def test_have_one_right_check_character(self):
        for code in GENUINE:
            valid = {
                last for last in CREDIT_CODE_ALPHABET if credit_code_is_valid(code[:-1] + last)
            }

            self.assertEqual(valid, {code[-1]})

    def test_show_every_single_slip(self):
        code = GENUINE[0]
        for place in range(len(code)):
            for other in set(CREDIT_CODE_ALPHABET) - {code[place]}:
                slip = code[:place] + other + code[place + 1 :]
                with self.subTest(slip=slip):
                    self.assertFalse(credit_code_is_valid(slip))

    def test_of_another_form_are_not_valid(self):
        for code in (
            "",
            GENUINE[0][:-1],
            GENUINE[0] + "0",
            GENUINE[0].lower(),
            "I" * 18,
            "９" * 18,
        ):
            with self.subTest(code=code):
                self.assertFalse(credit_code_is_valid(code))

    def test_are_tidied_before_they_are_judged(self):
        self.assertEqual(tidy_credit_code(" 9133 0100-799655058b "), GENUINE[0])

    def test_check_character_needs_seventeen(self):
        with self.assertRaises(ValueError):
            credit_code_check_character(GENUINE[0])


class RegistrationStandings(SimpleTestCase):
    def test_every_state_has_one(self):
        standings = {
            None: Standing.NONE,
            State.DRAFT: Standing.NONE,
            State.SUBMITTED: Standing.NONE,
            State.RETURNED: Standing.NONE,
            State.ACCEPTED: Standing.NONE,
            State.REJECTED: Standing.NONE,
            State.PROVISIONAL: Standing.PROVISIONAL,
            State.REGISTERED: Standing.REGISTERED,
            State.SUSPENDED: Standing.SUSPENDED,
            State.LAPSED: Standing.ENDED,
            State.CANCELLED: Standing.ENDED,
            State.REVOKED: Standing.ENDED,
        }
        self.assertEqual(set(standings), {None, *State})
        for state, standing in standings.items():
            with self.subTest(state=state):
                facts = RegistrationFacts(state, LAST_DAY)

                self.assertEqual(registration_standing(facts, date(2026, 3, 1)), standing)

    def test_the_last_day_still_counts(self):
        registered = RegistrationFacts(State.REGISTERED, LAST_DAY)
        accepted = replace(PROVISIONAL, conditions=(replace(VISIT, accepted_on=date(2026, 3, 1)),))
        for facts, on, standing in [
            (registered, date(2026, 6, 29), Standing.REGISTERED),
            (registered, date(2026, 6, 30), Standing.REGISTERED),
            (registered, date(2026, 7, 1), Standing.ENDED),
            (accepted, date(2026, 6, 29), Standing.PROVISIONAL),
            (accepted, date(2026, 6, 30), Standing.PROVISIONAL),
            (accepted, date(2026, 7, 1), Standing.PROVISIONAL_ENDED),
            (RegistrationFacts(State.SUSPENDED, LAST_DAY), date(2026, 7, 1), Standing.SUSPENDED),
            (RegistrationFacts(State.REGISTERED), date(2099, 1, 1), Standing.REGISTERED),
        ]:
            with self.subTest(state=facts.state, on=on):
                self.assertEqual(registration_standing(facts, on), standing)

    def test_an_overdue_condition_narrows_until_it_is_accepted(self):
        late = replace(VISIT, accepted_on=date(2026, 4, 10))
        for on, standing in [
            (date(2026, 3, 30), Standing.PROVISIONAL),
            (date(2026, 3, 31), Standing.PROVISIONAL),
            (date(2026, 4, 1), Standing.PROVISIONAL_NARROWED),
            (date(2026, 4, 9), Standing.PROVISIONAL_NARROWED),
            (date(2026, 4, 10), Standing.PROVISIONAL),
        ]:
            with self.subTest(on=on):
                facts = replace(PROVISIONAL, conditions=(late,))

                self.assertEqual(registration_standing(facts, on), standing)

    def test_ended_is_told_before_narrowed(self):
        self.assertEqual(
            registration_standing(PROVISIONAL, date(2026, 7, 1)), Standing.PROVISIONAL_ENDED
        )

    def test_the_oldest_overdue_condition_is_named_first(self):
        younger = Condition("drain", due=date(2026, 4, 5))
        met = Condition("plan", due=date(2026, 1, 5), accepted_on=date(2026, 1, 5))

        found = overdue_conditions((younger, met, VISIT), date(2026, 4, 6))

        self.assertEqual(found, (VISIT, younger))

    def test_a_provisional_one_becomes_full_with_its_last_condition(self):
        met = replace(VISIT, accepted_on=date(2026, 3, 20))
        drain = Condition("drain", due=date(2026, 4, 5))
        on = date(2026, 3, 20)

        self.assertTrue(becomes_full(replace(PROVISIONAL, conditions=(met,)), on))
        self.assertFalse(becomes_full(replace(PROVISIONAL, conditions=(met, drain)), on))
        self.assertFalse(becomes_full(replace(PROVISIONAL, conditions=()), on))
        self.assertFalse(becomes_full(replace(PROVISIONAL, conditions=(met,)), date(2026, 7, 1)))

    def test_only_a_live_one_has_to_lapse(self):
        for state in State:
            with self.subTest(state=state):
                facts = RegistrationFacts(state, LAST_DAY)
                is_live = state in {State.PROVISIONAL, State.REGISTERED}

                self.assertFalse(has_to_lapse(facts, LAST_DAY))
                self.assertEqual(has_to_lapse(facts, date(2026, 7, 1)), is_live)

    def test_an_application_is_returned_once(self):
        self.assertTrue(may_be_returned(0))
        self.assertFalse(may_be_returned(1))

    def test_a_suspended_one_goes_back_to_its_former_state_only(self):
        for former in State:
            for target in State:
                with self.subTest(former=former, target=target):
                    self.assertEqual(
                        may_be_reinstated(former, target),
                        former == target and former in {State.PROVISIONAL, State.REGISTERED},
                    )
