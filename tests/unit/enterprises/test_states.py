"""The doors of the ground floor, every pair tried."""

from django.test import SimpleTestCase

from enterprises import states
from tests.unit.tables import assert_doors, read_table


class Doors(SimpleTestCase):
    def test_registration(self):
        assert_doors(
            self,
            states.RegistrationState,
            states.NEXT_REGISTRATION_STATES,
            "draft>submitted; submitted>returned accepted rejected; returned>submitted;"
            "accepted>provisional registered rejected;"
            "provisional>registered suspended lapsed;"
            "registered>suspended lapsed cancelled revoked;"
            "suspended>provisional registered revoked",
        )

    def test_assessment(self):
        assert_doors(
            self,
            states.AssessmentState,
            states.NEXT_ASSESSMENT_STATES,
            "planned>under_way cancelled; under_way>submitted; submitted>endorsed sent_back;"
            "sent_back>under_way",
        )

    def test_rectification(self):
        assert_doors(
            self,
            states.RectificationState,
            states.NEXT_RECTIFICATION_STATES,
            "open>submitted void; submitted>accepted returned; returned>submitted void",
        )

    def test_dyehouse_filing(self):
        assert_doors(
            self,
            states.DyehouseFilingState,
            states.NEXT_DYEHOUSE_FILING_STATES,
            "applied>assessed; assessed>filed refused; filed>suspended expired cancelled;"
            "suspended>filed",
        )

    def test_agent_authorisation(self):
        assert_doors(
            self,
            states.AgentAuthorisationState,
            states.NEXT_AGENT_AUTHORISATION_STATES,
            "asked>accepted declined; accepted>revoked expired",
        )

    def test_notice(self):
        assert_doors(
            self,
            states.NoticeState,
            states.NEXT_NOTICE_STATES,
            "draft>sent; sent>superseded withdrawn",
        )


class Words(SimpleTestCase):
    def test_cover_the_reference_files(self):
        rules = read_table("inspections", "release_rules")
        norms = read_table("inspections", "yield_norms")

        self.assertLessEqual({row["product"] for row in norms}, set(states.Product.values))
        self.assertLessEqual({row["species"] for row in norms}, set(states.Species.values))
        self.assertLessEqual(
            {word for row in rules for word in row["registration"].split(";") if word != "*"},
            set(states.RegistrationStanding.values),
        )
        self.assertLessEqual(
            {word for row in rules for word in row["regimes"].split(";") if word != "*"},
            set(states.Regime.values),
        )
