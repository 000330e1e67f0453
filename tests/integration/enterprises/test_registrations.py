"""Registration: assessed, registered and rectified in parallel; every door, and none beside."""

from datetime import timedelta
from itertools import product

from django.db import IntegrityError, transaction
from django.test import TestCase

from blacklist.models import Classification
from blacklist.services import admissions
from enterprises.calendar import months_on
from enterprises.errors import DomainError, IllegalTransition, Invalid, NotPermitted, StaleVersion
from enterprises.models import AuditEntry, OutboxFact, Registration
from enterprises.roles import Role
from enterprises.selectors.registrations import registration_of, registrations_of
from enterprises.services import registrations
from enterprises.services.closing import NotAssessed
from enterprises.services.registrations import AlreadyRegistered, NewCondition, ReturnedBefore
from enterprises.states import AssessmentState, RegistrationStanding, RegistrationState
from enterprises.tasks import end_what_ran_out
from tests.factories import TODAY, at, make_enterprise, make_registration, make_user
from tests.factories.supervision import make_assessment

_S = RegistrationState
TERMS = registrations.RegistrationTerms(provisional_months_max=6, valid_months=60)


def visit(registration):
    """Let the premises be visited, with nothing found."""
    make_assessment(registration)
    registration.refresh_from_db()
    return registration


class Grant(TestCase):
    def setUp(self):
        self.registrar = make_user(Role.REGISTRAR)
        self.enterprise = make_enterprise(first_registered_on=None)
        draft = registrations.create_application(
            enterprise=self.enterprise, actor=None, at=at(), earlier_ports=["Tianjin"]
        )
        registrations.submit_application(number=draft.number, version=1, actor=None, at=at())
        self.application = registrations.accept_application(
            number=draft.number, version=2, actor=self.registrar, at=at()
        )

    def grant(self, **changes):
        arguments = {
            "number": self.application.number,
            "version": self.application.version,
            "last_day": TODAY + timedelta(days=120),
            "visit_by": TODAY + timedelta(days=14),
            "allowed_isos": ["RU", "KZ"],
            "cap_pieces": 500,
            "conditions": [NewCondition("Separate raw and dressed skins.", "生熟皮分开。", TODAY)],
            "actor": self.registrar,
            "at": at(),
            **changes,
        }
        return admissions.grant_provisional(**arguments)

    def test_comes_before_the_visit_which_is_its_first_dated_condition(self):
        granted = self.grant()

        self.enterprise.refresh_from_db()
        first = granted.conditions.first()
        self.assertEqual(
            (granted.state, granted.valid_from, granted.valid_until),
            ("provisional", TODAY, TODAY + timedelta(days=121)),
        )
        self.assertEqual((first.ordinal, first.due_on), (1, TODAY + timedelta(days=14)))
        self.assertEqual(self.enterprise.first_registered_on, TODAY)
        self.assertRegex(granted.number, rf"^R\d\d-{self.enterprise.serial}-01$")

    def test_gives_a_new_firm_class_b_with_it(self):
        self.grant()

        opened = Classification.objects.get(enterprise=self.enterprise)
        self.assertEqual(opened.credit_class, "B")

    def test_lasts_no_longer_than_the_scheme_allows(self):
        latest = months_on(TODAY, 6)

        with self.assertRaises(Invalid) as refusal:
            self.grant(last_day=latest + timedelta(days=1))
        self.assertEqual(list(refusal.exception.fields), ["last_day"])
        self.assertEqual(self.grant(last_day=latest).state, "provisional")

    def test_names_every_fault_at_its_field(self):
        with self.assertRaises(Invalid) as refusal:
            self.grant(allowed_isos=["XX"], cap_pieces=0, visit_by=TODAY + timedelta(days=300))

        self.assertEqual(
            sorted(refusal.exception.fields), ["allowed_isos", "cap_pieces", "visit_by"]
        )
        self.application.refresh_from_db()
        self.assertEqual(self.application.state, "accepted")

    def test_narrows_by_itself_while_a_condition_is_overdue(self):
        self.grant()
        report = registration_of(self.enterprise)
        standings = [report.standing(TODAY + timedelta(days=days)) for days in (0, 1, 120, 121)]

        self.assertEqual(
            standings,
            [
                RegistrationStanding.PROVISIONAL,
                RegistrationStanding.PROVISIONAL_NARROWED,
                RegistrationStanding.PROVISIONAL_NARROWED,
                RegistrationStanding.PROVISIONAL_ENDED,
            ],
        )

    def test_becomes_full_with_the_last_condition(self):
        granted = self.grant()
        common = {"number": granted.number, "actor": self.registrar, "at": at()}

        half = admissions.accept_condition(version=granted.version, ordinal=2, **common)
        half_state = half.state
        full = visit(half)

        self.assertEqual((half_state, full.state), ("provisional", "registered"))
        self.assertEqual(full.valid_until, months_on(TODAY, 60))
        with self.assertRaises(IllegalTransition):
            admissions.accept_condition(version=full.version, ordinal=1, **common)

    def test_no_word_stands_for_the_visit(self):
        granted = self.grant()

        with self.assertRaises(NotAssessed):
            admissions.accept_condition(
                number=granted.number,
                version=granted.version,
                ordinal=1,
                actor=self.registrar,
                at=at(),
            )

        granted.refresh_from_db()
        self.assertIsNone(granted.conditions.get(ordinal=1).accepted_on)
        self.assertEqual(granted.state, "provisional")

    def test_database_refuses_to_make_it_full_before_the_visit(self):
        granted = self.grant()
        rows = Registration.objects.filter(pk=granted.pk)

        with self.assertRaises(IntegrityError) as refusal, transaction.atomic():
            rows.update(state=_S.REGISTERED)
        visit(granted)

        self.assertIn("no endorsed visit stands behind", str(refusal.exception))
        self.assertEqual(rows.update(state=_S.REGISTERED), 1)

    def test_is_the_registrars_alone(self):
        for role in (Role.INSPECTOR, Role.CHIEF, Role.AUDITOR, Role.ENTERPRISE):
            with self.subTest(role=role), self.assertRaises(NotPermitted):
                self.grant(actor=make_user(role))

    def test_a_stale_page_changes_nothing(self):
        with self.assertRaises(StaleVersion):
            self.grant(version=self.application.version - 1)

        self.assertFalse(Classification.objects.filter(enterprise=self.enterprise).exists())

    def test_is_written_down_and_told(self):
        granted = self.grant()

        self.assertTrue(
            AuditEntry.objects.filter(
                record_number=granted.number,
                action="registration_provisional",
                actor=self.registrar,
                enterprise=self.enterprise,
            ).exists()
        )
        self.assertTrue(
            OutboxFact.objects.filter(
                name="registration_changed", payload__state="provisional"
            ).exists()
        )


class Doors(TestCase):
    """Every action at every state; what is no door changes nothing."""

    def setUp(self):
        self.registrar = make_user(Role.REGISTRAR)

    def act(self, action, registration):
        common = {
            "number": registration.number,
            "version": registration.version,
            "actor": self.registrar,
            "at": at(),
        }
        reason = {"reason": "as found on site"}
        calls = {
            "submit": lambda: registrations.submit_application(**common),
            "return": lambda: registrations.return_application(**common, **reason),
            "accept": lambda: registrations.accept_application(**common),
            "reject": lambda: registrations.reject_application(**common, **reason),
            "register": lambda: registrations.register(**common, terms=TERMS),
            "suspend": lambda: registrations.suspend(**common, **reason),
            "reinstate": lambda: registrations.reinstate(**common),
            "cancel": lambda: registrations.cancel(**common, **reason),
            "revoke": lambda: registrations.revoke(**common, **reason),
        }
        return calls[action]()

    OPEN = {
        "submit": {_S.DRAFT, _S.RETURNED},
        "return": {_S.SUBMITTED},
        "accept": {_S.SUBMITTED},
        "reject": {_S.SUBMITTED, _S.ACCEPTED},
        "register": {_S.ACCEPTED},
        "suspend": {_S.PROVISIONAL, _S.REGISTERED},
        "reinstate": {_S.SUSPENDED},
        "cancel": {_S.REGISTERED},
        "revoke": {_S.REGISTERED, _S.SUSPENDED},
    }

    def test_every_state_against_every_action(self):
        for action, state in product(self.OPEN, RegistrationState):
            registration = make_registration(state=state)
            if action == "register" and state == _S.ACCEPTED:
                visit(registration)
            with self.subTest(action=action, state=state):
                if state in self.OPEN[action]:
                    self.assertNotEqual(self.act(action, registration).state, state)
                    continue
                with self.assertRaises(IllegalTransition):
                    self.act(action, registration)
                registration.refresh_from_db()
                self.assertEqual((registration.state, registration.version), (state, 1))

    def test_a_second_return_is_refused(self):
        registration = make_registration(state=_S.SUBMITTED, times_returned=1)

        with self.assertRaises(ReturnedBefore):
            self.act("return", registration)
        with (
            self.assertRaisesMessage(IntegrityError, "registration_returned_once"),
            transaction.atomic(),
        ):
            Registration.objects.filter(pk=registration.pk).update(times_returned=2)

    def test_reinstating_gives_the_former_state_back(self):
        for former in (_S.PROVISIONAL, _S.REGISTERED):
            with self.subTest(former=former):
                registration = make_registration(state=former)
                suspended = self.act("suspend", registration)
                self.assertEqual(
                    registration_of(registration.enterprise).standing(TODAY), "suspended"
                )
                self.assertEqual(self.act("reinstate", suspended).state, former)

    def test_ending_needs_a_reason(self):
        registration = make_registration()

        with self.assertRaises(Invalid):
            registrations.revoke(
                number=registration.number, version=1, reason=" ", actor=self.registrar, at=at()
            )

    def test_nothing_is_registered_in_full_that_nobody_has_visited(self):
        registration = make_registration(state=_S.ACCEPTED)
        make_assessment(registration, AssessmentState.CANCELLED)
        registration.refresh_from_db()

        with self.assertRaises(NotAssessed):
            self.act("register", registration)
        with (
            self.assertRaisesMessage(IntegrityError, "no endorsed visit"),
            transaction.atomic(),
        ):
            Registration.objects.filter(pk=registration.pk).update(state=_S.REGISTERED)
        self.act("register", visit(registration))


class Renewal(TestCase):
    def test_takes_over_in_one_step_and_two_are_never_in_force(self):
        registrar = make_user(Role.REGISTRAR)
        old = make_registration()
        with self.assertRaises(AlreadyRegistered):
            registrations.create_application(enterprise=old.enterprise, actor=None, at=at())

        new = registrations.create_application(
            enterprise=old.enterprise, actor=None, at=at(), replaces=old
        )
        registrations.submit_application(number=new.number, version=1, actor=None, at=at())
        registrations.accept_application(number=new.number, version=2, actor=registrar, at=at())
        new = visit(new)
        admissions.register(number=new.number, version=new.version, actor=registrar, at=at())

        old.refresh_from_db()
        self.assertEqual(old.state, "lapsed")
        self.assertEqual(registration_of(old.enterprise).registration.number, new.number)
        with (
            self.assertRaisesMessage(IntegrityError, "registration_one_in_force_per_firm"),
            transaction.atomic(),
        ):
            make_registration(old.enterprise)


class Nightly(TestCase):
    def test_lets_lapse_what_is_past_its_last_day_and_nothing_else(self):
        last_day_is_today = make_registration(valid_until=TODAY + timedelta(days=1))
        ended_yesterday = make_registration(state=_S.PROVISIONAL, valid_until=TODAY)
        suspended = make_registration(state=_S.SUSPENDED, valid_until=TODAY)

        end_what_ran_out()
        end_what_ran_out()

        states = [
            Registration.objects.get(pk=row.pk).state
            for row in (last_day_is_today, ended_yesterday, suspended)
        ]
        self.assertEqual(states, ["registered", "lapsed", "suspended"])
        self.assertEqual(AuditEntry.objects.filter(action="registration_lapsed").count(), 1)

    def test_refuses_to_let_lapse_what_is_in_force(self):
        with self.assertRaises(DomainError):
            registrations.lapse(number=make_registration().number, actor=None, at=at())


class Reports(TestCase):
    def test_many_firms_cost_no_more_questions_than_one(self):
        firms = [make_registration(conditions=(TODAY,)).enterprise.pk for _ in range(5)]

        with self.assertNumQueries(2):
            registrations_of(firms)
