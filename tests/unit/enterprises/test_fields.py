"""Figures are read as people write them, and never guessed."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from enterprises.fields import CountField, MeasureField


class Figures(SimpleTestCase):
    def test_are_read_as_written(self):
        count, measure = CountField(), MeasureField(max_digits=12, decimal_places=2)
        for field, text, value in (
            (count, "1,842", 1842),
            (count, "１８４２", 1842),
            (count, " 1 842 ", 1842),
            (count, "−3", -3),
            (measure, "16,800.00", Decimal("16800.00")),
            (measure, "1,234,567.5", Decimal("1234567.5")),
            (measure, "2.60", Decimal("2.60")),
            (measure, "2．60", Decimal("2.60")),
        ):
            with self.subTest(text=text):
                self.assertEqual(field.clean(text), value)

    def test_a_comma_for_a_point_is_asked_about_not_guessed(self):
        for text in ("96,5", "1,84", "1,8423", ",500", "1234,567", "12,34.5"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                MeasureField().clean(text)

    def test_decimals_are_kept_as_measured(self):
        self.assertEqual(str(MeasureField().clean("2.60")), "2.60")
