"""Applications, visits and rectifications: what follows from what, and what the database refuses."""

from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.test import TestCase

from blacklist.services import admissions
from enterprises.calendar import nth_working_day
from enterprises.errors import Invalid, NotPermitted, SelfApproval
from enterprises.models import (
    Assessment,
    AssessmentAssessor,
    Notification,
    Rectification,
    Registration,
    RegistrationDocument,
)
from enterprises.roles import Role
from enterprises.selectors.reference import working_calendar
from enterprises.services import assessments, filings, rectifications, registrations
from enterprises.services.assessments import AssessmentOpen, NotAnAssessor
from enterprises.services.closing import ChildrenOpen, CriticalItemUnmet
from enterprises.services.filings import Scope
from enterprises.services.registrations import NothingToRenew
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    RectificationState,
    RegistrationState,
)
from tests.factories import (
    TODAY,
    at,
    make_enterprise,
    make_filing,
    make_registration,
    make_user,
)
from tests.factories.supervision import (
    PNG,
    answer,
    answer_facts,
    findings,
    make_application,
    make_assessment,
    whole_application,
)

_A, _C, _R = AssessmentState, RectificationState, RegistrationState
CRITICAL, PLAIN, OTHER = "A10", "A09", "A17"
NOON, LATER = at(TODAY, 12), at(TODAY, 15)


def provisional(**fields) -> Registration:
    """A provisional registration whose only condition so far is the visit."""
    values = {"state": _R.PROVISIONAL, "conditions": (TODAY + timedelta(days=20),), **fields}
    return make_registration(**values)


class Application(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise(first_registered_on=None)
        cls.owner = make_user(enterprise=cls.firm)
        cls.registrar = make_user(Role.REGISTRAR)
        cls.written = make_application(cls.firm, cls.owner)

    def hand_in(self, written=None):
        written = written or self.written
        return registrations.hand_in(
            number=written.number, version=written.version, actor=self.owner, at=NOON
        )

    def amend(self, **changes):
        self.written.refresh_from_db()
        return registrations.amend_application(
            number=self.written.number,
            version=self.written.version,
            application=whole_application(**changes),
            actor=self.owner,
            at=NOON,
        )

    def test_handed_in_declares_the_markets_and_tells_the_registrars(self):
        handed_in = self.hand_in()
        answer_facts()

        self.assertEqual(handed_in.state, "submitted")
        self.assertEqual(set(self.firm.export_markets.values_list("iso", flat=True)), {"RU", "KZ"})
        told = Notification.objects.get(recipient=self.registrar)
        self.assertEqual(told.kind, "application_submitted")

    def test_unwhole_is_not_handed_in_and_says_what_lacks(self):
        paper = self.written.documents.get(kind="plan")
        registrations.remove_paper(
            number=self.written.number,
            version=self.written.version,
            token=paper.file.token,
            actor=self.owner,
            at=NOON,
        )
        shortened = self.amend(process="", papers=[])

        with self.assertRaises(Invalid) as refusal:
            self.hand_in(shortened)
        self.assertEqual(sorted(refusal.exception.fields), ["paper_plan", "process"])
        shortened.refresh_from_db()
        self.assertEqual(shortened.state, "draft")

    def test_names_a_country_that_no_rule_covers(self):
        with self.assertRaises(Invalid) as refusal:
            self.amend(export_isos=["RU", "XX"], workers=0)

        self.assertEqual(sorted(refusal.exception.fields), ["export_isos", "workers"])

    def test_papers_stay_where_the_bureau_has_read_them(self):
        self.hand_in()

        with self.assertRaises(DatabaseError), transaction.atomic():
            RegistrationDocument.objects.all().delete()

    def test_a_draft_may_be_deleted_with_its_papers(self):
        registrations.delete_draft(
            number=self.written.number, version=self.written.version, actor=self.owner, at=NOON
        )

        self.assertFalse(Registration.objects.filter(enterprise=self.firm).exists())

    def test_a_renewal_names_ones_own_registration_in_force(self):
        other = make_registration()

        with self.assertRaises(NothingToRenew):
            registrations.create_application(
                enterprise=make_enterprise(), actor=None, at=NOON, replaces=other
            )


class Visit(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.assessor, cls.endorser = make_user(Role.REGISTRAR), make_user(Role.REGISTRAR)

    def visit(self, subject, state=_A.ENDORSED, **options):
        return make_assessment(
            subject, state, assessor=self.assessor, endorser=self.endorser, **options
        )

    def test_without_findings_meets_the_first_condition_and_makes_full(self):
        registration = provisional()

        visit = self.visit(registration)

        registration.refresh_from_db()
        self.assertEqual((visit.score, registration.state), (100, "registered"))
        self.assertEqual(registration.conditions.get().accepted_on, TODAY)

    def test_keeps_the_items_that_it_went_by(self):
        visit = self.visit(provisional())

        self.assertEqual((visit.checklist_version, visit.items.count()), (1, 24))
        self.assertEqual(sum(visit.items.values_list("weight", flat=True)), 100)
        with self.assertRaises(DatabaseError), transaction.atomic():
            visit.items.filter(code=PLAIN).update(weight=1)

    def test_makes_each_finding_a_dated_condition_with_a_rectification(self):
        registration = provisional()

        visit = self.visit(registration, unmet=(PLAIN, OTHER))

        registration.refresh_from_db()
        due = nth_working_day(working_calendar(), TODAY, 20).date
        found = list(visit.rectifications.order_by("item__code"))
        self.assertEqual(registration.state, "provisional")
        self.assertEqual([one.item.code for one in found], [PLAIN, OTHER])
        self.assertEqual({one.due_on for one in found}, {due})
        self.assertEqual([one.condition.ordinal for one in found], [2, 3])
        self.assertEqual(visit.score, 90)

    def test_suspends_a_provisional_registration_as_soon_as_a_critical_item_is_handed_in(self):
        registration = provisional()

        self.visit(registration, _A.SUBMITTED, unmet=(CRITICAL,))

        registration.refresh_from_db()
        self.assertEqual(registration.state, "suspended")
        self.assertIn(CRITICAL, registration.reason)
        with self.assertRaises(CriticalItemUnmet):
            registrations.reinstate(
                number=registration.number,
                version=registration.version,
                actor=self.endorser,
                at=LATER,
            )

    def test_critical_and_rectified_lets_it_be_reinstated_in_full(self):
        registration = provisional()
        owner = make_user(enterprise=registration.enterprise)
        visit = self.visit(registration, unmet=(CRITICAL,))
        answered = answer(visit.rectifications.get(), owner)
        rectifications.accept_rectification(
            number=answered.number, version=answered.version, actor=self.endorser, at=LATER
        )
        registration.refresh_from_db()
        self.assertEqual(registration.state, "suspended")

        reinstated = registrations.reinstate(
            number=registration.number, version=registration.version, actor=self.endorser, at=LATER
        )

        self.assertEqual(reinstated.state, "registered")

    def test_before_the_grant_forbids_it_in_full_and_becomes_its_conditions(self):
        registration = make_registration(state=_R.ACCEPTED)
        self.visit(registration, unmet=(PLAIN,))
        registration.refresh_from_db()
        common = {"number": registration.number, "actor": self.endorser, "at": LATER}

        with self.assertRaises(ChildrenOpen):
            admissions.register(version=registration.version, **common)
        granted = admissions.grant_provisional(
            version=registration.version,
            last_day=TODAY + timedelta(days=100),
            visit_by=TODAY + timedelta(days=30),
            allowed_isos=["RU"],
            **common,
        )

        self.assertEqual(granted.state, "provisional")
        self.assertEqual(
            list(granted.conditions.values_list("ordinal", "accepted_on")),
            [(1, TODAY), (2, None)],
        )

    def test_before_the_grant_with_a_critical_finding_forbids_any(self):
        registration = make_registration(state=_R.ACCEPTED)
        self.visit(registration, unmet=(CRITICAL,))
        registration.refresh_from_db()
        common = {
            "number": registration.number,
            "version": registration.version,
            "actor": self.endorser,
            "at": LATER,
        }

        with self.assertRaises(CriticalItemUnmet):
            admissions.register(**common)
        with self.assertRaises(CriticalItemUnmet):
            admissions.grant_provisional(
                last_day=TODAY + timedelta(days=100),
                visit_by=TODAY,
                allowed_isos=["RU"],
                **common,
            )

    def test_is_endorsed_by_nobody_who_assessed(self):
        visit = self.visit(provisional(), _A.SUBMITTED)
        arguments = {"number": visit.number, "version": visit.version, "at": LATER}

        with self.assertRaises(SelfApproval):
            assessments.endorse_assessment(actor=self.assessor, **arguments)
        with self.assertRaises(NotPermitted):
            assessments.endorse_assessment(actor=make_user(Role.CHIEF), **arguments)
        endorsed = assessments.endorse_assessment(actor=self.endorser, **arguments)
        self.assertEqual(endorsed.endorsed_by, self.endorser)

    def test_is_planned_no_later_than_the_condition_that_asks_for_it(self):
        registration = provisional()
        due_on = registration.conditions.get(ordinal=1).due_on
        arguments = {"subject": registration, "assessors": [self.assessor]}
        arguments |= {"actor": self.assessor, "at": NOON}

        with self.assertRaises(Invalid) as refusal:
            assessments.plan_assessment(planned_for=due_on + timedelta(days=1), **arguments)
        planned = assessments.plan_assessment(planned_for=due_on, **arguments)

        self.assertEqual(list(refusal.exception.fields), ["planned_for"])
        self.assertEqual(planned.planned_for, due_on)

    def test_that_is_overdue_is_planned_for_any_day(self):
        registration = provisional()
        due_on = registration.conditions.get(ordinal=1).due_on
        late = due_on + timedelta(days=3)

        planned = assessments.plan_assessment(
            subject=registration,
            planned_for=late,
            assessors=[self.assessor],
            actor=self.assessor,
            at=at(late),
        )

        self.assertEqual(planned.planned_for, late)

    def test_database_refuses_an_assessor_who_endorses(self):
        second = make_user(Role.REGISTRAR)
        registration = provisional()
        visit = assessments.plan_assessment(
            subject=registration,
            planned_for=TODAY,
            assessors=[self.assessor, second],
            actor=self.assessor,
            at=NOON,
        )
        rows = Assessment.objects.filter(pk=visit.pk)
        rows.update(state="submitted", on_site_on=TODAY, submitted_by=self.assessor)

        for person, named in (
            (self.assessor, "assessment_"),
            (second, "is not endorsed by who assessed"),
        ):
            with self.assertRaisesMessage(IntegrityError, named), transaction.atomic():
                rows.update(state="endorsed", endorsed_by=person, endorsed_at=NOON)
        with self.assertRaises(DatabaseError), transaction.atomic():
            AssessmentAssessor.objects.filter(assessment=visit, user=second).delete()

    def test_database_refuses_full_registration_over_an_open_finding(self):
        registration = provisional()
        self.visit(registration, unmet=(PLAIN,))
        rows = Registration.objects.filter(pk=registration.pk)

        with (
            self.assertRaisesMessage(IntegrityError, "a visit or a finding open"),
            transaction.atomic(),
        ):
            rows.update(state="registered")
        Rectification.objects.update(
            state="void", reason="Not so", decided_by=self.endorser, decided_at=NOON
        )
        self.assertEqual(rows.update(state="registered"), 1)

    def test_is_written_by_its_assessors_alone_and_whole(self):
        visit = self.visit(provisional(), _A.PLANNED)
        common = {"number": visit.number, "at": NOON}
        with self.assertRaises(NotAnAssessor):
            assessments.start_assessment(version=visit.version, actor=self.endorser, **common)
        begun = assessments.start_assessment(version=visit.version, actor=self.assessor, **common)
        half = {code: one for code, one in findings(begun, (PLAIN,)).items() if code != OTHER}
        kept = assessments.record_findings(
            version=begun.version,
            found=half,
            conclusion="",
            photos=[PNG],
            actor=self.assessor,
            **common,
        )

        with self.assertRaises(Invalid) as refusal:
            assessments.submit_assessment(version=kept.version, actor=self.assessor, **common)
        self.assertEqual(list(refusal.exception.fields), [OTHER])
        self.assertEqual(kept.photos.count(), 1)

    def test_says_what_does_not_conform(self):
        visit = self.visit(provisional(), _A.UNDER_WAY)

        with self.assertRaises(Invalid) as refusal:
            assessments.record_findings(
                number=visit.number,
                version=visit.version,
                found={PLAIN: assessments.Found("nonconforming", " ")},
                conclusion="",
                actor=self.assessor,
                at=LATER,
            )
        self.assertEqual(list(refusal.exception.fields), [PLAIN])

    def test_is_one_at_a_time(self):
        registration = provisional()
        self.visit(registration, _A.PLANNED)

        with self.assertRaises(AssessmentOpen):
            self.visit(registration, _A.PLANNED)

    def test_of_a_dyehouse_stands_before_the_file(self):
        filing = make_filing(state=DyehouseFilingState.APPLIED, scopes=())
        visit = self.visit(filing, _A.SUBMITTED, unmet=("D12",))
        opinion = {"government_opinion": "Honest.", "actor": self.endorser, "at": LATER}

        with self.assertRaises(ChildrenOpen):
            filings.assess_filing(number=filing.number, version=1, **opinion)
        assessments.endorse_assessment(
            number=visit.number, version=visit.version, actor=self.endorser, at=LATER
        )
        assessed = filings.assess_filing(number=filing.number, version=1, **opinion)

        self.assertEqual((visit.checklist, visit.items.count()), ("dyehouse", 14))
        with self.assertRaises(ChildrenOpen):
            filings.put_on_file(
                number=filing.number,
                version=assessed.version,
                last_day=TODAY + timedelta(days=300),
                scopes=[Scope("fox", "dyed", "black")],
                actor=self.endorser,
                at=LATER,
            )

    def test_open_keeps_what_it_is_of_from_being_closed(self):
        registration = make_registration()
        self.visit(registration, _A.PLANNED)

        for end in (registrations.cancel, registrations.revoke):
            with self.subTest(end=end.__name__), self.assertRaises(ChildrenOpen):
                end(
                    number=registration.number,
                    version=registration.version,
                    reason="Asked for",
                    actor=self.endorser,
                    at=LATER,
                )
