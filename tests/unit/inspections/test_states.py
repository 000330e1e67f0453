"""The doors of declarations and what follows from them, every pair tried."""

from django.test import SimpleTestCase
from django.utils.translation import override

from inspections import states
from tests.unit.tables import assert_doors


class Doors(SimpleTestCase):
    def test_declaration(self):
        assert_doors(
            self,
            states.DeclarationState,
            states.NEXT_DECLARATION_STATES,
            "draft>submitted; submitted>released held returned refused;"
            "held>released returned refused withdrawn; returned>submitted withdrawn;"
            "released>cancelled",
        )

    def test_rule_set(self):
        assert_doors(
            self,
            states.RuleSetState,
            states.NEXT_RULE_SET_STATES,
            "draft>proved rejected; proved>approved draft; approved>active draft rejected;"
            "active>retired",
        )

    def test_certificate(self):
        assert_doors(
            self,
            states.CertificateState,
            states.NEXT_CERTIFICATE_STATES,
            "active>replaced revoked expired cancelled",
        )

    def test_impact_case(self):
        assert_doors(
            self,
            states.ImpactCaseState,
            states.NEXT_IMPACT_CASE_STATES,
            "open>closing; closing>closed; closed>reopened; reopened>closing",
        )


class OutcomeStates(SimpleTestCase):
    def test_every_outcome_leads_through_a_door_of_a_submitted_declaration(self):
        doors = states.NEXT_DECLARATION_STATES[states.DeclarationState.SUBMITTED]

        self.assertEqual({states.STATE_AFTER[outcome] for outcome in states.Outcome}, doors)

    def test_people_read_what_the_system_is_doing(self):
        with override("en"):
            self.assertEqual(str(states.DeclarationState.SUBMITTED.label), "Deciding")
            self.assertEqual(str(states.DeclarationState.RETURNED.label), "Returned for correction")
