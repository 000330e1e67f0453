"""Rectifications: answered, judged, reminded of, and what they and visits say of a firm's credit."""

from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.test import TestCase

from blacklist.models import CreditEvent
from blacklist.services import admissions
from enterprises.calendar import reminders
from enterprises.errors import Invalid, SelfApproval
from enterprises.models import (
    OutboxFact,
    Rectification,
    RectificationExtension,
    RectificationReminder,
    Registration,
)
from enterprises.roles import Role
from enterprises.selectors.reference import working_calendar
from enterprises.selectors.registrations import registration_of
from enterprises.services import rectifications
from enterprises.services.conditions import ConditionHasFinding
from enterprises.services.rectifications import PastTheRegistration
from enterprises.services.reminders import follow_up
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    EnterpriseKind,
    RectificationState,
    RegistrationStanding,
    RegistrationState,
)
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_enterprise,
    make_filing,
    make_registration,
    make_user,
)
from tests.factories.supervision import (
    answer,
    answer_facts,
    make_assessment,
    make_rectification,
)

_A, _C, _R = AssessmentState, RectificationState, RegistrationState
CRITICAL, PLAIN, OTHER = "A10", "A09", "A17"
NOON, LATER = at(TODAY, 12), at(TODAY, 15)


def provisional(**fields) -> Registration:
    """A provisional registration whose only condition so far is the visit."""
    values = {"state": _R.PROVISIONAL, "conditions": (TODAY + timedelta(days=20),), **fields}
    return make_registration(**values)


class Rectifying(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.registration = provisional()
        cls.firm = cls.registration.enterprise
        make_classification(cls.firm, "B")
        cls.owner = make_user(enterprise=cls.firm)
        cls.registrar = make_user(Role.REGISTRAR)
        cls.finding = make_rectification(cls.registration, cls.owner)

    def by_officer(self, rectification, **more):
        return {
            "number": rectification.number,
            "version": rectification.version,
            "actor": self.registrar,
            "at": LATER,
            **more,
        }

    def test_the_last_one_accepted_makes_the_registration_full_and_counts_once(self):
        answered = answer(self.finding, self.owner)

        rectifications.accept_rectification(**self.by_officer(answered))
        answer_facts()
        for fact in OutboxFact.objects.filter(name="rectification_accepted"):
            OutboxFact.objects.filter(pk=fact.pk).update(done_at=None)
        answer_facts()

        self.registration.refresh_from_db()
        self.assertEqual(self.registration.state, "registered")
        event = CreditEvent.objects.get(indicator="M01")
        self.assertEqual((event.state, event.enterprise), ("confirmed", self.firm))

    def test_is_met_by_nothing_but_its_rectification(self):
        self.registration.refresh_from_db()

        with self.assertRaises(ConditionHasFinding):
            admissions.accept_condition(**self.by_officer(self.registration, ordinal=2))

    def test_is_answered_with_words_and_something_to_see(self):
        with self.assertRaises(Invalid) as refusal:
            rectifications.answer_rectification(
                number=self.finding.number,
                version=self.finding.version,
                answer=" ",
                evidence=[],
                actor=self.owner,
                at=NOON,
            )

        self.assertEqual(sorted(refusal.exception.fields), ["answer", "evidence"])

    def test_returned_is_answered_again_without_new_evidence(self):
        answered = answer(self.finding, self.owner)
        returned = rectifications.return_rectification(
            **self.by_officer(answered, reason="The label is not seen.")
        )

        again = rectifications.answer_rectification(
            number=returned.number,
            version=returned.version,
            answer="See the second picture.",
            evidence=[],
            actor=self.owner,
            at=LATER,
        )

        self.assertEqual((returned.state, again.state), ("returned", "submitted"))
        self.assertEqual(again.evidence.count(), 1)

    def test_more_time_moves_the_condition_and_keeps_who_gave_it(self):
        until = self.finding.due_on + timedelta(days=10)

        rectifications.extend_rectification(
            **self.by_officer(self.finding, due_on=until, reason="The racks come late.")
        )

        given = RectificationExtension.objects.get()
        self.finding.refresh_from_db()
        self.assertEqual((given.given_by, given.due_after), (self.registrar, until))
        self.assertEqual(self.finding.condition.due_on, until)
        with self.assertRaises(DatabaseError), transaction.atomic():
            RectificationExtension.objects.update(reason="Another")

    def test_more_time_needs_a_reason_a_later_day_and_a_registration_that_lasts(self):
        after = self.registration.valid_until
        attempts = (
            ({"due_on": self.finding.due_on + timedelta(days=1), "reason": " "}, Invalid),
            ({"due_on": self.finding.due_on, "reason": "Late"}, Invalid),
            ({"due_on": after, "reason": "Late"}, PastTheRegistration),
        )
        for changes, refusal in attempts:
            with self.subTest(changes=changes), self.assertRaises(refusal):
                rectifications.extend_rectification(**self.by_officer(self.finding, **changes))
        with self.assertRaises(IntegrityError), transaction.atomic():
            RectificationExtension.objects.create(
                rectification=self.finding,
                due_before=self.finding.due_on,
                due_after=self.finding.due_on + timedelta(days=1),
                reason="",
                given_by=self.registrar,
                given_at=NOON,
            )

    def test_falls_away_only_by_who_did_not_find_it(self):
        assessor = self.finding.assessment.assessors.get()

        with self.assertRaises(SelfApproval):
            rectifications.void_rectification(
                **self.by_officer(self.finding, reason="Not so", actor=assessor)
            )
        rectifications.void_rectification(**self.by_officer(self.finding, reason="Not so"))

        self.registration.refresh_from_db()
        self.assertEqual(self.registration.state, "registered")
        self.assertEqual(self.registration.conditions.get(ordinal=2).voided_on, TODAY)

    def test_overdue_narrows_and_is_told_and_counted_once(self):
        late = at(self.finding.due_on + timedelta(days=1), 0)

        follow_up(at=late)
        follow_up(at=late + timedelta(hours=1))

        standing = registration_of(self.firm).standing(self.finding.due_on + timedelta(days=1))
        self.assertEqual(standing, RegistrationStanding.PROVISIONAL_NARROWED)
        facts = OutboxFact.objects.filter(name="rectification_overdue")
        self.assertEqual(facts.count(), 1)

    def test_overdue_counts_against_the_firm(self):
        Rectification.objects.filter(pk=self.finding.pk).update(due_on=TODAY - timedelta(days=1))

        follow_up(at=NOON)
        answer_facts()

        event = CreditEvent.objects.get(indicator="M02")
        self.assertEqual((event.state, event.occurred_on), ("confirmed", TODAY))

    def test_reminds_on_each_day_of_the_scheme_once(self):
        due = self.finding.due_on
        days = [one.day for one in reminders(working_calendar(), due, (10, 3, 1), (1, 5))]
        told = []

        for offset in range((days[-1] - TODAY).days + 1):
            day = TODAY + timedelta(days=offset)
            before = OutboxFact.objects.filter(name="rectification_due").count()
            follow_up(at=at(day, 0))
            follow_up(at=at(day, 1))
            if OutboxFact.objects.filter(name="rectification_due").count() > before:
                told.append(day)

        self.assertEqual(told, days)
        self.assertEqual(RectificationReminder.objects.count(), 5)

    def test_a_night_left_out_is_caught_up_with_one_reminder(self):
        follow_up(at=at(self.finding.due_on, 0))

        self.assertEqual(OutboxFact.objects.filter(name="rectification_due").count(), 1)
        self.assertEqual(RectificationReminder.objects.count(), 3)


class CreditOfVisits(TestCase):
    """What a visit says of a firm is reported for who endorsed it, and confirmed by another."""

    def events_of(self, registration, unmet=()):
        make_assessment(registration, unmet=unmet)
        answer_facts()
        found = CreditEvent.objects.filter(enterprise=registration.enterprise)
        return set(found.values_list("indicator", "state", "source"))

    def test_a_high_score_speaks_for_it(self):
        self.assertEqual(self.events_of(make_registration()), {("M03", "reported", "officer")})

    def test_a_critical_fault_of_a_registered_firm_speaks_against_it(self):
        self.assertEqual(
            self.events_of(make_registration(), ("A01", "A06", "A08", "A10", "A12", PLAIN)),
            {("M04", "reported", "officer"), ("M05", "reported", "officer")},
        )

    def test_a_dyehouse_not_yet_filed_breaks_nothing(self):
        filing = make_filing(
            make_enterprise(EnterpriseKind.DYEHOUSE),
            DyehouseFilingState.APPLIED,
            valid_from=None,
            valid_until=None,
            scopes=(),
        )
        make_assessment(filing, unmet=("D05",))
        answer_facts()

        self.assertEqual(set(CreditEvent.objects.values_list("indicator", flat=True)), {"M03"})
