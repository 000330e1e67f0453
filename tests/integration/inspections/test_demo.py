"""The demonstration: told small, it has one of everything, and its books agree."""

from datetime import date, timedelta
from io import StringIO
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from django.test import TestCase, TransactionTestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from blacklist.models import Classification, CreditEvent, ListEntry, SharedRead
from blacklist.selectors.sharing import memoranda_in_force
from blacklist.states import CreditClass, CreditEventState, ListEntryState, ListKind
from config.celery import BEAT_SCHEDULE
from config.celery import app as celery_app
from enterprises import outbox
from enterprises.calendar import day_of, months_on
from enterprises.models import (
    Assessment,
    AuditEntry,
    Enterprise,
    Notice,
    NoticeReceipt,
    Notification,
    OutboxFact,
    PartnerDepartment,
    Rectification,
    Registration,
    User,
)
from enterprises.services.registrations import suspend
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    NoticeState,
    RectificationState,
    RegistrationState,
)
from inspections.demo.accounts import NotADemonstration, create_accounts, demonstration_accounts
from inspections.demo.freshness import keep_fresh, last_day_told
from inspections.demo.story import HouseNotEmpty, tell_story
from inspections.demo.targets import released_to_russia
from inspections.demo.tasks import keep_fresh as keep_fresh_task
from inspections.demo.world import SMALL
from inspections.models import Certificate, Declaration, Hold
from inspections.services import decisions, declarations
from inspections.states import CertificateState, DeclarationState, HoldKind, Path
from lab.models import (
    Delivery,
    LedgerAdjustment,
    MonitoringObligation,
    RawMaterialLot,
    Retest,
    Sample,
)
from lab.services import samples
from lab.services.material import void_delivery
from lab.services.samples import ResultEntry
from lab.states import (
    AdjustmentState,
    DeliveryState,
    LotState,
    ObligationState,
    RetestOutcome,
    RetestState,
    SamplePurpose,
)
from tests.factories.enterprises import at, make_enterprise

# Nobody sees a declaration in the middle of being decided.
PASSING = {DeclarationState.SUBMITTED}


class Demonstration(TestCase):
    @classmethod
    def setUpTestData(cls):
        celery_app.loader.import_default_modules()
        cls.now = timezone.now()
        cls.told = tell_story(now=cls.now, scope=SMALL)

    def test_has_firms_of_every_class_and_one_on_each_list(self):
        held = Classification.objects.filter(until__isnull=True)
        lists = ListEntry.objects.filter(state=ListEntryState.EFFECTIVE)

        self.assertEqual({row.credit_class for row in held}, set(CreditClass.values))
        self.assertEqual(
            sorted(lists.values_list("kind", flat=True)), [ListKind.BLACK, ListKind.RED]
        )
        self.assertTrue(
            all(row.approved_by_id and row.approved_by_id != row.proposed_by_id for row in lists)
        )

    def test_has_twelve_makers_one_of_them_provisional_with_a_condition_nearly_due(self):
        provisional = Registration.objects.get(state=RegistrationState.PROVISIONAL)
        open_conditions = provisional.conditions.filter(accepted_on__isnull=True)
        soon = day_of(self.now) + timedelta(days=7)

        self.assertEqual(Registration.objects.values("enterprise").distinct().count(), 12)
        self.assertLessEqual(open_conditions.order_by("due_on")[0].due_on, soon)
        self.assertEqual(sorted(provisional.allowed_isos), ["KZ", "RU"])

    def test_has_dyehouses_on_file_and_one_that_asks(self):
        dyehouses = Enterprise.objects.filter(kinds__contains=["dyehouse"])

        self.assertEqual(
            sorted(dyehouses.values_list("dyehouse_filings__state", flat=True)),
            [DyehouseFilingState.APPLIED, DyehouseFilingState.FILED, DyehouseFilingState.FILED],
        )

    def test_has_notices_that_some_have_acknowledged_and_others_have_not(self):
        receipts = NoticeReceipt.objects.filter(notice__asks_acknowledgement=True)

        self.assertTrue(receipts.filter(acknowledged_at__isnull=False).exists())
        self.assertTrue(receipts.filter(acknowledged_at__isnull=True).exists())

    def test_told_the_registrars_of_each_application_on_its_day(self):
        told = Notification.objects.filter(kind="filing_applied")

        self.assertTrue(told.exists())
        self.assertLess(told.earliest("created_at").created_at, self.now - timedelta(days=30))

    def test_has_a_declaration_in_every_state_and_every_kind_of_hold(self):
        states = set(Declaration.objects.values_list("state", flat=True))
        waiting = Hold.objects.filter(closed_at__isnull=True).values_list("kind", flat=True)

        self.assertEqual(states, set(DeclarationState.values) - PASSING)
        self.assertEqual(set(waiting), set(HoldKind.values))

    def test_releases_raw_material_to_russia_above_all(self):
        released = Declaration.objects.filter(state=DeclarationState.RELEASED)
        by_raw_material = released.filter(
            decisions__is_final=True, decisions__path=Path.RAW_MATERIAL_RELEASE
        )

        self.assertGreater(by_raw_material.count(), 1)
        self.assertEqual(set(by_raw_material.values_list("destination_iso", flat=True)), {"RU"})

    def test_has_certificates_that_hold_and_that_do_not(self):
        states = set(Certificate.objects.values_list("state", flat=True))

        self.assertLessEqual(
            {
                CertificateState.ACTIVE,
                CertificateState.REPLACED,
                CertificateState.REVOKED,
                CertificateState.CANCELLED,
            },
            states,
        )

    def test_sets_a_failed_lot_aside_and_leaves_an_objection_open(self):
        self.assertTrue(RawMaterialLot.objects.filter(state=LotState.QUARANTINED).exists())
        self.assertTrue(CreditEvent.objects.filter(state=CreditEventState.OBJECTED).exists())

    def test_has_months_missed_failed_and_doubled(self):
        months = MonitoringObligation.objects.all()

        self.assertLessEqual(
            {ObligationState.PASSED, ObligationState.FAILED, ObligationState.MISSED},
            set(months.values_list("state", flat=True)),
        )
        self.assertTrue(months.filter(is_doubled=True, draws_needed=2).exists())

    def test_has_visits_and_what_they_ask_for_in_every_state_there_is_to_see(self):
        visits = set(Assessment.objects.values_list("state", flat=True))
        asked = set(Rectification.objects.values_list("state", flat=True))
        full = Registration.objects.filter(state=RegistrationState.REGISTERED)

        self.assertEqual(visits, set(AssessmentState.values) - {AssessmentState.CANCELLED})
        self.assertEqual(asked, set(RectificationState.values))
        self.assertTrue(Rectification.objects.filter(extensions__isnull=False).exists())
        self.assertFalse(full.exclude(assessments__state=AssessmentState.ENDORSED).exists())

    def test_has_sent_notices_that_most_have_acknowledged(self):
        states = set(Notice.objects.values_list("state", flat=True))
        receipts = NoticeReceipt.objects.filter(notice__asks_acknowledgement=True)
        owner = User.objects.get(username="enterprise")

        self.assertEqual(states, set(NoticeState.values))
        self.assertGreater(receipts.filter(acknowledged_at__isnull=False).count(), 20)
        self.assertTrue(
            receipts.filter(
                enterprise__memberships__user=owner,
                acknowledged_at__isnull=True,
                notice__state=NoticeState.SENT,
            ).exists()
        )

    def test_lets_every_department_read_what_was_agreed(self):
        for department in PartnerDepartment.objects.all():
            with self.subTest(department=department.code):
                self.assertTrue(memoranda_in_force(department, day_of(self.now)))
        self.assertTrue(SharedRead.objects.exists())

    def test_tests_again_disputes_and_corrects(self):
        self.assertEqual(
            set(Retest.objects.values_list("state", flat=True)),
            {RetestState.ASKED, RetestState.ACCEPTED, RetestState.DECLINED, RetestState.DONE},
        )
        passed = Retest.objects.get(state=RetestState.DONE)
        self.assertEqual(
            (passed.outcome, passed.sample.lot.state), (RetestOutcome.PASSED, LotState.IN_STOCK)
        )
        self.assertLessEqual(
            {DeliveryState.DECLARED, DeliveryState.DISPUTED},
            set(Delivery.objects.values_list("state", flat=True)),
        )
        self.assertTrue(Delivery.objects.filter(settled_skins__isnull=False).exists())
        self.assertEqual(
            set(LedgerAdjustment.objects.values_list("state", flat=True)),
            set(AdjustmentState.values),
        )

    def test_leaves_nothing_for_the_worker_to_tell(self):
        waiting = OutboxFact.objects.filter(done_at__isnull=True)

        self.assertEqual(list(waiting.values_list("name", "last_error")), [])

    def test_keeps_books_that_agree(self):
        for command in ("verify_ledger", "verify_monitoring", "verify_draws", "replay_decisions"):
            with self.subTest(command=command):
                call_command(command, stdout=StringIO(), stderr=StringIO())

    def test_is_told_once(self):
        with self.assertRaises(HouseNotEmpty):
            tell_story(now=self.now, scope=SMALL)

    def test_walks_through_the_draft_to_japan_by_hand(self):
        """Held for the one amine one lot lacks; its result releases the declaration by itself."""
        people = {user.username: user for user in User.objects.all()}
        draft = Declaration.objects.get(number=self.told.walk_through)

        declarations.submit_declaration(
            number=draft.number,
            version=draft.version,
            declarant=people["enterprise"],
            submitted_at=self.now,
        )
        draft.refresh_from_db()
        (hold,) = draft.holds.filter(closed_at__isnull=True)
        sample = decisions.order_test_for_hold(
            hold=hold.pk, version=draft.version, actor=people["inspector"], at=self.now
        )
        self.assertEqual([item.analyte for item in sample.items.all()], ["4-AAB"])

        samples.take_sample(
            number=sample.number,
            place="Store",
            seal_number="FZ1",
            actor=people["inspector"],
            at=self.now,
        )
        analyst = people["analyst"]
        samples.receive_sample(
            number=sample.number, is_seal_intact=True, actor=analyst, at=self.now
        )
        samples.start_testing(number=sample.number, actor=analyst, at=self.now)
        samples.enter_results(
            number=sample.number,
            values=[ResultEntry("4-AAB", "<5")],
            actor=analyst,
            at=self.now,
        )
        samples.verify_sample(number=sample.number, actor=people["reviewer"], at=self.now)
        outbox.relay(most=100)

        draft.refresh_from_db()
        certificate = draft.certificates.get()
        self.assertEqual(draft.state, DeclarationState.RELEASED)
        self.assertEqual(certificate.state, CertificateState.ACTIVE)

    def test_has_members_beside_the_owner_of_the_class_a_firm(self):
        owner = User.objects.get(username="enterprise").memberships.get()
        members = owner.enterprise.memberships.values_list("user__username", "role")

        self.assertEqual(
            set(members),
            {("enterprise", "owner"), ("declarant", "declarant"), ("viewer", "viewer")},
        )

    def test_says_what_was_released_to_russia_in_two_months(self):
        released = released_to_russia(at=self.now)

        self.assertGreater(released.pieces, 1_000)
        self.assertAlmostEqual(released.usd / released.pieces, 1_000, delta=250)

    def test_goes_on_day_by_day_and_tells_each_day_once(self):
        self.assertIn("inspections.demo.tasks.keep_fresh", celery_app.tasks)
        self.assertIn(
            "inspections.demo.tasks.keep_fresh", {line["task"] for line in BEAT_SCHEDULE.values()}
        )
        later = self.now + timedelta(days=6)

        done = keep_fresh(at=later)
        again = keep_fresh(at=later)

        self.assertEqual(done.days, 5)
        self.assertGreater(done.declarations, 0)
        self.assertEqual((again.days, again.declarations), (0, 0))
        self.assertEqual(last_day_told(), day_of(later) - timedelta(days=1))

    def test_does_not_age_while_nobody_looks(self):
        """After more than a month every month was monitored, and goods were shipped to the end."""
        later = at(months_on(day_of(self.now), 1), 5, 30) + timedelta(days=7)

        keep_fresh(at=later)

        missed = MonitoringObligation.objects.filter(
            state=ObligationState.MISSED, due_on__gt=day_of(self.now)
        )
        newest = Declaration.objects.exclude(submitted_at=None).latest("submitted_at")
        self.assertEqual(missed.count(), 0)
        self.assertFalse(
            Assessment.objects.filter(
                state=AssessmentState.PLANNED, planned_for__lt=day_of(later)
            ).exists()
        )
        self.assertGreater(newest.submitted_at, later - timedelta(days=12))
        for command in ("verify_ledger", "verify_draws"):
            with self.subTest(command=command):
                call_command(command, stdout=StringIO(), stderr=StringIO())

    def test_goes_on_where_a_visitor_has_been(self):
        """What a visitor has changed is refused and left; the day is told all the same."""
        for enterprise in Enterprise.objects.filter(kinds__contains=["manufacturer"]):
            for delivery in enterprise.deliveries_received.filter(state=DeliveryState.DECLARED):
                void_delivery(
                    number=delivery.number,
                    note="Never sent.",
                    actor=User.objects.get(username="dyehouse"),
                    at=self.now,
                )
        for registration in Registration.objects.filter(state=RegistrationState.REGISTERED):
            suspend(
                number=registration.number,
                version=registration.version,
                reason="A visitor tried it.",
                actor=User.objects.get(username="registrar"),
                at=self.now,
            )

        done = keep_fresh(at=self.now + timedelta(days=4))

        self.assertEqual(done.days, 3)

    def test_offers_its_accounts_where_people_log_in(self):
        page = self.client.get(reverse("login"))

        for account in demonstration_accounts():
            self.assertContains(page, account.username)
            self.assertTrue(
                User.objects.get(username=account.username).check_password("qiudu-demo")
            )
        with override_settings(IS_DEMONSTRATION=False):
            self.assertNotContains(self.client.get(reverse("login")), "qiudu-demo")


class DemonstrationOfAKnownDay(TestCase):
    """What a quick look has by chance of its day is asked of one day, whose story never changes."""

    def test_has_a_month_that_found_nothing_in_stock(self):
        celery_app.loader.import_default_modules()
        tell_story(now=at(date(2026, 11, 28), 21), scope=SMALL)

        found = MonitoringObligation.objects.filter(state=ObligationState.NOTHING_IN_STOCK)
        self.assertTrue(found.exists())


class ElsewhereThanInADemonstration(TestCase):
    def test_accounts_are_made_here(self):
        create_accounts(at=at())

        self.assertTrue(User.objects.filter(is_demonstration=True).exists())

    @override_settings(IS_DEMONSTRATION=False)
    def test_accounts_and_story_are_refused(self):
        with self.assertRaises(NotADemonstration):
            create_accounts(at=at())
        with self.assertRaises(NotADemonstration):
            tell_story(now=timezone.now(), scope=SMALL)

        self.assertFalse(User.objects.exists())

    @override_settings(IS_DEMONSTRATION=False)
    def test_nothing_is_kept_fresh(self):
        make_enterprise()

        keep_fresh_task()

        self.assertFalse(Sample.objects.filter(purpose=SamplePurpose.MONITORING).exists())


class MakingTheDemonstrationAnew(TransactionTestCase):
    def test_replaces_everything_and_leaves_the_run_time_role_its_limits(self):
        stranger = make_enterprise()

        call_command("seed_demo", "--reset", "--no-input", "--small", stdout=StringIO())

        self.assertFalse(Enterprise.objects.filter(credit_code=stranger.credit_code).exists())
        self.assertTrue(Declaration.objects.filter(state=DeclarationState.RELEASED).exists())
        self.assertTrue(User.objects.get(username="viewer").check_password("qiudu-demo"))
        with self.assertRaises(ProgrammingError):
            AuditEntry.objects.all().delete()

    def test_asks_before_and_changes_nothing_without_a_yes(self):
        stranger = make_enterprise()

        with (
            mock.patch("builtins.input", return_value="no"),
            self.assertRaisesMessage(CommandError, "Nothing was changed."),
        ):
            call_command("seed_demo", "--reset", stdout=StringIO())

        self.assertTrue(Enterprise.objects.filter(pk=stranger.pk).exists())

    @override_settings(IS_DEMONSTRATION=False)
    def test_is_refused_where_real_firms_are(self):
        stranger = make_enterprise()

        for command in (["seed_demo", "--reset", "--no-input"], ["prepare_database", "--anew"]):
            with self.subTest(command=command), self.assertRaises(CommandError):
                call_command(*command, stdout=StringIO())

        self.assertTrue(Enterprise.objects.filter(pk=stranger.pk).exists())
