"""Plausible consumption: the edges of the norms."""

from decimal import Decimal

from django.test import SimpleTestCase

from inspections.policy.yields import YieldNorm, plausible
from tests.unit.inspections.examples import norms

LONG_COAT = norms()["coat_long", "mink"]
TRIM = norms()["trim", "fox"]


class Plausible(SimpleTestCase):
    def test_edges_belong_to_the_norm(self):
        edges = [
            (LONG_COAT, 100, 2799, False),
            (LONG_COAT, 100, 2800, True),
            (LONG_COAT, 100, 5775, True),
            (LONG_COAT, 100, 5776, False),
            # 10 trims of 0.1 to 1 skin with 6 % lost take 1 to 10.6 skins.
            (TRIM, 10, 0, False),
            (TRIM, 10, 1, True),
            (TRIM, 10, 10, True),
            (TRIM, 10, 11, False),
        ]
        for norm, pieces, skins, expected in edges:
            with self.subTest(product=norm.product, skins=skins):
                self.assertEqual(plausible(skins, pieces, norm), expected)

    def test_bounds_people_read_are_the_bounds_that_count(self):
        self.assertEqual((TRIM.fewest(15), TRIM.most(15)), (2, 15))

    def test_every_shipped_norm_is_in_order(self):
        for norm in norms().values():
            with self.subTest(product=norm.product, species=norm.species):
                self.assertIsInstance(norm, YieldNorm)
                self.assertLessEqual(norm.skins_min, norm.skins_typical)
                self.assertLessEqual(norm.skins_typical, norm.skins_max)
                self.assertTrue(Decimal(0) <= norm.loss_rate < 1)
