"""Every state of a visit and of a rectification against every action on it."""

from datetime import timedelta

from django.db import transaction
from django.test import TestCase

from enterprises.errors import DomainError, IllegalTransition
from enterprises.roles import Role
from enterprises.services import assessments, rectifications
from enterprises.states import AssessmentState, RectificationState, RegistrationState
from tests.factories import TODAY, at, make_enterprise, make_registration, make_user
from tests.factories.supervision import (
    PNG,
    findings,
    make_assessment,
    make_rectification,
)

_A, _R = AssessmentState, RectificationState
LATER = at(TODAY, 15)
ASSESSMENT_DOORS = {
    "start": {_A.PLANNED, _A.SENT_BACK},
    "cancel": {_A.PLANNED},
    "write": {_A.UNDER_WAY},
    "hand in": {_A.UNDER_WAY},
    "endorse": {_A.SUBMITTED},
    "send back": {_A.SUBMITTED},
}
RECTIFICATION_DOORS = {
    "answer": {_R.OPEN, _R.RETURNED},
    "accept": {_R.SUBMITTED},
    "return": {_R.SUBMITTED},
    "extend": {_R.OPEN, _R.RETURNED},
    "void": {_R.OPEN, _R.RETURNED},
}


class Doors(TestCase):
    """A door that is not in the table is shut, and what was refused changed nothing."""

    @classmethod
    def setUpTestData(cls):
        cls.assessor = make_user(Role.REGISTRAR)
        cls.endorser = make_user(Role.REGISTRAR)
        cls.third = make_user(Role.REGISTRAR)
        cls.visits = {
            state: make_assessment(
                make_registration(state=RegistrationState.PROVISIONAL, conditions=(TODAY,)),
                state,
                assessor=cls.assessor,
                endorser=cls.endorser,
            )
            for state in _A
        }
        firm = make_enterprise()
        cls.owner = make_user(enterprise=firm)
        cls.findings = {
            state: make_rectification(
                make_registration(state=RegistrationState.PROVISIONAL, conditions=(TODAY,)),
                cls.owner,
                state,
            )
            for state in _R
        }

    def try_all(self, by_state, doors, attempt):
        for state, record in by_state.items():
            for action, states in doors.items():
                with self.subTest(state=state, action=action):
                    is_open, refusal = True, None
                    try:
                        with transaction.atomic():
                            attempt(action, record)
                            transaction.set_rollback(True)
                    except IllegalTransition as error:
                        is_open, refusal = False, error
                    except DomainError as error:
                        self.fail(f"refused for another reason: {error}")

                    kept = type(record).objects.get(pk=record.pk)
                    self.assertEqual(is_open, state in states, refusal)
                    self.assertEqual((kept.state, kept.version), (state, record.version))

    def test_of_a_visit(self):
        def attempt(action, visit):
            common = {"number": visit.number, "version": visit.version, "at": LATER}
            by_assessor = {**common, "actor": self.assessor}
            by_another = {**common, "actor": self.endorser}
            return {
                "start": lambda: assessments.start_assessment(**by_assessor),
                "cancel": lambda: assessments.cancel_assessment(**by_assessor, reason="Snow"),
                "write": lambda: assessments.record_findings(
                    **by_assessor, found=findings(visit), conclusion=""
                ),
                "hand in": lambda: assessments.submit_assessment(**by_assessor),
                "endorse": lambda: assessments.endorse_assessment(**by_another),
                "send back": lambda: assessments.send_back_assessment(**by_another, reason="Why?"),
            }[action]()

        self.try_all(self.visits, ASSESSMENT_DOORS, attempt)

    def test_of_a_rectification(self):
        def attempt(action, finding):
            common = {"number": finding.number, "version": finding.version, "at": LATER}
            by_officer = {**common, "actor": self.third}
            later = finding.due_on + timedelta(days=3)
            return {
                "answer": lambda: rectifications.answer_rectification(
                    **common, answer="Done.", evidence=[PNG], actor=self.owner
                ),
                "accept": lambda: rectifications.accept_rectification(**by_officer),
                "return": lambda: rectifications.return_rectification(**by_officer, reason="No."),
                "extend": lambda: rectifications.extend_rectification(
                    **by_officer, due_on=later, reason="Parts are late."
                ),
                "void": lambda: rectifications.void_rectification(**by_officer, reason="Not so."),
            }[action]()

        self.try_all(self.findings, RECTIFICATION_DOORS, attempt)
