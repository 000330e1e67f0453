"""The pages of lots: where they may go and why, and what became of their skins."""

import re
from datetime import date, datetime, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.calendar import SHANGHAI
from enterprises.roles import Role
from enterprises.states import EnterpriseKind
from lab.selectors.pages import lot_page
from lab.states import LotState
from tests.factories import TODAY, make_authorisation, make_enterprise, make_user
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    make_report,
    submit,
)

RAISED_CHROMIUM = {"HCHO": "12", "AZO": "<5", "4-AAB": "<5", "CR6": "4.2"}
WITHOUT_CHROMIUM = {"HCHO": "12", "AZO": "<5", "4-AAB": "<5"}


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def queries_of(case, address):
    case.client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = case.client.get(address)
    case.assertEqual(response.status_code, 200)
    return len(asked)


class Stock(TestCase):
    def setUp(self):
        self.firm = make_exporter("B")
        self.client.force_login(declarant_of(self.firm))
        self.lot = make_lot(self.firm, skins=5000)
        make_report(self.lot)

    def page(self, lot=None):
        return reverse("lab:lot-detail", args=[(lot or self.lot).number])


class ListOfLots(Stock):
    address = "/lots/"

    def test_filters_by_where_a_lot_may_go(self):
        failing = make_lot(self.firm)
        make_report(failing, RAISED_CHROMIUM)

        everything = self.client.get(self.address)
        to_the_union = self.client.get(self.address, {"market": "EU"})

        self.assertContains(everything, failing.number)
        self.assertContains(to_the_union, self.lot.number)
        self.assertNotContains(to_the_union, failing.number)

    def test_shows_a_firm_its_own_and_officers_every_lot(self):
        theirs = make_lot(make_exporter("A"))

        own = self.client.get(self.address)
        self.client.force_login(make_user(Role.INSPECTOR))
        every = self.client.get(self.address)

        self.assertNotContains(own, theirs.number)
        self.assertContains(every, theirs.number)
        self.assertContains(every, theirs.enterprise.name_en)

    def test_exports_what_is_filtered(self):
        make_lot(self.firm, state=LotState.QUARANTINED)

        response = self.client.get(self.address, {"state": "in_stock", "export": "csv"})

        rows = b"".join(response.streaming_content).decode().strip().splitlines()
        self.assertEqual(len(rows), 2)
        self.assertIn(self.lot.number, rows[1])

    def test_asks_the_database_as_often_for_many_rows_as_for_one(self):
        few = queries_of(self, self.address)
        for _row in range(24):
            make_lot(self.firm)

        self.assertLessEqual(queries_of(self, self.address), few)


class DaysOfSamples(Stock):
    def test_are_those_of_shanghai(self):
        lot = make_lot(self.firm)
        sample = make_report(lot)
        sample.taken_at = datetime(2026, 3, 1, 6, 30, tzinfo=SHANGHAI)
        sample.save()

        (row,) = lot_page(lot, TODAY).samples

        self.assertEqual(row.taken_on, date(2026, 3, 1))


class PageOfALot(Stock):
    def test_gives_the_reason_for_every_yes_and_no(self):
        lot = make_lot(self.firm)
        make_report(lot, WITHOUT_CHROMIUM)

        words = words_of(self.client.get(self.page(lot)))

        self.assertIn("European Union: a test is missing Chromium (VI) is not tested.", words)
        self.assertIn("Japan: may go", words)
        self.assertIn("Not delivered by a filed dyehouse.", words)

    def test_names_the_value_and_the_limit_it_fails(self):
        lot = make_lot(self.firm)
        make_report(lot, RAISED_CHROMIUM)

        words = words_of(self.client.get(self.page(lot)))

        self.assertIn("European Union: may not go", words)
        self.assertIn("Chromium (VI) 4.2 mg/kg fails the limit", words)

    def test_says_that_a_quarantined_lot_goes_nowhere(self):
        lot = make_lot(self.firm, state=LotState.QUARANTINED)

        words = words_of(self.client.get(self.page(lot)))

        self.assertIn("May not go anywhere yet", words)
        self.assertIn(f"Lot {lot.number} is quarantined since", words)

    def test_keeps_the_ledger_with_a_running_balance_and_where_skins_went(self):
        make_month(self.firm)
        declaration = make_draft(self.firm, make_content(make_line({self.lot: 400})))
        submit(declaration)

        response = self.client.get(self.page())

        words = words_of(response)
        self.assertIn("Write-off", words)
        self.assertIn("−400 4,600", words)
        self.assertIn("+5,000 5,000", words)
        self.assertContains(
            response, reverse("inspections:declaration-detail", args=[declaration.number])
        )

    def test_exports_its_ledger(self):
        response = self.client.get(self.page(), {"export": "csv"})

        rows = b"".join(response.streaming_content).decode().strip().splitlines()
        self.assertEqual(len(rows), 2)
        self.assertIn("5000", rows[1])

    def test_names_the_samples_it_rests_on(self):
        words = words_of(self.client.get(self.page()))

        sample = self.lot.samples.get()
        self.assertIn(sample.number, words)
        self.assertIn(sample.reports.get().number, words)

    def test_asks_the_database_as_often_for_many_entries_as_for_one(self):
        make_month(self.firm)
        few = queries_of(self, self.page())
        lines = [make_line({self.lot: 40}) for _line in range(12)]
        submit(make_draft(self.firm, make_content(*lines)))

        self.assertLessEqual(queries_of(self, self.page()), few)


class WhoSeesALot(Stock):
    def test_is_not_there_for_others(self):
        agency = make_enterprise(EnterpriseKind.AGENT)
        make_authorisation(self.firm, agency)
        people = {
            "stranger": (make_user(enterprise=make_exporter("A")), 404),
            "analyst": (make_user(Role.ANALYST), 404),
            "department": (make_user(Role.DEPARTMENT), 404),
            "agent": (make_user(enterprise=agency), 200),
            "auditor": (make_user(Role.AUDITOR), 200),
        }
        for name, (person, status) in people.items():
            with self.subTest(person=name):
                self.client.force_login(person)
                self.assertEqual(self.client.get(self.page()).status_code, status)

    def test_asks_anybody_else_to_log_in(self):
        self.client.logout()

        for address in ("/lots/", self.page()):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 302)

    def test_ends_with_the_authorisation_of_the_agent(self):
        agency = make_enterprise(EnterpriseKind.AGENT)
        make_authorisation(self.firm, agency, valid_until=TODAY - timedelta(days=1))
        self.client.force_login(make_user(enterprise=agency))

        self.assertEqual(self.client.get(self.page()).status_code, 404)
