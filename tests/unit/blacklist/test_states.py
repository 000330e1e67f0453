"""The doors of credit, every pair tried."""

from django.test import SimpleTestCase

from blacklist import states
from tests.unit.tables import assert_doors, read_table


class Doors(SimpleTestCase):
    def test_credit_event(self):
        assert_doors(
            self,
            states.CreditEventState,
            states.NEXT_CREDIT_EVENT_STATES,
            "reported>confirmed rejected; confirmed>objected; objected>dismissed allowed",
        )

    def test_list_entry(self):
        assert_doors(
            self,
            states.ListEntryState,
            states.NEXT_LIST_ENTRY_STATES,
            "proposed>noticed dropped; noticed>heard dropped; heard>effective dropped;"
            "effective>ended",
        )

    def test_urgent_list_entry(self):
        assert_doors(
            self,
            states.ListEntryState,
            states.NEXT_URGENT_LIST_ENTRY_STATES,
            "proposed>effective dropped; effective>confirmed ended; confirmed>ended",
        )

    def test_class_proposal(self):
        assert_doors(
            self,
            states.ClassProposalState,
            states.NEXT_CLASS_PROPOSAL_STATES,
            "proposed>approved rejected",
        )


class Words(SimpleTestCase):
    def test_cover_the_indicators(self):
        rows = read_table("blacklist", "credit_indicators")
        columns = {
            "pillar": states.Pillar,
            "severity": states.Severity,
            "immediate_effect": states.Effect,
            "stacking": states.Stacking,
        }

        for column, words in columns.items():
            with self.subTest(column=column):
                self.assertEqual({row[column] for row in rows}, set(words.values))
        self.assertEqual(
            {word for row in rows for word in row["reporters"].split(";")},
            set(states.Reporter.values),
        )
