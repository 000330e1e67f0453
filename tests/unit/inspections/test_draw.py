"""The draw: repeatable by anyone, even, and blind without the seed."""

import hashlib
import hmac
from decimal import Decimal

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from inspections.policy.draw import DRAW_DECIMALS, draw_value, is_drawn, seed_hash

SEED = bytes(range(32))
RATES = st.decimals(min_value=0, max_value=100, places=2)


class DrawValue(SimpleTestCase):
    def test_anyone_can_repeat_it_by_hand(self):
        digest = hmac.new(SEED, b"D26-0042-0412", hashlib.sha256).digest()
        share = int.from_bytes(digest[:16], "big")

        value = draw_value("D26-0042-0412", SEED)

        self.assertEqual(value, Decimal(share * 10**18 // 2**128) / Decimal(10) ** 18)
        self.assertEqual(value, draw_value("D26-0042-0412", SEED))

    def test_other_seed_or_number_is_another_draw(self):
        values = {
            draw_value("D26-0042-0412", SEED),
            draw_value("D26-0042-0413", SEED),
            draw_value("D26-0042-0412", SEED[::-1]),
        }

        self.assertEqual(len(values), 3)

    def test_values_are_even_over_their_range(self):
        tenths = [0] * 10
        for number in range(20_000):
            tenths[int(draw_value(f"D26-0042-{number:05}", SEED) * 10)] += 1

        # Six standard deviations of a tenth of 20,000 even draws.
        for count in tenths:
            self.assertAlmostEqual(count, 2000, delta=255)

    @given(number=st.text(min_size=1, max_size=30), seed=st.binary(min_size=1, max_size=64))
    def test_value_lies_between_nought_and_one_in_eighteen_decimals(self, number, seed):
        value = draw_value(number, seed)

        self.assertTrue(0 <= value < 1)
        self.assertGreaterEqual(value.as_tuple().exponent, -DRAW_DECIMALS)

    def test_seed_is_committed_to_by_its_hash(self):
        self.assertEqual(seed_hash(SEED), hashlib.sha256(SEED).hexdigest())


class IsDrawn(SimpleTestCase):
    def test_rate_is_a_border_from_below(self):
        for value, drawn in (("0.0499", True), ("0.05", False), ("0.0501", False)):
            with self.subTest(value=value):
                self.assertEqual(is_drawn(Decimal(value), Decimal(5)), drawn)

    @given(number=st.text(min_size=1, max_size=12))
    def test_nought_never_draws_and_a_hundred_always(self, number):
        value = draw_value(number, SEED)

        self.assertFalse(is_drawn(value, Decimal(0)))
        self.assertTrue(is_drawn(value, Decimal(100)))

    @given(number=st.text(min_size=1, max_size=12), rates=st.tuples(RATES, RATES))
    def test_what_a_low_rate_draws_a_higher_one_draws_too(self, number, rates):
        low, high = sorted(rates)
        value = draw_value(number, SEED)

        self.assertLessEqual(is_drawn(value, low), is_drawn(value, high))
