"""The first class, and proposals of another: decided once, by another person, with a reason."""

from itertools import product

from django.test import TestCase

from blacklist.models import Classification, ClassProposal
from blacklist.services import classes
from blacklist.states import ClassProposalState
from enterprises.errors import IllegalTransition, Invalid
from enterprises.roles import Role
from tests.factories import TODAY, at, make_classification, make_enterprise, make_user


class ProposalDoors(TestCase):
    """A proposal is decided once, whatever is tried on it afterwards."""

    def test_every_state_against_every_action(self):
        officer, chief = make_user(Role.CREDIT_OFFICER), make_user(Role.CHIEF)
        for state, approves in product(ClassProposalState, (True, False)):
            firm = make_enterprise()
            make_classification(firm, "C")
            proposal = ClassProposal.objects.create(
                enterprise=firm,
                credit_class="B",
                state=state,
                reason="Well managed.",
                proposed_by=officer,
                proposed_at=at(),
            )
            with self.subTest(state=state, approves=approves):
                arguments = {
                    "proposal": proposal,
                    "version": 1,
                    "approves": approves,
                    "reason": "As agreed.",
                    "actor": chief,
                    "at": at(),
                }
                if state == "proposed":
                    decided = classes.decide_proposal(**arguments)
                    self.assertEqual(decided.state, "approved" if approves else "rejected")
                    self.assertEqual(decided.answer, "As agreed.")
                    continue
                with self.assertRaises(IllegalTransition):
                    classes.decide_proposal(**arguments)
                proposal.refresh_from_db()
                self.assertEqual((proposal.state, proposal.version), (state, 1))
                held = Classification.objects.get(enterprise=firm, until=None)
                self.assertEqual(held.credit_class, "C")

    def test_a_rejection_says_why(self):
        firm = make_enterprise()
        make_classification(firm, "C")
        proposal = ClassProposal.objects.create(enterprise=firm, credit_class="B", proposed_at=at())

        with self.assertRaises(Invalid):
            classes.decide_proposal(
                proposal=proposal,
                version=1,
                approves=False,
                actor=make_user(Role.CHIEF),
                at=at(),
            )

        proposal.refresh_from_db()
        self.assertEqual(proposal.state, "proposed")


class OpenClass(TestCase):
    def test_a_new_firm_begins_in_b(self):
        enterprise = make_enterprise(first_registered_on=TODAY)

        opened = classes.open_class(enterprise=enterprise, at=at())

        self.assertEqual((opened.credit_class, opened.trigger), ("B", "opened"))
        self.assertEqual(classes.open_class(enterprise=enterprise, at=at()).pk, opened.pk)
