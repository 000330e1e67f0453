"""The ground of a lot: each of the four, at its edges, with its reasons."""

from dataclasses import replace
from datetime import date

from django.test import SimpleTestCase

from lab.policy.eligibility import (
    DyeBatchEvidence,
    DyehouseEvidence,
    GroundFinding,
    LotEvidence,
    MeasuredEvidence,
    PeriodicCover,
    context_key,
    failure_reaching,
    ground_of,
)
from lab.policy.monitoring import MonthEvidence
from lab.policy.verdicts import ItemVerdict, SetVerdict, Verdict
from lab.states import Ground, LotState, ObligationState

ON = date(2026, 3, 18)
COAT = context_key("adult", "indirect", "coat_long")
PASSED_MONTH = MonthEvidence(
    ObligationState.PASSED, ObligationState.PASSED, None, date(2026, 3, 20)
)
STEADY_A = PeriodicCover(level="A", steady=True, month=PASSED_MONTH)
CLASS_B = replace(STEADY_A, level="B")
UNTESTED = LotEvidence(
    number="L1",
    state=LotState.IN_STOCK,
    received_on=date(2026, 2, 1),
    remaining=5000,
    species="mink",
    process="dyed",
    colour="black",
)
FILED = DyehouseEvidence(
    name="Dyehouse",
    delivered_on=date(2026, 2, 5),
    confirmed=True,
    month=replace(PASSED_MONTH, due_day=date(2026, 2, 24)),
    filed_from=date(2025, 1, 1),
    filed_until=date(2028, 1, 1),
    scope=("mink/dyed/black",),
    passes=(date(2026, 1, 12), date(2026, 2, 10)),
)
MEASURED_ONLY = (Ground.TESTED, Ground.DYE_BATCH)


def measured(
    verdict: Verdict, *, reported_on: date | None = date(2026, 2, 10), **parts: tuple[str, ...]
) -> MeasuredEvidence:
    item = {Verdict.INCOMPLETE: Verdict.PASS}.get(verdict, verdict)
    judged = SetVerdict(verdict, items=(ItemVerdict("HCHO", item, ""),), **parts)
    return MeasuredEvidence(reported_on, "S1", {COAT: judged})


def ground(
    lot: LotEvidence, cover: PeriodicCover = CLASS_B, allowed=tuple(Ground)
) -> GroundFinding:
    return ground_of(
        lot,
        context=COAT,
        market="EAEU",
        allowed=allowed,
        cover=cover,
        on=ON,
        clearance_months=6,
        required=("HCHO", "AZO"),
    )


def codes(finding: GroundFinding, of: Ground) -> list[str]:
    answer = next(answer for answer in finding.answers if answer.ground == of)
    return [reason.code for reason in answer.reasons]


class GroundOf(SimpleTestCase):
    def test_first_ground_that_holds_speaks(self):
        own, batch = measured(Verdict.PASS), DyeBatchEvidence("B1", True, measured(Verdict.PASS))
        lots = [
            (replace(UNTESTED, own=own, dye_batch=batch, dyehouse=FILED), Ground.TESTED),
            (replace(UNTESTED, dye_batch=batch, dyehouse=FILED), Ground.DYE_BATCH),
            (replace(UNTESTED, dyehouse=FILED), Ground.DYEHOUSE),
            (UNTESTED, Ground.MONITORING),
        ]
        for lot, expected in lots:
            with self.subTest(expected=expected):
                finding = ground(lot, STEADY_A)

                self.assertEqual(finding.ground, expected)
                self.assertEqual(
                    [reason.code for reason in finding.reasons], [f"GROUND_{expected.name}"]
                )

    def test_a_ground_outside_the_lane_does_not_count_and_says_so(self):
        finding = ground(replace(UNTESTED, dyehouse=FILED), STEADY_A, MEASURED_ONLY)

        self.assertIsNone(finding.ground)
        self.assertEqual(codes(finding, Ground.DYEHOUSE), ["GROUND_DYEHOUSE", "GROUND_NOT_IN_LANE"])
        self.assertEqual(finding.missing, ("HCHO", "AZO"))

    def test_clearance_ends_six_months_after_the_report(self):
        days = [
            (date(2025, 9, 17), None),
            (date(2025, 9, 18), None),
            (date(2025, 9, 19), Ground.TESTED),
        ]
        for reported_on, expected in days:
            with self.subTest(reported_on=reported_on):
                own = measured(Verdict.PASS, reported_on=reported_on)

                self.assertEqual(ground(replace(UNTESTED, own=own)).ground, expected)

    def test_values_that_have_run_out_still_fail(self):
        own = measured(Verdict.FAIL, reported_on=date(2024, 1, 1))

        finding = ground(replace(UNTESTED, own=own), STEADY_A)

        self.assertEqual(finding.ground, Ground.MONITORING)
        self.assertEqual([item.analyte for item in finding.failed], ["HCHO"])

    def test_failing_batch_counts_although_its_delivery_is_not_confirmed(self):
        batch = DyeBatchEvidence("B1", False, measured(Verdict.FAIL))

        self.assertTrue(ground(replace(UNTESTED, dye_batch=batch), allowed=(Ground.TESTED,)).failed)

    def test_unconfirmed_batch_is_no_ground_and_awaits_nothing(self):
        waiting = measured(Verdict.INCOMPLETE, missing=("AZO",), awaited=("AZO",))
        for confirmed, awaited in ((True, ("AZO",)), (False, ())):
            with self.subTest(confirmed=confirmed):
                batch = DyeBatchEvidence("B1", confirmed, waiting)

                self.assertEqual(ground(replace(UNTESTED, dye_batch=batch)).awaited, awaited)

    def test_doubtful_batch_is_silent_where_another_ground_covers_the_lot(self):
        batch = DyeBatchEvidence("B1", True, measured(Verdict.INCONCLUSIVE))
        lot = replace(UNTESTED, dye_batch=batch)

        self.assertEqual(ground(lot, STEADY_A).inconclusive, ())
        self.assertTrue(ground(lot, CLASS_B).inconclusive)

    def test_doubtful_lot_speaks_whatever_covers_it(self):
        finding = ground(replace(UNTESTED, own=measured(Verdict.INCONCLUSIVE)), STEADY_A)

        self.assertEqual(finding.ground, Ground.MONITORING)
        self.assertTrue(finding.inconclusive)

    def test_item_without_a_figure_leaves_the_ground_and_is_named(self):
        finding = ground(replace(UNTESTED, own=measured(Verdict.NO_LIMIT, unjudged=("CR6",))))

        self.assertEqual((finding.ground, finding.no_limit), (Ground.TESTED, ("CR6",)))

    def test_values_of_lot_and_batch_are_not_mixed(self):
        own = measured(Verdict.INCOMPLETE, missing=("AZO",))
        batch = DyeBatchEvidence("B1", True, measured(Verdict.INCOMPLETE, missing=("HCHO",)))

        self.assertIsNone(ground(replace(UNTESTED, own=own, dye_batch=batch)).ground)

    def test_every_ground_says_why_not(self):
        finding = ground(UNTESTED)

        self.assertEqual(codes(finding, Ground.TESTED), ["NOT_TESTED"])
        self.assertEqual(codes(finding, Ground.DYEHOUSE), ["NO_DYEHOUSE"])
        self.assertEqual(codes(finding, Ground.MONITORING), ["MONITORING_CLASS"])

    def test_a_dye_batch_that_is_not_on_record_says_nothing(self):
        own = measured(Verdict.INCOMPLETE, missing=("AZO",))

        finding = ground(replace(UNTESTED, own=own), allowed=MEASURED_ONLY)

        self.assertEqual(codes(finding, Ground.DYE_BATCH), [])
        self.assertEqual([dict(one.params) for one in finding.reasons], [{"analyte": "AZO"}])


class DyehouseGround(SimpleTestCase):
    def test_one_fault_is_enough(self):
        faults = [
            ({"confirmed": False}, "DELIVERY_UNCONFIRMED"),
            ({"filed_from": date(2026, 2, 6)}, "DYEHOUSE_NOT_FILED"),
            ({"filed_until": date(2026, 2, 5)}, "DYEHOUSE_NOT_FILED"),
            ({"suspensions": ((date(2026, 2, 5), None),)}, "DYEHOUSE_NOT_FILED"),
            ({"scope": ("mink/dyed/blue",)}, "DYEHOUSE_OUT_OF_SCOPE"),
            ({"month": replace(FILED.month, this=ObligationState.MISSED)}, "DYEHOUSE_NOT_CURRENT"),
            ({"delivered_on": date(2025, 9, 18), "passes": ()}, "CLEARANCE_EXPIRED"),
        ]
        for fault, code in faults:
            with self.subTest(code=code, fault=fault):
                finding = ground(replace(UNTESTED, dyehouse=replace(FILED, **fault)))

                self.assertEqual((finding.ground, codes(finding, Ground.DYEHOUSE)), (None, [code]))

    def test_a_suspension_that_ended_on_the_delivery_date_is_over(self):
        suspended = replace(FILED, suspensions=((date(2026, 1, 1), date(2026, 2, 5)),))

        self.assertEqual(ground(replace(UNTESTED, dyehouse=suspended)).ground, Ground.DYEHOUSE)

    def test_a_star_files_every_colour(self):
        finding = ground(replace(UNTESTED, dyehouse=replace(FILED, scope=("mink/dyed/*",))))

        self.assertEqual(finding.ground, Ground.DYEHOUSE)

    def test_failure_reaches_from_the_last_pass_to_the_next(self):
        failed_on = date(2026, 3, 9)
        house = replace(FILED, failures=(failed_on,), passes=(date(2026, 2, 10), date(2026, 4, 10)))
        days = [
            (date(2026, 2, 9), None),
            (date(2026, 2, 10), None),
            (date(2026, 2, 11), failed_on),
            (date(2026, 4, 9), failed_on),
            (date(2026, 4, 10), None),
        ]
        for delivered_on, expected in days:
            with self.subTest(delivered_on=delivered_on):
                self.assertEqual(
                    failure_reaching(replace(house, delivered_on=delivered_on)), expected
                )


class MonitoringGround(SimpleTestCase):
    def test_who_is_covered(self):
        firms = [
            (STEADY_A, Ground.MONITORING, "GROUND_MONITORING"),
            (replace(STEADY_A, steady=False), None, "MONITORING_NOT_STEADY"),
            (replace(STEADY_A, level="RED", steady=False), Ground.MONITORING, "GROUND_MONITORING"),
            (CLASS_B, None, "MONITORING_CLASS"),
            (
                replace(STEADY_A, month=replace(PASSED_MONTH, this=ObligationState.FAILED)),
                None,
                "MONITORING_NOT_OPEN",
            ),
            (
                replace(
                    STEADY_A,
                    month=replace(
                        PASSED_MONTH, this=ObligationState.OPEN, nothing_on=date(2026, 2, 1)
                    ),
                ),
                None,
                "MONITORING_LOT_LATER",
            ),
        ]
        for cover, expected, code in firms:
            with self.subTest(code=code, level=cover.level):
                finding = ground(UNTESTED, cover)

                self.assertEqual(
                    (finding.ground, codes(finding, Ground.MONITORING)), (expected, [code])
                )
