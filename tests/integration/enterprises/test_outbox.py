"""The outbox: a fact stands or falls with its transaction and is answered until it succeeds."""

from datetime import timedelta
from unittest import mock

from celery import shared_task
from django.core import mail
from django.db import transaction
from django.test import TestCase, TransactionTestCase
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.routes import FACT_ROUTES
from enterprises import outbox
from enterprises.models import Notification, OutboxFact
from enterprises.tasks import mail_notifications, relay_facts, tell_firm
from tests.factories import at, make_enterprise, make_user

_answered: list[int] = []
_failing: set[str] = set()


@shared_task(name="tests.first_answer")
def first_answer(fact_id: int) -> None:
    _answered.append(fact_id)


@shared_task(name="tests.second_answer")
def second_answer(fact_id: int) -> None:
    if "second" in _failing:
        raise RuntimeError("not now")
    _answered.append(-fact_id)


ROUTES = {"tried": ("tests.first_answer", "tests.second_answer")}


class Relay(TestCase):
    def setUp(self):
        _answered.clear()
        _failing.clear()
        routes = mock.patch.dict(FACT_ROUTES, ROUTES)
        routes.start()
        self.addCleanup(routes.stop)

    def test_a_fact_is_done_when_every_task_has_answered(self):
        fact = outbox.tell("tried", at=at(), thing=7)

        relay_facts()

        fact.refresh_from_db()
        self.assertEqual(_answered, [fact.pk, -fact.pk])
        self.assertIsNotNone(fact.done_at)
        self.assertEqual((fact.payload, fact.attempts), ({"thing": 7}, 1))

    def test_a_second_relay_finds_nothing_to_do(self):
        outbox.tell("tried", at=at())
        relay_facts()
        answered = list(_answered)

        relay_facts()

        self.assertEqual(_answered, answered)

    def test_a_failing_task_is_tried_again_later_and_later(self):
        _failing.add("second")
        fact = outbox.tell("tried", at=at())

        with self.assertLogs("enterprises.outbox", "ERROR"):
            relay_facts()
        fact.refresh_from_db()
        first_wait = fact.next_attempt_at - timezone.now()
        relay_facts()  # too early

        self.assertIsNone(fact.done_at)
        self.assertIn("not now", fact.last_error)
        self.assertEqual(_answered, [fact.pk])
        self.assertLess(first_wait, outbox.back_off(2))
        self.assertEqual(outbox.back_off(50), timedelta(hours=1))

        _failing.clear()
        OutboxFact.objects.filter(pk=fact.pk).update(next_attempt_at=timezone.now())
        relay_facts()
        fact.refresh_from_db()
        self.assertIsNotNone(fact.done_at)
        self.assertEqual(fact.last_error, "")

    def test_a_fact_nobody_answers_is_done(self):
        fact = outbox.tell("said into the wind", at=at())

        relay_facts()

        fact.refresh_from_db()
        self.assertIsNotNone(fact.done_at)

    def test_one_that_another_worker_holds_is_left_alone(self):
        fact = outbox.tell("tried", at=at())
        OutboxFact.objects.filter(pk=fact.pk).update(
            next_attempt_at=timezone.now() + outbox.LEASE, attempts=1
        )

        relay_facts()

        self.assertEqual(_answered, [])

    def test_any_number_of_facts_are_told_in_one_statement(self):
        with self.assertNumQueries(1):
            outbox.tell_many(outbox.Telling("tried", at(), {"n": n}) for n in range(50))


class Transactions(TransactionTestCase):
    def test_a_fact_falls_with_its_transaction(self):
        with mock.patch.object(outbox.current_app, "send_task") as send:
            try:
                with transaction.atomic():
                    outbox.tell("tried", at=at())
                    raise RuntimeError
            except RuntimeError:
                pass
            self.assertFalse(send.called)
        self.assertFalse(OutboxFact.objects.exists())

    def test_the_relay_is_kicked_once_after_the_commit(self):
        with mock.patch.object(outbox.current_app, "send_task") as send:
            with transaction.atomic():
                outbox.tell("tried", at=at())
                outbox.tell("tried", at=at())
                self.assertFalse(send.called)
            self.assertEqual(send.call_count, 1)

    def test_without_a_broker_the_state_still_changes(self):
        with (
            mock.patch.object(outbox.current_app, "send_task", side_effect=OperationalError),
            self.assertLogs("enterprises.outbox", "WARNING"),
        ):
            outbox.tell("tried", at=at())

        self.assertEqual(OutboxFact.objects.count(), 1)


class Notifications(TestCase):
    def setUp(self):
        self.enterprise = make_enterprise()
        self.owner = make_user(enterprise=self.enterprise, language="zh-hans")
        self.stranger = make_user(enterprise=make_enterprise())
        self.fact = outbox.tell(
            "registration_changed",
            at=at(),
            enterprise=self.enterprise.serial,
            registration="R26-0001-01",
            state="registered",
            reason="",
        )

    def test_the_people_of_the_firm_are_told_once(self):
        tell_firm(self.fact.pk)
        tell_firm(self.fact.pk)

        told = Notification.objects.get()
        self.assertEqual((told.recipient, told.kind), (self.owner, "registration_changed"))

    def test_a_mail_goes_out_once(self):
        tell_firm(self.fact.pk)

        mail_notifications()
        mail_notifications()

        self.assertEqual([message.to for message in mail.outbox], [[self.owner.email]])
        self.assertIn("R26-0001-01", mail.outbox[0].subject)

    def test_a_mail_server_that_is_down_delays_the_mail_only(self):
        with (
            mock.patch(
                "enterprises.services.notifications.send_mail", side_effect=ConnectionRefusedError
            ),
            self.assertLogs("enterprises.outbox", "ERROR"),
        ):
            relay_facts()
        self.assertEqual(Notification.objects.get().mailed_at, None)

        OutboxFact.objects.filter(done_at=None).update(next_attempt_at=timezone.now())
        relay_facts()

        self.assertEqual(len(mail.outbox), 1)
        self.assertIsNotNone(Notification.objects.get().mailed_at)
