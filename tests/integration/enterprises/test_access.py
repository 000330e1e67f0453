"""Who reaches what: one's own firm, the firms one is agent of while it lasts, nobody else's."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import TestCase

from enterprises import access
from enterprises.errors import IllegalTransition
from enterprises.models import AgentAuthorisation, Registration
from enterprises.roles import Role
from enterprises.services import memberships
from enterprises.services.memberships import (
    AuthorisedAlready,
    LastOwner,
    MemberAlready,
    NotAnAgent,
)
from enterprises.states import AgentAuthorisationState, EnterpriseKind, MembershipRole
from enterprises.tasks import end_what_ran_out
from tests.factories import (
    TODAY,
    at,
    make_authorisation,
    make_enterprise,
    make_membership,
    make_registration,
    make_user,
)

_S = AgentAuthorisationState
_R = MembershipRole


class Reach(TestCase):
    def setUp(self):
        self.registration = make_registration()
        self.enterprise = self.registration.enterprise

    def sees(self, user):
        try:
            access.get_or_404(Registration, user, number=self.registration.number)
        except Http404:
            return False
        return True

    def test_another_firms_record_is_not_there(self):
        self.assertTrue(self.sees(make_user(enterprise=self.enterprise)))
        self.assertFalse(self.sees(make_user(enterprise=make_enterprise())))

    def test_officers_see_it_and_analysts_see_no_firms(self):
        for role in (Role.REGISTRAR, Role.INSPECTOR, Role.CHIEF, Role.AUDITOR):
            self.assertTrue(self.sees(make_user(role)), role)
        for role in (Role.ANALYST, Role.REVIEWER, Role.DEPARTMENT, Role.ADMINISTRATOR):
            self.assertFalse(self.sees(make_user(role)), role)

    def test_a_membership_that_ended_opens_nothing(self):
        person = make_user(Role.ENTERPRISE)
        make_membership(person, self.enterprise, until=TODAY)

        self.assertFalse(self.sees(person))
        self.assertIsNone(access.membership_role(person, self.enterprise))

    def test_owners_and_declarants_declare_and_viewers_look(self):
        for role, may in [(_R.OWNER, True), (_R.DECLARANT, True), (_R.VIEWER, False)]:
            person = make_user(enterprise=self.enterprise, membership=role)
            with self.subTest(role=role):
                self.assertEqual(access.may_declare_for(person, self.enterprise), may)
                self.assertTrue(self.sees(person))
        with self.assertRaises(PermissionDenied):
            access.declare_required(person, self.enterprise)

    def test_an_agent_reaches_the_firm_while_it_is_authorised(self):
        agent = make_enterprise(EnterpriseKind.AGENT)
        clerk = make_user(enterprise=agent, membership=_R.DECLARANT)
        self.assertFalse(self.sees(clerk))

        authorisation = make_authorisation(self.enterprise, agent)
        self.assertTrue(self.sees(clerk))
        self.assertEqual(access.agent_for(clerk, self.enterprise), agent)

        AgentAuthorisation.objects.filter(pk=authorisation.pk).update(valid_until=TODAY)
        self.assertFalse(self.sees(clerk))
        self.assertFalse(access.may_declare_for(clerk, self.enterprise))


class Members(TestCase):
    def setUp(self):
        self.enterprise = make_enterprise()
        self.owner = make_user(enterprise=self.enterprise)

    def test_a_firm_keeps_an_owner(self):
        membership = self.owner.memberships.get()

        with self.assertRaises(LastOwner):
            memberships.end_membership(membership=membership, actor=self.owner, at=at())
        with self.assertRaises(LastOwner):
            memberships.change_role(
                membership=membership, role=_R.VIEWER, actor=self.owner, at=at()
            )

        make_user(enterprise=self.enterprise)
        memberships.end_membership(membership=membership, actor=self.owner, at=at())
        self.assertIsNone(access.membership_role(self.owner, self.enterprise))

    def test_a_person_belongs_once(self):
        person = make_user(Role.ENTERPRISE)
        arguments = {
            "enterprise": self.enterprise,
            "user": person,
            "role": _R.DECLARANT,
            "actor": self.owner,
            "at": at(),
        }
        memberships.add_member(**arguments)

        with self.assertRaises(MemberAlready):
            memberships.add_member(**arguments)
        with (
            self.assertRaisesMessage(IntegrityError, "membership_one_open_per_person_and_firm"),
            transaction.atomic(),
        ):
            make_membership(person, self.enterprise)


class Authorisations(TestCase):
    def setUp(self):
        self.principal = make_enterprise()
        self.agent = make_enterprise(EnterpriseKind.AGENT)

    def ask(self, **changes):
        arguments = {
            "principal": self.principal,
            "agent": self.agent,
            "valid_from": TODAY,
            "last_day": TODAY + timedelta(days=30),
            "actor": None,
            "at": at(),
            **changes,
        }
        return memberships.ask_agent(**arguments)

    def test_only_an_agent_is_asked_and_once(self):
        with self.assertRaises(NotAnAgent):
            self.ask(agent=make_enterprise())
        self.ask()
        with self.assertRaises(AuthorisedAlready):
            self.ask()

    def test_the_last_day_still_counts(self):
        self.assertEqual(self.ask(last_day=TODAY).valid_until, TODAY + timedelta(days=1))

    def test_every_state_against_every_action(self):
        actions = {
            "answer": (
                {_S.ASKED},
                lambda a: memberships.answer_authorisation(**a, accepts=True),
            ),
            "revoke": ({_S.ACCEPTED}, lambda a: memberships.revoke_authorisation(**a)),
        }
        for name, (doors, act) in actions.items():
            for state in AgentAuthorisationState:
                authorisation = make_authorisation(
                    make_enterprise(), make_enterprise(EnterpriseKind.AGENT), state
                )
                arguments = {
                    "authorisation": authorisation,
                    "version": 1,
                    "actor": None,
                    "at": at(),
                }
                with self.subTest(action=name, state=state):
                    if state in doors:
                        self.assertNotEqual(act(arguments).state, state)
                        continue
                    with self.assertRaises(IllegalTransition):
                        act(arguments)
                    authorisation.refresh_from_db()
                    self.assertEqual((authorisation.state, authorisation.version), (state, 1))

    def test_the_night_ends_what_ran_out(self):
        past = make_authorisation(self.principal, self.agent, valid_until=TODAY)

        end_what_ran_out()

        past.refresh_from_db()
        self.assertEqual(past.state, "expired")
