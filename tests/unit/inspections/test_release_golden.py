"""The worked cases of the release decision, each a test of its own."""

from typing import Any

import pytest

from inspections.policy.evidence import ReleaseEvidence, digest
from inspections.policy.release import judge_release
from inspections.policy.verdict import Verdict
from tests.unit.inspections.examples import GOLDEN, RULE_SET, golden_evidence


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["id"])
def test_release_case(case: dict[str, Any]) -> None:
    verdict = judge_release(golden_evidence(case), RULE_SET)

    expected = {"holds": [], **case["expect"]}
    found = {
        "outcome": verdict.outcome,
        "holds": list(verdict.holds),
        "path": verdict.path,
        "reasons": [f"{code}:{lot}" if lot else code for code, lot in verdict.reasons],
        "lane": verdict.lane or None,
        "check_rate": verdict.check_rate,
        "check_kind": verdict.check_kind,
    }
    if "grounds" in expected:
        found["grounds"] = {one.lot: one.ground for one in verdict.grounds}
    assert found == expected, case["title"]


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["id"])
def test_case_is_kept_and_read_back_whole(case: dict[str, Any]) -> None:
    evidence = golden_evidence(case)
    verdict = judge_release(evidence, RULE_SET)

    evidence_again = ReleaseEvidence.from_json(evidence.to_json())
    verdict_again = Verdict.from_json(verdict.to_json())

    assert evidence_again == evidence
    assert digest(evidence_again.to_json()) == digest(evidence.to_json())
    assert verdict_again == verdict
    assert judge_release(evidence_again, RULE_SET).to_json() == verdict.to_json()
