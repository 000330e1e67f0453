"""Credit events: once per source, confirmed by another person, and felt by the class at once."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase

from blacklist.errors import NotAReporter, ObjectionTooLate, ReferenceUsed
from blacklist.models import Classification, CreditEvent, ListEntry
from blacklist.selectors.clocks import objection_until
from blacklist.services import events
from blacklist.states import CreditEventState, ListEntryState, ListKind
from blacklist.tasks import tell_reporter
from enterprises.errors import IllegalTransition, Invalid, NotPermitted, SelfApproval, StaleVersion
from enterprises.files import FileTypeUnknown
from enterprises.models import AuditEntry, Notification, OutboxFact, StoredFile
from enterprises.roles import Role
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_credit_event,
    make_department,
    make_enterprise,
    make_filing,
    make_user,
)


def report(enterprise, indicator="M08", **changes):
    arguments = {
        "enterprise": enterprise,
        "indicator": indicator,
        "occurred_on": TODAY,
        "source": "system",
        "source_reference": "obligation-1",
        "statement": "The monthly monitoring failed.",
        "actor": None,
        "at": at(),
        **changes,
    }
    return events.record_event(**arguments)


def class_now(enterprise):
    return Classification.objects.get(enterprise=enterprise, until=None).credit_class


class RecordEvent(TestCase):
    def test_what_the_system_saw_confirms_itself_and_lowers_the_class_at_once(self):
        enterprise = make_enterprise()
        make_classification(enterprise, "A")

        event = report(enterprise)

        self.assertEqual((event.state, event.confirmed_on), ("confirmed", TODAY))
        self.assertNotEqual(class_now(enterprise), "A")
        self.assertTrue(OutboxFact.objects.filter(name="event_confirmed").exists())
        self.assertTrue(OutboxFact.objects.filter(name="class_changed").exists())
        self.assertTrue(
            AuditEntry.objects.filter(enterprise=enterprise, action="class_changed").exists()
        )

    def test_once_per_source(self):
        enterprise = make_enterprise()
        make_classification(enterprise)

        first, second = report(enterprise), report(enterprise)

        self.assertEqual(first.pk, second.pk)
        self.assertEqual(CreditEvent.objects.count(), 1)

    def test_a_reference_serves_one_event_only(self):
        report(make_enterprise())

        with self.assertRaises(ReferenceUsed):
            report(make_enterprise())

    def test_a_source_reports_only_what_is_its_own(self):
        tax = make_department("tax")
        officer_of_tax = make_user(Role.DEPARTMENT, department=tax)
        enterprise = make_enterprise()
        own = {"source": "tax", "actor": officer_of_tax, "department": tax}

        reported = report(enterprise, "L01", **own)

        self.assertEqual(reported.state, "reported")
        with self.assertRaises(NotAReporter):
            report(enterprise, "G06", source_reference="2", **own)
        with self.assertRaises(NotPermitted):
            report(
                enterprise,
                "G06",
                source_reference="3",
                source="government",
                actor=officer_of_tax,
                department=make_department("government"),
            )

    def test_no_person_speaks_as_the_system(self):
        with self.assertRaises(NotPermitted):
            report(make_enterprise(), actor=make_user(Role.CREDIT_OFFICER))

        self.assertFalse(CreditEvent.objects.exists())

    def test_an_event_of_tomorrow_is_refused(self):
        with self.assertRaises(Invalid) as refusal:
            report(make_enterprise(), occurred_on=TODAY + timedelta(days=1))

        self.assertEqual(list(refusal.exception.fields), ["occurred_on"])
        self.assertFalse(CreditEvent.objects.exists())

    def test_that_lapsed_before_it_was_reported_is_refused(self):
        department = make_department("tax")
        arguments = {"source": "tax", "department": department, "indicator": "L01"}
        arguments |= {"actor": make_user(Role.DEPARTMENT, department=department)}
        enterprise = make_enterprise()

        with self.assertRaises(Invalid) as refusal:
            report(enterprise, occurred_on=TODAY - timedelta(days=400), **arguments)
        kept = report(enterprise, occurred_on=TODAY - timedelta(days=300), **arguments)

        self.assertEqual(list(refusal.exception.fields), ["occurred_on"])
        self.assertEqual(kept.state, "reported")

    def test_a_recommendation_of_nothing_is_refused(self):
        department = make_department("government")
        arguments = {"source": "government", "department": department, "indicator": "G01"}
        arguments |= {"actor": make_user(Role.DEPARTMENT, department=department)}
        enterprise = make_enterprise()

        with self.assertRaises(Invalid) as refusal:
            report(enterprise, **arguments)
        kept = report(enterprise, grounds=["honest"], **arguments)

        self.assertEqual(list(refusal.exception.fields), ["grounds"])
        self.assertEqual(kept.grounds, ["honest"])

    def test_a_firm_without_a_class_is_given_its_grade(self):
        enterprise = make_enterprise()

        report(enterprise)

        self.assertEqual(Classification.objects.filter(enterprise=enterprise).count(), 1)


class ConfirmEvent(TestCase):
    def setUp(self):
        self.enterprise = make_enterprise()
        make_classification(self.enterprise, "A")
        self.reporter = make_user(Role.CREDIT_OFFICER)
        self.officer = make_user(Role.CREDIT_OFFICER)
        self.event = report(
            self.enterprise,
            "G06",
            source="government",
            source_reference="letter 12",
            actor=make_user(Role.DEPARTMENT),
        )

    def test_a_finding_of_dishonesty_makes_class_d_and_proposes_the_black_list(self):
        filing = make_filing(self.enterprise)

        events.confirm_event(number=self.event.number, version=1, actor=self.officer, at=at())

        filing.refresh_from_db()
        entry = ListEntry.objects.get(enterprise=self.enterprise)
        self.assertEqual(class_now(self.enterprise), "D")
        self.assertEqual(filing.state, "suspended")
        self.assertEqual(
            (entry.kind, entry.state, entry.ground, entry.proposed_by),
            (ListKind.BLACK, ListEntryState.PROPOSED, "ground_1", None),
        )

    def test_until_confirmed_nothing_happens_to_the_class(self):
        self.assertEqual(class_now(self.enterprise), "A")

    def test_the_reporter_may_not_confirm(self):
        own = report(
            self.enterprise,
            "L05",
            source="officer",
            source_reference="note 3",
            actor=self.reporter,
        )

        with self.assertRaises(SelfApproval):
            events.confirm_event(number=own.number, version=1, actor=self.reporter, at=at())
        with (
            self.assertRaisesMessage(IntegrityError, "never_confirmed_by_its_reporter"),
            transaction.atomic(),
        ):
            CreditEvent.objects.filter(pk=own.pk).update(
                state="confirmed", confirmed_on=TODAY, confirmed_by=self.reporter
            )

    def test_a_stale_page_changes_nothing(self):
        with self.assertRaises(StaleVersion):
            events.confirm_event(number=self.event.number, version=7, actor=self.officer, at=at())

        self.assertEqual(class_now(self.enterprise), "A")

    def test_only_a_credit_officer_confirms(self):
        for role in (Role.INSPECTOR, Role.AUDITOR, Role.DEPARTMENT, Role.ENTERPRISE):
            with self.subTest(role=role), self.assertRaises(NotPermitted):
                events.confirm_event(
                    number=self.event.number, version=1, actor=make_user(role), at=at()
                )


class Objections(TestCase):
    def setUp(self):
        self.enterprise = make_enterprise()
        make_classification(self.enterprise, "A", since=at(TODAY - timedelta(days=300)))
        self.event = report(self.enterprise, "M10", at=at(TODAY), occurred_on=TODAY)
        self.chief = make_user(Role.CHIEF)

    def object(self, on=TODAY):
        return events.object_to_event(
            number=self.event.number,
            version=self.event.version,
            objection="The sample was not ours.",
            actor=None,
            at=at(on, hour=11),
        )

    def test_an_allowed_one_gives_the_class_back_as_far_as_the_grade_allows(self):
        self.assertEqual(class_now(self.enterprise), "C")
        event = self.object()

        events.decide_objection(
            number=event.number,
            version=event.version,
            allowed=True,
            answer="The seal was another's.",
            actor=self.chief,
            at=at(hour=12),
        )

        # Without a government round the score alone gives B; A would be above the grade.
        self.assertEqual(class_now(self.enterprise), "B")

    def test_a_dismissed_one_leaves_everything(self):
        event = self.object()

        dismissed = events.decide_objection(
            number=event.number,
            version=event.version,
            allowed=False,
            answer="The seal was intact.",
            actor=self.chief,
            at=at(hour=12),
        )

        self.assertEqual((dismissed.state, class_now(self.enterprise)), ("dismissed", "C"))
        self.assertIsNone(dismissed.overturned_on)

    def test_the_working_days_for_it_end(self):
        last_day = objection_until(self.event.confirmed_on, TODAY)

        with self.assertRaises(ObjectionTooLate):
            self.object(on=last_day + timedelta(days=1))
        self.assertEqual(self.object(on=last_day).state, "objected")

    def test_whoever_confirmed_does_not_decide_it(self):
        officer = make_user(Role.CREDIT_OFFICER)
        event = make_credit_event(
            self.enterprise, "L04", CreditEventState.OBJECTED, confirmed_by=officer
        )

        with self.assertRaises(SelfApproval):
            events.decide_objection(
                number=event.number, version=1, allowed=True, answer="x", actor=officer, at=at()
            )
        with (
            self.assertRaisesMessage(IntegrityError, "never_decided_by_its_confirmer"),
            transaction.atomic(),
        ):
            CreditEvent.objects.filter(pk=event.pk).update(decided_by=officer)


class Evidence(TestCase):
    """What the firm gives with its objection is kept with it, or neither is."""

    def setUp(self):
        self.enterprise = make_enterprise()
        make_classification(self.enterprise)
        self.owner = make_user(enterprise=self.enterprise)
        self.event = make_credit_event(self.enterprise, occurred_on=TODAY)

    def object(self, content):
        return events.object_to_event(
            number=self.event.number,
            version=1,
            objection="It was another firm.",
            evidence=events.Evidence("verdict.pdf", content),
            actor=self.owner,
            at=at(),
        )

    def test_is_kept_for_the_firm_and_the_bureau(self):
        objected = self.object(b"%PDF-1.7 court verdict")

        self.assertEqual(objected.objection_file.enterprise, self.enterprise)
        visible = StoredFile.objects.visible_to
        self.assertTrue(visible(self.owner).exists())
        self.assertFalse(visible(make_user(enterprise=make_enterprise())).exists())

    def test_of_an_unknown_kind_leaves_the_event_as_it_was(self):
        with self.assertRaises(FileTypeUnknown):
            self.object(b"MZ\x90 a program")

        self.event.refresh_from_db()
        self.assertEqual((self.event.state, self.event.version), ("confirmed", 1))
        self.assertFalse(StoredFile.objects.exists())


class Speaking(TestCase):
    def test_an_account_of_no_department_speaks_for_none(self):
        nobody = make_user(Role.DEPARTMENT)
        nobody.department = None
        nobody.save(update_fields=["department"])

        with self.assertRaises(NotPermitted):
            report(
                make_enterprise(),
                "G06",
                source="government",
                actor=nobody,
                department=make_department("government"),
            )

    def test_the_database_refuses_a_reporter_who_rejects(self):
        reporter = make_user(Role.CREDIT_OFFICER)
        event = make_credit_event(
            state=CreditEventState.REPORTED, reported_by=reporter, occurred_on=TODAY
        )

        with self.assertRaises(IntegrityError), transaction.atomic():
            CreditEvent.objects.filter(pk=event.pk).update(state="rejected", decided_by=reporter)

    def test_whoever_reported_is_told_why_it_was_rejected(self):
        tax = make_department("tax")
        reporter = make_user(Role.DEPARTMENT, department=tax)
        event = report(
            make_enterprise(), "L07", source="tax", actor=reporter, department=tax, statement="x"
        )
        rejected = events.reject_event(
            number=event.number,
            version=1,
            reason="Another firm is meant.",
            actor=make_user(Role.CREDIT_OFFICER),
            at=at(),
        )
        fact = OutboxFact.objects.get(name="event_rejected")

        tell_reporter(fact.pk)
        tell_reporter(fact.pk)

        told = Notification.objects.get(recipient=reporter)
        self.assertEqual(told.params["event"], rejected.number)


class Visibility(TestCase):
    def test_a_firm_reads_what_was_confirmed_and_a_department_what_it_reported(self):
        firm, tax = make_enterprise(), make_department("tax")
        owner = make_user(enterprise=firm)
        by_state = {
            state: make_credit_event(firm, state=state, department=tax, source="tax")
            for state in CreditEventState
        }
        elsewhere = make_credit_event(firm, source="environment")

        read = set(CreditEvent.objects.visible_to(owner))
        reported = set(CreditEvent.objects.visible_to(make_user(Role.DEPARTMENT, department=tax)))

        hidden = {by_state["reported"], by_state["rejected"]}
        self.assertEqual(read, {*by_state.values(), elsewhere} - hidden)
        self.assertEqual(reported, set(by_state.values()))


class Doors(TestCase):
    """Each action at each state: what is not a door changes nothing."""

    actions = {
        "confirm": ({"reported"}, lambda e, who: events.confirm_event(**e, actor=who)),
        "reject": ({"reported"}, lambda e, who: events.reject_event(**e, reason="x", actor=who)),
        "object": (
            {"confirmed"},
            lambda e, who: events.object_to_event(**e, objection="x", actor=None),
        ),
        "dismiss": (
            {"objected"},
            lambda e, who: events.decide_objection(**e, allowed=False, answer="x", actor=who),
        ),
        "allow": (
            {"objected"},
            lambda e, who: events.decide_objection(**e, allowed=True, answer="x", actor=who),
        ),
    }

    def test_every_state_against_every_action(self):
        officer = make_user(Role.CREDIT_OFFICER)
        enterprise = make_enterprise()
        make_classification(enterprise)
        for name, (allowed, act) in self.actions.items():
            for state in CreditEventState:
                event = make_credit_event(enterprise, "L03", state, occurred_on=TODAY)
                arguments = {"number": event.number, "version": 1, "at": at()}
                with self.subTest(action=name, state=state):
                    if state in allowed:
                        self.assertNotEqual(act(arguments, officer).state, state)
                        continue
                    with self.assertRaises(IllegalTransition):
                        act(arguments, officer)
                    event.refresh_from_db()
                    self.assertEqual((event.state, event.version), (state, 1))
