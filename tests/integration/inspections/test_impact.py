"""The case of a failed sample: what it lists, what its tasks do, and who may close it."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from config.celery import app as celery_app
from enterprises import outbox
from enterprises.errors import (
    DomainError,
    IllegalTransition,
    Invalid,
    NotPermitted,
    SelfApproval,
    StaleVersion,
)
from enterprises.models import OutboxFact
from enterprises.roles import Role
from inspections.models import Certificate, ImpactCase, ImpactLot, ImpactTask
from inspections.selectors.impact import cases_with_counts, impact_of
from inspections.services import certificates, impact
from inspections.states import (
    CertificateState,
    DeclarationState,
    ImpactCaseState,
    ImpactReach,
    ImpactTaskKind,
)
from lab.services.material.quarantine import reject_lot
from lab.states import LotState, SamplePurpose, SampleState
from tests.factories import CLEAN, TODAY, at, make_report, make_sample, make_user
from tests.factories.impact import FailedBatch
from tests.factories.inspections import make_content, make_draft, make_line, submit

NOW = at(TODAY, 16)
_S = ImpactCaseState
ANSWERS = {
    ImpactTaskKind.CERTIFICATE: "kept",
    ImpactTaskKind.CONSIGNMENT: "notified",
    ImpactTaskKind.INFORM: "informed",
    ImpactTaskKind.LOT: "rejected",
    ImpactTaskKind.OTHER: "done",
}


class ImpactCaseCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.story = FailedBatch()
        cls.inspector, cls.chief = make_user(Role.INSPECTOR), make_user(Role.CHIEF)
        cls.case = cls.story.open_case()

    def fresh(self):
        return ImpactCase.objects.get(pk=self.case.pk)

    def task(self, kind, **about):
        return ImpactTask.objects.get(case=self.case, kind=kind, **about)

    def finish(self, task, outcome=None, note="Telephoned.", **changes):
        arguments = {
            "number": self.case.number,
            "ordinal": task.ordinal,
            "version": task.version,
            "outcome": outcome or ANSWERS[task.kind],
            "note": note,
            "actor": self.inspector,
            "at": NOW,
        }
        return impact.finish_task(**{**arguments, **changes})

    def finish_all(self):
        for task in self.case.tasks.filter(state="open"):
            self.finish(task)

    def move(self, service, actor=None, **more):
        return service(
            number=self.case.number,
            version=self.fresh().version,
            actor=actor or self.inspector,
            at=NOW,
            **more,
        )

    def close(self):
        self.finish_all()
        self.move(impact.ask_to_close, reason="All told.")
        self.move(impact.close_case, self.chief)


class TestOpening(ImpactCaseCase):
    def test_lists_lots_stock_and_declarations_across_firms(self):
        found = impact_of(self.case)

        self.assertEqual(
            {row.lot.number: row.reach for row in found.suspect_lots},
            {
                self.story.used.number: ImpactReach.BATCH,
                self.story.kept.number: ImpactReach.BATCH,
            },
        )
        self.assertEqual([one.declaration for one in found.released], [self.story.released])
        self.assertEqual([one.declaration for one in found.pending], [self.story.held])
        self.assertEqual(found.released[0].share, 100)
        self.assertEqual(found.skins_left, 200 + 600)

    def test_names_a_task_for_each_thing_to_do(self):
        about = {
            (task.kind, str(task.certificate or task.declaration or task.enterprise or task.lot))
            for task in self.case.tasks.all()
        }

        self.assertEqual(
            about,
            {
                ("certificate", self.story.certificate.number),
                ("consignment", self.story.released.number),
                ("inform", str(self.story.buyer)),
                ("inform", str(self.story.dyehouse)),
                ("lot", self.story.used.number),
                ("lot", self.story.kept.number),
            },
        )

    def test_is_opened_once_for_a_sample(self):
        again = impact.open_case(sample=self.case.sample_id, at=NOW)

        self.assertEqual(again, self.case)
        self.assertEqual(ImpactCase.objects.count(), 1)

    def test_asks_as_much_of_many_declarations_as_of_one(self):
        with CaptureQueriesContext(connection) as few:
            impact_of(self.case)
        ImpactLot.objects.create(
            case=self.case, lot=self.more_goods(), reach=ImpactReach.DYEHOUSE, skins_left=0
        )

        with CaptureQueriesContext(connection) as many:
            found = impact_of(self.case)

        self.assertEqual(len(found.touched), 5)
        self.assertEqual(len(many), len(few))

    def more_goods(self):
        from tests.factories.inspections import make_lot

        lot = make_lot(self.story.buyer)
        for _place in range(3):
            submit(make_draft(self.story.buyer, make_content(make_line({lot: 400}))))
        return lot

    def test_list_counts_what_is_late(self):
        (row,) = cases_with_counts(TODAY + timedelta(days=5))

        self.assertEqual((row.lots_reached, row.releases, row.tasks_open), (2, 1, 6))
        self.assertEqual(row.tasks_late, 4)


def answer_facts():
    """Answer what was told, as a worker does."""
    celery_app.loader.import_default_modules()
    outbox.relay(most=200)


class TestFacts(TestCase):
    def test_failure_opens_the_case_and_moves_what_is_pending(self):
        story = FailedBatch()
        story.fail()
        answer_facts()

        case = ImpactCase.objects.get()
        self.assertEqual(case.tasks.count(), 6)
        self.assertFalse(OutboxFact.objects.exclude(last_error="").exists())
        story.held.refresh_from_db()
        self.assertGreater(story.held.decisions.count(), 1)

    def test_lot_used_up_belongs_to_its_case(self):
        story = FailedBatch()
        last = make_draft(story.buyer, make_content(make_line({story.used: 200})))
        submit(last)
        story.used.refresh_from_db()
        case = story.open_case()

        reached = {row.lot_id for row in case.lots.all()}
        self.assertIn(story.used.pk, reached)
        self.assertIn(last, [one.declaration for one in impact_of(case).touched])


class TestTasks(ImpactCaseCase):
    def test_revoking_is_done_by_the_task(self):
        task = self.task("certificate")

        self.finish(task, "revoked", "Formaldehyde 420 mg/kg.")

        paper = Certificate.objects.get(pk=self.story.certificate.pk)
        self.assertEqual(paper.state, CertificateState.REVOKED)
        self.assertEqual(paper.state_reason, "Formaldehyde 420 mg/kg.")

    def test_keeping_needs_a_certificate_in_force(self):
        paper = self.story.certificate
        certificates.revoke(
            number=paper.number,
            version=paper.version,
            reason="Exchanged.",
            actor=self.chief,
            at=NOW,
        )

        with self.assertRaises(Invalid):
            self.finish(self.task("certificate"), "kept")
        with self.assertRaises(Invalid):
            self.finish(self.task("certificate"), "revoked")
        self.finish(self.task("certificate"), "ended")

    def test_ended_is_no_answer_while_it_is_in_force(self):
        with self.assertRaises(Invalid):
            self.finish(self.task("certificate"), "ended")

    def test_copy_in_force_is_revoked_where_the_first_was_replaced(self):
        paper = self.story.certificate
        copy = certificates.replace(
            number=paper.number,
            version=paper.version,
            reason="Lost.",
            actor=self.chief,
            at=NOW,
        )

        self.finish(self.task("certificate"), "revoked")

        copy.refresh_from_db()
        self.assertEqual(copy.state, CertificateState.REVOKED)

    def test_freeing_and_rejecting_is_done_by_the_task(self):
        self.finish(self.task("lot", lot=self.story.used), "freed")
        self.finish(self.task("lot", lot=self.story.kept), "rejected")

        for lot, state in ((self.story.used, "in_stock"), (self.story.kept, "rejected")):
            lot.refresh_from_db()
            self.assertEqual(lot.state, state)

    def test_what_is_settled_elsewhere_is_noted(self):
        reject_lot(number=self.story.kept.number, reason="Burnt.", actor=self.inspector, at=NOW)
        paper = self.story.certificate
        certificates.revoke(
            number=paper.number,
            version=paper.version,
            reason="Exchanged.",
            actor=self.chief,
            at=NOW,
        )
        answer_facts()

        lot, certificate = self.task("lot", lot=self.story.kept), self.task("certificate")
        self.assertEqual((lot.outcome, lot.note), ("rejected", "Burnt."))
        self.assertEqual((certificate.outcome, certificate.note), ("revoked", "Exchanged."))

    def test_says_how_in_words(self):
        task = self.task("consignment")
        for changes, field in (
            ({"note": " "}, "note"),
            ({"note": "x" * 301}, "note"),
            ({"outcome": "revoked"}, "outcome"),
        ):
            with self.subTest(field), self.assertRaises(Invalid) as refusal:
                self.finish(task, **changes)
            self.assertEqual(list(refusal.exception.fields), [field])
        task.refresh_from_db()
        self.assertEqual(task.state, "open")

    def test_stale_page_changes_nothing(self):
        task = self.task("consignment")
        impact.assign_task(
            number=self.case.number,
            ordinal=task.ordinal,
            version=task.version,
            owner=self.inspector,
            actor=self.chief,
            at=NOW,
        )

        with self.assertRaises(StaleVersion):
            self.finish(task)

    def test_is_given_to_who_works_on_cases(self):
        task = self.task("consignment")
        arguments = {
            "number": self.case.number,
            "ordinal": task.ordinal,
            "version": task.version,
            "actor": self.chief,
            "at": NOW,
        }
        with self.assertRaises(Invalid):
            impact.assign_task(**arguments, owner=make_user(Role.REGISTRAR))
        with self.assertRaises(Invalid):
            impact.assign_task(**arguments, owner=self.inspector, due_on=TODAY - timedelta(days=1))
        impact.assign_task(**arguments, owner=self.inspector)

        self.assertEqual(self.task("consignment").owner, self.inspector)

    def test_auditor_changes_nothing(self):
        auditor = make_user(Role.AUDITOR)

        with self.assertRaises(NotPermitted):
            self.finish(self.task("consignment"), actor=auditor)
        with self.assertRaises(NotPermitted):
            self.move(impact.ask_to_close, auditor, reason="x")


class TestClosing(ImpactCaseCase):
    def test_waits_for_every_task(self):
        with self.assertRaises(impact.TasksOpen):
            self.move(impact.ask_to_close, reason="Done.")

    def test_needs_another_person(self):
        self.finish_all()
        self.move(impact.ask_to_close, self.chief, reason="Done.")

        with self.assertRaises(SelfApproval):
            self.move(impact.close_case, self.chief)
        with self.assertRaises(NotPermitted):
            self.move(impact.close_case, self.inspector)
        self.move(impact.close_case, make_user(Role.CHIEF))
        self.assertEqual(self.fresh().state, _S.CLOSED)

    def test_retest_that_passed_frees_its_lots_once(self):
        report = self.retest(CLEAN)

        for _time in range(2):
            impact.answer_retest(sample=report.sample_id, report=report.pk, at=NOW)

        for lot in (self.story.used, self.story.kept):
            lot.refresh_from_db()
            self.assertEqual(lot.state, LotState.IN_STOCK)
        answer_facts()
        self.assertEqual(self.task("lot", lot=self.story.kept).outcome, "freed")

    def test_retest_that_failed_takes_the_case_up_again(self):
        self.close()
        report = self.retest({**CLEAN, "HCHO": "430"})

        impact.answer_retest(sample=report.sample_id, report=report.pk, at=NOW)

        self.assertEqual(self.fresh().state, _S.REOPENED)

    def test_lot_of_another_open_case_stays_set_aside(self):
        again = self.story.fail()
        second = impact.open_case(sample=again.sample_id, at=NOW)
        self.assertTrue(second.tasks.filter(lot=self.story.kept).exists())
        report = self.retest(CLEAN)

        impact.answer_retest(sample=report.sample_id, report=report.pk, at=NOW)

        self.story.kept.refresh_from_db()
        self.assertEqual(self.story.kept.state, LotState.QUARANTINED)

    def retest(self, values):
        sample = make_sample(
            self.story.batch,
            SampleState.ENTERED,
            items=values,
            purpose=SamplePurpose.RETEST,
            retest_of=self.case.sample,
        )
        return make_report(sample=sample, items=values, on=TODAY)


class TestDoors(ImpactCaseCase):
    OPEN = {
        "add a task": {_S.OPEN, _S.REOPENED},
        "assign a task": {_S.OPEN, _S.REOPENED},
        "do a task": {_S.OPEN, _S.REOPENED},
        "ask to close": {_S.OPEN, _S.REOPENED},
        "close": {_S.CLOSING},
        "reopen": {_S.CLOSED},
    }

    def bring_to(self, state):
        if state == _S.OPEN:
            return
        self.finish_all()
        self.move(impact.ask_to_close, reason="Done.")
        if state == _S.CLOSING:
            return
        self.move(impact.close_case, self.chief)
        if state == _S.REOPENED:
            self.move(impact.reopen_case, reason="One more.")

    def attempt(self, action):
        task = self.case.tasks.order_by("state", "ordinal").last()
        on_task = {
            "number": self.case.number,
            "ordinal": task.ordinal,
            "version": task.version,
            "actor": self.inspector,
            "at": NOW,
        }
        actions = {
            "add a task": lambda: impact.add_task(
                number=self.case.number, what="Ask", due_on=TODAY, actor=self.inspector, at=NOW
            ),
            "assign a task": lambda: impact.assign_task(**on_task, owner=None),
            "do a task": lambda: self.finish(task),
            "ask to close": lambda: self.move(impact.ask_to_close, reason="Done."),
            "close": lambda: self.move(impact.close_case, self.chief),
            "reopen": lambda: self.move(impact.reopen_case, reason="More."),
        }
        return actions[action]()

    def test_every_state_against_every_action(self):
        for state in _S:
            for action, states in self.OPEN.items():
                with self.subTest(state=state, action=action):
                    try:
                        with transaction.atomic():
                            self.bring_to(state)
                            if state == _S.REOPENED and "task" in action:
                                self.attempt("add a task")
                            before = self.seen()
                            is_open = self.goes_through(action)
                            if not is_open:
                                self.assertEqual(self.seen(), before)
                            transaction.set_rollback(True)
                    finally:
                        self.case.refresh_from_db()
                    self.assertEqual(is_open, state in states)

    def goes_through(self, action):
        try:
            with transaction.atomic():
                self.attempt(action)
        except IllegalTransition:
            return False
        except DomainError:
            # It went through the door and was refused for another reason: tasks are left.
            return True
        return True

    def seen(self):
        case = self.fresh()
        tasks = list(case.tasks.order_by("pk").values_list("state", "owner", "version"))
        return case.state, case.version, tasks


class TestCertificateDoors(ImpactCaseCase):
    """Every state of a certificate against every deed on it."""

    def test_only_one_in_force_is_moved(self):
        deeds = {
            "replace": certificates.replace,
            "revoke": certificates.revoke,
        }
        for state in CertificateState:
            for name, service in deeds.items():
                with self.subTest(state=state, deed=name), transaction.atomic():
                    Certificate.objects.filter(pk=self.story.certificate.pk).update(state=state)
                    paper = self.story.certificate
                    arguments = {
                        "number": paper.number,
                        "version": paper.version,
                        "reason": "Lost.",
                        "actor": self.inspector,
                        "at": NOW,
                    }
                    if state == CertificateState.ACTIVE:
                        service(**arguments)
                    else:
                        with self.assertRaises(IllegalTransition):
                            service(**arguments)
                        paper.refresh_from_db()
                        self.assertEqual(paper.state, state)
                    transaction.set_rollback(True)

    def test_expiry_and_cancelling_leave_the_others_alone(self):
        ended = [state for state in CertificateState if state != CertificateState.ACTIVE]
        for state in ended:
            with self.subTest(state), transaction.atomic():
                Certificate.objects.filter(pk=self.story.certificate.pk).update(state=state)
                certificates.expire(at=NOW + timedelta(days=400))
                certificates.cancel_with(self.story.released, reason="x", at=NOW)
                self.assertEqual(self.story.certificate.state, state)
                transaction.set_rollback(True)
        self.assertEqual(self.story.released.state, DeclarationState.RELEASED)


class TestGuards(ImpactCaseCase):
    """What the database refuses when the services are walked round."""

    def assert_refused(self, deed, name=""):
        with (
            self.assertRaises((IntegrityError, InternalError, ProgrammingError)) as refusal,
            transaction.atomic(),
        ):
            deed()
        if name:
            diagnosis = refusal.exception.__cause__.diag
            self.assertEqual(diagnosis.constraint_name, name)

    def test_case_closed_over_an_open_task(self):
        rows = ImpactCase.objects.filter(pk=self.case.pk)

        self.assert_refused(
            lambda: rows.update(state="closing", closing_by=self.inspector),
            "impact_case_closed_with_its_tasks_done",
        )

    def test_case_closed_by_who_asked(self):
        self.finish_all()
        rows = ImpactCase.objects.filter(pk=self.case.pk)

        self.assert_refused(
            lambda: rows.update(state="closed", closing_by=self.chief, closed_by=self.chief),
            "impact_case_never_closed_by_who_asked",
        )
        self.assert_refused(
            lambda: rows.update(state="closed", closing_by=self.chief),
            "impact_case_closed_by_two_persons",
        )

    def test_task_of_a_closed_case(self):
        self.close()

        self.assert_refused(
            lambda: ImpactTask.objects.create(
                case=self.case, ordinal=50, kind="other", what="x", due_on=TODAY, created_at=NOW
            ),
            "impact_task_changes_while_at_work",
        )

    def test_done_task_is_never_changed_nor_anything_deleted(self):
        self.finish(self.task("consignment"))

        for deed in (
            lambda: ImpactTask.objects.filter(kind="consignment").update(note="Other."),
            lambda: ImpactTask.objects.all()._raw_delete("default"),
            lambda: ImpactCase.objects.all()._raw_delete("default"),
            lambda: ImpactLot.objects.all()._raw_delete("default"),
            lambda: ImpactLot.objects.update(skins_left=0),
        ):
            self.assert_refused(deed)

    def test_second_case_of_a_sample(self):
        self.assert_refused(
            lambda: ImpactCase.objects.create(
                number="I99-1", sample=self.case.sample, opened_at=NOW, state_since=NOW
            )
        )
