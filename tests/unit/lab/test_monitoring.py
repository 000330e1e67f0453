"""The month: what opens it, what closes it, and which lots it covers."""

from dataclasses import replace
from datetime import date

from django.test import SimpleTestCase

from lab.policy.monitoring import MonthEvidence, covers_lot, month_is_open
from lab.states import ObligationState

_O = ObligationState
DUE_DAY = date(2026, 3, 20)
BEFORE_DUE, AFTER_DUE = date(2026, 3, 19), date(2026, 3, 21)
CARRIED = MonthEvidence(this=_O.IN_TEST, before=_O.PASSED, nothing_on=None, due_day=DUE_DAY)


class MonthIsOpen(SimpleTestCase):
    def test_last_pass_carries_to_the_end_of_the_due_day(self):
        for on, is_open in ((BEFORE_DUE, True), (DUE_DAY, True), (AFTER_DUE, False)):
            with self.subTest(on=on):
                self.assertEqual(month_is_open(CARRIED, on), is_open)

    def test_this_month_speaks_before_the_last(self):
        cases = {
            None: (True, False),
            _O.OPEN: (True, False),
            _O.SAMPLED: (True, False),
            _O.IN_TEST: (True, False),
            _O.INCONCLUSIVE: (True, False),
            _O.WAIVED: (True, False),
            _O.PASSED: (True, True),
            _O.NOTHING_IN_STOCK: (True, True),
            _O.FAILED: (False, False),
            _O.MISSED: (False, False),
        }
        self.assertEqual(set(cases), {None, *ObligationState})
        for this, expected in cases.items():
            with self.subTest(this=this):
                month = replace(CARRIED, this=this)

                found = (month_is_open(month, DUE_DAY), month_is_open(month, AFTER_DUE))

                self.assertEqual(found, expected)

    def test_only_a_pass_is_carried(self):
        for before in (None, *ObligationState):
            with self.subTest(before=before):
                month = replace(CARRIED, before=before)

                self.assertEqual(month_is_open(month, BEFORE_DUE), before == _O.PASSED)

    def test_a_pass_opens_whatever_came_before(self):
        for before in (None, *ObligationState):
            with self.subTest(before=before):
                self.assertTrue(
                    month_is_open(replace(CARRIED, this=_O.PASSED, before=before), AFTER_DUE)
                )


class CoversLot(SimpleTestCase):
    def test_a_lot_received_when_stock_had_run_out_waits_for_the_next_pass(self):
        nothing_on = date(2026, 3, 10)
        month = replace(CARRIED, nothing_on=nothing_on)
        days = ((date(2026, 3, 9), True), (nothing_on, False), (date(2026, 3, 11), False))
        for received_on, covered in days:
            with self.subTest(received_on=received_on):
                self.assertEqual(covers_lot(month, BEFORE_DUE, received_on), covered)

    def test_a_pass_of_this_month_covers_it_again(self):
        month = replace(CARRIED, this=_O.PASSED, nothing_on=date(2026, 3, 10))

        self.assertTrue(covers_lot(month, AFTER_DUE, date(2026, 3, 11)))

    def test_a_closed_month_covers_nothing(self):
        self.assertFalse(covers_lot(replace(CARRIED, this=_O.MISSED), BEFORE_DUE, date(2026, 1, 1)))
