"""What holds of judging whatever the figures: order, scale, monotony, one rounding."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as some

from lab.policy.limits import Article, ContractLimit, Measurement, judge_for_destination, judge_set
from lab.policy.limits.compare import rounded_like
from lab.policy.verdicts import Verdict
from tests.reference import limit_book, limit_facts

FACTS = limit_facts()
BOOK = limit_book()
WORST_FIRST = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS)

values = some.decimals("0.001", "700", places=3)
isos = some.sampled_from(("FR", "DE", "FI", "NL", "IT", "GB", "JP", "KR", "RU", "US", "CH", "HK"))
analytes = some.sampled_from(("HCHO", "BZD", "24XYL", "4-AAB", "CR6", "PCP", "TBT", "PB", "DMFU"))
days = some.dates(date(2009, 1, 1), date(2027, 1, 1))
articles = some.builds(
    Article,
    part=some.sampled_from(("fur", "leather", "textile")),
    garment=some.sampled_from(("", "jacket_coat", "white_shearling")),
    wearer=some.sampled_from(("infant", "child", "adult")),
    age_months=some.none() | some.integers(0, 240),
    contact=some.sampled_from(("direct", "indirect")),
)
contracts = some.lists(
    some.builds(
        ContractLimit,
        analyte=some.sampled_from(("HCHO", "AZO", "CR6")),
        operator=some.sampled_from(("<=", "<", "nd")),
        value_text=some.sampled_from(("1", "30", "75.0", "300")),
        unit=some.sampled_from(("mg/kg", "ug/g", "mg/kg dry weight")),
    ),
    max_size=2,
)
amounts = some.none() | some.decimals("0.001", "40", places=3)


def measured(analyte, value, **rest):
    return Measurement(analyte, str(value), **{"basis": "dry", **rest})


class TheLawsOfJudging(SimpleTestCase):
    @given(some.randoms(use_true_random=False), isos, analytes, values, articles, days)
    def test_the_order_of_rows_changes_nothing(self, chance, iso, analyte, value, article, day):
        shuffled = {
            name: chance.sample(rows, len(rows))
            for name, rows in FACTS.items()
            if name in {"limits", "destinations", "scopes", "jurisdictions", "methods"}
        }
        measurement = measured(analyte, value)

        kept = judge_for_destination(BOOK, iso, measurement, article, day)
        mixed = judge_for_destination(limit_book(**shuffled), iso, measurement, article, day)

        self.assertEqual(kept, mixed)

    @given(isos, analytes, values, amounts, amounts, articles, days, contracts)
    def test_the_unit_changes_nothing(
        self, iso, analyte, value, loq, uncertainty, article, day, contract
    ):
        def judged_in(unit, factor):
            measurement = measured(
                analyte,
                f"{value * factor:f}",
                unit=unit,
                loq=loq and loq * factor,
                uncertainty=uncertainty and uncertainty * factor,
            )
            item = judge_for_destination(BOOK, iso, measurement, article, day, contract)
            return (item.verdict, item.reason, item.limit_id, item.jurisdiction, item.operator)

        plain = judged_in("mg/kg", Decimal(1))
        for unit, factor in (("ug/kg", 1000), ("g/kg", "0.001"), ("% w/w", "0.0001")):
            self.assertEqual(judged_in(unit, Decimal(factor)), plain, unit)

    @given(isos, analytes, values, values, amounts, amounts, articles, days, contracts)
    def test_a_lower_value_never_fares_worse(
        self, iso, analyte, one, other, loq, uncertainty, article, day, contract
    ):
        def verdict_on(value):
            measurement = measured(analyte, value, loq=loq, uncertainty=uncertainty)
            return judge_for_destination(BOOK, iso, measurement, article, day, contract).verdict

        lower, higher = verdict_on(min(one, other)), verdict_on(max(one, other))

        if Verdict.NO_LIMIT in (lower, higher):
            self.assertEqual(lower, higher)
        else:
            self.assertGreaterEqual(WORST_FIRST.index(lower), WORST_FIRST.index(higher))

    @given(isos, analytes, values, articles, days, contracts)
    def test_a_contract_never_makes_it_better(self, iso, analyte, value, article, day, contract):
        measurement = measured(analyte, value)

        law = judge_for_destination(BOOK, iso, measurement, article, day)
        both = judge_for_destination(BOOK, iso, measurement, article, day, contract)

        if law.verdict is not Verdict.NO_LIMIT:
            order = WORST_FIRST.index
            self.assertLessEqual(order(both.verdict), order(law.verdict))
            self.assertEqual(
                both.contract_only,
                both.verdict is Verdict.FAIL and law.verdict is not Verdict.FAIL,
            )

    @given(isos, values, some.integers(0, 99), articles, days)
    def test_water_never_hides_a_failure(self, iso, value, moisture, article, day):
        received = measured("CR6", value, basis="as_received")
        known = replace(received, moisture=Decimal(moisture))

        unsure = judge_for_destination(BOOK, iso, received, article, day).verdict
        sure = judge_for_destination(BOOK, iso, known, article, day).verdict

        if unsure is Verdict.FAIL:
            self.assertIs(sure, Verdict.FAIL)

    @given(values, some.integers(0, 2))
    def test_a_value_is_rounded_once_and_half_to_even(self, value, decimals):
        limit_text = "75" if not decimals else f"75.{'0' * decimals}"
        scale = 10**decimals

        rounded = rounded_like(value, limit_text)

        self.assertEqual(Fraction(rounded), Fraction(round(Fraction(value) * scale), scale))

    @given(some.randoms(use_true_random=False), isos, articles, values, values)
    def test_the_order_of_results_changes_no_verdict(self, chance, iso, article, one, other):
        day = date(2026, 3, 18)
        results = [
            measured("HCHO", one),
            measured("AZO", "<5"),
            measured("BZD", other),
            measured("4-AAB", "<5", part_label="dark"),
            measured("CR6", "<3"),
        ]

        kept = judge_set(BOOK, results, iso=iso, article=article, on=day)
        mixed = judge_set(BOOK, chance.sample(results, 5), iso=iso, article=article, on=day)

        self.assertEqual(kept.verdict, mixed.verdict)
        self.assertEqual(set(kept.items), set(mixed.items))
        self.assertEqual(set(kept.missing), set(mixed.missing))
