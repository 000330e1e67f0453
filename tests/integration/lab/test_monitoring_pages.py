"""The coverage of the monitoring, a month's page, and papers that name no firm to the laboratory."""

import io
from datetime import timedelta

from django.db import connection
from django.template.loader import render_to_string
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from enterprises import formats
from enterprises.calendar import months_on
from enterprises.roles import Role
from lab.models import LedgerEntry, ObligationDraw
from lab.papers.ledger import ledger_context, ledger_pdf
from lab.papers.record import record_context
from lab.papers.report import report_context
from lab.selectors.bench.judged import judged_then
from lab.selectors.coverage import consequences
from lab.states import ObligationState
from tests.factories import (
    FAILED,
    TODAY,
    at,
    make_draw,
    make_enterprise,
    make_lot,
    make_obligation,
    make_report,
    make_sample,
    make_user,
)

THIS_MONTH = TODAY.replace(day=1)
LAST_MONTH = months_on(THIS_MONTH, -1)


class Months(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise(name_en="Beichen Furs")
        cls.passed = make_obligation(cls.firm, ObligationState.PASSED, month=LAST_MONTH)
        cls.month = make_obligation(cls.firm, ObligationState.MISSED)
        cls.other = make_enterprise(name_en="Lanxi Furs")
        make_obligation(cls.other, ObligationState.PASSED)
        cls.inspector, cls.chief = make_user(Role.INSPECTOR), make_user(Role.CHIEF)

    def key(self, obligation):
        firm = obligation.enterprise
        return f"{firm.serial}-{obligation.role}-{obligation.month:%Y-%m}"

    def get_as(self, user, name, *args, **query):
        self.client.force_login(user)
        return self.client.get(reverse(name, args=args), query)

    def post_as(self, user, name, obligation, **data):
        self.client.force_login(user)
        return self.client.post(reverse(name, args=[self.key(obligation)]), data)


class TestCoverage(Months):
    def test_says_first_how_the_month_stands_and_links_each_cell(self):
        page = self.get_as(self.inspector, "lab:monitoring")

        self.assertContains(page, "1 of 2 passed")
        self.assertContains(page, "1 was missed")
        for obligation in (self.passed, self.month):
            address = reverse("lab:obligation-detail", args=[self.key(obligation)])
            self.assertContains(page, address)

    def test_shows_a_firm_its_own_months(self):
        page = self.get_as(make_user(enterprise=self.firm), "lab:monitoring")

        self.assertContains(page, "Beichen Furs")
        self.assertNotContains(page, "Lanxi Furs")

    def test_is_narrowed_by_a_state_that_a_month_has(self):
        page = self.get_as(self.inspector, "lab:monitoring", state="missed")

        self.assertContains(page, "Beichen Furs")
        self.assertNotContains(page, "Lanxi Furs")

    def test_exports_every_month_of_what_is_filtered(self):
        response = self.get_as(self.inspector, "lab:monitoring", q="Beichen", export="csv")

        head, row = b"".join(response.streaming_content).decode().strip().splitlines()
        cells = dict(zip(head.split(","), row.split(","), strict=True))
        self.assertEqual(cells[f"{LAST_MONTH:%Y-%m}"], "Passed")
        self.assertEqual(cells[f"{THIS_MONTH:%Y-%m}"], "Missed")

    def test_asks_as_often_for_many_subjects_as_for_one(self):
        def questions():
            with CaptureQueriesContext(connection) as asked:
                self.get_as(self.inspector, "lab:monitoring")
            return len(asked)

        questions()
        few = questions()
        for _firm in range(10):
            make_obligation(make_enterprise(), ObligationState.PASSED)

        self.assertLessEqual(questions(), few)


class TestMonth(Months):
    def test_tells_what_a_missed_month_does_and_lets_an_inspector_draw_late(self):
        lot = make_lot(self.firm)
        page = self.get_as(self.inspector, "lab:obligation-detail", self.key(self.month))
        self.assertContains(page, "the lane is closed at once")
        self.assertContains(page, "The monitored lane is closed today")

        self.post_as(self.inspector, "lab:late-sample", self.month, version=1)

        draw = ObligationDraw.objects.get()
        self.assertEqual((draw.lot, draw.sample.due_on), (lot, self.month.due_on))
        again = self.post_as(self.inspector, "lab:late-sample", self.month, version=1)
        self.assertEqual(again.status_code, 409)

    def test_missed_leads_to_its_planned_sample_and_draws_no_other_beside_it(self):
        lot = make_lot(self.firm)
        sample = make_sample(lot, purpose="monitoring")
        make_draw(self.month, lot, sample=sample)

        page = self.get_as(self.inspector, "lab:obligation-detail", self.key(self.month))

        self.assertContains(page, reverse("lab:sample-take", args=[sample.number]))
        self.assertNotContains(page, "Draw a late sample")

        lot.state = "exhausted"
        lot.save()
        page = self.get_as(self.inspector, "lab:obligation-detail", self.key(self.month))

        self.assertNotContains(page, reverse("lab:sample-take", args=[sample.number]))
        self.assertContains(page, "Draw a late sample")

    def test_in_test_past_its_due_day_says_so(self):
        waiting = make_obligation(make_enterprise(), ObligationState.IN_TEST, month=LAST_MONTH)
        due = formats.written_date(waiting.due_on)

        reason = consequences(waiting, waiting.due_on)[0]
        late = consequences(waiting, waiting.due_on + timedelta(days=1))[0]

        self.assertIn(f"Passed by {due}", reason.text)
        self.assertIn(f"was due on {due}", late.text)
        self.assertIn("covers to", late.text)

        too_late = consequences(waiting, months_on(waiting.month, 3))[0]
        self.assertNotIn("covers to", too_late.text)

    def test_shows_the_seed_to_officers_alone(self):
        make_draw(self.passed, make_lot(self.firm))

        officer = self.get_as(self.inspector, "lab:obligation-detail", self.key(self.passed))
        firm = self.get_as(
            make_user(enterprise=self.firm), "lab:obligation-detail", self.key(self.passed)
        )

        self.assertContains(officer, "seed:number")
        self.assertNotContains(firm, "seed:number")

    def test_is_waived_by_two_persons_with_a_reason(self):
        month = make_obligation(make_enterprise())
        refused = self.post_as(self.inspector, "lab:waiver-propose", month, version=1, reason="")
        self.assertEqual(refused.status_code, 422)

        self.post_as(self.inspector, "lab:waiver-propose", month, version=1, reason="Fire")
        self.post_as(self.chief, "lab:waiver-approve", month, version=2)

        month.refresh_from_db()
        self.assertEqual((month.state, month.waiver_reason), ("waived", "Fire"))

    def test_that_nobody_has_is_not_there(self):
        for key in ("9999-exporter-2026-03", "x-y-z", f"{self.firm.serial}-exporter-2026-13"):
            with self.subTest(key=key):
                self.assertEqual(
                    self.get_as(self.inspector, "lab:obligation-detail", key).status_code, 404
                )


class TestPapers(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise(name_en="Beichen Furs", name_zh="北辰裘皮")
        cls.lot = make_lot(cls.firm)
        cls.report = make_report(cls.lot, FAILED, has_retained_part=True)

    def test_of_a_report_name_the_firm_to_officers_and_never_to_the_laboratory(self):
        told = {
            shows_firm: render_to_string(
                "pdf/report.html", report_context(self.report, shows_firm=shows_firm)
            )
            for shows_firm in (True, False)
        }

        for word in ("Beichen", "北辰", self.lot.number):
            self.assertIn(word, told[True])
            self.assertNotIn(word, told[False])
        for paper in told.values():
            self.assertIn(self.report.digest[:32], paper)
            self.assertIn("420", paper)

    def test_of_the_laboratory_list_no_firm_and_no_lot(self):
        self.client.force_login(make_user(Role.ANALYST))

        page = self.client.get(reverse("lab:report-list"))

        self.assertContains(page, self.report.number)
        for word in ("Beichen", self.lot.number):
            self.assertNotContains(page, word)

    def test_of_a_ledger_carry_every_entry_with_its_balance(self):
        paper = render_to_string("pdf/ledger.html", ledger_context(self.lot, at=at()))

        self.assertIn("收货", paper)
        self.assertIn(">100<", paper)

    def test_of_a_sample_tell_the_chain_of_custody(self):
        context = record_context(self.report.sample)

        self.assertEqual(context["source"], self.lot.number)
        self.assertIn("取样记录", render_to_string("pdf/sampling_record.html", context))

    def test_read_the_same_whatever_the_reader_speaks_and_name_things_by_their_names(self):
        told = {}
        for language in ("en", "zh-hans"):
            with override(language):
                report = report_context(self.report, shows_firm=True)
                told[language] = (
                    render_to_string("pdf/report.html", report),
                    render_to_string(
                        "pdf/sampling_record.html", record_context(self.report.sample)
                    ),
                )

        self.assertEqual(told["en"], told["zh-hans"])
        for paper in told["en"]:
            self.assertIn("原料批检测 Lot clearance", paper)
            self.assertIn("六价铬", paper)
            self.assertNotIn("GBT_", paper)

    def test_of_a_report_tell_markets_that_answer_alike_once_with_items_by_name(self):
        context = report_context(self.report, shows_firm=True)
        paper = render_to_string("pdf/report.html", context)
        judged = judged_then(self.report.verdicts)

        told = [name for row in context["markets"] for name in row.names.en.split(", ")]
        self.assertCountEqual(told, [market.name for market in judged.markets])
        answers = [(row.verdict, row.grounds, row.is_advice) for row in context["markets"]]
        self.assertEqual(len(answers), len(set(answers)))
        self.assertLess(len(answers), len(told))
        self.assertIn("Formaldehyde (free and hydrolysed, water extract) 420 mg/kg (≤ 300", paper)
        self.assertNotIn("HCHO 420", paper)

    def test_of_an_incomplete_report_name_what_was_not_tested(self):
        report = make_report(make_lot(self.firm), {"HCHO": "12", "AZO": "<5"})

        rows = report_context(report, shows_firm=True)["markets"]

        europe = next(row for row in rows if "European Union" in row.names.en)
        self.assertIn("Chromium (VI)", europe.grounds[0].en)
        self.assertIn("六价铬", europe.grounds[0].zh)

    def test_of_a_ledger_sum_up_once_below_the_last_entry(self):
        LedgerEntry.objects.bulk_create(
            LedgerEntry(
                lot=self.lot,
                kind="write_off",
                skins=-1,
                reference=f"D26-0001-{n:04d}",
                destination_iso="RU",
                posted_at=at(),
                posted_by=self.report.issued_by,
            )
            for n in range(60)
        )

        pages = PdfReader(io.BytesIO(ledger_pdf(self.lot, at=at()))).pages

        sums = [page.extract_text().count("结存 Free") for page in pages]
        self.assertGreater(len(sums), 2)
        self.assertEqual(sums, [0] * (len(sums) - 1) + [1])

    def test_of_a_sample_not_taken_yet_say_nothing_of_portions(self):
        planned = make_sample(make_lot(self.firm))

        self.assertNotIn(
            "无 no", render_to_string("pdf/sampling_record.html", record_context(planned))
        )

    def test_of_a_withdrawn_report_are_void(self):
        sample = self.report.sample
        sample.state = "invalidated"
        sample.save()

        self.assertTrue(report_context(self.report, shows_firm=True)["is_void"])


class TestAskingForARetest(TestCase):
    def test_too_late_stands_as_asked_too_late(self):
        report = make_report(
            make_lot(), FAILED, has_retained_part=True, on=TODAY - timedelta(days=16)
        )
        sample = report.sample
        self.client.force_login(make_user(enterprise=sample.enterprise))

        response = self.client.post(
            reverse("lab:retest-ask", args=[sample.number]), {"grounds": "Mixed up."}, follow=True
        )

        self.assertContains(response, "The last day to ask has passed.")
        # Who goes back to the form is led to what was asked.
        retest = sample.retest_requests.get()
        self.assertRedirects(
            self.client.get(reverse("lab:retest-ask", args=[sample.number])),
            reverse("lab:retest-detail", args=[retest.number]),
        )
        self.assertEqual(sample.retest_requests.get().state, "out_of_time")
