"""The decision: one fault at a time from a spotless declaration, then faults together."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from string import Formatter

from django.test import SimpleTestCase

from enterprises.policy import Condition, RegistrationFacts
from enterprises.states import RegistrationState
from inspections.policy.evidence import (
    AddedCheck,
    CheckResult,
    DestinationEvidence,
    MaterialUse,
    ReleaseEvidence,
    TrustEvidence,
)
from inspections.policy.release import judge_release
from inspections.policy.rules import RuleSet
from inspections.policy.verdict import Verdict
from inspections.states import (
    CheckKind,
    CheckOutcome,
    FindingStatus,
    HoldKind,
    Outcome,
    Path,
    RuleKind,
)
from lab.policy.eligibility import FailedElsewhere, MeasuredEvidence
from lab.policy.verdicts import ItemVerdict, SetVerdict
from lab.policy.verdicts import Verdict as ItemIs
from lab.states import Ground, LotState
from tests.reference import rows_of
from tests.unit.inspections.examples import (
    GOLDEN,
    RULE_SET,
    SPOTLESS,
    golden_case,
    golden_evidence,
)

PASSED = CheckResult(CheckOutcome.PASSED, SPOTLESS.decided_on)
FAILED = CheckResult(CheckOutcome.FAILED, SPOTLESS.decided_on, "Seams")
WORDS = {row["code"]: row for row in rows_of("enterprises/data/reason_codes.csv")}


def judge(evidence: ReleaseEvidence = SPOTLESS, rule_set: RuleSet | None = RULE_SET) -> Verdict:
    return judge_release(evidence, rule_set)


def with_lot(evidence: ReleaseEvidence = SPOTLESS, **changes: object) -> ReleaseEvidence:
    return replace(evidence, lots=(replace(evidence.lots[0], **changes), *evidence.lots[1:]))


def with_line(evidence: ReleaseEvidence = SPOTLESS, **changes: object) -> ReleaseEvidence:
    return replace(evidence, lines=(replace(evidence.lines[0], **changes), *evidence.lines[1:]))


def with_checks(evidence: ReleaseEvidence = SPOTLESS, **changes: object) -> ReleaseEvidence:
    return replace(evidence, checks=replace(evidence.checks, **changes))


def registered_as(state: RegistrationState | None, **changes: object) -> ReleaseEvidence:
    facts = RegistrationFacts(state=state, **changes)
    return replace(SPOTLESS, registration=replace(SPOTLESS.registration, facts=facts))


def measured(verdict: ItemIs, **item: object) -> MeasuredEvidence:
    judged = SetVerdict(verdict, items=(ItemVerdict("HCHO", verdict, "", **item),))
    return MeasuredEvidence(date(2026, 3, 1), "S1", {SPOTLESS.lines[0].context: judged})


def status_of(verdict: Verdict, rule: str) -> FindingStatus:
    return next(finding.status for finding in verdict.findings if finding.rule == rule)


class JudgeRelease(SimpleTestCase):
    def test_spotless_declaration_leaves(self):
        verdict = judge()

        self.assertEqual((verdict.outcome, verdict.failed_rules), (Outcome.RELEASED, ()))
        self.assertEqual(verdict.path, Path.RAW_MATERIAL_RELEASE)

    def test_one_fault_decides_the_outcome(self):
        faults = [
            (registered_as(None), Outcome.REFUSED, "R-01"),
            (registered_as(RegistrationState.REJECTED), Outcome.REFUSED, "R-01"),
            (registered_as(RegistrationState.SUSPENDED), Outcome.REFUSED, "R-02"),
            (registered_as(RegistrationState.REVOKED), Outcome.REFUSED, "R-03"),
            (
                registered_as(RegistrationState.REGISTERED, last_day=date(2026, 3, 17)),
                Outcome.REFUSED,
                "R-03",
            ),
            (with_lot(state=LotState.REJECTED), Outcome.REFUSED, "R-08"),
            (with_lot(own=measured(ItemIs.FAIL)), Outcome.REFUSED, "R-09"),
            (with_lot(own=measured(ItemIs.FAIL, contract_only=True)), Outcome.RETURNED, "R-10"),
            (with_lot(remaining=3999), Outcome.RETURNED, "R-11"),
            (with_checks(product_test=FAILED), Outcome.REFUSED, "R-12"),
            (with_line(needs_permit=True), Outcome.RETURNED, "R-13"),
            (with_line(marks=101), Outcome.RETURNED, "R-14"),
            (with_lot(own=measured(ItemIs.INCONCLUSIVE)), Outcome.HELD, "R-61"),
            (replace(SPOTLESS, trust=TrustEvidence("B")), Outcome.HELD, "R-62"),
            (with_checks(draw_value=Decimal("0.049")), Outcome.HELD, "R-65"),
            (with_checks(floor_rate=Decimal(100)), Outcome.HELD, "R-65"),
            (with_checks(added=AddedCheck("Li", "Doubt")), Outcome.HELD, "R-67"),
            (with_lot(state=LotState.QUARANTINED), Outcome.HELD, "R-68"),
            (replace(SPOTLESS, destination=DestinationEvidence("PE")), Outcome.HELD, "R-70"),
            (
                with_lot(failed_elsewhere=FailedElsewhere("KR", date(2026, 1, 5))),
                Outcome.HELD,
                "R-71",
            ),
            (replace(SPOTLESS, diverted_from="JP"), Outcome.HELD, "R-72"),
            (with_line(uses=(MaterialUse("L1", 2799),)), Outcome.HELD, "R-73"),
        ]
        for fault, outcome, rule in faults:
            with self.subTest(rule=rule):
                verdict = judge(fault)

                self.assertEqual((verdict.outcome, verdict.failed_rules), (outcome, (rule,)))

    def test_every_rule_is_named_in_order_whatever_the_outcome(self):
        for case in GOLDEN["cases"]:
            with self.subTest(case=case["id"]):
                verdict = judge(golden_evidence(case))

                named = tuple(dict.fromkeys(finding.rule for finding in verdict.findings))
                self.assertEqual(named, tuple(rule.code for rule in RULE_SET.rules))

    def test_worst_consequence_decides_and_all_are_told(self):
        everything = with_lot(
            replace(registered_as(RegistrationState.SUSPENDED), diverted_from="JP"), remaining=1
        )

        verdict = judge(everything)

        self.assertEqual(verdict.outcome, Outcome.REFUSED)
        self.assertEqual(verdict.failed_rules, ("R-02", "R-11", "R-72"))
        self.assertEqual((verdict.holds, verdict.path, verdict.release_reason), ((), None, None))

    def test_without_rules_a_person_reviews(self):
        verdict = judge(SPOTLESS, None)

        self.assertEqual((verdict.outcome, verdict.holds), (Outcome.HELD, (HoldKind.REVIEW,)))
        self.assertEqual(verdict.reasons, (("NO_RULE_SET", ""),))

    def test_class_d_is_told_of_all_three_steps_at_once(self):
        listed = replace(SPOTLESS, trust=TrustEvidence("A", listed="black"))

        verdict = judge(with_lot(listed, own=measured(ItemIs.PASS)))

        self.assertEqual(verdict.failed_rules, ("R-63", "R-66", "R-76"))
        self.assertEqual(verdict.holds, (HoldKind.TEST, HoldKind.INSPECTION, HoldKind.CHIEF))

    def test_one_code_speaks_once_although_two_lines_are_implausible(self):
        line = replace(SPOTLESS.lines[0], uses=(MaterialUse("L1", 100),))

        verdict = judge(replace(SPOTLESS, lines=(line, replace(line, line=2))))

        self.assertEqual(verdict.reasons, (("YIELD_IMPLAUSIBLE", ""),))
        self.assertEqual([finding.line for finding in verdict.failures], [1, 2])


class AcceptedFindings(SimpleTestCase):
    def test_what_an_officer_accepted_passes_and_is_marked(self):
        reviewed = replace(SPOTLESS, diverted_from="JP", reviewed=("DIVERSION",))

        verdict = judge(reviewed)

        accepted = [finding.rule for finding in verdict.findings if finding.accepted]
        self.assertEqual((verdict.outcome, accepted), (Outcome.RELEASED, ["R-72"]))

    def test_some_findings_cannot_be_accepted_away(self):
        unacceptable = [
            (with_lot(state=LotState.QUARANTINED), "LOT_QUARANTINED"),
            (replace(SPOTLESS, destination=DestinationEvidence("PE")), "DESTINATION_UNKNOWN"),
            (with_lot(remaining=1), "SKINS_SHORT"),
            (replace(SPOTLESS, trust=TrustEvidence("B")), "LOT_EVIDENCE_MISSING"),
        ]
        for evidence, code in unacceptable:
            with self.subTest(code=code):
                verdict = judge(replace(evidence, reviewed=(code,)))

                self.assertIn(code, [told for told, _lot in verdict.reasons])
                self.assertNotEqual(verdict.outcome, Outcome.RELEASED)


class WithoutALane(SimpleTestCase):
    def test_only_what_needs_no_lane_is_tried(self):
        nowhere = replace(SPOTLESS, destination=DestinationEvidence("PE"), diverted_from="RU")
        nowhere = with_lot(
            with_checks(nowhere, added=AddedCheck("Li", "Doubt"), stuck=True),
            own=measured(ItemIs.FAIL),
            remaining=1,
        )

        verdict = judge(nowhere)

        self.assertEqual(verdict.failed_rules, ("R-11", "R-70", "R-72"))
        self.assertEqual((verdict.lane, verdict.check_rate, verdict.check_kind), ("", None, None))
        self.assertEqual(verdict.grounds, ())
        for rule in ("R-09", "R-10", "R-60", "R-61", "R-62", "R-65", "R-67", "R-69", "R-76"):
            self.assertEqual(status_of(verdict, rule), FindingStatus.NOT_APPLICABLE, rule)

    def test_a_rule_set_without_a_fitting_lane_holds(self):
        rules = tuple(rule for rule in RULE_SET.rules if rule.code != "R-31")

        verdict = judge(SPOTLESS, replace(RULE_SET, rules=rules))

        self.assertEqual((verdict.outcome, verdict.failed_rules), (Outcome.HELD, ("R-70",)))


class Checks(SimpleTestCase):
    def test_draw_decides_below_the_rate_and_not_at_it(self):
        values = [("0.049999", True), ("0.05", False), ("0.050001", False)]
        for value, is_drawn in values:
            with self.subTest(value=value):
                verdict = judge(with_checks(draw_value=Decimal(value)))

                self.assertEqual(verdict.is_drawn, is_drawn)

    def test_rate_is_the_highest_of_lane_switching_and_floor(self):
        rates = [("0", "0", 5), ("50", "10", 50), ("0", "10", 10), ("4.5", "2", 5)]
        for switching, floor, rate in rates:
            with self.subTest(rate=rate):
                evidence = with_checks(switching_rate=Decimal(switching), floor_rate=Decimal(floor))

                self.assertEqual(judge(evidence).check_rate, rate)

    def test_before_the_draw_only_the_rate_is_known(self):
        verdict = judge(with_checks(draw_value=None))

        self.assertEqual((verdict.outcome, verdict.check_rate), (Outcome.RELEASED, 5))

    def test_path_follows_the_check_that_was_done(self):
        drawn = with_checks(draw_value=Decimal(0))
        checks = [
            ({"inspection": PASSED}, Path.INSPECTION),
            ({"inspection": PASSED, "product_test": PASSED}, Path.INSPECTION),
        ]
        for results, path in checks:
            with self.subTest(path=path, results=sorted(results)):
                self.assertEqual(judge(with_checks(drawn, **results)).path, path)

    def test_a_check_of_the_other_kind_does_not_stand_in(self):
        verdict = judge(with_checks(draw_value=Decimal(0), product_test=PASSED))

        self.assertEqual(verdict.failed_rules, ("R-65",))

    def test_failed_check_is_not_asked_for_again(self):
        verdict = judge(with_checks(stuck=True, inspection=FAILED))

        self.assertEqual(verdict.failed_rules, ("R-12",))

    def test_added_check_rests_once_the_inspection_has_passed(self):
        verdict = judge(with_checks(added=AddedCheck("Li", "Doubt"), inspection=PASSED))

        self.assertEqual((verdict.outcome, verdict.path), (Outcome.RELEASED, Path.INSPECTION))


class Lots(SimpleTestCase):
    def test_worst_use_of_a_lot_gives_its_ground(self):
        line = replace(SPOTLESS.lines[0], pieces=50, marks=50, uses=(MaterialUse("L1", 2000),))
        child = replace(line, line=2, wearer="child")
        own = measured(ItemIs.PASS)

        verdict = judge(with_lot(replace(SPOTLESS, lines=(line, child)), own=own))

        self.assertEqual([one.ground for one in verdict.grounds], [Ground.MONITORING])

    def test_one_of_three_speaks_for_a_lot(self):
        items = (ItemVerdict("HCHO", ItemIs.INCONCLUSIVE, ""),)
        sets = [
            (SetVerdict(ItemIs.INCOMPLETE, items, ("AZO", "CR6"), ("AZO",)), "R-61"),
            (SetVerdict(ItemIs.INCOMPLETE, (), ("AZO", "CR6"), ("AZO",)), "R-60"),
            (SetVerdict(ItemIs.INCOMPLETE, (), ("AZO", "CR6")), "R-62"),
        ]
        class_b = replace(SPOTLESS, trust=TrustEvidence("B"))
        for judged, rule in sets:
            with self.subTest(rule=rule):
                own = MeasuredEvidence(None, "S1", {SPOTLESS.lines[0].context: judged})

                self.assertEqual(judge(with_lot(class_b, own=own)).failed_rules, (rule,))

    def test_lot_used_up_by_its_own_reservation_still_tells_of_its_failure(self):
        failed = FailedElsewhere("KR", date(2026, 1, 5))

        verdict = judge(with_lot(state=LotState.EXHAUSTED, failed_elsewhere=failed))

        self.assertEqual(verdict.failed_rules, ("R-71",))

    def test_lots_that_are_not_used_are_not_looked_at(self):
        other = replace(SPOTLESS.lots[0], number="L9", state=LotState.REJECTED)

        verdict = judge(replace(SPOTLESS, lots=(*SPOTLESS.lots, other)))

        self.assertEqual(verdict.outcome, Outcome.RELEASED)


class Provisional(SimpleTestCase):
    EVIDENCE = golden_evidence(golden_case("RL-53"))

    def test_cap_counts_what_was_released_before(self):
        for used, fails in ((399, False), (400, False), (401, True), (600, True)):
            with self.subTest(used=used):
                registration = replace(self.EVIDENCE.registration, pieces_used=used)

                verdict = judge(replace(self.EVIDENCE, registration=registration))

                self.assertEqual("R-06" in verdict.failed_rules, fails)

    def test_overdue_condition_is_named(self):
        facts = replace(
            self.EVIDENCE.registration.facts, conditions=(Condition("C-3", date(2026, 3, 1)),)
        )
        registration = replace(self.EVIDENCE.registration, facts=facts, destinations=("RU", "JP"))
        japan = golden_evidence(golden_case("RL-55")).destination

        verdict = judge(replace(self.EVIDENCE, registration=registration, destination=japan))

        finding = next(one for one in verdict.failures if one.rule == "R-07")
        self.assertEqual(dict(finding.reason.params)["condition"], "C-3")


class ReasonWords(SimpleTestCase):
    def test_every_sentence_finds_its_values(self):
        for case in GOLDEN["cases"]:
            verdict = judge(golden_evidence(case))
            reasons = [finding.reason for finding in verdict.failures]
            reasons += [reason for lot in verdict.grounds for reason in lot.reasons]
            for reason in reasons:
                for column in ("text_en", "text_zh_hans"):
                    with self.subTest(case=case["id"], code=reason.code, column=column):
                        asked = {
                            name
                            for _text, name, _form, _how in Formatter().parse(
                                WORDS[reason.code][column]
                            )
                            if name
                        }
                        self.assertLessEqual(asked, set(dict(reason.params)))

    def test_no_rule_is_dead(self):
        verdicts = [judge(golden_evidence(case)) for case in GOLDEN["cases"]]
        failed = {rule for verdict in verdicts for rule in verdict.failed_rules}
        taken = {verdict.lane for verdict in verdicts}
        lanes_outside_the_cases = {"R-22", "R-24", "R-25", "R-27"}

        for rule in RULE_SET.rules:
            with self.subTest(rule=rule.code):
                if rule.kind == RuleKind.LANE:
                    self.assertIn(rule.code, taken | lanes_outside_the_cases)
                else:
                    self.assertIn(rule.code, failed)

    def test_release_is_told_by_its_path(self):
        verdict = judge(with_checks(draw_value=Decimal(0), inspection=PASSED))

        self.assertEqual(verdict.reasons, (("RELEASED_INSPECTION", ""),))
        self.assertEqual(verdict.check_kind, CheckKind.INSPECTION)
