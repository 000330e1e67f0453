"""Retests: asked for in time, measured by another analyst, and what a passing one frees."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from enterprises.errors import NotPermitted, SelfApproval
from enterprises.models import Notification, OutboxFact
from enterprises.roles import Role
from enterprises.wording import address_of, say
from lab.models import Retest
from lab.selectors.dyehouses import dyehouse_records, standing_failure_of
from lab.services import material, retests, samples
from lab.services.retests import AlreadyAsked, NothingRetained, NothingToTestAgain
from lab.services.samples.results import SameAnalyst
from lab.states import LotState, ObligationState, RetestState, SampleState
from tests.factories import (
    CLEAN,
    FAILED,
    TODAY,
    at,
    make_delivery,
    make_draw,
    make_dye_batch,
    make_lot,
    make_obligation,
    make_report,
    make_results,
    make_retest,
    make_sample,
    make_user,
)
from tests.factories.supervision import answer_facts


def fail(of, items=None, **fields):
    """Let a sample fail by the service, so that what follows from it follows."""
    sample = make_sample(of, SampleState.ENTERED, has_retained_part=True, **fields)
    make_results(sample, items or FAILED)
    samples.verify_sample(number=sample.number, actor=make_user(Role.REVIEWER), at=at())
    sample.refresh_from_db()
    return sample


def ask(sample, *, day=TODAY):
    return retests.ask_retest(
        sample=sample.number,
        grounds="The skins were mixed up.",
        actor=make_user(enterprise=sample.enterprise),
        at=at(day, 12),
    )


def accept(retest):
    return retests.accept_retest(
        number=retest.number, actor=make_user(Role.INSPECTOR), at=at(TODAY, 13)
    )


def conclude(retest, items, *, uncertainty="0"):
    """Take, measure and verify the retained part by other hands."""
    told = {"number": retest.retained.number, "actor": None, "at": at(TODAY, 14)}
    samples.take_sample(**told, place="Cold room", seal_number="F-2")
    samples.receive_sample(**told, is_seal_intact=True)
    samples.start_testing(**told)
    samples.enter_results(
        number=retest.retained.number,
        values=[
            samples.ResultEntry(
                analyte, text, uncertainty=None if "<" in text else Decimal(uncertainty)
            )
            for analyte, text in items.items()
        ],
        actor=make_user(Role.ANALYST),
        at=at(TODAY, 15),
    )
    samples.verify_sample(
        number=retest.retained.number, actor=make_user(Role.REVIEWER), at=at(TODAY, 16)
    )
    retest.refresh_from_db()
    return retest


class TestAsking(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sample = make_report(make_lot(), FAILED, has_retained_part=True, on=TODAY).sample

    def test_is_in_time_to_the_fifteenth_day_inclusive(self):
        for days, state in ((14, "asked"), (15, "asked"), (16, "out_of_time")):
            with self.subTest(days=days), transaction.atomic():
                retest = ask(self.sample, day=TODAY + timedelta(days=days))

                self.assertEqual(retest.state, state)
                self.assertEqual(retest.ask_by, TODAY + timedelta(days=15))
                transaction.set_rollback(True)

    def test_tells_the_inspectors_one_of_whom_answers(self):
        inspector = make_user(Role.INSPECTOR)
        retest = ask(self.sample)
        answer_facts()

        told = Notification.objects.get(kind="retest_asked", recipient=inspector)
        self.assertIn(self.sample.number, say(told.kind, told.params)[0])
        self.assertIn(self.sample.enterprise.name_en, say(told.kind, told.params)[0])
        self.assertEqual(address_of(told), reverse("lab:retest-detail", args=[retest.number]))

    def test_is_done_once_unless_declined(self):
        retest = ask(self.sample)
        with self.assertRaises(AlreadyAsked):
            ask(self.sample)

        retests.decline_retest(
            number=retest.number, answer="No.", actor=make_user(Role.INSPECTOR), at=at()
        )

        self.assertEqual(ask(self.sample).state, "asked")

    def test_needs_a_failure_and_a_retained_part(self):
        clean = make_report(make_lot(), has_retained_part=True).sample
        whole = make_report(make_lot(), FAILED).sample
        again = make_report(
            self.sample.lot, FAILED, retest_of=self.sample, has_retained_part=True
        ).sample
        planned = make_sample(self.sample.lot)
        for sample, refusal in (
            (clean, NothingToTestAgain),
            (whole, NothingRetained),
            (again, NothingToTestAgain),
            (planned, NothingToTestAgain),
        ):
            with self.subTest(refusal=refusal.code), self.assertRaises(refusal):
                ask(sample)
        self.assertFalse(Retest.objects.exists())

    def test_is_answered_by_an_inspector_who_did_not_ask(self):
        retest = ask(self.sample)
        both = retest.asked_by
        both.groups.add(*make_user(Role.INSPECTOR).groups.all())

        with self.assertRaises(SelfApproval):
            retests.accept_retest(number=retest.number, actor=both, at=at())
        with self.assertRaises(NotPermitted):
            retests.accept_retest(number=retest.number, actor=make_user(Role.ANALYST), at=at())

    def test_accepted_orders_the_same_items_of_the_retained_part(self):
        retest = accept(ask(self.sample))

        self.assertEqual(retest.retained.retest_of, self.sample)
        self.assertEqual(
            set(retest.retained.items.values_list("analyte", "method")),
            set(self.sample.items.values_list("analyte", "method")),
        )


class TestOtherHands(TestCase):
    def setUp(self):
        self.analyst = make_user(Role.ANALYST)
        first = make_sample(make_lot(), SampleState.ENTERED)
        make_results(first, FAILED, analyst=self.analyst)
        self.again = make_sample(first.lot, SampleState.TESTING, retest_of=first)

    def test_who_measured_first_enters_nothing(self):
        with self.assertRaises(SameAnalyst):
            samples.enter_results(
                number=self.again.number,
                values=[samples.ResultEntry("HCHO", "12")],
                actor=self.analyst,
                at=at(),
            )

    def test_the_database_says_so_too(self):
        with pytest.raises(IntegrityError, match="another analyst"), transaction.atomic():
            make_results(self.again, CLEAN, analyst=self.analyst)


class TestConclusion(TestCase):
    def test_a_pass_frees_the_lot_and_tells_it(self):
        lot = make_lot()
        sample = fail(lot)
        lot.refresh_from_db()
        self.assertEqual((lot.state, lot.quarantined_for), ("quarantined", sample))

        retest = conclude(accept(ask(sample)), CLEAN)

        lot.refresh_from_db()
        self.assertEqual((retest.state, retest.outcome), ("done", "passed"))
        self.assertEqual((lot.state, lot.quarantined_for), ("in_stock", None))
        self.assertEqual(OutboxFact.objects.get(name="lots_freed").payload, {"lots": [lot.pk]})
        self.assertIsNone(standing_failure_of(lot, on=TODAY))

    def test_a_second_failure_or_an_undecided_value_frees_nothing(self):
        for text, uncertainty, outcome in (("430", "9", "failed"), ("299", "9", "inconclusive")):
            with self.subTest(outcome=outcome):
                lot = make_lot()
                retest = accept(ask(fail(lot)))
                conclude(retest, {**CLEAN, "HCHO": text}, uncertainty=uncertainty)

                retest.refresh_from_db()
                lot.refresh_from_db()
                self.assertEqual((retest.outcome, lot.state), (outcome, "quarantined"))

    def test_a_lot_that_another_failure_reaches_stays_for_that_one(self):
        lot = make_lot()
        sample, other = fail(lot), make_report(lot, FAILED).sample

        conclude(accept(ask(sample)), CLEAN)

        lot.refresh_from_db()
        self.assertEqual((lot.state, lot.quarantined_for), ("quarantined", other))

    def test_what_a_person_set_aside_is_freed_by_a_person(self):
        lot = make_lot()
        material.quarantine_lot(number=lot.number, reason="torn", actor=None, at=at())

        conclude(accept(ask(fail(lot))), CLEAN)

        lot.refresh_from_db()
        self.assertEqual((lot.state, lot.state_reason), ("quarantined", "torn"))

    def test_of_a_batch_frees_the_skins_at_every_buyer_and_clears_the_dyehouse(self):
        batch = make_dye_batch()
        lots = [make_lot(delivery=make_delivery(dye_batch=batch, skins=5)) for _buyer in range(2)]
        sample = fail(batch)

        conclude(accept(ask(sample)), CLEAN)

        for lot in lots:
            lot.refresh_from_db()
            self.assertEqual(lot.state, LotState.IN_STOCK)
        record = dyehouse_records([batch.enterprise_id])[batch.enterprise_id]
        self.assertEqual(record.failure_days, (TODAY,))
        self.assertEqual(record.known_on(TODAY).failure_days, ())

    def test_a_month_of_a_dyehouse_reaches_nobody_once_its_sample_passed(self):
        batch = make_dye_batch()
        obligation = make_obligation(batch.enterprise, ObligationState.IN_TEST, role="dyehouse")
        sample = make_sample(
            batch, SampleState.ENTERED, purpose="monitoring", has_retained_part=True
        )
        make_draw(obligation, batch, sample=sample)
        make_results(sample, FAILED)
        samples.verify_sample(number=sample.number, actor=make_user(Role.REVIEWER), at=at())
        obligation.refresh_from_db()
        self.assertEqual(obligation.state, "failed")

        conclude(accept(ask(sample)), CLEAN)

        record = dyehouse_records([batch.enterprise_id])[batch.enterprise_id]
        self.assertEqual(record.known_on(TODAY).failure_days, ())
        obligation.refresh_from_db()
        self.assertEqual(obligation.state, "failed")


class TestDatabase(TestCase):
    """What the database refuses of retests, tried past every service."""

    def refused(self, name, retest, **fields):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Retest.objects.filter(pk=retest.pk).update(**fields)

    def test_keeps_its_promises(self):
        retest = make_retest()
        accepted = make_retest(state=RetestState.ACCEPTED)

        self.refused("never_decided_by_who_asked", retest, decided_by=retest.asked_by)
        self.refused("accepted_has_its_sample", retest, state="accepted")
        self.refused("done_has_an_outcome", accepted, state="done")
        self.refused("declined_says_why", retest, state="declined")
        with pytest.raises(IntegrityError, match="once_per_sample"), transaction.atomic():
            make_retest(retest.sample)
        with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
            Retest.objects.filter(pk=retest.pk)._raw_delete("default")
