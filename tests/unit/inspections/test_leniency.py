"""What drawn checks prove of the goods that were not drawn: exact, and never too kind."""

from math import comb
from random import Random

from django.test import SimpleTestCase

from inspections.policy.leniency import (
    Untested,
    binomial_at_most,
    clopper_pearson,
    leniency,
    most_failing,
)


class ClopperPearson(SimpleTestCase):
    def test_agrees_with_published_intervals(self):
        published = {
            (0, 10): (0, 0.3085),
            (1, 10): (0.0025, 0.4450),
            (5, 10): (0.1871, 0.8129),
            (10, 10): (0.6915, 1),
            (7, 97): (0.0295, 0.1430),
            (0, 141): (0, 0.0258),
        }
        for (found, examined), ends in published.items():
            with self.subTest(found=found, examined=examined):
                interval = clopper_pearson(found, examined)

                self.assertAlmostEqual(interval.low, ends[0], places=4)
                self.assertAlmostEqual(interval.high, ends[1], places=4)

    def test_knows_nothing_where_nothing_was_examined(self):
        interval = clopper_pearson(0, 0)

        self.assertEqual((interval.low, interval.high), (0, 1))

    def test_refuses_more_found_than_examined(self):
        with self.assertRaises(ValueError):
            clopper_pearson(3, 2)

    def test_covers_the_truth_at_least_as_often_as_it_says(self):
        for share in (0.01, 0.05, 0.3):
            covered = sum(
                comb(60, found) * share**found * (1 - share) ** (60 - found)
                for found in range(61)
                if clopper_pearson(found, 60).low <= share <= clopper_pearson(found, 60).high
            )
            with self.subTest(share=share):
                self.assertGreaterEqual(covered, 0.95)


class BinomialTail(SimpleTestCase):
    def test_is_the_sum_of_its_terms(self):
        for found, examined, share in ((0, 5, 0.2), (3, 12, 0.4), (40, 400, 0.1)):
            terms = (
                comb(examined, count) * share**count * (1 - share) ** (examined - count)
                for count in range(found + 1)
            )
            self.assertAlmostEqual(binomial_at_most(found, examined, share), sum(terms), places=10)


class MostFailing(SimpleTestCase):
    def test_is_the_last_number_that_chance_would_hide(self):
        for found, rate in ((0, 0.02), (0, 0.05), (3, 0.05), (7, 0.3)):
            with self.subTest(found=found, rate=rate):
                most = most_failing(found, rate)

                self.assertGreater(binomial_at_most(found, most, rate), 0.05)
                self.assertLessEqual(binomial_at_most(found, most + 1, rate), 0.05)

    def test_of_nothing_found_at_five_per_cent_is_58(self):
        # 0.95 to the 58th is 0.0510, to the 59th 0.0485.
        self.assertEqual(most_failing(0, 0.05), 58)

    def test_hides_nothing_where_everything_is_drawn(self):
        self.assertEqual(most_failing(4, 1), 4)

    def test_refuses_a_rate_that_draws_nothing(self):
        with self.assertRaises(ValueError):
            most_failing(0, 0)


class TheBound(SimpleTestCase):
    def test_takes_the_failing_ones_for_the_largest(self):
        bound = leniency(found=0, rate=0.05, untested=[Untested(10, 500), Untested(200, 3)])

        self.assertEqual(bound.failing_shipments_at_most, 58)
        self.assertEqual(bound.garments_at_most, 3 * 200 + 55 * 10)
        self.assertEqual(bound.garments, 5600)
        self.assertEqual(bound.per_ten_thousand, 2054)  # 2053.6, rounded against us

    def test_is_never_more_than_all(self):
        bound = leniency(found=0, rate=0.02, untested=[Untested(40, 5)])

        self.assertEqual(bound.per_ten_thousand, 10_000)

    def test_says_nothing_where_nothing_left_unchecked(self):
        self.assertIsNone(leniency(found=2, rate=0.5, untested=[]).per_ten_thousand)

    def test_holds_at_least_as_often_as_it_says_whatever_the_sizes_and_rates(self):
        """Failing shipments of every size, drawn at rates no lower than the one we reckon with."""
        chance = Random(20090817)
        shipments = [(chance.randint(1, 400), chance.choice((0.1, 0.2))) for _ in range(300)]
        failing = set(chance.sample(range(300), 25))
        held = 0
        for _trial in range(400):
            drawn = {at for at, (_pieces, rate) in enumerate(shipments) if chance.random() < rate}
            untested = [
                Untested(pieces, 1)
                for at, (pieces, _rate) in enumerate(shipments)
                if at not in drawn
            ]
            bound = leniency(found=len(failing & drawn), rate=0.1, untested=untested)
            held += bound.garments_at_most >= sum(shipments[at][0] for at in failing - drawn)

        self.assertGreaterEqual(held / 400, 0.95)
