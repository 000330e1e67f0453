"""The decision: may this consignment leave?"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from enterprises.reasons import Reason
from inspections.policy.case import Case
from inspections.policy.conditions import CONDITIONS, Compared
from inspections.policy.evidence import ReleaseEvidence
from inspections.policy.rules import Rule, RuleSet
from inspections.policy.verdict import Finding, LotGround, Verdict
from inspections.states import (
    CheckKind,
    CheckOutcome,
    FindingStatus,
    HoldKind,
    Outcome,
    Path,
    RuleKind,
)

NO_RULE_SET = "NO_RULE_SET"

_PATH_OF_CHECK = {
    CheckKind.PRODUCT_TEST: Path.PRODUCT_TEST,
    CheckKind.INSPECTION: Path.INSPECTION,
}
_RELEASE_REASONS = {
    Path.RAW_MATERIAL_RELEASE: "RELEASED_RAW_MATERIAL",
    Path.LOT_EVIDENCE: "RELEASED_LOT_EVIDENCE",
    Path.PRODUCT_TEST: "RELEASED_PRODUCT_TEST",
    Path.INSPECTION: "RELEASED_INSPECTION",
}


def judge_release(evidence: ReleaseEvidence, rule_set: RuleSet | None) -> Verdict:
    """Decide whether a consignment may leave, with every rule's finding.

    Refusing outranks returning, returning outranks holding. All findings are given at once, so
    that an exporter never repairs one fault only to be told of the next. Without a rule set in
    force the consignment is held for review.

    Units: skins are whole; rates are per cent. Source: README, rules R-01 to R-76.
    """
    if rule_set is None:
        return _held_without_rules(evidence)
    case = Case(evidence, rule_set)
    findings = tuple(finding for rule in rule_set.rules for finding in _examine(rule, case))
    failures = [finding for finding in findings if finding.failed]
    outcome = _worst(finding.outcome for finding in failures)
    path = _path(case) if outcome == Outcome.RELEASED else None
    return Verdict(
        outcome=outcome,
        findings=findings,
        holds=_holds(failures) if outcome == Outcome.HELD else (),
        path=path,
        release_reason=Reason(_RELEASE_REASONS[path]) if path else None,
        lane=case.lane.code if case.lane else "",
        check_rate=case.check_rate,
        check_kind=case.lane.check_kind if case.lane else None,
        is_drawn=case.is_drawn,
        grounds=tuple(
            LotGround(judged.lot.number, judged.ground, judged.deciding.reasons)
            for judged in case.judgements
        ),
        rule_set=rule_set.code,
        rule_set_version=rule_set.version,
    )


def _examine(rule: Rule, case: Case) -> Iterator[Finding]:
    """Find whether a rule is met: one finding if it is, one for each lot or line if not."""
    if rule.kind == RuleKind.LANE:
        is_taken = case.lane is not None and rule.code == case.lane.code
        yield rule.met if is_taken else rule.not_applicable
        return
    if not rule.concerns(case.regime, case.level, case.standing, case.month):
        yield rule.not_applicable
        return
    compared = tuple(CONDITIONS[rule.code](case))
    broken = [one for one in compared if one.broken]
    if not compared:
        yield rule.not_applicable
    elif not broken:
        yield _met(rule, compared)
    elif rule.is_acceptable and rule.reason_code in case.evidence.reviewed:
        yield _met(rule, compared, accepted=True)
    else:
        yield from (_unmet(rule, one) for one in broken)


def _met(rule: Rule, compared: Iterable[Compared], accepted: bool = False) -> Finding:
    values = tuple(one.params for one in compared if one.params)
    return replace(rule.met, compared=values, accepted=accepted) if values or accepted else rule.met


def _unmet(rule: Rule, broken: Compared) -> Finding:
    return Finding(
        rule=rule.code,
        status=FindingStatus.FAILED,
        outcome=rule.outcome,
        hold_kind=rule.hold_kind,
        reason=Reason.of(rule.reason_code, **broken.params),
        lot=broken.lot,
        line=broken.line,
        measures=rule.measures,
    )


def _worst(outcomes: Iterable[Outcome | None]) -> Outcome:
    found = set(outcomes)
    return next((outcome for outcome in Outcome if outcome in found), Outcome.RELEASED)


def _holds(failures: Iterable[Finding]) -> tuple[HoldKind, ...]:
    open_kinds = {finding.hold_kind for finding in failures}
    return tuple(kind for kind in HoldKind if kind in open_kinds)


def _path(case: Case) -> Path | None:
    """The path of the lane, or of the check that was done; an inspection outranks a test."""
    for kind in (CheckKind.INSPECTION, CheckKind.PRODUCT_TEST):
        if case.result_of(kind).outcome == CheckOutcome.PASSED:
            return _PATH_OF_CHECK[kind]
    return case.lane.path if case.lane else None


def _held_without_rules(evidence: ReleaseEvidence) -> Verdict:
    finding = Finding(
        rule="",
        status=FindingStatus.FAILED,
        outcome=Outcome.HELD,
        hold_kind=HoldKind.REVIEW,
        reason=Reason.of(NO_RULE_SET, date=evidence.decided_on),
    )
    return Verdict(outcome=Outcome.HELD, findings=(finding,), holds=(HoldKind.REVIEW,))
