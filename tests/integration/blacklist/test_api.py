"""Credit by program: reported, decided, objected to; rounds, listings, shared data."""

from datetime import timedelta

from django.test import TestCase
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft7Validator

from blacklist.models import CreditEvent, GradingRound, ListEntry, SharedRead
from blacklist.states import SharedField
from enterprises.roles import Role
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_credit_code,
    make_credit_event,
    make_department,
    make_enterprise,
    make_list_entry,
    make_memorandum,
    make_user,
)
from tests.factories.clients import make_client
from tests.security.test_described_answers import closed, is_path
from tests.security.test_hostile_values import HOSTILE, paths_of, replaced

ROOT = "/api/v1"


class Credit(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise()
        make_classification(cls.firm, "B", score=80)
        cls.tax = make_department("tax")
        cls.officer = make_user(Role.CREDIT_OFFICER)
        cls.chief = make_user(Role.CHIEF)
        cls.reporter = make_user(Role.DEPARTMENT, department=cls.tax)
        cls.government = make_user(Role.DEPARTMENT)
        cls.owner = make_user(enterprise=cls.firm)

    def as_(self, person):
        return make_client(person)

    def report(self, person=None, **changes):
        body = {
            "enterprise": self.firm.credit_code,
            "indicator": "L07",
            "occurred_on": (TODAY - timedelta(days=3)).isoformat(),
            "source_reference": "TAX-17",
            "statement": "Invoices left out.",
            **changes,
        }
        return self.as_(person or self.reporter).post(f"{ROOT}/credit-events/", body)


class Events(Credit):
    def test_go_their_whole_way(self):
        """Reported by the tax office, confirmed, objected to, allowed; the class falls and returns."""
        number = self.report().json()["number"]
        address = f"{ROOT}/credit-events/{number}"
        confirmed = self.as_(self.officer).post(f"{address}/confirm/", {"version": 1})
        held_then = self.class_now()
        objected = self.as_(self.owner).post(
            f"{address}/object/", {"version": 2, "objection": "Paid in time."}
        )
        allowed = self.as_(self.chief).post(f"{address}/allow/", {"version": 3, "answer": "True."})

        self.assertEqual(
            [confirmed.status_code, objected.status_code, allowed.status_code], [200] * 3
        )
        self.assertEqual((held_then, self.class_now()), ("D", "B"))
        self.assertEqual(allowed.json()["state"], "allowed")

    def class_now(self):
        rows = self.as_(self.owner).get(f"{ROOT}/classifications/", {"holds": "true"}).json()
        return rows["results"][0]["credit_class"]

    def test_of_one_reference_are_reported_once(self):
        first, again, other = self.report(), self.report(), self.report(indicator="L01")

        self.assertEqual((first.status_code, again.status_code), (201, 200))
        self.assertEqual(first.json()["number"], again.json()["number"])
        self.assertEqual((other.status_code, other.json()["code"]), (409, "REFERENCE_USED"))
        self.assertEqual(CreditEvent.objects.count(), 1)

    def test_are_refused_with_a_sentence_at_the_field(self):
        faults = {
            "enterprise": {"enterprise": make_credit_code()},
            "occurred_on": {"occurred_on": (TODAY + timedelta(days=1)).isoformat()},
            "indicator": {"indicator": "Z99"},
        }
        for field, change in faults.items():
            with self.subTest(field):
                refused = self.report(**change)

                self.assertEqual(
                    (refused.status_code, list(refused.json()["fields"])), (400, [field])
                )
        self.assertEqual(self.report(indicator="G06").json()["code"], "NOT_A_REPORTER")
        self.assertFalse(CreditEvent.objects.exists())

    def test_tell_a_department_nothing_of_what_the_firm_said(self):
        event = make_credit_event(
            self.firm, "L07", "objected", department=self.tax, source="tax", objection="A secret."
        )

        read = self.as_(self.reporter).get(f"{ROOT}/credit-events/{event.number}/").json()
        elsewhere = self.as_(self.government).get(f"{ROOT}/credit-events/{event.number}/")

        self.assertEqual((read["state"], read["objection"]), ("objected", ""))
        self.assertEqual(elsewhere.status_code, 404)

    def test_need_the_scope(self):
        reading = make_client(self.officer, "credit:read")
        event = make_credit_event(self.firm, "L07", "reported")

        refused = reading.post(f"{ROOT}/credit-events/{event.number}/confirm/", {"version": 1})

        self.assertEqual(refused.status_code, 403)
        event.refresh_from_db()
        self.assertEqual(event.state, "reported")


class Rounds(Credit):
    def record(self, person, *lines, **changes):
        body = {
            "number": 4,
            "held_on": (TODAY - timedelta(days=1)).isoformat(),
            "document": "County circular 17",
            "lines": [{"enterprise": code, "grade": grade} for code, grade in lines],
            **changes,
        }
        return self.as_(person).post(f"{ROOT}/gradings/", body)

    def test_are_recorded_by_the_government_and_corrected_by_a_version(self):
        other = make_enterprise()
        first = self.record(
            self.government, (self.firm.credit_code, 2), (other.credit_code, 1)
        ).json()
        second = self.record(self.government, (self.firm.credit_code, 4)).json()

        self.assertEqual((first["version"], second["version"]), (1, 2))
        own = self.as_(self.owner).get(f"{ROOT}/gradings/4.1/").json()
        self.assertEqual([line["grade"] for line in own["lines"]], [2])
        self.assertEqual(
            len(self.as_(self.officer).get(f"{ROOT}/gradings/4.1/").json()["lines"]), 2
        )

    def test_by_others_are_refused_whole(self):
        refused = self.record(self.reporter, (self.firm.credit_code, 1))
        unknown = self.record(self.government, (self.firm.credit_code, 1), (make_credit_code(), 1))

        self.assertEqual(refused.status_code, 403)
        self.assertEqual(list(unknown.json()["fields"]), ["lines.2.enterprise"])
        self.assertFalse(GradingRound.objects.exists())


class Listings(Credit):
    def test_go_from_proposal_to_the_published_list(self):
        make_credit_event(self.firm, "L05", occurred_on=TODAY)
        officer, chief = self.as_(self.officer), self.as_(self.chief)
        proposed = officer.post(
            f"{ROOT}/listings/",
            {
                "enterprise": self.firm.credit_code,
                "kind": "black",
                "ground": "ground_2",
                "grounds": "A forged invoice.",
                "basis": "M-13",
            },
        ).json()
        address = f"{ROOT}/listings/{proposed['number']}"
        hidden = self.as_(self.owner).get(f"{address}/").status_code
        officer.post(f"{address}/notice/", {"version": 1})
        shown = self.as_(self.owner).get(f"{address}/").status_code
        officer.post(f"{address}/hear/", {"version": 2, "statement": "A clerk did it."})
        own = officer.post(f"{address}/approve/", {"version": 3})
        approved = chief.post(f"{address}/approve/", {"version": 3})

        self.assertEqual((hidden, shown, own.status_code), (404, 200, 403))
        self.assertEqual(approved.json()["state"], "effective")
        published = self.client.get(f"{ROOT}/public/lists/").json()["results"]
        self.assertEqual([row["number"] for row in published], [proposed["number"]])
        early = chief.post(f"{address}/end/", {"version": 4, "reason": "Enough."})
        self.assertEqual((early.status_code, early.json()["code"]), (409, "STILL_LISTED"))
        self.assertEqual(ListEntry.objects.get().state, "effective")


class Shared(Credit):
    def test_is_read_under_a_memorandum_and_seen_by_the_firm(self):
        address = f"{ROOT}/shared-firms/{self.firm.credit_code}/"
        refused = self.as_(self.reporter).get(address)
        make_memorandum(self.tax, [SharedField.CREDIT_CLASS], code="MOU-T")

        read = self.as_(self.reporter).get(address)

        self.assertEqual((refused.status_code, refused.json()["code"]), (403, "NO_MEMORANDUM"))
        values = read.json()["values"]
        self.assertEqual([one["field"] for one in values], ["credit_class"])
        self.assertEqual(values[0]["value"]["credit_class"], "B")
        self.assertEqual(SharedRead.objects.get().reader, self.reporter)
        self.client.force_login(self.owner)
        self.assertContains(self.client.get(f"/credit/{self.firm.serial}/"), "MOU-T")


class Described(Credit):
    def test_answers_are_as_described(self):
        event = make_credit_event(self.firm, "L01", grounds=["honest"])
        entry = make_list_entry(self.firm)
        Rounds.record(self, self.government, (self.firm.credit_code, 1))
        make_memorandum(self.tax, list(SharedField))
        schema = closed(SchemaGenerator().get_schema(request=None, public=True))
        asked = {
            f"{ROOT}/credit-events/": self.officer,
            f"{ROOT}/credit-events/{event.number}/": self.owner,
            f"{ROOT}/classifications/": self.owner,
            f"{ROOT}/gradings/": self.government,
            f"{ROOT}/gradings/4.1/": self.owner,
            f"{ROOT}/listings/": self.officer,
            f"{ROOT}/listings/{entry.number}/": self.owner,
            f"{ROOT}/shared-firms/{self.firm.credit_code}/": self.reporter,
        }
        for address, person in asked.items():
            with self.subTest(address):
                response = self.as_(person).get(address)

                self.assertEqual(response.status_code, 200)
                path = (
                    address
                    if address in schema["paths"]
                    else next(
                        path for path in schema["paths"] if is_path(path, address) and "{" in path
                    )
                )
                answer = schema["paths"][path]["get"]["responses"]["200"]
                described = answer["content"]["application/json"]["schema"]
                whole = {**described, "components": schema["components"]}
                faults = [
                    fault.message for fault in Draft7Validator(whole).iter_errors(response.json())
                ]
                self.assertEqual(faults, [])


class Hostile(Credit):
    """Whatever is sent is refused or done, never a defect."""

    def assert_never_fails(self, person, address, body):
        client = self.as_(person)
        client.raise_request_exception = False
        defects = [
            (path, str(value)[:40])
            for path in paths_of(body)
            for value in HOSTILE
            if client.post(f"{ROOT}/{address}/", replaced(body, path, value)).status_code >= 500
        ]
        self.assertEqual(defects, [], address)

    def test_in_a_report(self):
        body = {
            "enterprise": self.firm.credit_code,
            "indicator": "G01",
            "occurred_on": TODAY.isoformat(),
            "source_reference": "17",
            "statement": "x",
            "grounds": ["honest"],
        }
        self.assert_never_fails(self.government, "credit-events", body)

    def test_in_a_round(self):
        line = {"enterprise": self.firm.credit_code, "grade": 1, "grounds": ["honest"]}
        body = {"number": 4, "held_on": "2026-01-01", "document": "x", "lines": [line]}
        self.assert_never_fails(self.government, "gradings", body)

    def test_in_a_listing(self):
        make_credit_event(self.firm, "L05", occurred_on=TODAY)
        body = {
            "enterprise": self.firm.credit_code,
            "kind": "black",
            "ground": "ground_2",
            "grounds": "x",
            "basis": "M-13",
            "review_on": TODAY.isoformat(),
        }
        self.assert_never_fails(self.officer, "listings", body)
        entry = make_list_entry(self.firm)
        remedy = {"version": 1, "remedied_on": TODAY.isoformat()}
        self.assert_never_fails(self.officer, f"listings/{entry.number}/remedy", remedy)


class Past(Credit):
    def test_classes_are_listed_period_by_period(self):
        make_classification(
            self.firm,
            "C",
            since=at(TODAY - timedelta(days=300)),
            until=at(TODAY - timedelta(days=200)),
        )

        rows = self.as_(self.owner).get(f"{ROOT}/classifications/").json()["results"]
        others = self.as_(make_user(enterprise=make_enterprise())).get(f"{ROOT}/classifications/")

        self.assertEqual(sorted(row["credit_class"] for row in rows), ["B", "C"])
        self.assertEqual(others.json()["results"], [])
