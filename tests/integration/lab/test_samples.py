"""The life of a sample, its results, the report, and what a failure does in one transaction."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from blacklist.models import CreditEvent
from enterprises.errors import IllegalTransition, Invalid, NotPermitted, SelfApproval
from enterprises.models import OutboxFact
from enterprises.roles import Role
from lab.models import MonitoringObligation, Report, Result, Sample
from lab.services import samples
from lab.services.samples import ResultEntry
from lab.services.samples.reports import digest_of
from lab.states import NEXT_SAMPLE_STATES, DeliveryState, SampleState
from tests.factories import (
    CLEAN,
    TODAY,
    at,
    make_delivery,
    make_draw,
    make_dye_batch,
    make_lot,
    make_obligation,
    make_report,
    make_results,
    make_sample,
    make_user,
)

THREE_DAYS_AGO = TODAY - timedelta(days=3)


def entered(of=None, items: dict[str, str] | None = None, **fields) -> Sample:
    """Make a sample whose results wait for a reviewer."""
    sample = make_sample(of, SampleState.ENTERED, items=items, **fields)
    make_results(sample, items)
    return sample


def verify(sample: Sample) -> Report:
    return samples.verify_sample(number=sample.number, actor=make_user(Role.REVIEWER), at=at())


class TestOrder(TestCase):
    def test_freezes_the_items_of_every_destination_with_their_methods(self):
        lot = make_lot()

        sample = samples.order_sample(
            enterprise=lot.enterprise_id,
            purpose="lot_clearance",
            lot=lot,
            destinations=["RU", "DE"],
            actor=make_user(Role.INSPECTOR),
            at=at(),
        )

        self.assertRegex(sample.number, r"^S\d\d-\d{6}$")
        self.assertEqual(
            dict(sample.items.values_list("analyte", "method")),
            {
                "HCHO": "GBT_19941_1",
                "AZO": "GBT_19942_2019",
                # The union's list has this amine, which the method of the group breaks down.
                "4-AAB": "ISO_17234_2",
                "CR6": "GBT_22807_2019",
            },
        )

    def test_a_monthly_one_asks_for_the_full_items(self):
        lot = make_lot()

        sample = samples.order_sample(
            enterprise=lot.enterprise_id, purpose="monitoring", lot=lot, actor=None, at=at()
        )

        methods = dict(sample.items.values_list("analyte", "method"))
        self.assertEqual(set(methods), {"HCHO", "AZO", "4-AAB", "CR6"})
        self.assertEqual(methods["4-AAB"], "ISO_17234_2")

    def test_a_textile_part_has_methods_of_its_own(self):
        lot = make_lot()

        sample = samples.order_sample(
            enterprise=lot.enterprise_id,
            purpose="lot_clearance",
            lot=lot,
            destinations=["KR"],
            parts=[("textile", "lining")],
            actor=None,
            at=at(),
        )

        methods = dict(sample.items.values_list("analyte", "method"))
        self.assertEqual(methods, {"HCHO": "GBT_2912_1", "AZO": "GBT_17592", "4-AAB": "GBT_23344"})

    def test_a_single_amine_is_ordered_with_its_group(self):
        lot = make_lot()

        sample = samples.order_sample(
            enterprise=lot.enterprise_id,
            purpose="declaration",
            lot=lot,
            items=[samples.ItemOrder("BZD"), samples.ItemOrder("4-AAB"), samples.ItemOrder("OTD")],
            actor=None,
            at=at(),
        )

        methods = dict(sample.items.values_list("analyte", "method"))
        self.assertEqual(methods, {"AZO": "GBT_19942_2019", "4-AAB": "ISO_17234_2"})

    def test_what_cannot_be_is_told_at_its_field(self):
        lot, batch = make_lot(), make_dye_batch()
        told = {"purpose": "lot_clearance", "actor": None, "at": at()}
        faults = {
            "product": {"enterprise": lot.enterprise_id},
            "dye_batch": {"enterprise": batch.enterprise_id, "lot": make_lot(batch.enterprise)},
            "enterprise": {"enterprise": batch.enterprise_id, "lot": lot},
            "destinations": {
                "enterprise": lot.enterprise_id,
                "lot": lot,
                "destinations": ["ZZ"],
            },
        }
        faults["dye_batch"]["dye_batch"] = batch
        for field, order in faults.items():
            with self.subTest(field=field), self.assertRaises(Invalid) as refusal:
                samples.order_sample(**told, **order)
            self.assertIn(field, refusal.exception.fields)


class TestCustody(TestCase):
    def test_takes_as_many_skins_as_the_plan_says(self):
        for skins, drawn in ((2, 2), (3, 3), (600, 3), (601, 5), (3000, 8), (3001, 16), (8001, 41)):
            with self.subTest(skins=skins):
                sample = make_sample(make_lot(skins=skins))

                taken = samples.take_sample(
                    number=sample.number, place="Hall 2", seal_number="F-1", actor=None, at=at()
                )

                self.assertEqual(taken.skins_drawn, drawn)

    def test_needs_a_place_a_seal_and_a_time_that_has_come(self):
        sample = make_sample(make_lot())

        with self.assertRaises(Invalid) as refusal:
            samples.take_sample(
                number=sample.number,
                place="",
                seal_number=" ",
                taken_at=at(TODAY + timedelta(days=1)),
                actor=None,
                at=at(),
            )

        self.assertEqual(set(refusal.exception.fields), {"place", "seal_number", "taken_at"})

    def test_a_broken_seal_rejects_it(self):
        sample = make_sample(make_lot(), SampleState.TAKEN)

        received = samples.receive_sample(
            number=sample.number, is_seal_intact=False, actor=make_user(Role.ANALYST), at=at()
        )

        self.assertEqual(received.state, SampleState.REJECTED)

    def test_every_door_that_is_not_in_the_table_is_closed(self):
        analyst, reviewer = make_user(Role.ANALYST), make_user(Role.REVIEWER)
        value = [ResultEntry("HCHO", "12")]
        actions = {
            "take": (
                SampleState.TAKEN,
                lambda number: samples.take_sample(
                    number=number, place="Hall", seal_number="F-1", actor=None, at=at()
                ),
            ),
            "receive": (
                SampleState.RECEIVED,
                lambda number: samples.receive_sample(
                    number=number, is_seal_intact=True, actor=None, at=at()
                ),
            ),
            "start": (
                SampleState.TESTING,
                lambda number: samples.start_testing(number=number, actor=None, at=at()),
            ),
            "enter": (
                SampleState.ENTERED,
                lambda number: samples.enter_results(
                    number=number, values=value, actor=analyst, at=at()
                ),
            ),
            "send back": (
                SampleState.TESTING,
                lambda number: samples.send_back(number=number, note="no", actor=None, at=at()),
            ),
            "verify": (
                SampleState.VERIFIED,
                lambda number: samples.verify_sample(number=number, actor=reviewer, at=at()),
            ),
            "reject": (
                SampleState.REJECTED,
                lambda number: samples.reject_sample(
                    number=number, note="why", actor=None, at=at()
                ),
            ),
            "cancel": (
                SampleState.CANCELLED,
                lambda number: samples.cancel_sample(
                    number=number, note="why", actor=None, at=at()
                ),
            ),
            "invalidate": (
                SampleState.INVALIDATED,
                lambda number: samples.invalidate_sample(
                    number=number, reason="why", actor=reviewer, at=at()
                ),
            ),
        }
        begins_in = {"start": SampleState.RECEIVED, "send back": SampleState.ENTERED}
        for origin in SampleState:
            for name, (target, action) in actions.items():
                with self.subTest(origin=origin, action=name):
                    sample = make_sample(make_lot(), SampleState.TAKEN, items={"HCHO": "12"})
                    fields = {"state": origin}
                    if origin in (SampleState.VERIFIED, SampleState.REPORTED):
                        fields |= {"verified_by": reviewer, "verified_at": at()}
                    Sample.objects.filter(pk=sample.pk).update(**fields)
                    is_open = target in NEXT_SAMPLE_STATES[origin]
                    if is_open and begins_in.get(name, origin) == origin:
                        action(sample.number)
                    else:
                        with self.assertRaises(IllegalTransition):
                            action(sample.number)


class TestResults(TestCase):
    def setUp(self):
        self.analyst = make_user(Role.ANALYST)
        self.sample = make_sample(make_lot(), SampleState.TESTING)

    def enter(self, *values: ResultEntry, **changes) -> Sample:
        told = {"number": self.sample.number, "actor": self.analyst, "at": at(), **changes}
        return samples.enter_results(values=values, **told)

    def enter_all(self, **changes) -> Sample:
        return self.enter(*(ResultEntry(a, text) for a, text in CLEAN.items()), **changes)

    def test_wait_for_a_reviewer_once_every_item_has_one(self):
        self.assertEqual(self.enter(ResultEntry("HCHO", "12")).state, SampleState.TESTING)
        rest = [ResultEntry(a, text) for a, text in CLEAN.items() if a != "HCHO"]

        self.assertEqual(self.enter(*rest).state, SampleState.ENTERED)

    def test_keep_the_words_beside_the_number(self):
        self.enter(ResultEntry("HCHO", "２.60", uncertainty=Decimal("0.4"), loq=Decimal("1")))

        result = Result.objects.get(sample=self.sample)
        self.assertEqual((result.value_text, result.value), ("２.60", Decimal("2.60")))
        self.assertEqual((result.unit, result.method), ("mg/kg", "GBT_19941_1"))

    def test_a_non_detect_keeps_its_limit_and_has_no_number(self):
        for text, loq in (("<3", Decimal(3)), ("ND", Decimal(5)), ("2", Decimal(5))):
            with self.subTest(text=text):
                self.sample = make_sample(make_lot(), SampleState.TESTING)
                self.enter(ResultEntry("HCHO", text))

                result = Result.objects.get(sample=self.sample)
                self.assertEqual((result.value, result.loq), (None, loq))
                self.assertTrue(result.is_non_detect)

    def test_what_cannot_be_is_told_at_each_item_and_nothing_is_entered(self):
        with self.assertRaises(Invalid) as refusal:
            self.enter(
                ResultEntry("HCHO", "about five"),
                ResultEntry("AZO", "31"),
                ResultEntry("CR6", "0"),
                ResultEntry("PCP", "1"),
                ResultEntry("4-AAB", "12345678901"),
            )

        self.assertEqual(set(refusal.exception.fields), {"HCHO", "AZO", "CR6", "PCP", "4-AAB"})
        self.assertFalse(Result.objects.exists())

    def test_of_two_limits_of_quantification_the_higher_is_kept(self):
        self.enter(ResultEntry("HCHO", "<5", loq=Decimal(10)))

        self.assertEqual(Result.objects.get().loq, Decimal(10))

    def test_a_limit_of_quantification_is_above_zero(self):
        for text, loq in (("ND", "0"), ("ND", "-1"), ("12", "0")):
            with self.subTest(text=text, loq=loq), self.assertRaises(Invalid) as refusal:
                self.enter(ResultEntry("HCHO", text, loq=Decimal(loq)))
            self.assertEqual(set(refusal.exception.fields), {"HCHO"})

    def test_an_item_is_answered_once_at_a_time(self):
        with self.assertRaises(Invalid) as refusal:
            self.enter(ResultEntry("HCHO", "420"), ResultEntry("HCHO", "12"))

        self.assertEqual(set(refusal.exception.fields), {"HCHO"})

    def test_an_amine_answers_for_itself_within_the_group(self):
        self.enter(ResultEntry("BZD", "41"))

        self.assertEqual(Result.objects.get().method, "GBT_19942_2019")

    def test_a_correction_needs_a_reason_and_points_back(self):
        self.enter(ResultEntry("HCHO", "12"))
        with self.assertRaises(Invalid) as refusal:
            self.enter(ResultEntry("HCHO", "120"))
        self.assertEqual(list(refusal.exception.fields), ["HCHO"])

        self.enter(ResultEntry("HCHO", "120"), reason="read the wrong line")

        first, second = Result.objects.order_by("pk")
        self.assertEqual((second.supersedes, second.reason), (first, "read the wrong line"))
        self.assertEqual(first.value, Decimal(12))

    def test_sent_back_they_are_entered_again(self):
        self.enter_all()

        samples.send_back(number=self.sample.number, note="AZO?", actor=None, at=at())

        self.sample.refresh_from_db()
        self.assertEqual(self.sample.state, SampleState.TESTING)
        self.assertEqual(self.enter(ResultEntry("AZO", "<4"), reason="again").state, "entered")

    def test_only_the_laboratory_enters(self):
        with self.assertRaises(NotPermitted):
            self.enter_all(actor=make_user(Role.INSPECTOR))


class TestVerify(TestCase):
    def test_nobody_verifies_what_they_entered(self):
        sample = make_sample(make_lot(), SampleState.ENTERED)
        both = make_user(Role.ANALYST)
        make_results(sample, analyst=both)
        both.groups.add(*make_user(Role.REVIEWER).groups.all())

        with self.assertRaises(SelfApproval):
            samples.verify_sample(number=sample.number, actor=both, at=at())

        self.assertFalse(Report.objects.exists())

    def test_issues_a_report_that_states_every_market(self):
        report = verify(entered(make_lot()))

        self.assertRegex(report.number, r"^R\d\d-\d{6}$")
        markets = report.verdicts["markets"]
        self.assertEqual(
            {code: markets[code]["verdict"] for code in ("EAEU", "EU", "JP", "KR", "US")},
            dict.fromkeys(("EAEU", "EU", "JP", "KR", "US"), "pass"),
        )
        report.refresh_from_db()
        self.assertEqual(
            report.digest,
            digest_of(report.number, report.sample.number, report.report_date, report.verdicts),
        )
        self.assertEqual(report.sample.state, SampleState.REPORTED)
        self.assertTrue(OutboxFact.objects.filter(name="sample_verified").exists())
        self.assertFalse(CreditEvent.objects.exists())

    def test_a_lot_beyond_the_base_law_is_set_aside_and_counts(self):
        lot = make_lot()

        report = verify(entered(lot, {**CLEAN, "HCHO": "420"}))

        lot.refresh_from_db()
        event = CreditEvent.objects.get()
        self.assertEqual((lot.state, event.indicator), ("quarantined", "M09"))
        self.assertEqual((event.enterprise, event.state), (lot.enterprise, "confirmed"))
        self.assertTrue(report.fails_base_law)
        self.assertEqual(report.failing_markets[0], "CN")
        fact = OutboxFact.objects.get(name="sample_failed")
        self.assertEqual(fact.payload["lots"], [lot.pk])

    def test_a_failure_for_another_market_only_sets_nothing_aside(self):
        lot = make_lot()

        report = verify(entered(lot, {**CLEAN, "CR6": "9"}))

        lot.refresh_from_db()
        self.assertEqual(lot.state, "in_stock")
        self.assertIn("EU", report.failing_markets)
        self.assertFalse(report.fails_base_law)
        self.assertFalse(CreditEvent.objects.exists())

    def test_a_product_beyond_the_base_law_counts_as_a_product(self):
        verify(entered(None, {**CLEAN, "HCHO": "420"}))

        self.assertEqual(CreditEvent.objects.get().indicator, "M10")

    def test_a_retest_that_fails_again_counts_once(self):
        first = make_report(make_lot(), {**CLEAN, "HCHO": "420"}).sample
        for _ in range(2):
            verify(entered(first.lot, {**CLEAN, "HCHO": "430"}, purpose="retest", retest_of=first))

        self.assertEqual(CreditEvent.objects.count(), 1)

    def test_a_dyehouse_failure_reaches_every_buyer_since_its_last_pass(self):
        batch = make_dye_batch()
        dyehouse = batch.enterprise
        make_obligation(
            dyehouse,
            "passed",
            role="dyehouse",
            month=(TODAY - timedelta(days=40)).replace(day=1),
            decided_on=TODAY - timedelta(days=20),
        )
        before = make_lot(delivery=make_delivery(dyehouse, delivered_on=TODAY - timedelta(days=21)))
        since = make_lot(delivery=make_delivery(dyehouse, delivered_on=TODAY - timedelta(days=19)))
        of_batch = make_lot(delivery=make_delivery(dye_batch=batch, skins=5))
        other = make_lot(delivery=make_delivery())
        own = make_lot()

        verify(entered(batch, {**CLEAN, "HCHO": "420"}))

        states = [self.state_of(lot) for lot in (before, since, of_batch, other, own)]
        self.assertEqual(states, ["in_stock", "quarantined", "quarantined", "in_stock", "in_stock"])

    def test_the_statements_of_a_failure_do_not_grow_with_the_buyers(self):
        def statements(buyers: int) -> int:
            batch = make_dye_batch(skins=1000)
            for _ in range(buyers):
                make_lot(delivery=make_delivery(dye_batch=batch, skins=5))
            sample = entered(batch, {**CLEAN, "HCHO": "420"})
            reviewer = make_user(Role.REVIEWER)
            with CaptureQueriesContext(connection) as counted:
                samples.verify_sample(number=sample.number, actor=reviewer, at=at())
            return len(counted)

        statements(1)  # fills what processes keep of reference data
        self.assertEqual(statements(1), statements(12))

    def state_of(self, lot) -> str:
        lot.refresh_from_db()
        return lot.state


class TestMonitoringSample(TestCase):
    def setUp(self):
        self.lot = make_lot()
        self.obligation = make_obligation(self.lot.enterprise, "in_test")

    def verified(self, items: dict[str, str]) -> Report:
        sample = entered(self.lot, items, purpose="monitoring")
        make_draw(self.obligation, self.lot, sample=sample)
        report = verify(sample)
        self.obligation.refresh_from_db()
        return report

    def test_passing_settles_the_month(self):
        self.verified(CLEAN)

        self.assertEqual(self.obligation.state, "passed")
        self.assertEqual(self.obligation.decided_on, TODAY)

    def test_failing_closes_it_at_once_and_counts_once(self):
        self.verified({**CLEAN, "HCHO": "420"})

        self.lot.refresh_from_db()
        self.assertEqual((self.obligation.state, self.lot.state), ("failed", "quarantined"))
        self.assertEqual(list(CreditEvent.objects.values_list("indicator", flat=True)), ["M08"])

    def test_failing_after_the_month_was_waived_counts_against_the_lot(self):
        MonitoringObligation.objects.update(
            state="waived", waiver_proposed_by=make_user(), waived_by=make_user()
        )

        self.verified({**CLEAN, "HCHO": "420"})

        self.assertEqual(self.obligation.state, "waived")
        self.assertEqual(list(CreditEvent.objects.values_list("indicator", flat=True)), ["M09"])

    def test_an_item_missing_is_inconclusive(self):
        self.verified({"HCHO": "12"})

        self.assertEqual(self.obligation.state, "inconclusive")


class TestDatabase(TestCase):
    """What the database refuses of samples, results and reports, tried past every service."""

    def test_refuses_a_verifier_who_entered_a_result(self):
        sample = make_sample(make_lot(), SampleState.ENTERED)
        analyst = make_user(Role.ANALYST)
        make_results(sample, analyst=analyst)

        with pytest.raises(IntegrityError, match="never verifies it"), transaction.atomic():
            Sample.objects.filter(pk=sample.pk).update(
                state="verified", verified_by=analyst, verified_at=at()
            )

    def test_refuses_a_new_result_after_verification(self):
        sample = make_report(make_lot()).sample

        with pytest.raises(IntegrityError, match="takes no new result"), transaction.atomic():
            make_results(sample, {"PCP": "1"})

    def test_refuses_a_correction_by_the_verifier(self):
        report = make_report(make_lot())
        first = report.sample.results.get(analyte="HCHO")
        first.pk, first.supersedes_id = None, first.pk
        first.analyst = report.sample.verified_by

        with pytest.raises(IntegrityError, match="takes no new result"), transaction.atomic():
            first.save(force_insert=True)

    def test_refuses_every_edit_of_results_and_reports(self):
        make_report(make_lot())
        for model, change in ((Result, {"value_text": "1"}), (Report, {"digest": "x"})):
            with (
                self.subTest(model=model),
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
            ):
                model.objects.update(**change)

    def test_refuses_a_blank_or_half_result(self):
        sample = make_sample(make_lot(), SampleState.TESTING)
        for text, match in (("", "never_blank"), ("<5", "a_number_or_below")):
            result = Result(
                sample=sample,
                analyte="HCHO",
                part="fur",
                method="GBT_19941_1",
                value_text=text,
                is_non_detect=True,
                loq=None if text else Decimal(5),
                unit="mg/kg",
                analyst=make_user(),
                entered_at=at(),
            )
            with (
                self.subTest(text=text),
                pytest.raises(IntegrityError, match=match),
                transaction.atomic(),
            ):
                result.save()


class TestConfirmedDeliveryOfBatch(TestCase):
    def test_a_void_delivery_reaches_nobody(self):
        batch = make_dye_batch()
        make_delivery(dye_batch=batch, state=DeliveryState.VOID)

        verify(entered(batch, {**CLEAN, "HCHO": "420"}))

        self.assertFalse(OutboxFact.objects.filter(name="lots_quarantined").exists())
