"""A set of results: what is required, part by part, and for every market at once."""

from datetime import date

from django.test import SimpleTestCase

from lab.policy.limits import (
    FULL,
    Article,
    ContractLimit,
    DestinationRow,
    Measurement,
    UnknownDestination,
    UnknownPanel,
    items_to_order,
    judge_against_all,
    judge_monitoring,
    judge_set,
    passes_monitoring,
    required_items,
)
from tests.reference import limit_book, limit_facts

BOOK = limit_book()
TODAY = date(2026, 3, 18)
COAT = Article()
CLEAN = {"HCHO": "40", "AZO": "<5", "4-AAB": "<5", "CR6": "<3"}


def results(part_label="", part="", **values):
    return [
        Measurement(analyte, value, basis="dry", part_label=part_label, part=part)
        for analyte, value in values.items()
    ]


def without(*analytes, **more):
    return results(**{key: value for key, value in CLEAN.items() if key not in analytes}, **more)


def judge(measurements, iso="FR", article=COAT, on=TODAY, **rest):
    return judge_set(BOOK, measurements, iso=iso, article=article, on=on, **rest)


class RequiredItems(SimpleTestCase):
    def test_the_market_says_which_amines(self):
        for iso, amines in (("FR", 22), ("JP", 24), ("KR", 24), ("RU", 23), ("US", 23)):
            with self.subTest(iso=iso):
                required = required_items(BOOK, iso, COAT, TODAY)

                self.assertEqual(sum(map(BOOK.is_amine, required)), amines)
                self.assertEqual(required[0], "HCHO")

    def test_before_its_law_the_base_list_holds(self):
        for day, amines in (
            (date(2016, 3, 31), 23),
            (date(2016, 4, 1), 24),
        ):
            with self.subTest(day=day):
                required = required_items(BOOK, "JP", COAT, day)

                self.assertEqual(sum(map(BOOK.is_amine, required)), amines)

    def test_a_laboratory_is_asked_for_groups(self):
        child, infant, lining = (
            Article(wearer="child"),
            Article(wearer="infant"),
            Article(part="textile"),
        )
        orders = [
            ("FR", COAT, None, "HCHO AZO 4-AAB CR6"),
            ("FR", lining, None, "HCHO AZO 4-AAB"),
            ("RU", COAT, None, "HCHO AZO"),
            ("RU", lining, None, "HCHO AZO 4-AAB"),
            ("RU", COAT, FULL, "HCHO AZO 4-AAB CR6"),
            ("JP", COAT, None, "HCHO AZO 4-AAB"),
            ("KR", infant, None, "HCHO AZO 4-AAB CR6 TBT DBT"),
            ("US", child, None, "HCHO AZO PB"),
            ("US", COAT, None, "HCHO AZO"),
        ]
        for iso, article, panel, expected in orders:
            with self.subTest(iso=iso, article=article, panel=panel):
                order = items_to_order(BOOK, iso, article, TODAY, panel)

                self.assertEqual(" ".join(order), expected)

    def test_what_is_unknown_is_told(self):
        with self.assertRaises(UnknownDestination):
            required_items(BOOK, "XX", COAT, TODAY)
        with self.assertRaises(UnknownPanel):
            required_items(BOOK, "FR", COAT, TODAY, "NOTHING")


class JudgeSet(SimpleTestCase):
    def test_nothing_measured_is_incomplete(self):
        judged = judge([])

        self.assertEqual(judged.verdict, "incomplete")
        self.assertEqual(judged.missing, ("HCHO", "AZO", "4-AAB", "CR6"))

    def test_amines_measured_one_by_one_miss_one_by_one(self):
        listed = [code for code in required_items(BOOK, "RU", COAT, TODAY) if code != "HCHO"]
        one_by_one = dict.fromkeys(listed, "<5")

        complete = judge(results(HCHO="40", **one_by_one), iso="RU")
        del one_by_one["BZD"], one_by_one["26XYL"]
        short = judge(results(HCHO="40", **one_by_one), iso="RU")

        self.assertEqual(complete.verdict, "pass")
        self.assertEqual((short.verdict, short.missing), ("incomplete", ("BZD", "26XYL")))

    def test_a_detected_sum_answers_for_no_amine(self):
        judged = judge(without("AZO", AZO="12"))

        self.assertEqual((judged.verdict, judged.missing), ("incomplete", ("AZO",)))

    def test_an_amine_measured_by_itself_is_not_read_off_the_group(self):
        judged = judge(without("AZO", AZO="<50", BZD="<5"))

        for analyte, verdict in (("BZD", "pass"), ("MDA", "inconclusive")):
            found = [item.verdict for item in judged.items if item.analyte == analyte]
            self.assertEqual(found, [verdict])

    def test_a_group_without_loq_is_inconclusive(self):
        self.assertEqual(judge(without("AZO", AZO="ND")).verdict, "inconclusive")

    def test_what_is_awaited_is_told_by_the_code_ordered(self):
        judged = judge(without("AZO", "CR6"), awaited=frozenset({"AZO", "HCHO"}))

        self.assertEqual(judged.missing, ("AZO", "CR6"))
        self.assertEqual(judged.awaited, ("AZO",))

    def test_an_item_under_test_in_its_group_is_awaited_amine_by_amine(self):
        judged = judge(without("AZO", BZD="<5"), awaited=frozenset({"AZO"}))

        self.assertEqual(judged.missing, judged.awaited)
        self.assertEqual(len(judged.missing), 20)

    def test_the_order_of_verdicts(self):
        worse_and_worse = [
            ("pass", results(**CLEAN)),
            ("inconclusive", without("CR6", CR6="<5")),
            ("incomplete", [*without("CR6", "HCHO"), *results(CR6="<5")]),
            ("fail", [*without("CR6", "HCHO"), *results(CR6="5")]),
        ]
        for verdict, measurements in worse_and_worse:
            with self.subTest(verdict=verdict):
                self.assertEqual(judge(measurements).verdict, verdict)

    def test_an_optional_item_counts_once_it_is_measured(self):
        for value, verdict in (("5", "pass"), ("5.1", "fail")):
            with self.subTest(value=value):
                judged = judge([*results(**CLEAN), *results(PCP=value)])

                self.assertEqual(judged.verdict, verdict)

    def test_of_two_results_for_one_item_the_worse_counts(self):
        judged = judge([*results(**CLEAN), *results(HCHO="301")])

        self.assertEqual(judged.verdict, "fail")

    def test_a_contract_failure_keeps_its_mark(self):
        limit = ContractLimit("HCHO", "<=", "20", "mg/kg")

        judged = judge(results(**CLEAN), contract=[limit])

        failing = [item for item in judged.items if item.verdict == "fail"]
        self.assertEqual(judged.verdict, "fail")
        self.assertEqual([(item.analyte, item.contract_only) for item in failing], [("HCHO", True)])

    def test_parts_of_different_kinds_are_judged_alone(self):
        skin = results("skin", **CLEAN)
        lining = results("lining", "textile", **{**CLEAN, "HCHO": "80"})
        del lining[-1]  # a lining owes no chromium

        judged = judge([*skin, *lining])

        self.assertEqual((judged.verdict, judged.failing_parts), ("fail", ("lining",)))
        self.assertEqual(judged.incomplete_parts, ())

    def test_kinds_are_told_apart_also_without_a_label(self):
        judged = judge([*results(**CLEAN), *results(part="textile", HCHO="80")])

        self.assertEqual((judged.verdict, judged.failing_parts), ("fail", ("",)))
        self.assertEqual(judged.missing, ("AZO", "4-AAB"))

    def test_a_part_that_must_be_there_is_missed(self):
        parts = {"skin": "fur", "lining": "textile"}

        judged = judge(results("skin", **CLEAN), parts=parts)

        self.assertEqual(judged.verdict, "incomplete")
        self.assertEqual(judged.missing, ("HCHO", "AZO", "4-AAB"))
        self.assertEqual(judged.incomplete_parts, ("lining",))

    def test_a_result_of_one_part_never_answers_for_another(self):
        light, dark = results("light", **CLEAN), results("dark", **CLEAN)

        judged = judge([*light, *(result for result in dark if result.analyte != "CR6")])

        self.assertEqual((judged.verdict, judged.missing), ("incomplete", ("CR6",)))
        self.assertEqual(judged.incomplete_parts, ("dark",))


class JudgeAgainstAll(SimpleTestCase):
    def test_every_market_and_overlay_answers(self):
        judged = judge_against_all(BOOK, results(**CLEAN), COAT, TODAY)

        self.assertEqual(
            set(judged),
            {"CN", "EU", "DE", "NL", "FI", "IT", "GB", "JP", "KR", "EAEU", "US", "CA", "TR"}
            | {"CH", "UA", "VOLUNTARY_OEKO_TEX", "VOLUNTARY_FUR_TRADE_DE"},
        )
        self.assertEqual({verdict.verdict for verdict in judged.values()}, {"pass"})

    def test_chromium_divides_the_markets(self):
        judged = judge_against_all(BOOK, without("CR6", CR6="3.0"), COAT, TODAY)

        failing = {code for code, verdict in judged.items() if verdict.verdict == "fail"}
        self.assertEqual(failing, {"EU", "DE", "NL", "FI", "IT", "GB", "CH", "TR"})

    def test_a_voluntary_market_is_judged_by_itself(self):
        judged = judge_against_all(BOOK, without("HCHO", HCHO="301"), COAT, TODAY)
        empty = judge_against_all(BOOK, [], COAT, TODAY)

        self.assertEqual(judged["VOLUNTARY_FUR_TRADE_DE"].verdict, "fail")
        self.assertEqual(empty["VOLUNTARY_FUR_TRADE_DE"].verdict, "no_limit")


class PassesMonitoring(SimpleTestCase):
    def test_full_items_for_every_monitored_destination(self):
        self.assertTrue(passes_monitoring(BOOK, results(**CLEAN), COAT, TODAY))
        for short in CLEAN:
            with self.subTest(short=short):
                judged = judge_monitoring(BOOK, without(short), COAT, TODAY)

                self.assertEqual((judged.verdict, judged.missing), ("incomplete", (short,)))

    def test_a_newly_monitored_destination_counts_from_its_first_day(self):
        first_day = date(2026, 3, 18)
        facts = limit_facts()["destinations"]
        newer = DestinationRow("KR", "KR", "", "monitored", first_day)
        book = limit_book(destinations=[*facts, newer])
        chromium = without("CR6", CR6="6")

        before = passes_monitoring(book, chromium, COAT, date(2026, 3, 17))
        after = passes_monitoring(book, chromium, COAT, first_day)

        self.assertEqual((before, after), (True, False))

    def test_without_a_monitored_destination_the_base_law_is_asked(self):
        facts = limit_facts()["destinations"]
        book = limit_book(destinations=[row for row in facts if row.regime != "monitored"])

        self.assertFalse(passes_monitoring(book, [], COAT, TODAY))
        self.assertTrue(passes_monitoring(book, results(**CLEAN), COAT, TODAY))
