"""Values as the laboratory writes them, and the units they stand in."""

from decimal import Decimal

from django.test import SimpleTestCase

from lab.policy.reading import UnreadableValue, read_value
from lab.policy.units import conversion_factor, without_basis


class ReadValue(SimpleTestCase):
    def test_a_figure_keeps_its_digits_and_its_text(self):
        for text in ("2.60", "30.0", "0.05", "120", " 7 "):
            with self.subTest(text=text):
                read = read_value(text)

                self.assertEqual(str(read.number), text.strip())
                self.assertEqual(read.text, text)
                self.assertFalse(read.is_non_detect)

    def test_below_a_figure_is_a_non_detect_with_that_limit(self):
        for text in ("<5", "< 5", "<5", "<5"):
            with self.subTest(text=text):
                read = read_value(text)

                self.assertEqual((read.number, read.loq), (None, Decimal(5)))
                self.assertTrue(read.is_non_detect)

    def test_words_for_nothing_found_carry_no_limit(self):
        for text in ("ND", "nd", "N.D.", "未检出", "not detected", "< LOQ"):
            with self.subTest(text=text):
                read = read_value(text)

                self.assertTrue(read.is_non_detect)
                self.assertIsNone(read.loq)

    def test_nonsense_is_refused(self):
        nonsense = ("", " ", "abc", "1e5", "--", "NaN", "-3", "+3", "1,5", ".5", "5.", "<", ">5")
        for text in (*nonsense, "<0", "0", "0.00", "Infinity", "1_000", "٣", "9" * 13, "1.2.3"):
            with self.subTest(text=text), self.assertRaises(UnreadableValue):
                read_value(text)


class ConversionFactor(SimpleTestCase):
    def test_units_of_one_dimension_convert(self):
        factors = [
            ("mg/kg", "ug/g", "1"),
            ("ppm", "mg/kg", "1"),
            ("µg/g", "mg/kg", "1"),
            ("ug/kg", "mg/kg", "0.001"),
            ("ng/g", "ppb", "1"),
            ("g/kg", "mg/kg", "1000"),
            ("% w/w", "mg/kg", "10000"),
            ("mg/kg", "% w/w", "0.0001"),
            ("ug/m3", "mg/m3", "0.001"),
            ("degC", "degC", "1"),
        ]
        for source, target, factor in factors:
            with self.subTest(source=source, target=target):
                self.assertEqual(conversion_factor(source, target), Decimal(factor))

    def test_units_of_different_dimensions_do_not(self):
        for source, target in [
            ("mg/kg", "mg/m3"),
            ("ug/cm2/week", "mg/kg"),
            ("pH", "degC"),
            ("", "mg/kg"),
        ]:
            with self.subTest(source=source, target=target):
                self.assertIsNone(conversion_factor(source, target))

    def test_dry_weight_is_a_basis_and_not_a_unit(self):
        self.assertEqual(without_basis("mg/kg dry weight"), ("mg/kg", True))
        self.assertEqual(without_basis("mg/kg"), ("mg/kg", False))
