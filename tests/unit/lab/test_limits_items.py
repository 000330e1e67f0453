"""One item: which figure applies, and what it says below, at and above."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.test import SimpleTestCase

from lab.policy.limits import (
    Article,
    ContractLimit,
    DestinationRow,
    LimitRow,
    Measurement,
    UnknownDestination,
    judge_for_destination,
    judge_item,
    margin,
)
from lab.policy.reading import UnreadableValue
from tests.reference import limit_book, limit_facts

BOOK = limit_book()
TODAY = date(2026, 3, 18)
COAT = Article()


def judged(jurisdiction, analyte, value, *, article=COAT, on=TODAY, book=BOOK, **rest):
    measurement = Measurement(analyte, value, **{"basis": "dry", **rest})
    item = judge_item(book, jurisdiction, measurement, article, on)
    return item.verdict, item.reason


def row(**changes):
    facts = {
        "id": None,
        "jurisdiction": "KR",
        "analyte": "SCCP",
        "scope": "any",
        "value_text": "10",
        "unit": "mg/kg",
        "operator": "<=",
    }
    return LimitRow.as_written(**{**facts, **changes})


def book_with(*rows, **changes):
    return limit_book(limits=[*limit_facts()["limits"], *rows], **changes)


class CompareWithALimit(SimpleTestCase):
    def test_each_operator_below_at_and_above(self):
        verdicts = {
            "<=": ("pass", "pass", "fail"),
            "<": ("pass", "fail", "fail"),
            "nd": ("fail", "fail", "fail"),
            ">=": ("fail", "pass", "pass"),
        }
        for operator, expected in verdicts.items():
            book = book_with(row(operator=operator))
            for value, verdict in zip(("9.99", "10.00", "10.01"), expected, strict=True):
                with self.subTest(operator=operator, value=value):
                    self.assertEqual(judged("KR", "SCCP", value, book=book)[0], verdict)

    def test_a_non_detect_with_its_loq_below_at_and_above(self):
        within, above = ("pass", "ND_WITHIN_LIMIT"), ("inconclusive", "ND_LOQ_ABOVE_LIMIT")
        for operator in ("<=", "<", "nd"):
            book = book_with(row(operator=operator))
            for loq, expected in (("9.9", within), ("10", within), ("10.1", above)):
                with self.subTest(operator=operator, loq=loq):
                    self.assertEqual(judged("KR", "SCCP", f"<{loq}", book=book), expected)
                    by_column = judged("KR", "SCCP", "ND", loq=Decimal(loq), book=book)
                    self.assertEqual(by_column, expected)

    def test_a_non_detect_says_nothing_without_loq_or_against_a_lower_bound(self):
        book = book_with(row(), row(analyte="PH", unit="pH", operator=">="))

        self.assertEqual(
            judged("KR", "SCCP", "ND", book=book), ("inconclusive", "ND_LOQ_ABOVE_LIMIT")
        )
        self.assertEqual(
            judged("KR", "PH", "<3", unit="pH", book=book), ("inconclusive", "ND_LOWER_BOUND")
        )

    def test_a_number_is_found_at_its_loq_and_not_below(self):
        book = book_with(row(operator="nd"))
        for value, reason in (("2.9", "ND_WITHIN_LIMIT"), ("3.0", "DETECTED"), ("3.1", "DETECTED")):
            with self.subTest(value=value):
                found = judged("KR", "SCCP", value, loq=Decimal(3), book=book)

                self.assertEqual(found[1], reason)

    def test_of_two_quantification_limits_the_higher_is_believed(self):
        for value, loq in (("<9", "11"), ("<11", "9")):
            with self.subTest(value=value, loq=loq):
                found = judged("KR", "SCCP", value, loq=Decimal(loq), book=book_with(row()))

                self.assertEqual(found[1], "ND_LOQ_ABOVE_LIMIT")

    def test_uncertainty_on_both_sides_of_either_bound(self):
        expected = {
            "8": "WITHIN_LIMIT",
            "9": "NEAR_LIMIT",
            "10": "NEAR_LIMIT",
            "11": "NEAR_LIMIT",
            "12": "OVER_LIMIT",
        }
        swap = {"WITHIN_LIMIT": "OVER_LIMIT", "OVER_LIMIT": "WITHIN_LIMIT"}
        for operator in ("<=", ">="):
            book = book_with(row(operator=operator))
            for value, reason in expected.items():
                with self.subTest(operator=operator, value=value):
                    found = judged("KR", "SCCP", value, uncertainty=Decimal(1), book=book)

                    wanted = reason if operator == "<=" else swap.get(reason, reason)
                    self.assertEqual(found[1], wanted)

    def test_simple_acceptance_only_flags_a_near_value(self):
        rows = limit_facts()["jurisdictions"]
        book = limit_book(jurisdictions=[replace(row, decision_rule="simple") for row in rows])
        for value, near in (("270", False), ("271", True), ("300", True)):
            with self.subTest(value=value):
                measurement = Measurement("HCHO", value, uncertainty=Decimal(29))

                item = judge_item(book, "CN", measurement, COAT, TODAY)

                self.assertEqual((item.verdict, item.near_limit), ("pass", near))

    def test_uncertainty_is_expanded_from_its_coverage_factor(self):
        for k, reason in (("1", "NEAR_LIMIT"), ("2", "WITHIN_LIMIT"), ("3", "WITHIN_LIMIT")):
            with self.subTest(k=k):
                found = judged("EU", "BZD", "27", uncertainty=Decimal(2), coverage_k=Decimal(k))

                self.assertEqual(found[1], reason)

    def test_moisture_lifts_value_loq_and_uncertainty(self):
        received = {"basis": "as_received", "moisture": Decimal(12)}
        expected = [
            ("2.63", {}, "WITHIN_LIMIT"),
            ("2.64", {}, "OVER_LIMIT"),
            ("<2.64", {}, "ND_WITHIN_LIMIT"),
            ("<2.65", {}, "ND_LOQ_ABOVE_LIMIT"),
            ("2.2", {"uncertainty": Decimal("0.44")}, "NEAR_LIMIT"),
            ("2.2", {"uncertainty": Decimal("0.43")}, "WITHIN_LIMIT"),
        ]
        for value, rest, reason in expected:
            with self.subTest(value=value, **rest):
                self.assertEqual(judged("EU", "CR6", value, **received, **rest)[1], reason)

    def test_without_moisture_only_a_failure_is_sure(self):
        for value, reason in (
            ("2.9", "BASIS_MISMATCH"),
            ("3.0", "OVER_LIMIT"),
            ("<1", "BASIS_MISMATCH"),
        ):
            with self.subTest(value=value):
                self.assertEqual(judged("EU", "CR6", value, basis="as_received")[1], reason)

    def test_without_moisture_a_lower_bound_is_never_sure(self):
        book = book_with(row(unit="mg/kg dry weight", operator=">="))
        for value in ("9", "10", "11"):
            with self.subTest(value=value):
                found = judged("KR", "SCCP", value, basis="as_received", book=book)

                self.assertEqual(found, ("inconclusive", "BASIS_MISMATCH"))

    def test_nonsense_is_a_fault_and_never_a_verdict(self):
        with self.assertRaises(UnreadableValue):
            judged("EU", "BZD", "--")

    def test_an_impossible_measurement_cannot_be_made(self):
        for wrong in (
            {"coverage_k": Decimal(0)},
            {"uncertainty": Decimal(-1)},
            {"loq": Decimal(0)},
            {"moisture": Decimal(100)},
            {"moisture": Decimal(-1)},
        ):
            with self.subTest(**wrong), self.assertRaises(ValueError):
                Measurement("BZD", "5", **wrong)


class FindTheRow(SimpleTestCase):
    def test_each_jurisdiction_draws_its_own_age_borders(self):
        borders = [  # the first month that is no infant's, the first that is an adult's
            ("CN", 25, 168),
            ("EU", 36, 168),
            ("KR", 36, 156),
            ("EAEU", 12, 216),
            ("CA", 36, 144),
        ]
        scopes = ("infant", "child")
        for code, child_from, adult_from in borders:
            book = limit_book(
                limits=[
                    row(jurisdiction=code, scope=scope, value_text=str(figure))
                    for figure, scope in enumerate(scopes, start=1)
                ]
            )
            for age, limit in [
                (child_from - 1, "1"),
                (child_from, "2"),
                (adult_from - 1, "2"),
                (adult_from, ""),
            ]:
                with self.subTest(code=code, age=age):
                    item = judge_item(
                        book, code, Measurement("SCCP", "5"), Article(age_months=age), TODAY
                    )

                    self.assertEqual(item.limit, limit)

    def test_a_period_ends_on_its_exclusive_day(self):
        book = book_with(row(valid_from=date(2026, 1, 1), valid_until=date(2026, 2, 1)))
        for day, reason in (
            (date(2025, 12, 31), "NO_LIMIT"),
            (date(2026, 1, 1), "WITHIN_LIMIT"),
            (date(2026, 1, 31), "WITHIN_LIMIT"),
            (date(2026, 2, 1), "NO_LIMIT"),
        ):
            with self.subTest(day=day):
                self.assertEqual(judged("KR", "SCCP", "5", on=day, book=book)[1], reason)

    def test_a_tier_without_figures_ends_the_search(self):
        silent = row(scope="fur_part", value_text="")
        self.assertEqual(judged("KR", "SCCP", "50", book=book_with(row()))[1], "OVER_LIMIT")
        self.assertEqual(judged("KR", "SCCP", "50", book=book_with(row(), silent))[1], "NO_LIMIT")

    def test_a_row_without_figure_hides_none_of_its_own_tier(self):
        book = book_with(row(value_text=""), row())

        self.assertEqual(judged("KR", "SCCP", "50", book=book)[1], "OVER_LIMIT")

    def test_the_strictest_of_a_tier_is_the_lower_figure_then_the_stricter_operator(self):
        rows = [
            row(),
            row(value_text="9000", unit="ug/kg", operator="nd"),
            row(value_text="9", operator="<"),
            row(value_text="9"),
        ]
        for strictest, operator in ((1, "nd"), (2, "<"), (3, "<=")):
            with self.subTest(operator=operator):
                book = book_with(rows[0], *rows[: strictest - 1 : -1])

                item = judge_item(book, "KR", Measurement("SCCP", "5"), COAT, TODAY)

                self.assertEqual(item.operator, operator)

    def test_an_inactive_row_is_not_there(self):
        book = book_with(row(active=False))

        self.assertEqual(judged("KR", "SCCP", "50", book=book)[1], "NO_LIMIT")

    def test_textile_uses_only_textile_rows_where_there_are_any(self):
        lining = replace(COAT, part="textile")
        for article, limit in ((COAT, "10"), (lining, "10")):
            item = judge_item(book_with(row()), "KR", Measurement("SCCP", "5"), article, TODAY)
            self.assertEqual(item.limit, limit)
        # Even one for infants alone leaves an adult's lining without a figure.
        book = book_with(row(), row(scope="textile_infant", value_text="1"))
        self.assertEqual(judged("KR", "SCCP", "50", book=book, article=lining)[1], "NO_LIMIT")
        self.assertEqual(judged("KR", "SCCP", "50", book=book, article=COAT)[1], "OVER_LIMIT")

    def test_metal_uses_only_its_own_scope(self):
        zip_fastener = replace(COAT, part="metal")

        release = judged("EU", "NI_REL", "0.6", unit="ug/cm2/week", article=zip_fastener)

        self.assertEqual(release, ("fail", "OVER_LIMIT"))
        self.assertEqual(judged("EU", "PCP", "6", article=zip_fastener)[1], "NO_LIMIT")

    def test_a_child_row_covers_infants_only_where_none_is_theirs(self):
        infant = replace(COAT, wearer="infant")
        child_row = row(scope="child", value_text="20")
        infant_row = row(scope="infant", value_text="40")

        alone = judged("KR", "SCCP", "30", article=infant, book=book_with(child_row))
        beside = judged("KR", "SCCP", "30", article=infant, book=book_with(child_row, infant_row))

        self.assertEqual((alone[0], beside[0]), ("fail", "pass"))

    def test_what_is_not_worn_keeps_its_declared_contact(self):
        rug = replace(COAT, worn=False)

        self.assertEqual(judged("EU", "BZD", "31", article=COAT)[1], "OVER_LIMIT")
        self.assertEqual(judged("EU", "BZD", "31", article=rug)[1], "NO_LIMIT")

    def test_a_jurisdiction_without_a_list_speaks_of_its_missing_figure(self):
        self.assertEqual(judged("US", "BZD", "80"), ("no_limit", "NO_LIMIT"))
        self.assertEqual(judged("EU", "24XYL", "80"), ("no_limit", "NOT_ON_LIST"))

    def test_a_row_that_names_the_unknown_is_refused(self):
        for wrong in ({"scope": "everybody"}, {"jurisdiction": "XX"}, {"operator": "=="}):
            with self.subTest(**wrong), self.assertRaises(ValueError):
                book_with(row(**wrong))


class JudgeForDestination(SimpleTestCase):
    def judge(self, iso, analyte, value, *contract, book=BOOK, article=COAT, on=TODAY, **rest):
        measurement = Measurement(analyte, value, **{"basis": "dry", **rest})
        return judge_for_destination(book, iso, measurement, article, on, contract)

    def test_an_unknown_country_or_day_is_told(self):
        with self.assertRaises(UnknownDestination):
            self.judge("XX", "HCHO", "20")
        with self.assertRaises(UnknownDestination):
            self.judge("KZ", "HCHO", "20", on=date(2012, 6, 30))
        self.assertEqual(self.judge("KZ", "HCHO", "20", on=date(2012, 7, 1)).verdict, "pass")

    def test_a_failure_by_contract_alone_is_told_apart(self):
        strict = ContractLimit("HCHO", "<=", "75", "mg/kg")
        for value, verdict, contract_only in (
            ("75", "pass", False),
            ("76", "fail", True),
            ("300", "fail", True),
            ("301", "fail", False),
        ):
            with self.subTest(value=value):
                item = self.judge("US", "HCHO", value, strict)

                self.assertEqual((item.verdict, item.contract_only), (verdict, contract_only))

    def test_a_contract_on_azo_holds_for_each_amine(self):
        strict = ContractLimit("AZO", "<=", "20", "mg/kg")
        for amine in ("BZD", "24XYL", "4-AAB"):
            with self.subTest(amine=amine):
                item = self.judge("US", amine, "21", strict)

                self.assertEqual((item.verdict, item.jurisdiction), ("fail", "CONTRACT"))

    def test_a_contract_may_bound_from_both_sides(self):
        limits = (ContractLimit("PH", ">=", "3.5", "pH"), ContractLimit("PH", "<=", "6", "pH"))
        for value, verdict in (("3.4", "fail"), ("3.5", "pass"), ("6", "pass"), ("6.1", "fail")):
            with self.subTest(value=value):
                self.assertEqual(self.judge("RU", "PH", value, *limits, unit="pH").verdict, verdict)

    def test_advice_informs_without_deciding_at_its_border(self):
        infant = replace(COAT, wearer="infant")
        for value, advisory in (("17", ""), ("18", ""), ("19", "ADVISORY_EXCEEDED")):
            with self.subTest(value=value):
                item = self.judge("IT", "CR3_EXT", value, article=infant)

                self.assertEqual((item.verdict, item.advisory), ("no_limit", advisory))

    def test_a_voluntary_figure_decides_nothing(self):
        self.assertEqual(judged("VOLUNTARY_FUR_TRADE_DE", "HCHO", "301")[0], "fail")
        self.assertEqual(self.judge("DE", "HCHO", "299").jurisdiction, "CN")

    def test_the_base_law_as_market_is_asked_once(self):
        self.assertEqual(self.judge("HK", "HCHO", "301").jurisdiction, "CN")

    def test_overlapping_destination_rows_let_the_latest_speak(self):
        facts = limit_facts()["destinations"]
        newer = DestinationRow("RU", "EU", "", "strict", date(2026, 3, 18))
        book = limit_book(destinations=[newer, *facts])

        before = self.judge("RU", "CR6", "9", book=book, on=date(2026, 3, 17))
        after = self.judge("RU", "CR6", "9", book=book, on=date(2026, 3, 18))

        self.assertEqual((before.verdict, after.verdict), ("no_limit", "fail"))


class Margin(SimpleTestCase):
    def share(self, jurisdiction, analyte, value, **rest):
        measurement = Measurement(analyte, value, **{"basis": "dry", **rest})
        return margin(judge_item(BOOK, jurisdiction, measurement, COAT, TODAY))

    def test_it_is_the_share_of_the_limit_in_its_own_unit(self):
        self.assertEqual(self.share("CN", "HCHO", "150"), Decimal("0.5"))
        self.assertEqual(self.share("JP", "BZD", "33000", unit="ug/kg"), Decimal("1.1"))

    def test_a_non_detect_uses_at_most_its_loq(self):
        self.assertEqual(self.share("EU", "BZD", "<6"), Decimal("0.2"))

    def test_dry_weight_counts(self):
        received = {"basis": "as_received", "moisture": Decimal(20)}

        self.assertEqual(self.share("EU", "CR6", "1.2", **received), Decimal("0.5"))

    def test_a_lower_bound_is_read_the_other_way_round(self):
        limit = ContractLimit("SHRINK_T", ">=", "55", "degC")
        measurement = Measurement("SHRINK_T", "50", unit="degC")

        item = judge_for_destination(BOOK, "RU", measurement, COAT, TODAY, [limit])

        self.assertEqual(margin(item), Decimal("1.1"))

    def test_there_is_none_where_nothing_was_compared(self):
        self.assertIsNone(self.share("EU", "HCHO", "250"))
        self.assertIsNone(self.share("EU", "CR6", "1", unit="ug/cm2/week"))
        self.assertIsNone(self.share("EU", "BZD", "ND"))
