"""What officers read: statistics, rules, firms, the search; and what of it a firm sees."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from blacklist.states import ListKind
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, RegistrationState
from inspections.models import Certificate, RuleSet
from inspections.policy.rules import RuleSet as PolicyRuleSet
from inspections.selectors.lanes import lane_table, lane_tables
from inspections.selectors.numbered import KINDS
from inspections.selectors.reference import rule_set_on
from tests.factories import (
    TODAY,
    make_classification,
    make_credit_event,
    make_enterprise,
    make_filing,
    make_list_entry,
    make_registration,
    make_sample,
    make_user,
)
from tests.factories.clients import make_client
from tests.factories.figures import judged, judged_firm
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
from tests.factories.supervision import make_assessment

MARKETS = {"RU": "EAEU", "DE": "EU"}


def text_of(response) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestStatistics(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm, cls.other = judged_firm(name_en="Beichen Furs"), judged_firm()
        judged(cls.firm, iso="RU", markets=MARKETS, pieces=700)
        judged(cls.firm, iso="DE", markets=MARKETS, pieces=20, hours=30, level="B")
        judged(cls.other, iso="RU", markets=MARKETS, pieces=111)
        cls.officer = make_user(Role.AUDITOR)

    def get(self, person, name="inspections:statistics", *args, **data):
        self.client.force_login(person)
        return self.client.get(reverse(name, args=args), data)

    def exported(self, response) -> list[dict[str, str]]:
        text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
        return list(csv.DictReader(io.StringIO(text)))

    def test_say_what_became_of_exports(self):
        response = self.get(self.officer)

        self.assertContains(response, "831 pieces left since")
        self.assertContains(response, "in 3 consignments; 811 pieces to Russia")
        self.assertContains(response, reverse("inspections:firm", args=[self.firm.serial]))

    def test_export_exactly_what_is_filtered(self):
        rows = self.exported(self.get(self.officer, export="csv", market="RU"))

        self.assertEqual(
            [(row["Serial"], row["Pieces"], row["Class"]) for row in rows],
            [(self.firm.serial, "700", "class A"), (self.other.serial, "111", "class A")],
        )
        response = self.get(self.officer, export="xlsx", firm=self.firm.credit_code)
        sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
        self.assertEqual([row[10].value for row in sheet.iter_rows(min_row=2)], [20, 700])

    def test_tell_at_the_field_what_cannot_be_asked(self):
        faults = [
            ({"firm": "9999"}, "No firm has this number"),
            ({"since": "2026-05-05", "until": "2026-05-04"}, "not before the first"),
            ({"since": "1990-01-01", "until": "2026-05-04"}, "ten years at most"),
            ({"market": "Mars"}, "Mars"),
            ({"since": "yesterday"}, "valid date"),
        ]
        for asked, sentence in faults:
            for export in ({}, {"export": "csv"}):
                with self.subTest(asked=asked, export=export):
                    response = self.get(self.officer, **asked, **export)

                    self.assertContains(response, sentence, status_code=422)

    def test_of_a_firm_are_its_own_alone(self):
        declarant = declarant_of(self.firm)
        response = self.get(declarant, "inspections:firm-figures", self.firm.serial)

        self.assertContains(response, "720 pieces left since")
        self.assertNotContains(response, "111")
        self.assertNotContains(response, "Monthly report")
        # A firm that is named is not asked about: the field is not there.
        trick = self.get(
            declarant,
            "inspections:firm-figures",
            self.firm.serial,
            firm=self.other.serial,
            export="csv",
        )
        self.assertEqual({row["Serial"] for row in self.exported(trick)}, {self.firm.serial})
        strange = self.get(declarant, "inspections:firm-figures", self.other.serial)
        self.assertEqual(strange.status_code, 404)

    def test_ask_no_more_the_more_there_is(self):
        self.get(self.officer)
        with CaptureQueriesContext(connection) as few:
            self.get(self.officer)
        for firm in [judged_firm() for _count in range(4)]:
            judged(firm, iso="RU", markets=MARKETS)
            make_month(firm)
        with CaptureQueriesContext(connection) as many:
            self.get(self.officer)

        self.assertEqual(len(many), len(few))

    def test_stand_on_paper_month_by_month_in_both_languages(self):
        response = self.get(self.officer, "inspections:monthly-report", f"{TODAY:%Y-%m}")

        self.assertEqual(response["Content-Type"], "application/pdf")
        words = "".join(
            page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages
        )
        for word in ("出口裘皮检验月报", "Monthly report on export fur", "Beichen Furs", "720"):
            with self.subTest(word):
                self.assertIn(word, words)

    def test_stand_on_no_paper_of_a_month_that_has_not_begun(self):
        begins = (TODAY.replace(day=1) + timedelta(days=31)).replace(day=1)

        response = self.get(self.officer, "inspections:monthly-report", f"{begins:%Y-%m}")

        self.assertEqual(response.status_code, 404)

    def test_through_the_api_are_the_same_and_ones_own(self):
        address = reverse("api:statistics-list")
        whole = make_client(self.officer).get(address).json()
        self.assertEqual(whole["released"]["pieces"], 831)
        self.assertEqual(whole["median_seconds"], {"whole": 0, "held": 108_000})
        self.assertEqual(whole["outcomes"]["held"], 1)

        own = make_client(declarant_of(self.firm)).get(address, {"destination": "RU"}).json()
        self.assertEqual(own["released"]["pieces"], 700)
        self.assertEqual([row["serial"] for row in own["firms"]], [self.firm.serial])

        stranger = make_client(declarant_of(self.firm))
        for asked in ({"firm": self.other.serial}, {"frm": "1"}, {"until": "x"}):
            with self.subTest(asked=asked):
                refused = stranger.get(address, asked)

                self.assertEqual(refused.status_code, 400)
                self.assertEqual(set(refused.json()["fields"]), set(asked))


class TestRules(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.in_force = RuleSet.objects.get()
        cls.draft = RuleSet.objects.create(
            code="RS-2027-01",
            state="draft",
            risk_analysis=cls.in_force.risk_analysis,
            reason="Fewer checks.",
            valid_from=date(2099, 1, 1),
        )
        for rule in cls.in_force.rules.exclude(code="R-73").order_by("order"):
            measures = list(rule.measures.all())
            rule.pk, rule.rule_set = None, cls.draft
            if rule.code == "R-31":
                rule.check_rate = 3
            rule.save()
            rule.measures.set(measures)

    def setUp(self):
        self.client.force_login(make_user(Role.INSPECTOR))

    def page(self, code, **data):
        return self.client.get(reverse("inspections:rule-set", args=[code]), data)

    def test_are_read_in_order_and_in_words(self):
        words = text_of(self.page(self.in_force.code))

        places = [words.index(rule.title_en) for rule in self.in_force.rules.order_by("order")]
        self.assertEqual(places, sorted(places))
        self.assertIn("Every declaration is decided by these rules today.", words)
        self.assertIn("5 %, by Inspection", words)
        self.assertIn("test of the product, inspection, release by the section chief", words)

    def test_stand_beside_another_version_change_by_change(self):
        response = self.page(self.draft.code, against=self.in_force.code)

        changes = response.context["page"].changes
        self.assertEqual(
            [(one.code, str(one.what), one.before, one.after) for one in changes],
            [
                ("R-31", "Check", "5\xa0%, by Inspection", "3\xa0%, by Inspection"),
                ("R-73", "Left out", "The consumption of skins is plausible", "—"),
            ],
        )
        back = self.page(self.in_force.code, against=self.draft.code).context["page"].changes
        self.assertEqual([one.what for one in back], ["Check", "Added"])
        same = self.page(self.draft.code, against=self.draft.code)
        self.assertContains(same, "Nothing differs")

    def test_list_says_what_was_in_force_on_a_day(self):
        address = reverse("inspections:rule-set-list")

        for day, code in (("2026-01-01", self.in_force.code), ("2008-12-31", None)):
            with self.subTest(day=day):
                rows = self.client.get(address, {"on": day}).context["table"].rows
                self.assertEqual([row.record.code for row in rows], [code] if code else [])

    def test_of_risk_name_level_floor_and_grounds(self):
        response = self.client.get(reverse("inspections:risk-analysis"))

        words = text_of(response)
        self.assertIn("High at least 10 % checked", words.replace("\xa0", " "))
        self.assertIn("Children are more sensitive", words)
        unknown = self.client.get(reverse("inspections:risk-analysis"), {"version": "RA-0"})
        self.assertEqual(unknown.status_code, 404)

    def test_are_read_by_programs_of_officers(self):
        client = make_client(make_user(Role.AUDITOR))
        found = client.get(reverse("api:rule-set-list"), {"on": "2026-01-01"}).json()["results"]
        self.assertEqual([row["code"] for row in found], [self.in_force.code])
        whole = client.get(reverse("api:rule-set-detail", args=[self.in_force.code])).json()
        self.assertEqual(len(whole["rules"]), self.in_force.rules.count())
        self.assertEqual(whole["rules"][0]["measures"], ["M-03"])


class TestTheClassTable(TestCase):
    def rules(self) -> PolicyRuleSet:
        return rule_set_on(TODAY).rule_set

    def test_is_read_by_anybody_in_both_languages(self):
        for language, words in (("en", "Fully registered"), ("zh-hans", "正式注册")):
            response = self.client.get(
                reverse("inspections:class-table"), headers={"accept-language": language}
            )
            self.assertContains(response, words)

    def test_has_a_table_for_each_standing(self):
        registered, provisional, narrowed = lane_tables(self.rules())

        self.assertEqual(len(registered.situations), 4)
        self.assertEqual(len(provisional.situations), 3)
        self.assertEqual({cell.check_rate for row in narrowed.rows for cell in row.cells}, {100})

    def test_takes_in_lanes_that_are_new(self):
        rules = self.rules()
        changed = []
        for rule in rules.rules:
            if rule.code == "R-41":  # strict market, class A: told apart by month now
                changed.append(replace(rule, code="R-45", months=frozenset({"open"})))
                rule = replace(rule, months=frozenset({"closed"}), extra_steps=frozenset({"photo"}))
            changed.append(rule)

        table = lane_table(replace(rules, rules=tuple(changed)))

        self.assertEqual(len(table.situations), 5)
        strict_open, strict_closed = table.rows[1].cells[2:4]
        self.assertEqual((strict_open.rule, strict_closed.rule), ("R-45", "R-41"))
        self.assertEqual(strict_closed.steps, ("photo",))

    def test_says_so_where_no_rules_are_in_force(self):
        RuleSet.objects.update(state="retired", valid_until="2010-01-01")

        response = self.client.get(reverse("inspections:class-table"))

        self.assertContains(response, "every declaration is held for review")


class TestFirms(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.beichen = make_exporter("A", name_en="Beichen Furs", name_zh="北辰裘皮")
        make_list_entry(cls.beichen, kind=ListKind.RED)
        cls.dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE, township="Xiaozhang")
        make_registration(make_enterprise(), state=RegistrationState.PROVISIONAL, valid_from=TODAY)
        make_classification(cls.dyehouse, "D")
        cls.officer = make_user(Role.REGISTRAR)

    def found(self, **asked) -> list[str]:
        self.client.force_login(self.officer)
        response = self.client.get(reverse("inspections:firm-list"), asked)
        return [row.record.serial for row in response.context["table"].rows]

    def test_are_found_by_name_number_and_standing(self):
        mine, dye = [self.beichen.serial], [self.dyehouse.serial]
        questions = [
            ({"q": "beichen"}, mine),
            ({"q": "北辰"}, mine),
            ({"q": self.beichen.credit_code[:17]}, mine),
            ({"q": self.dyehouse.serial}, dye),
            ({"credit_class": "D"}, dye),
            ({"listed": "red"}, mine),
            ({"registration": "registered"}, mine),
            ({"registration": "none"}, dye),
            ({"kind": "dyehouse"}, dye),
            ({"township": "Xiaozhang"}, dye),
        ]
        for asked, serials in questions:
            with self.subTest(asked=asked):
                self.assertEqual(self.found(**asked), serials)
        self.assertEqual(len(self.found()), 3)

    def test_are_exported_as_filtered(self):
        self.client.force_login(self.officer)
        response = self.client.get(
            reverse("inspections:firm-list"), {"listed": "red", "export": "csv"}
        )

        lines = b"".join(response.streaming_content).decode().splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn(self.beichen.credit_code, lines[1])

    def test_ask_as_much_for_one_as_for_many(self):
        self.found()
        with CaptureQueriesContext(connection) as few:
            self.found()
        for _count in range(5):
            make_exporter("B")
        with CaptureQueriesContext(connection) as many:
            self.found()

        self.assertEqual(len(many), len(few))


class TestOneFirm(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A", name_en="Beichen Furs")
        make_month(cls.firm)
        cls.lot = make_lot(cls.firm)
        cls.released = make_draft(cls.firm, make_content(make_line({cls.lot: 400})))
        submit(cls.released)
        other = make_exporter("B")
        make_month(other)
        cls.foreign = make_draft(other, make_content(make_line({make_lot(other): 400})))
        submit(cls.foreign)

    def page(self, role=Role.AUDITOR):
        self.client.force_login(make_user(role))
        return self.client.get(reverse("inspections:firm", args=[self.firm.serial]))

    def test_stands_on_one_page_and_leads_to_every_list(self):
        response = self.page()

        page = response.context["page"]
        self.assertEqual([(row.state, row.count) for row in page.declarations], [("released", 1)])
        self.assertContains(response, self.lot.number)
        self.assertContains(response, Certificate.objects.get(enterprise=self.firm).number)
        self.assertNotContains(response, self.foreign.number)
        for address in (page.declarations[0].url, page.declarations_url, page.lots_url):
            with self.subTest(address=address):
                rows = self.client.get(address).context["table"].rows
                self.assertEqual({row.record.enterprise for row in rows}, {self.firm})

    def test_shows_the_audit_to_those_who_may_read_it(self):
        self.assertContains(self.page(), "What was done last")
        self.assertNotContains(self.page(Role.INSPECTOR), "What was done last")

    def test_changes_nothing(self):
        self.assertEqual(
            re.findall(r'method="post" action="([^"]+)', self.page().content.decode()),
            [
                reverse("set-language"),
                reverse("set-theme"),
                reverse("logout"),
            ],
        )

    def test_asks_no_more_for_a_firm_with_more(self):
        self.page()
        with CaptureQueriesContext(connection) as few:
            self.page()
        for _count in range(3):
            submit(make_draft(self.firm, make_content(make_line({self.lot: 400}))))
        with CaptureQueriesContext(connection) as many:
            self.page()

        self.assertEqual(len(many), len(few))


class TestTheSearch(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A", name_en="Beichen Furs", name_zh="北辰裘皮")
        make_month(cls.firm)
        cls.lot = make_lot(cls.firm)
        cls.sample = make_sample(cls.lot)
        cls.declaration = make_draft(cls.firm, make_content(make_line({cls.lot: 400})))
        submit(cls.declaration)
        cls.officer = make_user(Role.INSPECTOR)

    def search(self, person, text):
        self.client.force_login(person)
        return self.client.get(reverse("inspections:search"), {"q": text})

    def test_goes_straight_to_what_is_the_only_one(self):
        page = reverse("inspections:declaration-detail", args=[self.declaration.number])
        certificate = Certificate.objects.get()
        straight = {
            self.declaration.number.lower(): page,
            certificate.number: page,
            self.lot.number: reverse("lab:lot-detail", args=[self.lot.number]),
            self.sample.number: reverse("lab:sample-detail", args=[self.sample.number]),
            "beichen": reverse("inspections:firm", args=[self.firm.serial]),
            "北辰": reverse("inspections:firm", args=[self.firm.serial]),
            self.firm.credit_code: reverse("inspections:firm", args=[self.firm.serial]),
        }
        for text, address in straight.items():
            with self.subTest(text):
                self.assertRedirects(
                    self.search(self.officer, text), address, fetch_redirect_response=False
                )

    def test_goes_to_the_records_of_registration_and_credit(self):
        visit = make_assessment(make_registration())
        event = make_credit_event(self.firm, state="reported", number="E26-0042-0001")
        filing = make_filing(number="F26-0042-01")
        straight = {
            visit.number: reverse("enterprises:assessment-detail", args=[visit.number]),
            event.number: reverse("blacklist:event-detail", args=[event.number]),
            filing.number: reverse("enterprises:filing-detail", args=[filing.number]),
        }
        for text, address in straight.items():
            with self.subTest(text):
                self.assertRedirects(
                    self.search(self.officer, text), address, fetch_redirect_response=False
                )
        # What is not certain yet is not the firm's to read, and not to find either.
        self.assertContains(self.search(declarant_of(self.firm), event.number), "Nothing is called")

    def test_asks_every_table_that_a_letter_stands_for(self):
        for kind in KINDS:
            with self.subTest(kind=kind.page):
                response = self.search(self.officer, f"{kind.letter}26-")

                self.assertIn(response.status_code, (200, 302))
                self.assertTrue(reverse(kind.page, args=["X26-1"]))

    def test_lists_what_is_more_than_one(self):
        second = make_exporter("B", name_en="Beichen Dyes")

        response = self.search(self.officer, "beichen")

        self.assertContains(response, "2 things found")
        self.assertContains(response, reverse("inspections:firm", args=[second.serial]))

    def test_finds_nothing_that_the_person_may_not_see(self):
        stranger = declarant_of(make_exporter())
        for text in (self.declaration.number, self.lot.number, self.sample.number, "Beichen"):
            with self.subTest(text):
                self.assertContains(self.search(stranger, text), "Nothing is called")
        home = reverse("inspections:portal-home", args=[self.firm.serial])
        self.assertRedirects(
            self.search(declarant_of(self.firm), "Beichen"), home, fetch_redirect_response=False
        )

    def test_tells_the_laboratory_no_firm(self):
        analyst = make_user(Role.ANALYST)

        self.assertContains(self.search(analyst, "Beichen"), "Nothing is called")
        self.assertContains(self.search(analyst, self.lot.number), "Nothing is called")
        found = self.search(analyst, self.sample.number)
        self.assertEqual(found["Location"], reverse("lab:entry", args=[self.sample.number]))

    def test_is_asked_for_two_letters_at_least_and_takes_anything(self):
        for text in ("", "L", " ", "%", "'; --", "x" * 5000):
            with self.subTest(text=text[:10]):
                self.assertEqual(self.search(self.officer, text).status_code, 200)


class TestTheAudit(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A", name_en="Beichen Furs")
        make_month(cls.firm)
        cls.lot = make_lot(cls.firm)
        cls.declaration = make_draft(cls.firm, make_content(make_line({cls.lot: 400})))
        submit(cls.declaration)
        other = make_exporter("B")
        make_draft(other, make_content(make_line({make_lot(other): 400})))
        cls.auditor = make_user(Role.AUDITOR)

    def found(self, **asked):
        self.client.force_login(self.auditor)
        response = self.client.get(reverse("enterprises:audit-list"), asked)
        return [
            (row.record.action, row.record.record_number) for row in response.context["table"].rows
        ]

    def test_is_asked_by_person_firm_deed_record_and_day(self):
        number = self.declaration.number
        deeds = [("declaration_released", number), ("create_declaration", number)]
        tomorrow = TODAY + timedelta(days=1)
        questions = [
            ({"firm": self.firm.serial}, deeds),
            ({"firm": "beichen"}, deeds),
            ({"who": declarant_of(self.firm).username}, deeds),
            ({"record": number}, deeds),
            ({"action": "declaration_released"}, deeds[:1]),
            ({"kind": "certificate"}, []),
            ({"firm": self.firm.serial, "since": f"{TODAY}", "until": f"{TODAY}"}, deeds),
            ({"firm": self.firm.serial, "since": f"{tomorrow}"}, []),
            ({"firm": self.firm.serial, "until": f"{TODAY - timedelta(days=1)}"}, []),
        ]
        for asked, wanted in questions:
            with self.subTest(asked=asked):
                self.assertEqual(self.found(**asked), wanted)

    def test_is_told_in_words_and_leads_to_the_record(self):
        self.client.force_login(self.auditor)
        page = self.client.get(reverse("enterprises:audit-list"), {"firm": self.firm.serial})

        self.assertContains(page, "Draft opened")
        self.assertContains(
            page, reverse("inspections:declaration-detail", args=[self.declaration.number])
        )

    def test_is_exported_with_its_particulars(self):
        self.client.force_login(self.auditor)
        response = self.client.get(
            reverse("enterprises:audit-list"), {"firm": self.firm.serial, "export": "csv"}
        )

        text = b"".join(response.streaming_content).decode()
        self.assertIn("declaration_released", text)
        self.assertIn("evidence", text)

    def test_is_not_there_for_others(self):
        for role in (Role.INSPECTOR, Role.ANALYST, Role.ADMINISTRATOR):
            self.client.force_login(make_user(role))
            self.assertEqual(self.client.get(reverse("enterprises:audit-list")).status_code, 404)
