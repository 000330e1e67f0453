"""How many declarations of a firm passed in a row, as the lists of credit ask it."""

from datetime import timedelta

from django.test import TestCase

from blacklist.selectors.entries import declarations_passed_since
from enterprises.states import RegistrationState
from tests.factories import TODAY
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)


class PassedInARow(TestCase):
    def setUp(self):
        self.firm = make_exporter("A")
        make_month(self.firm)
        self.lot = make_lot(self.firm, skins=10_000)

    def declare(self):
        submit(make_draft(self.firm, make_content(make_line({self.lot: 400}))))

    def refuse(self):
        self.firm.registrations.update(
            state=RegistrationState.SUSPENDED, state_before_suspension="registered"
        )
        self.declare()
        self.firm.registrations.update(state=RegistrationState.REGISTERED)

    def test_counts_releases_since_the_day_and_since_the_last_refusal(self):
        self.assertEqual(declarations_passed_since(self.firm, TODAY), 0)
        self.declare()
        self.declare()

        self.assertEqual(declarations_passed_since(self.firm, TODAY), 2)
        self.assertEqual(declarations_passed_since(self.firm, TODAY + timedelta(days=1)), 0)
        self.refuse()
        self.assertEqual(declarations_passed_since(self.firm, TODAY), 0)
        self.declare()
        self.assertEqual(declarations_passed_since(self.firm, TODAY), 1)
