"""Evidence as it is kept: one text for one evidence, exact, and refused if not understood."""

import json
from dataclasses import replace
from decimal import Decimal

from django.test import SimpleTestCase

from inspections.policy.evidence import (
    ENGINE,
    SCHEMA,
    IncompleteEvidence,
    MaterialUse,
    ReleaseEvidence,
    TrustEvidence,
    UnknownSchema,
    digest,
)
from inspections.policy.release import judge_release
from inspections.policy.verdict import Verdict
from tests.unit.inspections.examples import (
    GOLDEN,
    RULE_SET,
    SPOTLESS,
    golden_case,
    golden_evidence,
)


class CanonicalEvidence(SimpleTestCase):
    def test_no_figure_is_a_float(self):
        def refuse(text: str) -> None:
            raise AssertionError(f"a float: {text}")

        for case in GOLDEN["cases"]:
            evidence = golden_evidence(case)
            json.loads(evidence.to_json(), parse_float=refuse)
            json.loads(judge_release(evidence, RULE_SET).to_json(), parse_float=refuse)

    def test_order_of_making_leaves_no_trace(self):
        one = replace(SPOTLESS, versions={"rule_set": 1, "scheme": 2})
        other = replace(SPOTLESS, versions={"scheme": 2, "rule_set": 1})

        self.assertEqual(one.to_json(), other.to_json())

    def test_database_may_reorder_what_it_keeps(self):
        shuffled = json.dumps(SPOTLESS.to_plain(), sort_keys=False, indent=1)

        self.assertEqual(ReleaseEvidence.from_json(shuffled).to_json(), SPOTLESS.to_json())

    def test_figures_keep_their_decimals(self):
        checks = replace(SPOTLESS.checks, switching_rate=Decimal("2.50"))

        again = ReleaseEvidence.from_json(replace(SPOTLESS, checks=checks).to_json())

        self.assertEqual(str(again.checks.switching_rate), "2.50")

    def test_schema_and_engine_are_named(self):
        kept = SPOTLESS.to_plain()

        self.assertEqual((kept["schema"], kept["engine"]), (SCHEMA, ENGINE))

    def test_evidence_of_another_engine_keeps_its_name(self):
        older = replace(SPOTLESS, engine="0")

        self.assertEqual(ReleaseEvidence.from_json(older.to_json()).engine, "0")

    def test_unknown_schema_is_refused(self):
        for kind, record in (
            (ReleaseEvidence, SPOTLESS),
            (Verdict, judge_release(SPOTLESS, RULE_SET)),
        ):
            with self.subTest(kind=kind.__name__), self.assertRaises(UnknownSchema):
                kind.from_plain(record.to_plain() | {"schema": SCHEMA + 1})

    def test_any_change_changes_the_digest(self):
        changed = golden_evidence(golden_case("RL-48"))

        self.assertNotEqual(digest(changed.to_json()), digest(SPOTLESS.to_json()))
        self.assertEqual(len(digest(SPOTLESS.to_json())), 64)


class CompleteEvidence(SimpleTestCase):
    def test_nothing_to_judge_is_never_released(self):
        line = SPOTLESS.lines[0]
        gaps = [
            {"lines": ()},
            {"lots": ()},
            {"lines": (replace(line, uses=()),)},
            {"lines": (replace(line, uses=(MaterialUse("L1", 0),)),)},
            {"lines": (line, replace(line, line=2, uses=(MaterialUse("L2", 1),)))},
        ]
        for gap in gaps:
            with self.subTest(gap=sorted(gap)), self.assertRaises(IncompleteEvidence):
                replace(SPOTLESS, **gap)


class Level(SimpleTestCase):
    def test_lists_stand_above_the_class(self):
        levels = [
            ("A", "red", "RED"),
            ("B", "red", "B"),
            ("D", "red", "D"),
            ("A", "black", "D"),
            ("A", "", "A"),
        ]
        for credit_class, listed, level in levels:
            with self.subTest(credit_class=credit_class, listed=listed):
                self.assertEqual(TrustEvidence(credit_class, listed).level, level)
