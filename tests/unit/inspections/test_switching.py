"""Switching: tightened after a failed check, normal again after enough passed in a row."""

from decimal import Decimal

from django.test import SimpleTestCase

from inspections.policy.switching import Switching

SWITCHING = Switching(normal=Decimal(0), tightened=Decimal(50), tighten_after=1, relax_after=5)
PASS, FAIL = True, False


class TestSwitching(SimpleTestCase):
    def test_rate_after_a_history(self):
        histories = [
            ((), 0),
            ((PASS,) * 9, 0),
            ((FAIL,), 50),
            ((FAIL, *(PASS,) * 4), 50),
            ((FAIL, *(PASS,) * 5), 0),
            ((FAIL, *(PASS,) * 4, FAIL, *(PASS,) * 4), 50),
            ((FAIL, *(PASS,) * 5, FAIL), 50),
            ((FAIL, FAIL, *(PASS,) * 5), 0),
        ]
        for passed, rate in histories:
            with self.subTest(passed=passed):
                self.assertEqual(SWITCHING.rate(passed), rate)

    def test_failures_are_counted_up_to_the_schemes_number(self):
        patient = Switching(Decimal(0), Decimal(50), tighten_after=2, relax_after=3)

        self.assertEqual(patient.rate((FAIL, PASS)), 0)
        self.assertEqual(patient.rate((FAIL, PASS, FAIL)), 50)
        self.assertEqual(patient.rate((FAIL, FAIL, PASS, PASS, PASS, FAIL)), 0)
