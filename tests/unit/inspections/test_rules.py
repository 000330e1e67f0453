"""The shipped rule set: one lane for everybody, and no advantage in being worse."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

from django.test import SimpleTestCase

from enterprises.policy import Condition, RegistrationFacts
from enterprises.states import Regime, RegistrationState
from inspections.policy.conditions import CONDITIONS
from inspections.policy.evidence import (
    CheckResult,
    DestinationEvidence,
    ReleaseEvidence,
    TrustEvidence,
)
from inspections.policy.release import judge_release
from inspections.policy.rules import Rule
from inspections.states import CheckOutcome, Outcome, RuleKind
from lab.policy.eligibility import DyeBatchEvidence, LotEvidence, MeasuredEvidence
from lab.policy.verdicts import ItemVerdict, SetVerdict, Verdict
from lab.states import LotState, ObligationState
from tests.reference import rows_of
from tests.unit.inspections.examples import RULE_SET, SPOTLESS, golden_case, golden_evidence

# From best to worst.
LEVELS = ("RED", "A", "B", "C", "D")
STANDINGS = ("registered", "provisional", "provisional_narrowed")
MONTHS = ("open", "closed")
REGIMES = tuple(regime.value for regime in Regime)
STRICTER = ((Regime.MONITORED, Regime.STRICT), (Regime.DEFAULT, Regime.STRICT))

RANK = {outcome: place for place, outcome in enumerate(Outcome)}
CONTEXT = SPOTLESS.lines[0].context
DYEHOUSE = golden_evidence(golden_case("RL-44")).lots[0].dyehouse
DONE = CheckResult(CheckOutcome.PASSED, SPOTLESS.decided_on)
MARKETS = {
    Regime.MONITORED: DestinationEvidence("RU", Regime.MONITORED, "EAEU"),
    Regime.STRICT: DestinationEvidence("JP", Regime.STRICT, "JP"),
    Regime.DEFAULT: DestinationEvidence("UA", Regime.DEFAULT, "UA"),
}


class Lanes(SimpleTestCase):
    def test_exactly_one_lane_fits_everybody(self):
        for regime, level, standing, month in product(REGIMES, LEVELS, STANDINGS, MONTHS):
            with self.subTest(regime=regime, level=level, standing=standing, month=month):
                fitting = [
                    lane for lane in RULE_SET.lanes if lane.fits(regime, level, standing, month)
                ]

                self.assertEqual(len(fitting), 1)

    def test_no_lane_is_dead(self):
        taken = {
            RULE_SET.lane_for(*who).code for who in product(REGIMES, LEVELS, STANDINGS, MONTHS)
        }

        self.assertEqual(taken, {lane.code for lane in RULE_SET.lanes})

    def test_worse_is_never_checked_less(self):
        for regime, standing, month in product(REGIMES, STANDINGS, MONTHS):
            with self.subTest(regime=regime, standing=standing, month=month):
                rates = [
                    RULE_SET.lane_for(regime, level, standing, month).check_rate for level in LEVELS
                ]

                self.assertEqual(rates, sorted(rates))

    def test_without_a_regime_there_is_none(self):
        self.assertIsNone(RULE_SET.lane_for(None, "A", "registered", "open"))


class Rows(SimpleTestCase):
    def test_every_row_is_read_and_has_its_condition(self):
        rows = rows_of("inspections/data/release_rules.csv")

        self.assertEqual([rule.code for rule in RULE_SET.rules], [row["code"] for row in rows])
        tried = {rule.code for rule in RULE_SET.rules if rule.kind != RuleKind.LANE}
        self.assertEqual(tried, set(CONDITIONS))

    def test_every_rule_names_the_measure_it_rests_on(self):
        known = {row["code"] for row in rows_of("enterprises/data/policy_measures.csv")}
        for rule in RULE_SET.rules:
            with self.subTest(rule=rule.code):
                self.assertTrue(rule.measures)
                self.assertLessEqual(set(rule.measures), known)

    def test_a_rule_may_be_limited_to_some(self):
        row = next(
            row for row in rows_of("inspections/data/release_rules.csv") if row["code"] == "R-72"
        )
        limited = Rule.from_row({**row, "regimes": "strict", "classes": "B;C"})

        self.assertTrue(limited.concerns("strict", "B", "registered", "open"))
        self.assertFalse(limited.concerns("monitored", "B", "registered", "open"))
        self.assertFalse(limited.concerns("strict", "A", "registered", "open"))
        self.assertFalse(limited.concerns(None, "B", "registered", "open"))


class WorseNeverFaresBetter(SimpleTestCase):
    """All combinations of what is discrete; every other thing is alike and the papers complete."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ranks = {
            key: RANK[judge_release(evidence, RULE_SET).outcome] for key, evidence in combinations()
        }

    def test_worse_class(self):
        self.assert_falls(1, LEVELS)

    def test_worse_registration(self):
        self.assert_falls(2, STANDINGS)

    def test_closed_month(self):
        self.assert_falls(3, MONTHS)

    def test_stricter_market(self):
        for pair in STRICTER:
            self.assert_falls(0, pair)

    def test_less_evidence(self):
        for fewer in (("tested", "missing"), ("batch", "batch_missing"), ("both", "batch")):
            self.assert_falls(4, fewer)

    def test_combinations_do_differ(self):
        self.assertEqual(set(self.ranks.values()), {RANK[outcome] for outcome in Outcome})

    def assert_falls(self, place: int, best_to_worst: tuple[str, ...]) -> None:
        for key, rank in self.ranks.items():
            if key[place] not in best_to_worst:
                continue
            for worse in best_to_worst[best_to_worst.index(key[place]) + 1 :]:
                other = (*key[:place], worse, *key[place + 1 :])
                self.assertLessEqual(self.ranks[other], rank, (key, worse))


def combinations() -> Iterator[tuple[tuple[str | bool, ...], ReleaseEvidence]]:
    lots = {name: replace(SPOTLESS.lots[0], **facts) for name, facts in LOTS.items()}
    for key in product(Regime, LEVELS, STANDINGS, MONTHS, LOTS, (False, True)):
        regime, level, standing, month, lot, checked = key
        yield key, _evidence(regime, level, standing, month, lots[lot], checked)


def _evidence(
    regime: Regime, level: str, standing: str, month: str, lot: LotEvidence, checked: bool
) -> ReleaseEvidence:
    is_registered = standing == "registered"
    facts = RegistrationFacts(
        state=RegistrationState.REGISTERED if is_registered else RegistrationState.PROVISIONAL,
        last_day=date(2026, 12, 31),
        conditions=(Condition("1", date(2026, 3, 1)),) if standing == STANDINGS[-1] else (),
    )
    result = DONE if checked else CheckResult()
    return replace(
        SPOTLESS,
        destination=MARKETS[regime],
        trust=TrustEvidence("A", listed="red") if level == "RED" else TrustEvidence(level),
        registration=replace(SPOTLESS.registration, facts=facts, destinations=("RU", "JP", "UA")),
        month=replace(
            SPOTLESS.month,
            this=ObligationState.PASSED if month == "open" else ObligationState.MISSED,
        ),
        lots=(lot,),
        checks=replace(
            SPOTLESS.checks, product_test=result, inspection=result, chief_released=checked
        ),
    )


def _measured(verdict: Verdict, **parts: tuple[str, ...]) -> MeasuredEvidence:
    items = () if verdict is Verdict.INCOMPLETE else (ItemVerdict("HCHO", verdict, ""),)
    return MeasuredEvidence(
        date(2026, 2, 10), "S1", {CONTEXT: SetVerdict(verdict, items=items, **parts)}
    )


_PASSING = _measured(Verdict.PASS)
_LACKING = _measured(Verdict.INCOMPLETE, missing=("AZO",))
LOTS: dict[str, dict[str, object]] = {
    "tested": {"own": _PASSING},
    "missing": {"own": _LACKING},
    "awaited": {"own": _measured(Verdict.INCOMPLETE, missing=("AZO",), awaited=("AZO",))},
    "inconclusive": {"own": _measured(Verdict.INCONCLUSIVE)},
    "failed": {"own": _measured(Verdict.FAIL)},
    "batch": {"dye_batch": DyeBatchEvidence("B1", True, _PASSING)},
    "batch_missing": {"dye_batch": DyeBatchEvidence("B1", True, _LACKING)},
    "both": {"own": _PASSING, "dye_batch": DyeBatchEvidence("B1", True, _PASSING)},
    "dyehouse": {"dyehouse": DYEHOUSE},
    "untested": {},
    "short": {"own": _PASSING, "remaining": 1},
    "quarantined": {"own": _PASSING, "state": LotState.QUARANTINED},
}
