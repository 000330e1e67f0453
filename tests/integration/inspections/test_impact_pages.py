"""Cases, certificates, checks and notices on pages and by API, as officers and firms use them."""

import io
from datetime import timedelta

from django.template.loader import render_to_string
from django.test import TestCase
from django.urls import reverse
from pypdf import PdfReader

from enterprises.models import AuditEntry
from enterprises.roles import Role
from inspections.models import Certificate, Hold, ImpactCase
from inspections.papers.refusal import refusal_context, refusal_pdf
from inspections.services.decisions import Found, record_check
from inspections.states import CheckKind
from tests.factories import TODAY, at, make_user
from tests.factories.clients import make_client
from tests.factories.impact import FailedBatch
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)


class TestCasePages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.story = FailedBatch()
        cls.case = cls.story.open_case()
        cls.inspector, cls.chief = make_user(Role.INSPECTOR), make_user(Role.CHIEF)

    def setUp(self):
        self.client.force_login(self.inspector)

    def address(self, name, *more):
        return reverse(f"inspections:{name}", args=[self.case.number, *more])

    def test_title_says_the_finding(self):
        page = self.client.get(self.address("impact-detail"))

        self.assertContains(page, "One failed sample touches 2 lots and 50 pieces")
        self.assertContains(page, "Formaldehyde")
        self.assertContains(page, self.story.released.number)
        self.assertNotContains(page, "voluntary")

    def test_tasks_are_given_to_another_officer_many_at_once(self):
        chosen = [f"{task.ordinal}~{task.version}" for task in self.case.tasks.all()[:3]]

        self.client.post(
            self.address("impact-assign"), {"selected": chosen, "to": self.chief.username}
        )

        self.assertEqual(self.case.tasks.filter(owner=self.chief).count(), 3)
        given = AuditEntry.objects.filter(action="impact_task_assigned")
        self.assertEqual(given.count(), 3)

    def test_task_without_words_is_not_done(self):
        task = self.case.tasks.get(kind="certificate")
        page = self.client.post(
            self.address("impact-task", task.ordinal),
            {"version": task.version, "outcome": "revoked", "note": ""},
        )

        self.assertContains(page, "Say what was done.", status_code=422)
        self.assertEqual(Certificate.objects.get(declaration=self.story.released).state, "active")

    def test_export_holds_what_is_touched(self):
        answer = self.client.get(self.address("impact-hits"))

        text = b"".join(answer.streaming_content).decode()
        for number in (self.story.used.number, self.story.held.number):
            self.assertIn(number, text)

    def test_list_finds_a_case_by_its_batch(self):
        found = self.client.get(reverse("inspections:impact-list"), {"q": self.story.batch.number})
        other = self.client.get(reverse("inspections:impact-list"), {"q": "B99"})

        self.assertContains(found, self.case.number)
        self.assertNotContains(other, self.case.number)

    def test_by_api_from_the_first_task_to_the_close(self):
        inspector, chief = make_client(self.inspector), make_client(self.chief)
        base = f"/api/v1/impact-cases/{self.case.number}"
        answers = {"certificate": "revoked", "consignment": "notified", "inform": "informed"}
        for task in inspector.get(f"{base}/tasks/").json()["results"]:
            done = inspector.post(
                f"{base}/finish-task/",
                {
                    "ordinal": task["ordinal"],
                    "version": task["version"],
                    "outcome": answers.get(task["kind"], "rejected"),
                    "note": "By telephone.",
                },
            )
            self.assertEqual(done.status_code, 200, done.content)
        version = inspector.get(f"{base}/").json()["version"]
        asked = inspector.post(f"{base}/ask-to-close/", {"version": version, "reason": "Told."})
        self.assertEqual(asked.json()["state"], "closing")
        own = chief.post(f"{base}/close/", {"version": asked.json()["version"]})

        self.assertEqual(own.json()["state"], "closed")
        self.assertEqual(ImpactCase.objects.get().closed_by, self.chief)
        (hit,) = [
            row
            for row in inspector.get(f"{base}/hits/").json()["results"]
            if row["number"] == self.story.released.number
        ]
        self.assertEqual((hit["share"], hit["certificate"]["state"]), ("100.0", "revoked"))

    def test_by_api_a_wrong_task_or_owner_is_told(self):
        client = make_client(self.inspector)
        base = f"/api/v1/impact-cases/{self.case.number}"
        body = {"ordinal": 99, "version": 1, "outcome": "kept", "note": "x"}

        self.assertEqual(client.post(f"{base}/finish-task/", body).status_code, 404)
        unknown = client.post(
            f"{base}/assign-task/", {"ordinal": 1, "version": 1, "owner": "nobody"}
        )
        self.assertEqual(unknown.status_code, 400)
        self.assertIn("owner", unknown.json()["fields"])


class TestCertificatePages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A")
        make_month(cls.firm)
        lot = make_lot(cls.firm)
        for _place in range(2):
            submit(make_draft(cls.firm, make_content(make_line({lot: 400}))))
        cls.first, cls.second = Certificate.objects.order_by("pk")
        Certificate.objects.filter(pk=cls.first.pk).update(ship_until=TODAY)

    def listed(self, reader, **asked):
        self.client.force_login(reader)
        page = self.client.get(reverse("inspections:certificate-list"), asked)
        return {
            one.number for one in (self.first, self.second) if one.number in page.content.decode()
        }

    def test_state_is_that_of_today(self):
        firm = declarant_of(self.firm)

        self.assertEqual(self.listed(firm, state="active"), {self.second.number})
        self.assertEqual(self.listed(firm, state="expired"), {self.first.number})

    def test_is_found_by_number_firm_and_day(self):
        officer = make_user(Role.AUDITOR)

        self.assertEqual(
            self.listed(officer, q=self.second.number[:-2].lower()), {self.second.number}
        )
        self.assertEqual(len(self.listed(officer, firm=self.firm.name_en)), 2)
        self.assertEqual(self.listed(officer, firm="nobody's"), set())
        later = f"{TODAY + timedelta(days=1)}"
        self.assertEqual(self.listed(officer, issued_after=later), set())

    def test_is_replaced_on_its_page_and_the_copy_opens(self):
        self.client.force_login(make_user(Role.CHIEF))
        address = reverse("inspections:certificate-replace", args=[self.second.number])

        page = self.client.post(
            address, {"version": self.second.version, "reason": "Torn."}, follow=True
        )

        self.assertContains(page, f"{self.second.number[:-1]}2")
        self.second.refresh_from_db()
        self.assertEqual((self.second.state, self.second.state_reason), ("replaced", "Torn."))

    def test_that_is_over_is_asked_about_no_more(self):
        self.client.force_login(make_user(Role.INSPECTOR))
        address = reverse("inspections:certificate-revoke", args=[self.second.number])
        self.client.post(address, {"version": self.second.version, "reason": "Mixed goods."})

        answer = self.client.get(address)

        self.assertRedirects(
            answer, reverse("inspections:certificate-detail", args=[self.second.number])
        )

    def test_without_a_reason_nothing_is_revoked(self):
        self.client.force_login(make_user(Role.INSPECTOR))
        address = reverse("inspections:certificate-revoke", args=[self.second.number])

        page = self.client.post(address, {"version": self.second.version, "reason": " "})

        self.assertEqual(page.status_code, 422)
        self.second.refresh_from_db()
        self.assertEqual(self.second.state, "active")


class TestChecks(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("D")
        make_month(cls.firm)
        cls.declaration = make_draft(cls.firm, make_content(make_line({make_lot(cls.firm): 400})))
        submit(cls.declaration)
        cls.inspector = make_user(Role.INSPECTOR)

    def test_queue_leads_the_inspector_to_the_form_and_others_to_read(self):
        address = reverse("inspections:check-list")
        form = reverse(
            "inspections:check-record", args=[self.declaration.number, CheckKind.INSPECTION]
        )
        self.client.force_login(self.inspector)
        self.assertContains(self.client.get(address), form)

        self.client.force_login(make_user(Role.AUDITOR))
        page = self.client.get(address)
        self.assertNotContains(page, form)
        self.assertContains(page, self.declaration.number)

    def test_hold_is_given_to_another_officer_who_may_end_it(self):
        other, registrar = make_user(Role.INSPECTOR), make_user(Role.REGISTRAR)
        hold = Hold.objects.filter(declaration=self.declaration).exclude(kind="chief")[0]
        self.client.force_login(self.inspector)
        for person, owner in ((other, other), (registrar, None)):
            self.declaration.refresh_from_db()
            chosen = "~".join(
                (
                    self.declaration.number,
                    f"{hold.rule_code}_{hold.subject.replace(' ', '-')}".rstrip("_"),
                    str(self.declaration.version),
                )
            )
            self.client.post(
                reverse("inspections:desk-assign"),
                {"selected": [chosen], "to": person.username},
            )
            hold.refresh_from_db()
            with self.subTest(str(person)):
                self.assertEqual(hold.owner, owner)

    def test_failed_check_stands_in_the_notice_in_both_languages(self):
        record_check(
            number=self.declaration.number,
            version=self.declaration.version,
            kind=CheckKind.INSPECTION,
            found=Found(has_passed=False, finding="Seams torn open", pieces_examined=8),
            actor=self.inspector,
            at=at(TODAY, 15),
        )
        self.declaration.refresh_from_db()
        decision = self.declaration.decisions.get(is_final=True)

        paper = PdfReader(io.BytesIO(refusal_pdf(self.declaration, decision)))

        text = "".join(page.extract_text() for page in paper.pages)
        for words in (
            f"N{self.declaration.number[1:]}",
            "出境货物不合格通知单",
            "Notice of Non-conformity",
            "Seams torn open",
            self.firm.name_zh,
        ):
            self.assertIn(words, text)

    def test_notice_says_nothing_against_the_goods_of_a_firm_without_right_to_export(self):
        exporter = make_exporter(registration={"state": "lapsed"})
        content = make_content(make_line({make_lot(exporter): 400}))
        refusal = submit(make_draft(exporter, content))
        declaration = refusal.declaration

        context = refusal_context(declaration, refusal)
        paper = render_to_string("pdf/refusal.html", context)

        self.assertIn("不予放行通知单", paper)
        self.assertNotIn("不合格", paper)
        self.assertNotIn("do not conform", paper)

    def test_no_notice_without_a_refusal(self):
        self.client.force_login(self.inspector)
        address = reverse("inspections:refusal-pdf", args=[self.declaration.number])

        self.assertEqual(self.client.get(address).status_code, 404)
