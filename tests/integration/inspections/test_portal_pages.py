"""The pages of a firm: where it stands, its declarations, the form with its verdict."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blacklist.states import CreditClass
from enterprises.models import Enterprise
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole
from inspections.models import Declaration, Hold
from inspections.states import DeclarationState
from tests.factories import make_authorisation, make_enterprise, make_user
from tests.factories.credit import make_classification
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


def page(name: str, *args: object) -> str:
    return reverse(f"inspections:{name}", args=args)


def reason(code: str, **params: str | int) -> dict[str, Any]:
    """A reason of a class, as the classification keeps it."""
    return {"code": code, "params": params}


def texts(response: Any) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class Firm(TestCase):
    """A registered firm with a passed month and one tested lot."""

    def setUp(self):
        self.firm = make_exporter("B", name_en="Beichen Furs", name_zh="北辰裘皮")
        self.owner = declarant_of(self.firm)
        self.lot = make_lot(self.firm, skins=5000)
        make_month(self.firm)
        make_report(self.lot)
        self.client.force_login(self.owner)

    def draft(self, iso: str = "RU", skins: int = 400, **fields: Any) -> Declaration:
        return make_draft(self.firm, make_content(make_line({self.lot: skins}), iso=iso, **fields))

    def typed(self, **fields: str) -> dict[str, str]:
        """What a person types for ten coats to Russia."""
        return {
            "firm": self.firm.serial,
            "version": "0",
            "destination_iso": "RU",
            "consignee": "OOO Severny Mekh",
            "contract_number": "BC-1",
            "trade_mode": "general",
            "currency": "USD",
            "usd_rate": "1",
            "port": "Manzhouli",
            "transport": "rail",
            "planned_on": timezone.localdate().isoformat(),
            "storage_place": "Store 1",
            "packages": "4",
            "package_kind": "carton",
            "lines.1.hs_code": "4303101090",
            "lines.1.description": "Women's mink coat",
            "lines.1.product": "coat_long",
            "lines.1.species": "mink",
            "lines.1.wearer": "adult",
            "lines.1.contact": "indirect",
            "lines.1.pieces": "10",
            "lines.1.net_weight_kg": "28.0",
            "lines.1.value": "9000",
            "lines.1.marks": "\n".join(f"RU-{place}" for place in range(10)),
            "lines.1.uses.1.lot": self.lot.number,
            "lines.1.uses.1.skins": "400",
            "do": "save",
            **fields,
        }


class WhereTheFirmStands(Firm):
    def test_says_standing_and_what_may_go_where(self):
        response = self.client.get(page("portal-home", self.firm.serial))

        words = texts(response)
        self.assertContains(response, self.lot.number)
        self.assertIn("Class B", words)
        self.assertIn("Write-off to Russia is open until", words)
        self.assertIn("5,000 may go to Russia", words)
        self.assertIn("Nothing waits for you", words)

    def test_opens_no_write_off_for_a_class_that_goes_lot_by_lot(self):
        firm = make_exporter("C")
        make_month(firm)
        self.client.force_login(make_user(enterprise=firm))

        words = texts(self.client.get(page("portal-home", firm.serial)))

        self.assertNotIn("Write-off to Russia is open", words)
        self.assertIn("Lots are looked at one by one, whatever the month brings.", words)

    def test_says_in_one_sentence_why_this_class(self):
        score = reason("SCORE", score=85, start=85, base="1", grade="B")
        told = [
            (("A", [score, reason("DIRECT_A", source="round")]), "Recommended on all four grounds"),
            (
                ("B", [score]),
                "Score 85, from a start of 85 (first class in the government's round): class B."
                " Class A begins at 89 points.",
            ),
            (
                ("B", [score, reason("NEW_FIRM", cap="B", date="2027-05-03")]),
                "New firm: at most class B until 3 May 2027. Class A begins at 89 points.",
            ),
            (
                ("D", [reason("BLACK_LISTED", date="2026-10-01")]),
                "On the black list since 1 Oct 2026: class D.",
            ),
            (
                ("B", [score, reason("DIRECT_A_BLOCKED", cause="L06;min_score", source="round")]),
                "Score 85, from a start of 85 (first class in the government's round): class B.",
            ),
            (
                ("C", [score]),
                "By its record the firm would be in class B; two persons decide on the move.",
            ),
        ]
        for (credit_class, reasons), sentence in told:
            with self.subTest(sentence=sentence):
                firm = make_exporter(None)
                make_classification(firm, CreditClass(credit_class), score=85, reasons=reasons)
                self.client.force_login(declarant_of(firm))

                words = unescape(texts(self.client.get(page("portal-home", firm.serial))))

                self.assertIn(sentence, words)
                self.assertEqual(words.count("Score 85"), sentence.count("Score 85"))

    def test_leads_to_the_one_firm_of_a_person(self):
        response = self.client.get(page("portal"))

        self.assertRedirects(response, page("portal-home", self.firm.serial))

    def test_offers_a_new_declaration_to_who_may_write_one(self):
        viewer = make_user(enterprise=self.firm, membership=MembershipRole.VIEWER)
        for person, offered in ((self.owner, True), (viewer, False)):
            with self.subTest(person=person):
                self.client.force_login(person)
                response = self.client.get(page("portal-home", self.firm.serial))
                self.assertEqual("New declaration" in texts(response), offered)

    def test_leads_who_only_reads_to_nothing_that_is_not_theirs(self):
        self.draft()
        submit(self.draft(skins=6000))
        viewer = make_user(enterprise=self.firm, membership=MembershipRole.VIEWER)
        for person, led in ((self.owner, True), (viewer, False)):
            with self.subTest(person=person):
                self.client.force_login(person)
                response = self.client.get(page("portal-home", self.firm.serial))
                self.assertEqual("/edit/" in response.content.decode(), led)

    def test_names_what_waits_for_the_firm(self):
        returned = self.draft(skins=6000)
        submit(returned)
        self.assertEqual(returned.state, DeclarationState.RETURNED)

        words = texts(self.client.get(page("portal-home", self.firm.serial)))

        self.assertIn("1 thing waits for you", words)
        self.client.force_login(make_user(enterprise=self.firm, membership=MembershipRole.VIEWER))
        read = texts(self.client.get(page("portal-home", self.firm.serial)))
        self.assertIn("1 thing waits for your enterprise", read)
        self.assertIn(f"Correct {returned.number}", words)

    def test_asks_the_database_as_often_for_many_lots_as_for_one(self):
        address = page("portal-home", self.firm.serial)
        self.draft()
        few = queries_of(self, address)
        for _lot in range(24):
            make_report(make_lot(self.firm))
            self.draft()

        self.assertLessEqual(queries_of(self, address), few)


def queries_of(case: TestCase, address: str) -> int:
    """How many questions a page asks when its reference data are already known."""
    case.client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = case.client.get(address)
    case.assertEqual(response.status_code, 200)
    return len(asked)


class ListOfDeclarations(Firm):
    def test_shows_and_filters_what_is_the_firms_own(self):
        russian, german = self.draft(), self.draft("DE")
        stranger = make_exporter("B")
        theirs = make_draft(stranger, make_content(make_line({make_lot(stranger): 40})))

        everything = self.client.get(page("declaration-list"))
        to_germany = self.client.get(page("declaration-list"), {"destination": "DE"})

        self.assertContains(everything, russian.number)
        self.assertNotContains(everything, theirs.number)
        self.assertContains(to_germany, german.number)
        self.assertNotContains(to_germany, russian.number)

    def test_finds_a_declaration_by_a_lot_it_uses(self):
        used = self.draft()

        response = self.client.get(page("declaration-list"), {"q": self.lot.number})

        self.assertContains(response, used.number)

    def test_exports_what_is_filtered(self):
        self.draft()
        german = self.draft("DE")

        response = self.client.get(page("declaration-list"), {"destination": "DE", "export": "csv"})

        rows = b"".join(response.streaming_content).decode().strip().splitlines()
        self.assertEqual(len(rows), 2)
        self.assertIn(german.number, rows[1])

    def test_asks_the_database_as_often_for_many_rows_as_for_one(self):
        self.draft()
        few = queries_of(self, page("declaration-list"))
        for _row in range(24):
            self.draft()

        self.assertLessEqual(queries_of(self, page("declaration-list")), few)


class TheForm(Firm):
    def test_saves_a_draft_and_shows_it_again(self):
        response = self.client.post(page("declaration-new"), self.typed())

        declaration = Declaration.objects.get()
        self.assertRedirects(response, page("declaration-edit", declaration.number))
        self.assertEqual((declaration.pieces, declaration.enterprise), (10, self.firm))
        self.assertContains(
            self.client.get(page("declaration-edit", declaration.number)), "Women&#x27;s mink coat"
        )

    def test_keeps_what_was_typed_when_something_is_missing(self):
        response = self.client.post(
            page("declaration-new"),
            self.typed(**{"lines.1.net_weight_kg": "heavy", "port": "", "lines.1.pieces": "10"}),
        )

        self.assertEqual(response.status_code, 422)
        self.assertFalse(Declaration.objects.exists())
        self.assertContains(response, 'value="heavy"', status_code=422)
        words = texts(response)
        self.assertIn("2 things to mend on this page", words)
        self.assertIn("Line 1, Net weight: Enter a number.", words)
        self.assertIn("Port of exit: Fill this in.", words)
        self.assertContains(response, 'href="#id_lines.1.net_weight_kg"', status_code=422)

    def test_tells_the_services_own_sentences_at_their_fields(self):
        stranger = make_lot(make_exporter("B"))
        response = self.client.post(
            page("declaration-new"), self.typed(**{"lines.1.uses.1.lot": stranger.number})
        )

        self.assertEqual(response.status_code, 422)
        self.assertIn("Line 1, Lot:", texts(response))

    def test_grows_and_shrinks_without_script(self):
        grown = self.client.post(page("declaration-new"), self.typed(do="add-line"))
        shrunk = self.client.post(page("declaration-new"), self.typed(do="remove-use:1.1"))

        self.assertContains(grown, 'name="lines.2.hs_code"')
        self.assertContains(grown, "OOO Severny Mekh")
        self.assertContains(shrunk, 'name="lines.1.uses.1.skins"')
        self.assertNotContains(shrunk, 'name="lines.1.uses.2.skins"')
        self.assertFalse(Declaration.objects.exists())

    def test_offers_the_lots_that_may_go_first_and_the_oldest_of_them_first(self):
        untested = make_lot(self.firm)
        newer = make_lot(self.firm, received_on=timezone.localdate())
        make_report(newer)

        html = self.client.get(page("declaration-new"), {"to": "DE"}).content.decode()

        places = [html.index(f'value="{one.number}"') for one in (self.lot, newer, untested)]
        self.assertEqual(places, sorted(places))
        self.assertIn("Needs a test or a review first", html)

    def test_a_lot_that_failed_once_is_never_shown_as_free_to_go(self):
        failed = make_lot(self.firm)
        make_report(failed, failing_markets=["CN"])

        offered = self.client.get(page("declaration-new"), {"to": "RU"}).content.decode()
        stands = self.client.get(page("portal-home", self.firm.serial))

        head, first = "Needs a test or a review first", f'value="{failed.number}"'
        self.assertLess(offered.index(head), offered.index(first))
        self.assertIn("review", texts(stands))
        row = next(one for one in stands.context["page"].stock if one.lot.number == failed.number)
        self.assertFalse(any(mark and mark.may_go for mark in row.marks))

    def test_says_calmly_that_somebody_else_changed_it(self):
        draft = self.draft()
        stale = self.typed(version=str(draft.version - 1), consignee="Mine alone")

        response = self.client.post(page("declaration-edit", draft.number), stale)

        self.assertEqual(response.status_code, 409)
        self.assertIn("Somebody else changed this declaration", texts(response))
        self.assertContains(response, "Mine alone", status_code=409)
        draft.refresh_from_db()
        self.assertNotEqual(draft.consignee, "Mine alone")

    def test_asks_the_database_as_often_for_many_lines_as_for_one(self):
        one = self.draft()
        lines = [make_line({self.lot: 40}) for _line in range(25)]
        many = make_draft(self.firm, make_content(*lines))

        few = queries_of(self, page("declaration-edit", one.number))

        self.assertLessEqual(queries_of(self, page("declaration-edit", many.number)), few)


class TheLiveVerdict(Firm):
    def ask(self, **fields: str):
        return self.client.post(
            page("declaration-verdict"), self.typed(**fields), headers={"HX-Request": "true"}
        )

    def test_says_beside_the_verdict_what_bars_submitting(self):
        gone = (timezone.localdate() - timedelta(days=1)).isoformat()
        for fields, words in (
            ({"planned_on": gone}, "is past"),
            ({"lines.1.species": "fox"}, "none of its lots is of fox"),
            ({"planned_on": "soon"}, ""),
        ):
            with self.subTest(fields=fields):
                seen = texts(self.ask(**fields))
                self.assertEqual("It cannot be submitted" in seen, bool(words))
                self.assertIn(words, seen)

    def test_judges_what_is_typed_and_saves_nothing(self):
        response = self.ask()

        self.assertIn("Released by raw-material write-off", texts(response))
        self.assertNotContains(response, "<html")
        self.assertFalse(Declaration.objects.exists())

    def test_leaves_half_filled_lines_out_and_says_so(self):
        response = self.ask(**{"lines.2.hs_code": "4303101090", "lines.2.pieces": "3"})

        words = texts(response)
        self.assertIn("Line 2 is not judged yet", words)
        self.assertIn("Released by raw-material write-off", words)

    def test_says_what_it_lacks_before_there_is_anything_to_judge(self):
        self.assertIn("No verdict yet", texts(self.ask(destination_iso="")))
        self.assertIn("No verdict yet", texts(self.ask(**{"lines.1.uses.1.skins": ""})))

    def test_names_the_lot_that_is_short(self):
        response = self.ask(**{"lines.1.uses.1.skins": "6000"})

        words = texts(response)
        self.assertIn("Returned for correction", words)
        self.assertIn("6,000 of 5,000 free", words)

    def test_is_for_those_who_file_alone(self):
        viewer = make_user(enterprise=self.firm, membership=MembershipRole.VIEWER)
        for person, status in ((viewer, 403), (make_user(enterprise=make_enterprise()), 404)):
            with self.subTest(person=person):
                self.client.force_login(person)
                self.assertEqual(self.ask().status_code, status)


class ThePageOfADeclaration(Firm):
    def test_tells_a_release_with_its_reasons_goods_ledger_and_paper(self):
        declaration = self.draft()
        submit(declaration)

        response = self.client.get(page("declaration-detail", declaration.number))

        words = texts(response)
        self.assertIn("Released by raw-material write-off", words)
        self.assertIn("rules are met", words)
        self.assertIn(f"C{declaration.number[1:]}-1", words)
        self.assertIn("Written off for Russian Federation −400", words)
        self.assertIn("Not drawn", words)
        self.assertContains(response, page("declaration-decision", declaration.number, 1))

    def test_tells_officers_every_rule_and_firms_what_concerns_them(self):
        declaration = self.draft()
        submit(declaration)
        address = page("declaration-detail", declaration.number)

        firm = self.client.get(address)
        self.client.force_login(make_user(Role.INSPECTOR))
        officer = self.client.get(address)

        self.assertNotContains(firm, "Rule R-11")
        self.assertContains(officer, "Rule R-11")
        self.assertContains(officer, "/story/#M-17")

    def test_says_what_keeps_the_goods_and_what_to_do(self):
        declaration = self.draft(iso="DE", skins=400)
        other = make_lot(self.firm)
        untested = make_draft(self.firm, make_content(make_line({other: 400}), iso="DE"))
        submit(untested)

        words = texts(self.client.get(page("declaration-detail", untested.number)))

        self.assertIn("Held for a test", words)
        self.assertIn(other.number, words)
        self.assertIn("Have the lot tested for the missing items", words)
        self.assertEqual(declaration.state, DeclarationState.DRAFT)

    def test_tells_what_waits_before_what_is_met(self):
        other = make_lot(self.firm)
        held = make_draft(self.firm, make_content(make_line({other: 400}), iso="DE"))
        submit(held)
        self.client.force_login(make_user(Role.INSPECTOR))

        words = texts(self.client.get(page("declaration-detail", held.number)))

        self.assertLess(words.index("What it waits for"), words.index("other rules are met"))
        self.assertLess(words.index("1 open"), words.index("Rule R-01"))

    def test_speaks_of_a_wait_that_is_over_as_past(self):
        held = make_draft(self.firm, make_content(make_line({make_lot(self.firm): 400}), iso="DE"))
        submit(held)
        held.refresh_from_db()
        self.client.post(page("declaration-withdraw", held.number), {"version": held.version})

        words = texts(self.client.get(page("declaration-detail", held.number)))

        self.assertIn("What it waited for", words)
        self.assertNotIn("0 open", words)

    def test_says_that_nothing_is_drawn_where_every_shipment_is_checked(self):
        firm = make_exporter("D")
        lot = make_lot(firm)
        make_report(lot)
        checked = make_draft(firm, make_content(make_line({lot: 400}), iso="RU"))
        submit(checked)
        self.client.force_login(declarant_of(firm))

        words = texts(self.client.get(page("declaration-detail", checked.number)))

        self.assertIn("Every shipment is checked in this lane, so nothing is drawn.", words)
        self.assertNotIn("1.0000", words)

    def test_shows_a_draft_as_it_would_be_judged_now(self):
        words = texts(self.client.get(page("declaration-detail", self.draft().number)))

        self.assertIn("If submitted now", words)
        self.assertIn("Released by raw-material write-off", words)

    def test_keeps_every_judgement_readable(self):
        declaration = self.draft()
        submit(declaration)

        response = self.client.get(page("declaration-decision", declaration.number, 1))

        self.assertIn(f"Judgement 1 of {declaration.number}", texts(response))
        self.assertContains(response, declaration.decisions.get().evidence_digest)

    def test_asks_the_database_as_often_for_many_lines_as_for_one(self):
        one = self.draft()
        submit(one)
        lots = [make_lot(self.firm) for _lot in range(24)]
        for lot in lots:
            make_report(lot)
        lines = [make_line({lot: 40}) for lot in (self.lot, *lots)]
        many = make_draft(self.firm, make_content(*lines))
        submit(many)

        few = queries_of(self, page("declaration-detail", one.number))

        self.assertLessEqual(queries_of(self, page("declaration-detail", many.number)), few)


class WhatTheFirmDoes(Firm):
    def post(self, name: str, declaration: Declaration, **data: str):
        declaration.refresh_from_db()
        return self.client.post(
            page(name, declaration.number), {"version": str(declaration.version), **data}
        )

    def test_submits_after_reading_it_over(self):
        declaration = self.draft()

        asked = texts(self.client.get(page("declaration-submit", declaration.number)))
        self.assertIn("Submit 10 pieces to Russian Federation?", asked)
        self.assertIn(self.lot.number, asked)
        answer = self.post("declaration-submit", declaration)

        self.assertRedirects(answer, page("declaration-detail", declaration.number))
        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.RELEASED)

    def test_reads_what_bars_submitting_before_pressing_anything(self):
        declaration = self.draft()
        declaration.planned_on = timezone.localdate() - timedelta(days=1)
        declaration.save()

        asked = self.client.get(page("declaration-submit", declaration.number))

        self.assertIn("is past", texts(asked))
        self.assertIn("disabled", asked.content.decode().partition("btn main big")[2][:20])
        self.assertEqual(self.post("declaration-submit", declaration).status_code, 422)

    def test_submits_nothing_that_was_changed_meanwhile(self):
        declaration = self.draft()

        answer = self.client.post(
            page("declaration-submit", declaration.number),
            {"version": str(declaration.version + 1)},
        )

        self.assertEqual(answer.status_code, 422)
        self.assertIn("Nothing was submitted", texts(answer))
        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.DRAFT)

    def test_withdraws_what_is_held(self):
        untested = make_lot(self.firm)
        declaration = make_draft(self.firm, make_content(make_line({untested: 400}), iso="DE"))
        submit(declaration)
        self.assertTrue(Hold.objects.filter(declaration=declaration).exists())

        self.post("declaration-withdraw", declaration)

        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.WITHDRAWN)
        seen = texts(self.client.get(page("declaration-detail", declaration.number)))
        self.assertIn("Withdrawn by the firm", seen)
        self.assertNotIn("Held for a test", seen)

    def test_cancels_a_release_with_a_reason_only(self):
        declaration = self.draft()
        submit(declaration)

        without = self.post("declaration-cancel", declaration)
        self.assertEqual(without.status_code, 422)
        self.post("declaration-cancel", declaration, reason="The buyer cancelled.")

        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.CANCELLED)
        self.lot.balance.refresh_from_db()
        self.assertEqual(self.lot.balance.free_skins, 5000)
        seen = texts(self.client.get(page("declaration-detail", declaration.number)))
        self.assertIn("The release is cancelled", seen)
        self.assertIn("The buyer cancelled.", seen)
        self.assertNotIn("rules that apply are met", seen)

    def test_copies_and_deletes_drafts(self):
        declaration = self.draft()

        self.post("declaration-copy", declaration)
        copy = Declaration.objects.get(copied_from=declaration)
        self.post("declaration-delete", copy)

        self.assertFalse(Declaration.objects.filter(pk=copy.pk).exists())

    def test_corrects_what_came_back(self):
        declaration = self.draft(skins=6000)
        submit(declaration)
        typed = self.typed(version=str(declaration.version), do="submit")

        saved = self.client.post(page("declaration-edit", declaration.number), typed)

        self.assertRedirects(saved, page("declaration-submit", declaration.number))


class WhoReachesWhat(Firm):
    """Another firm's record is not there; one's own that one may not change is forbidden."""

    READ = ("declaration-detail",)
    WRITE = (
        "declaration-edit",
        "declaration-submit",
        "declaration-copy",
        "declaration-delete",
    )

    def setUp(self):
        super().setUp()
        self.declaration = self.draft()
        agency = make_enterprise(EnterpriseKind.AGENT)
        make_authorisation(self.firm, agency)
        self.people = {
            "stranger": make_user(enterprise=make_exporter("A")),
            "viewer": make_user(enterprise=self.firm, membership=MembershipRole.VIEWER),
            "inspector": make_user(Role.INSPECTOR),
            "analyst": make_user(Role.ANALYST),
            "agent": make_user(enterprise=agency),
            "owner": self.owner,
        }

    def status(self, person: str, name: str) -> int:
        self.client.force_login(self.people[person])
        return self.client.get(page(name, self.declaration.number)).status_code

    def test_reads(self):
        expected = {
            "stranger": 404,
            "viewer": 200,
            "inspector": 200,
            "analyst": 404,
            "agent": 200,
            "owner": 200,
        }
        for person, status in expected.items():
            with self.subTest(person=person):
                self.assertEqual(self.status(person, "declaration-detail"), status)

    def test_writes(self):
        expected = {
            "stranger": 404,
            "viewer": 403,
            "inspector": 403,
            "analyst": 404,
            "agent": 200,
            "owner": 200,
        }
        for name in self.WRITE:
            for person, status in expected.items():
                with self.subTest(person=person, page=name):
                    self.assertEqual(self.status(person, name), status)

    def test_says_what_is_so_where_nothing_is_left_to_ask(self):
        submit(self.declaration)
        for name in ("edit", "submit", "delete", "withdraw"):
            with self.subTest(page=name):
                self.client.force_login(self.owner)
                address = page(f"declaration-{name}", self.declaration.number)
                answer = self.client.get(address, follow=True)
                self.assertIn(f"{self.declaration.number} is now: Released.", texts(answer))

    def test_asks_anybody_else_to_log_in(self):
        self.client.logout()
        for name in (*self.READ, *self.WRITE):
            with self.subTest(page=name):
                answer = self.client.get(page(name, self.declaration.number))
                self.assertEqual(answer.status_code, 302)

    def test_gives_the_paper_of_a_certificate_to_its_own_alone(self):
        submit(self.declaration)
        certificate = self.declaration.certificates.get()
        for person, status in (("owner", 200), ("inspector", 200), ("stranger", 404)):
            with self.subTest(person=person):
                self.client.force_login(self.people[person])
                answer = self.client.get(page("certificate-pdf", certificate.number))
                self.assertEqual(answer.status_code, status)


class FirmsOfAnAgent(TestCase):
    def test_chooses_whose_goods_are_declared(self):
        agency = make_enterprise(EnterpriseKind.AGENT)
        firms: list[Enterprise] = [make_exporter("B"), make_exporter("A")]
        for firm in firms:
            make_authorisation(firm, agency)
        self.client.force_login(make_user(enterprise=agency))

        response = self.client.get(page("declaration-new"))
        chosen = self.client.get(page("declaration-new"), {"firm": firms[0].serial})

        self.assertIn("Whose goods are declared?", texts(response))
        self.assertContains(chosen, f'value="{firms[0].serial}"')
