"""The evidence on lots, as the release engine gets it, and the market page made of it."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from blacklist.states import CreditClass
from lab.models import RawMaterialLot, Result, Sample
from lab.policy.eligibility import LotEvidence, context_key, failure_reaching
from lab.policy.limits import ContractLimit
from lab.policy.verdicts import Verdict
from lab.selectors import eligibility_by_market, lot_evidence
from lab.selectors.evidence import reservations_of
from lab.services import ledger
from lab.services.ledger import SkinUse
from lab.states import Ground, SampleState
from tests.factories import (
    CLEAN,
    TODAY,
    at,
    make_classification,
    make_delivery,
    make_draw,
    make_dye_batch,
    make_filing,
    make_lot,
    make_obligation,
    make_report,
    make_sample,
    make_user,
)

COAT = context_key("adult", "indirect", "coat_long")
VEST = context_key("infant", "direct", "vest")
FAILING = {**CLEAN, "HCHO": "420"}


def days_ago(days: int):
    return TODAY - timedelta(days=days)


def evidence_on(lot: RawMaterialLot, *, iso: str = "RU", contexts=(COAT,), **asked) -> LotEvidence:
    told = {"declared_on": TODAY, "decided_on": TODAY, **asked}
    found = lot_evidence([lot], contexts_by_lot={lot.pk: contexts}, iso=iso, **told)
    return found[lot.pk]


class TestOwnValues(TestCase):
    def test_nothing_measured_and_nothing_to_come_is_nothing(self):
        self.assertIsNone(evidence_on(make_lot()).own)

    def test_are_judged_for_each_use(self):
        lot = make_lot()
        make_report(lot, {**CLEAN, "HCHO": "60"})

        own = evidence_on(lot, contexts=(COAT, VEST)).own

        verdicts = {context: judged.verdict for context, judged in own.verdicts.items()}
        self.assertEqual(verdicts, {COAT: Verdict.PASS, VEST: Verdict.FAIL})

    def test_the_latest_report_of_an_item_counts(self):
        lot = make_lot()
        make_report(lot, {**CLEAN, "HCHO": "290"}, on=days_ago(9))
        latest = make_report(lot, {**CLEAN, "HCHO": "12"}, on=days_ago(4))

        own = evidence_on(lot).own

        self.assertEqual(own.reported_on, latest.report_date)
        hcho = next(i for i in own.verdicts[COAT].items if i.analyte == "HCHO")
        self.assertEqual(hcho.value, "12")

    def test_clearance_counts_from_the_oldest_report_that_is_asked_for(self):
        lot = make_lot()
        make_report(lot, {"PH": "4.1"}, on=days_ago(200))
        main = make_report(lot, {"HCHO": "12", "AZO": "<5"}, on=days_ago(60))
        make_report(lot, {"CR6": "<3", "4-AAB": "<5"}, on=days_ago(4))

        self.assertEqual(evidence_on(lot, iso="DE").own.reported_on, main.report_date)

    def test_a_later_result_of_the_group_stands_for_the_amines_before(self):
        lot = make_lot()
        make_report(lot, {**CLEAN, "BZD": "55"}, on=days_ago(9))
        self.assertEqual(evidence_on(lot).own.verdicts[COAT].verdict, Verdict.FAIL)

        make_report(lot, CLEAN, on=days_ago(4))

        self.assertEqual(evidence_on(lot).own.verdicts[COAT].verdict, Verdict.PASS)

    def test_what_was_not_known_on_the_decision_date_is_left_out(self):
        lot = make_lot()
        make_report(lot, FAILING, on=days_ago(3))

        for decided_on, knows in ((days_ago(4), False), (days_ago(3), True)):
            own = evidence_on(lot, decided_on=decided_on).own
            self.assertEqual(own is not None, knows)

    def test_an_invalidated_sample_no_longer_counts(self):
        lot = make_lot()
        report = make_report(lot, FAILING)
        Sample.objects.filter(pk=report.sample_id).update(state=SampleState.INVALIDATED)

        self.assertIsNone(evidence_on(lot).own)

    def test_a_correction_nobody_verified_changes_nothing(self):
        lot = make_lot()
        first = make_report(lot, FAILING).sample.results.get(analyte="HCHO")
        Result.objects.create(
            sample=first.sample,
            analyte="HCHO",
            part="fur",
            method=first.method,
            value_text="4",
            value=4,
            unit="mg/kg",
            analyst=make_user(),
            entered_at=at(TODAY),
            supersedes=first,
            reason="wishful",
        )

        self.assertEqual(evidence_on(lot).own.verdicts[COAT].verdict, Verdict.FAIL)

    def test_a_sample_under_way_is_awaited(self):
        lot = make_lot()
        for state, awaited in ((SampleState.PLANNED, False), (SampleState.TESTING, True)):
            with self.subTest(state=state):
                fresh = make_lot(lot.enterprise)
                sample = make_sample(fresh, state)

                own = evidence_on(fresh).own

                self.assertEqual(own is not None, awaited)
                if own is not None:
                    self.assertEqual(own.due_on, sample.due_on)
                    self.assertEqual(set(own.verdicts[COAT].awaited), {"HCHO", "AZO"})

    def test_the_contract_is_asked_too(self):
        lot = make_lot()
        make_report(lot, {**CLEAN, "HCHO": "60"})
        contract = [ContractLimit("HCHO", "<=", "50", "mg/kg")]

        judged = evidence_on(lot, contract=contract).own.verdicts[COAT]

        failed = [item for item in judged.items if item.verdict is Verdict.FAIL]
        self.assertEqual([item.analyte for item in failed], ["HCHO"])
        self.assertTrue(failed[0].contract_only)

    def test_of_an_unknown_destination_nothing_is_judged(self):
        lot = make_lot()
        make_report(lot)

        self.assertEqual(evidence_on(lot, iso="ZZ").own.verdicts, {})


class TestFailedElsewhere(TestCase):
    def test_names_the_market_of_a_failure_that_does_not_matter_here(self):
        lot = make_lot()
        report = make_report(lot, {**CLEAN, "CR6": "9"})

        elsewhere = evidence_on(lot, iso="RU").failed_elsewhere

        self.assertEqual(elsewhere.failed_on, report.report_date)
        self.assertIn(elsewhere.market, report.failing_markets)

    def test_is_silent_where_the_values_themselves_speak(self):
        lot = make_lot()
        make_report(lot, {**CLEAN, "CR6": "9"})

        self.assertIsNone(evidence_on(lot, iso="DE").failed_elsewhere)

    def test_remembers_a_failure_that_a_later_sample_does_not_repeat(self):
        lot = make_lot()
        make_report(lot, FAILING, on=days_ago(9))
        make_report(lot, CLEAN, on=days_ago(4))

        evidence = evidence_on(lot)

        self.assertEqual(evidence.own.verdicts[COAT].verdict, Verdict.PASS)
        self.assertEqual(evidence.failed_elsewhere.market, "CN")


class TestSources(TestCase):
    def setUp(self):
        filing = make_filing(valid_from=days_ago(200))
        self.dyehouse = filing.enterprise
        self.filing = filing
        self.batch = make_dye_batch(self.dyehouse)

    def test_a_lot_bears_the_values_of_its_dye_batch_apart_from_its_own(self):
        make_report(self.batch)
        lot = make_lot(delivery=make_delivery(dye_batch=self.batch))

        evidence = evidence_on(lot)

        self.assertIsNone(evidence.own)
        self.assertTrue(evidence.dye_batch.confirmed)
        self.assertEqual(evidence.dye_batch.measured.verdicts[COAT].verdict, Verdict.PASS)

    def test_a_dyehouse_answers_with_filing_scope_and_month(self):
        delivered_on = days_ago(8)
        make_obligation(self.dyehouse, "passed", month=delivered_on.replace(day=1), role="dyehouse")
        lot = make_lot(delivery=make_delivery(dye_batch=self.batch, delivered_on=delivered_on))

        source = evidence_on(lot).dyehouse

        self.assertEqual(source.scope, ("fox/dyed/black",))
        self.assertEqual((source.filed_from, source.filed_until), self.period())
        self.assertEqual((source.month.this, source.confirmed), ("passed", True))
        self.assertEqual(source.passes, (delivered_on.replace(day=12),))

    def test_a_failed_batch_throws_doubt_on_the_delivery_once_known(self):
        make_report(make_dye_batch(self.dyehouse), FAILING, on=days_ago(3))
        lot = make_lot(delivery=make_delivery(dye_batch=self.batch, delivered_on=days_ago(8)))

        for decided_on, failed_on in ((days_ago(4), None), (days_ago(3), days_ago(3))):
            source = evidence_on(lot, decided_on=decided_on).dyehouse
            self.assertEqual(failure_reaching(source), failed_on)

    def test_the_filing_of_the_delivery_counts_not_that_of_today(self):
        self.filing.valid_until = days_ago(5)
        self.filing.state = "expired"
        self.filing.save()
        lot = make_lot(delivery=make_delivery(dye_batch=self.batch, delivered_on=days_ago(8)))

        self.assertEqual(evidence_on(lot).dyehouse.filed_until, days_ago(5))

    def test_skins_bought_elsewhere_have_no_dyehouse(self):
        evidence = evidence_on(make_lot())

        self.assertEqual((evidence.dye_batch, evidence.dyehouse), (None, None))

    def period(self):
        return self.filing.valid_from, self.filing.valid_until


class TestSkins(TestCase):
    def test_what_the_declaration_set_aside_remains_for_it(self):
        lot = make_lot(skins=10)
        ledger.reserve(uses=[SkinUse(1, lot.pk, 4)], reference="D26-0001-0001", at=at(), actor=None)

        reserved = reservations_of("D26-0001-0001")

        self.assertEqual(evidence_on(lot).remaining, 6)
        self.assertEqual(evidence_on(lot, reserved_by_lot=reserved).remaining, 10)

    def test_quarantine_says_since_when(self):
        lot = make_lot(state="quarantined", state_since=days_ago(2))

        self.assertEqual(evidence_on(lot).state_since, days_ago(2))


class TestQuestions(TestCase):
    def test_do_not_grow_with_the_lots(self):
        filing = make_filing()
        batch = make_dye_batch(filing.enterprise, skins=1000)
        make_report(batch)
        lots = []
        for index in range(50):
            if index % 2:
                lots.append(make_lot())
                make_sample(lots[-1], SampleState.TESTING)
            else:
                lots.append(make_lot(delivery=make_delivery(dye_batch=batch, skins=5)))
        make_report(lots[0])
        self.ask(lots[:2])  # fills what processes keep of reference data

        asked = [self.ask(lots[:number]) for number in (1, 5, 50)]

        self.assertEqual(len(set(asked)), 1, asked)
        self.assertLessEqual(asked[0], 11)

    def ask(self, lots: list[RawMaterialLot]) -> int:
        with CaptureQueriesContext(connection) as queries:
            found = lot_evidence(
                lots,
                contexts_by_lot={lot.pk: [COAT] for lot in lots},
                iso="DE",
                declared_on=TODAY,
                decided_on=TODAY,
            )
        self.assertEqual(list(found), [lot.pk for lot in lots])
        return len(queries)


class TestEligibilityByMarket(TestCase):
    def grounds(self, lot: RawMaterialLot) -> dict[str, str | None]:
        return {
            found.market: found.finding.ground
            for found in eligibility_by_market([lot], TODAY)[lot.pk]
        }

    def test_a_clean_lot_is_eligible_everywhere(self):
        lot = make_lot()
        make_report(lot)

        grounds = self.grounds(lot)

        for market in ("EAEU", "EU", "JP", "KR", "US"):
            self.assertEqual(grounds[market], Ground.TESTED, market)

    def test_periodic_monitoring_suffices_for_the_monitored_market_alone(self):
        lot = make_lot()
        make_classification(lot.enterprise, CreditClass.A)
        passed = make_obligation(lot.enterprise, "passed")
        make_draw(passed, lot)

        found = {one.market: one for one in eligibility_by_market([lot], TODAY)[lot.pk]}

        self.assertEqual(found["EAEU"].finding.ground, Ground.MONITORING)
        self.assertIsNone(found["EU"].finding.ground)
        self.assertTrue(found["EU"].finding.reasons)
        self.assertIn("HCHO", found["EU"].finding.missing)

    def test_a_failing_lot_is_eligible_nowhere(self):
        lot = make_lot()
        make_report(lot, FAILING)

        found = eligibility_by_market([lot], TODAY)[lot.pk]

        self.assertFalse(any(one.is_eligible for one in found))

    def test_questions_do_not_grow_with_the_lots(self):
        lots = [make_lot() for _ in range(25)]
        make_report(lots[0])
        eligibility_by_market(lots, TODAY)
        asked = []
        for number in (1, 25):
            with CaptureQueriesContext(connection) as queries:
                eligibility_by_market(lots[:number], TODAY)
            asked.append(len(queries))

        self.assertEqual(asked[0], asked[1])
