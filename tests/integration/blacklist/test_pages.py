"""The pages of credit: who reads what, what is typed in, and what is refused."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blacklist.models import (
    Classification,
    ClassProposal,
    CreditEvent,
    ListEntry,
)
from blacklist.services import gradings
from blacklist.services.gradings import GradingLine
from blacklist.states import Ground, ListKind
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
    make_user,
)


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise(name_en="Xueling Furs")
        make_classification(cls.firm, "B", score=80)
        cls.officer = make_user(Role.CREDIT_OFFICER)
        cls.chief = make_user(Role.CHIEF)
        cls.owner = make_user(enterprise=cls.firm)
        cls.government = make_user(Role.DEPARTMENT)

    def get(self, person, name, *args, **query):
        self.client.force_login(person)
        return self.client.get(reverse(f"blacklist:{name}", args=args), query)

    def post(self, person, name, *args, query="", **data):
        self.client.force_login(person)
        return self.client.post(reverse(f"blacklist:{name}", args=args) + query, data)


class TheFile(Pages):
    def test_says_the_class_why_and_what_would_help(self):
        make_credit_event(self.firm, "L08", occurred_on=TODAY - timedelta(days=20))

        page = self.get(self.owner, "firm-file", self.firm.serial)

        self.assertContains(page, "Class B, 72 points")
        self.assertContains(page, "Waste water or waste above the discharge standard")
        shown = page.context["page"]
        self.assertEqual(shown.counting[0].number, 1)
        self.assertIn("By its record the firm would be in class C", shown.sentence)
        self.assertTrue(shown.helps)
        self.assertTrue(all(row.credit_class.value < "C" for row in shown.helps))

    def test_hides_from_the_firm_what_nobody_confirmed(self):
        event = make_credit_event(self.firm, "G06", "reported")

        own = self.get(self.owner, "firm-file", self.firm.serial)
        officers = self.get(self.officer, "firm-file", self.firm.serial)

        self.assertNotContains(own, event.number)
        self.assertContains(officers, event.number)

    def test_simulates_an_event_and_records_nothing(self):
        page = self.get(
            self.owner,
            "firm-file",
            self.firm.serial,
            indicator="L09",
            occurred_on=TODAY.isoformat(),
        )

        self.assertContains(page, "It would be in class D")
        self.assertFalse(CreditEvent.objects.exists())
        self.assertEqual(Classification.objects.filter(enterprise=self.firm).count(), 1)

    def test_simulates_a_recommendation_with_its_grounds(self):
        page = self.get(
            self.owner,
            "firm-file",
            self.firm.serial,
            indicator="G01",
            occurred_on=TODAY.isoformat(),
            grounds=[ground.value for ground in Ground],
        )

        self.assertContains(page, "It would be in class A")

    def test_of_a_future_event_is_a_fault_at_its_field(self):
        tomorrow = (TODAY + timedelta(days=1)).isoformat()

        page = self.get(
            self.owner, "firm-file", self.firm.serial, indicator="L09", occurred_on=tomorrow
        )

        self.assertEqual(page.status_code, 422)
        self.assertIn("occurred_on", page.context["form"].errors)

    def test_costs_the_same_for_many_events(self):
        self.questions()  # reads the reference data once
        few = self.questions()
        for days in range(10, 20):
            make_credit_event(self.firm, "L03", occurred_on=TODAY - timedelta(days=days))

        self.assertEqual(self.questions(), few)

    def questions(self):
        make_credit_event(self.firm, "L03")
        with CaptureQueriesContext(connection) as asked:
            self.get(self.officer, "firm-file", self.firm.serial)
        return len(asked)

    def test_leads_everybody_to_their_own(self):
        other = make_enterprise()
        both = make_user(enterprise=self.firm)
        make_user(enterprise=other)
        both.memberships.create(enterprise=other, role="viewer", since=TODAY)

        self.assertRedirects(
            self.get(self.owner, "credit-file"),
            reverse("blacklist:firm-file", args=[self.firm.serial]),
        )
        self.assertContains(self.get(both, "credit-file"), other.name)
        self.assertRedirects(self.get(self.officer, "credit-file"), reverse("blacklist:class-list"))


class Events(Pages):
    def test_a_department_reports_by_credit_code(self):
        sent = {
            "credit_code": f" {self.firm.credit_code.lower()} ",
            "indicator": "G05",
            "occurred_on": TODAY.isoformat(),
            "source_reference": "county-9",
            "statement": "Recommendation withdrawn.",
        }
        faulty = self.post(
            self.government, "department-report", **{**sent, "credit_code": make_credit_code()}
        )

        self.assertRedirects(
            self.post(self.government, "department-report", **sent),
            reverse("blacklist:department"),
        )
        self.assertEqual(faulty.status_code, 422)
        self.assertIn("credit_code", faulty.context["form"].errors)
        event = CreditEvent.objects.get()
        self.assertEqual(
            (event.state, event.source, event.enterprise), ("reported", "government", self.firm)
        )
        self.assertContains(self.get(self.government, "department"), event.number)

    def test_a_used_reference_is_refused_on_the_page(self):
        sent = {
            "credit_code": self.firm.credit_code,
            "indicator": "G05",
            "occurred_on": TODAY.isoformat(),
            "source_reference": "county-9",
            "statement": "x",
        }
        self.post(self.government, "department-report", **sent)

        other = self.post(self.government, "department-report", **{**sent, "indicator": "G06"})

        self.assertEqual(other.status_code, 422)
        self.assertEqual(CreditEvent.objects.count(), 1)

    def test_a_department_is_offered_its_own_indicators_alone(self):
        tax = make_user(Role.DEPARTMENT, department=make_department("tax"))

        offered = self.get(tax, "department-report").context["form"].fields["indicator"].choices
        codes = {code for _pillar, rows in offered[1:] for code, _name in rows}

        self.assertEqual(codes, {"L01", "L03", "L04", "L07"})

    def test_whoever_recorded_an_event_is_not_offered_to_confirm_it(self):
        page = self.post(
            self.officer,
            "event-record",
            query=f"?firm={self.firm.serial}",
            indicator="S04",
            occurred_on=TODAY.isoformat(),
            source_reference="RASFF-1",
            statement="Chromium found abroad.",
        )
        event = CreditEvent.objects.get()

        own = self.get(self.officer, "event-detail", event.number)
        confirm = reverse("blacklist:event-act", args=[event.number, "confirm"])

        self.assertRedirects(page, reverse("blacklist:event-detail", args=[event.number]))
        self.assertNotContains(own, confirm)
        refused = self.post(self.officer, "event-act", event.number, "confirm", version=1)
        self.assertEqual(refused.status_code, 409)
        other = make_user(Role.CREDIT_OFFICER)
        self.assertContains(self.get(other, "event-detail", event.number), confirm)

    def test_the_firm_objects_with_a_file_that_only_it_and_officers_read(self):
        event = make_credit_event(self.firm, "L03", occurred_on=TODAY, source="tax")
        tax = make_user(Role.DEPARTMENT, department=make_department("tax"))
        CreditEvent.objects.filter(pk=event.pk).update(department=tax.department)

        sent = self.post(
            self.owner,
            "event-act",
            event.number,
            "object",
            version=1,
            objection="Paid.",
            evidence=SimpleUploadedFile("receipt.pdf", b"%PDF-1.7 receipt"),
        )

        self.assertEqual(sent.status_code, 302)
        event.refresh_from_db()
        self.assertEqual(event.state, "objected")
        answers = {
            person: self.get(person, "event-evidence", event.number).status_code
            for person in (self.owner, self.officer, tax)
        }
        self.assertEqual(list(answers.values()), [200, 200, 404])

    def test_an_unknown_kind_of_file_is_a_fault_and_nothing_changes(self):
        event = make_credit_event(self.firm, "L03", occurred_on=TODAY)

        refused = self.post(
            self.owner,
            "event-act",
            event.number,
            "object",
            version=1,
            objection="Paid.",
            evidence=SimpleUploadedFile("run.exe", b"MZ\x90\x00"),
        )

        self.assertEqual(refused.status_code, 422)
        event.refresh_from_db()
        self.assertEqual(event.state, "confirmed")

    def test_wait_by_what_is_to_be_done(self):
        reported = make_credit_event(self.firm, "L03", "reported")
        objected = make_credit_event(self.firm, "L08", "objected", objected_on=TODAY)

        waiting = self.get(self.officer, "event-list")
        objections = self.get(self.officer, "event-list", of="objected")

        self.assertContains(waiting, "2 credit events wait")
        self.assertContains(waiting, reported.number)
        self.assertNotContains(waiting, objected.number)
        self.assertContains(objections, objected.number)


class Classes(Pages):
    def test_are_proposed_and_decided_by_two(self):
        weak = make_enterprise()
        make_classification(weak, "C")
        send = {"credit_class": "B", "reason": "Clean for a year."}

        self.post(self.officer, "class-propose", weak.serial, **send)
        proposal = ClassProposal.objects.get()
        by_officer = self.post(self.officer, "class-decide", weak.serial, version=1, do="approve")
        without = self.post(self.chief, "class-decide", weak.serial, version=1, do="reject")
        self.post(self.chief, "class-decide", weak.serial, version=1, do="approve")

        proposal.refresh_from_db()
        self.assertEqual((by_officer.status_code, without.status_code), (403, 422))
        self.assertEqual((proposal.state, proposal.decided_by), ("approved", self.chief))
        self.assertEqual(Classification.objects.get(enterprise=weak, until=None).credit_class, "B")

    def test_above_the_grade_are_not_offered(self):
        weak = make_enterprise()
        make_classification(weak, "C")

        choices = self.get(self.officer, "class-propose", weak.serial).context["form"]

        self.assertEqual(
            [code for code, _word in choices.fields["credit_class"].choices], ["B", "D"]
        )

    def test_a_red_list_below_class_a_is_shown_as_the_class(self):
        make_list_entry(self.firm, ListKind.RED)

        rows = self.get(self.officer, "class-list")

        self.assertContains(rows, 'aria-label="Class B"')
        self.assertNotContains(rows, 'aria-label="Class A, red list"')


class Lists(Pages):
    def make_candidate(self):
        for number, days in ((1, 400), (2, 40)):
            day = TODAY - timedelta(days=days)
            gradings.record_round(
                number=number,
                held_on=day,
                document=f"Circular {number}",
                lines=[GradingLine(self.firm, 1, frozenset(Ground))],
                actor=None,
                at=at(day),
            )
        make_credit_event(self.firm, "G02")

    def test_say_why_a_firm_may_not_be_proposed(self):
        page = self.get(self.officer, "entry-propose", firm=self.firm.serial)
        refused = self.post(
            self.officer,
            "entry-propose",
            query=f"?firm={self.firm.serial}",
            kind="red",
            grounds="Honest.",
            basis="M-12",
        )

        self.assertContains(page, "First class in 0 of 2 government rounds in a row")
        self.assertContains(refused, "a condition of the red list is not met", status_code=422)
        self.assertFalse(ListEntry.objects.exists())

    def test_a_black_entry_names_a_ground_that_the_record_gives(self):
        make_credit_event(self.firm, "L05", occurred_on=TODAY)
        send = {"kind": "black", "grounds": "Forged invoice.", "basis": "M-13"}
        query = f"?firm={self.firm.serial}"

        without = self.post(self.officer, "entry-propose", query=query, **send)
        other = self.post(self.officer, "entry-propose", query=query, **send, ground="ground_1")
        self.post(self.officer, "entry-propose", query=query, **send, ground="ground_2")

        self.assertEqual((without.status_code, other.status_code), (422, 422))
        self.assertEqual(ListEntry.objects.get().ground, "ground_2")

    def test_a_proposal_is_the_firms_to_read_from_its_notice(self):
        self.make_candidate()
        self.post(
            self.officer,
            "entry-propose",
            query=f"?firm={self.firm.serial}",
            kind="red",
            grounds="Honest.",
            basis="M-12",
        )
        entry = ListEntry.objects.get()
        hidden = self.get(self.owner, "entry-detail", entry.number).status_code
        self.post(self.officer, "entry-act", entry.number, "notice", version=1)

        shown = self.get(self.owner, "entry-detail", entry.number)

        self.assertEqual((hidden, shown.status_code), (404, 200))
        self.assertNotContains(shown, str(self.officer))

    def test_leaving_is_not_offered_before_every_condition_is_met(self):
        entry = make_list_entry(self.firm)

        page = self.get(self.chief, "entry-detail", entry.number)
        refused = self.post(self.chief, "entry-act", entry.number, "end", version=1, reason="x")

        self.assertNotContains(page, reverse("blacklist:entry-act", args=[entry.number, "end"]))
        self.assertContains(refused, "the shortest stay has not passed", status_code=422)

    def test_anybody_reads_what_is_in_effect_and_what_ended_of_late(self):
        make_list_entry(self.firm)
        ended, forgotten, dropped = make_enterprise(), make_enterprise(), make_enterprise()
        years = timedelta(days=365)
        make_list_entry(ended, state="ended", ended_on=TODAY - years)
        make_list_entry(forgotten, state="ended", ended_on=TODAY - 4 * years)
        make_list_entry(dropped, state="dropped", effective_from=None)
        self.client.logout()

        page = self.client.get(reverse("blacklist:published-lists"))

        self.assertContains(page, "0 firms are on the red list, 1 on the black list")
        for firm, is_shown in ((self.firm, 1), (ended, 1), (forgotten, 0), (dropped, 0)):
            self.assertEqual(firm.credit_code in page.content.decode(), bool(is_shown))
