"""The scheme as it is read from its rows."""

from django.test import SimpleTestCase

from blacklist.policy.scheme import (
    BlackGround,
    SchemeIncomplete,
    Term,
    first_number,
    scheme_from_rows,
)
from blacklist.states import CreditClass, Ground, Severity
from tests.unit.blacklist.records import SCHEME
from tests.unit.tables import read_table

ROWS = read_table("blacklist", "credit_scheme")
INDICATORS = read_table("blacklist", "credit_indicators")


class TheDefaultScheme(SimpleTestCase):
    def test_reads_its_named_rules(self):
        self.assertEqual(SCHEME.direct_a.grounds, frozenset(Ground))
        self.assertEqual(SCHEME.adverse, {Severity.MAJOR, Severity.SEVERE})
        self.assertEqual(SCHEME.new_firm_cap, CreditClass.B)
        self.assertEqual(SCHEME.red.recognition_lapsed_months, 3)
        self.assertEqual(SCHEME.black.declarations_passed, 6)
        self.assertEqual(SCHEME.black.quiet_months, 6)
        self.assertEqual(SCHEME.black.quiet_of, {Severity.MAJOR, Severity.SEVERE})
        self.assertEqual(SCHEME.black.government_says_for, "ground_1")
        self.assertEqual(
            SCHEME.black.grounds[-1], BlackGround("ground_5", ("M10", "S04", "S05"), 2, 12)
        )
        self.assertEqual(SCHEME.clocks["certificate_ship"], Term(60, "days"))
        self.assertEqual(SCHEME.cycle_starts, (1, 1))
        self.assertEqual(SCHEME.switching["tightened"], 50)

    def test_classes_meet_at_the_thresholds(self):
        for score, credit_class in [
            (100, "A"),
            (89, "A"),
            (88, "B"),
            (77, "B"),
            (76, "C"),
            (65, "C"),
            (64, "D"),
            (0, "D"),
        ]:
            with self.subTest(score=score):
                self.assertEqual(SCHEME.class_by_score(score), credit_class)


class ASchemeFromTheDatabase(SimpleTestCase):
    def test_is_the_same_with_numbers_and_lists_for_text(self):
        typed = [
            {
                **row,
                "points": int(row["points"]),
                "lapse_months": int(row["lapse_months"]),
                "reporters": row["reporters"].split(";"),
            }
            for row in INDICATORS
        ]

        self.assertEqual(scheme_from_rows(ROWS, typed), SCHEME)


class ASchemeWithAFault(SimpleTestCase):
    def test_names_the_row_that_is_missing(self):
        # What is read as a whole section may shrink; every row that a rule asks for may not.
        free = {"clock", "switching", "direct_a", "black", "red", "cycle"}
        for row in ROWS:
            if row["section"] in free:
                continue
            with self.subTest(row=(row["section"], row["key"])):
                fewer = [other for other in ROWS if other is not row]

                with self.assertRaisesMessage(SchemeIncomplete, f"{row['section']}, {row['key']}"):
                    scheme_from_rows(fewer, INDICATORS)

    def test_names_the_row_that_cannot_be_read(self):
        for section, key, value in [
            ("new_firm", "cap", "E"),
            ("score", "max", "hundred"),
            ("black", "exit_3", "no major event lately"),
            ("black", "ground_5", "two failures within 12 months"),
            ("switching", "tightened", "half"),
        ]:
            with self.subTest(row=(section, key)):
                rows = [
                    {**row, "value": value}
                    if (row["section"], row["key"]) == (section, key)
                    else row
                    for row in ROWS
                ]

                with self.assertRaisesMessage(SchemeIncomplete, f"{section}, {key}"):
                    scheme_from_rows(rows, INDICATORS)

    def test_names_the_indicator_that_cannot_be_read(self):
        rows = [{**INDICATORS[0], "severity": "grave"}]

        with self.assertRaisesMessage(SchemeIncomplete, "indicator G01"):
            scheme_from_rows(ROWS, rows)


class ANumberInAPhrase(SimpleTestCase):
    def test_is_read_in_figures_and_words(self):
        self.assertEqual(first_number("lapsed for 3 months"), 3)
        self.assertEqual(first_number("Six declarations in a row"), 6)

    def test_is_missed(self):
        with self.assertRaises(ValueError):
            first_number("some months")
