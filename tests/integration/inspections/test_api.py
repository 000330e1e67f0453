"""Declarations by program: from the draft to the release, as a firm's own system does it."""

from datetime import timedelta
from decimal import Decimal

from django.test import TestCase

from enterprises.api.doors import Scope
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole
from inspections.models import Certificate, Declaration, Hold, ReleaseDecision
from inspections.services.decisions import officers
from inspections.states import HoldKind
from lab.models import LedgerEntry, LotBalance
from tests.factories import (
    TODAY,
    at,
    make_authorisation,
    make_enterprise,
    make_list_entry,
    make_user,
)
from tests.factories.clients import make_client
from tests.factories.enterprises import make_membership
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

DECLARATIONS = "/api/v1/declarations/"


def content(*uses, iso="RU", **fields):
    """Give the body of a declaration of one line made of these skins."""
    pieces = max(sum(skins for _lot, skins in uses) // 40, 1)
    return {
        "destination_iso": iso,
        "consignee": "OOO Severny Mekh",
        "contract_number": "BC-RU-26-071",
        "port": "Manzhouli",
        "transport": "rail",
        "planned_on": (TODAY + timedelta(days=10)).isoformat(),
        "storage_place": "Warehouse 1, Daying",
        "packages": 42,
        "lines": [
            {
                "hs_code": "4303101090",
                "description": "Women's mink coats",
                "product": "coat_long",
                "species": "mink",
                "wearer": "adult",
                "contact": "indirect",
                "pieces": pieces,
                "net_weight_kg": str(Decimal("2.8") * pieces),
                "value": f"{900 * pieces}.00",
                "marks": [f"RU-{place:06d}" for place in range(pieces)],
                "uses": [{"lot": lot.number, "skins": skins} for lot, skins in uses],
            }
        ],
        **fields,
    }


class DeclarationApiTestCase(TestCase):
    def setUp(self):
        self.firm = make_exporter()
        self.lot = make_lot(self.firm, skins=5000)
        self.client = make_client(declarant_of(self.firm))

    def draft(self, *, iso="RU", skins=4000):
        body = content((self.lot, skins), iso=iso)
        response = self.client.post(DECLARATIONS, body)
        self.assertEqual(response.status_code, 201, response.json())
        return response.json()

    def move(self, declaration, step, **fields):
        body = {"version": declaration["version"], **fields}
        return self.client.post(f"{DECLARATIONS}{declaration['number']}/{step}/", body)

    def assert_refused(self, response, status, code, *fields):
        body = response.json()
        self.assertEqual((response.status_code, body["code"]), (status, code), body)
        self.assertEqual(sorted(body["fields"]), sorted(fields), body)


class TestRelease(DeclarationApiTestCase):
    """The month is covered: what the preview says is what happens."""

    def setUp(self):
        super().setUp()
        make_month(self.firm)

    def test_from_preview_to_certificate(self):
        body = content((self.lot, 4000))

        preview = self.client.post(f"{DECLARATIONS}preview/", body)
        draft = self.draft()
        submitted = self.move(draft, "submit")

        self.assertEqual(preview.json()["outcome"], "released", preview.json())
        self.assertEqual(submitted.status_code, 200, submitted.json())
        declaration, decision = submitted.json()["declaration"], submitted.json()["decision"]
        self.assertEqual(declaration["state"], "released")
        self.assertEqual(decision["path"], "raw_material_release")
        self.assertEqual(decision["verdict"]["release_reason"]["code"], "RELEASED_RAW_MATERIAL")
        self.assertTrue(decision["verdict"]["answer"])
        self.assertIsNone(decision["evidence"])
        certificate = self.client.get(f"/api/v1/certificates/{declaration['certificate']}/").json()
        self.assertEqual(certificate["state"], "active")
        checked = self.client.get(
            "/api/v1/public/certificates/",
            {"number": certificate["number"], "code": certificate["verification_code"]},
        )
        self.assertEqual(checked.json()["goods"][0]["pieces"], 100)
        self.assertNotIn("value", checked.content.decode())

    def test_a_preview_keeps_and_reserves_nothing(self):
        entries = LedgerEntry.objects.count()

        self.client.post(f"{DECLARATIONS}preview/", content((self.lot, 4000)))

        self.assertFalse(Declaration.objects.exists())
        self.assertEqual(LedgerEntry.objects.count(), entries)

    def test_a_preview_says_what_stands_in_the_way_and_what_to_do(self):
        body = self.client.post(
            f"{DECLARATIONS}preview/", content((self.lot, 5001)), HTTP_ACCEPT_LANGUAGE="zh-hans"
        ).json()

        self.assertEqual(body["outcome"], "returned", body)
        finding = next(one for one in body["findings"] if one["lot"] == self.lot.number)
        self.assertTrue(finding["reason"]["text"])
        self.assertRegex(finding["next_step"], "[一-龥]")
        self.assertFalse([one for one in body["findings"] if one["status"] != "failed"])

    def test_submitting_twice_with_a_key_decides_once(self):
        draft = self.draft()
        address = f"{DECLARATIONS}{draft['number']}/submit/"

        answers = [
            self.client.post(address, {"version": draft["version"]}, HTTP_IDEMPOTENCY_KEY="s-1")
            for _time in range(2)
        ]

        self.assertEqual(answers[0].json(), answers[1].json())
        self.assertEqual(ReleaseDecision.objects.count(), 1)

    def test_a_cancelled_release_gives_the_skins_back(self):
        released = self.move(self.draft(), "submit").json()["declaration"]

        self.assert_refused(self.move(released, "cancel"), 400, "INVALID", "reason")
        cancelled = self.move(released, "cancel", reason="The buyer withdrew")

        self.assertEqual(cancelled.json()["state"], "cancelled")
        self.assertIsNone(cancelled.json()["certificate"])
        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 5000)

    def test_a_copy_is_a_new_draft(self):
        draft = self.draft()

        copy = self.client.post(f"{DECLARATIONS}{draft['number']}/copy/")

        self.assertEqual(copy.status_code, 201)
        self.assertEqual(copy.json()["copied_from"], draft["number"])
        self.assertEqual(copy.json()["lines"][0]["marks"], [])


class TestDrafts(DeclarationApiTestCase):
    def test_are_saved_whole_and_by_version(self):
        draft = self.draft()
        address = f"{DECLARATIONS}{draft['number']}/"
        body = content((self.lot, 80), iso="KZ", version=draft["version"])

        changed = self.client.put(address, body)
        again = self.client.put(address, body)

        self.assertEqual(changed.status_code, 200, changed.json())
        self.assertEqual(changed.json()["destination_iso"], "KZ")
        self.assertEqual(
            changed.json()["lines"][0]["uses"], [{"lot": self.lot.number, "skins": 80}]
        )
        self.assertEqual(changed.json()["lines"][0]["net_weight_kg"], "5.600")
        self.assert_refused(again, 409, "VERSION_CONFLICT")

    def test_tell_every_fault_at_its_field(self):
        body = content((self.lot, 80), transport="camel", surprise=1)
        body["lines"].append({**body["lines"][0], "net_weight_kg": "heavy", "colour": "red"})
        body["lines"][1]["uses"] = [{"lot": self.lot.number, "skins": 1.5}]

        response = self.client.post(DECLARATIONS, body)

        self.assert_refused(
            response,
            400,
            "INVALID",
            *("transport", "surprise"),
            *("lines.2.net_weight_kg", "lines.2.colour", "lines.2.uses.1.skins"),
        )
        self.assertFalse(Declaration.objects.exists())

    def test_take_no_lot_of_another_firm(self):
        theirs = make_lot(make_exporter())
        for address in (DECLARATIONS, f"{DECLARATIONS}preview/"):
            with self.subTest(address):
                response = self.client.post(address, content((self.lot, 5), (theirs, 5)))

                self.assert_refused(response, 400, "INVALID", "lines.1.uses.2.lot")

    def test_without_goods_cannot_be_judged(self):
        empty = content((self.lot, 5), lines=[])
        draft = self.client.post(DECLARATIONS, empty).json()

        self.assert_refused(self.move(draft, "submit"), 400, "INVALID", "lines")
        preview = self.client.post(f"{DECLARATIONS}preview/", empty)
        self.assert_refused(preview, 400, "INVALID", "lines")

    def test_are_thrown_away_and_nothing_else_is(self):
        make_month(self.firm)
        draft, kept = self.draft(skins=40), self.draft(skins=80)
        released = self.move(kept, "submit").json()["declaration"]

        def delete(declaration, version):
            return self.client.delete(f"{DECLARATIONS}{declaration['number']}/?version={version}")

        self.assert_refused(
            self.client.delete(f"{DECLARATIONS}{draft['number']}/"), 400, "INVALID", "version"
        )
        self.assert_refused(delete(draft, 99), 409, "VERSION_CONFLICT")
        self.assertEqual(delete(draft, draft["version"]).status_code, 204)
        self.assertEqual(
            self.client.get(f"{DECLARATIONS}{draft['number']}/").json()["code"], "NOT_FOUND"
        )
        refused = delete(released, released["version"])
        self.assert_refused(refused, 409, "ILLEGAL_TRANSITION")

    def test_moves_name_the_version_and_use_their_doors(self):
        draft = self.draft()

        missing = self.client.post(f"{DECLARATIONS}{draft['number']}/submit/", {})

        self.assert_refused(missing, 400, "INVALID", "version")
        self.assert_refused(self.move({**draft, "version": 9}, "submit"), 409, "VERSION_CONFLICT")
        self.assert_refused(self.move(draft, "withdraw"), 409, "ILLEGAL_TRANSITION")
        refused = self.move(draft, "cancel", reason="x")
        self.assert_refused(refused, 409, "ILLEGAL_TRANSITION")


class TestWhoMay(DeclarationApiTestCase):
    """Invisible is 404, visible but not theirs to do is 403."""

    def addresses(self, number):
        base = f"{DECLARATIONS}{number}/"
        yield "get", base, None
        yield "get", f"{base}holds/", None
        yield "put", base, content((self.lot, 5), version=1)
        yield "delete", f"{base}?version=1", None
        for step in ("submit", "withdraw", "cancel", "copy"):
            yield "post", f"{base}{step}/", {"version": 1, "reason": "x"}
        yield "post", f"{base}holds/answer/", {"version": 1, "rule": "R-62", "answer": "x"}

    def statuses(self, client, number):
        return {
            (method, address.removeprefix(f"{DECLARATIONS}{number}/")): getattr(client, method)(
                address, body
            ).status_code
            for method, address, body in self.addresses(number)
        }

    def test_another_firm_finds_nothing(self):
        number = self.draft()["number"]
        stranger = make_client(declarant_of(make_exporter()))

        self.assertEqual(set(self.statuses(stranger, number).values()), {404})
        self.assertEqual(stranger.get(DECLARATIONS).json()["results"], [])

    def test_who_only_sees_reads_and_does_nothing(self):
        number = self.draft()["number"]
        viewer = make_user(enterprise=self.firm, membership=MembershipRole.VIEWER)
        for person in (viewer, make_user(Role.INSPECTOR), make_user(Role.AUDITOR)):
            with self.subTest(str(person)):
                statuses = self.statuses(make_client(person), number)

                reading = {statuses.pop(("get", "")), statuses.pop(("get", "holds/"))}
                self.assertEqual(reading, {200})
                self.assertEqual(set(statuses.values()), {403})

    def test_the_laboratory_finds_nothing(self):
        number = self.draft()["number"]

        statuses = self.statuses(make_client(make_user(Role.ANALYST)), number)

        self.assertEqual(set(statuses.values()), {404})

    def test_an_agent_files_while_it_is_authorised_and_names_the_firm(self):
        agency = make_enterprise(EnterpriseKind.AGENT)
        agent = make_client(make_user(enterprise=agency))
        body = content((self.lot, 400))

        before = agent.post(DECLARATIONS, {**body, "enterprise": self.firm.credit_code})
        make_authorisation(self.firm, agency)
        unnamed = agent.post(DECLARATIONS, body)
        named = agent.post(DECLARATIONS, {**body, "enterprise": self.firm.credit_code})

        self.assert_refused(before, 400, "INVALID", "enterprise")
        self.assert_refused(unnamed, 400, "INVALID", "enterprise")
        self.assertEqual(named.status_code, 201, named.json())
        self.assertEqual(named.json()["agent"]["credit_code"], agency.credit_code)

    def test_tokens_do_what_their_scopes_say(self):
        draft = self.draft()
        person = declarant_of(self.firm)
        writer = make_client(person, Scope.DECLARATIONS_READ, Scope.DECLARATIONS_WRITE)

        refused = writer.post(
            f"{DECLARATIONS}{draft['number']}/submit/", {"version": draft["version"]}
        )

        self.assert_refused(refused, 403, "SCOPE_MISSING")

    def test_who_has_several_firms_names_one(self):
        other = make_exporter()
        make_membership(declarant_of(self.firm), other)

        self.assert_refused(
            self.client.post(DECLARATIONS, content((self.lot, 5))), 400, "INVALID", "enterprise"
        )


class TestHolds(DeclarationApiTestCase):
    """A strict market without values of the lot: held for a test."""

    def hold(self):
        make_month(self.firm)
        held = self.move(self.draft(iso="DE", skins=400), "submit").json()["declaration"]
        self.assertEqual(held["state"], "held")
        return held

    def test_say_what_is_missing_of_what(self):
        held = self.hold()

        holds = self.client.get(f"{DECLARATIONS}{held['number']}/holds/").json()

        self.assertTrue([one for one in holds if one["subject"] == self.lot.number])
        self.assertTrue(all(one["reason"]["text"] and one["is_open"] for one in holds))

    def test_a_question_is_answered_once(self):
        held = self.hold()
        hold = Hold.objects.filter(declaration__number=held["number"]).first()
        officers.ask_firm(
            hold=hold.pk,
            version=held["version"],
            question="Which dyehouse?",
            actor=make_user(Role.INSPECTOR),
            at=at(),
        )
        version = Declaration.objects.get().version
        body = {"rule": hold.rule_code, "subject": hold.subject, "answer": "Hongda"}

        def answer(**fields):
            return self.client.post(f"{DECLARATIONS}{held['number']}/holds/answer/", fields)

        unknown = answer(**{**body, "rule": "R-99"}, version=version)
        answered = answer(**body, version=version)
        again = answer(**body, version=Declaration.objects.get().version)

        self.assert_refused(unknown, 404, "NOT_FOUND")
        self.assertEqual((answered.status_code, answered.json()["answer"]), (200, "Hongda"))
        self.assertEqual(again.status_code, 409)

    def test_withdrawal_gives_back(self):
        held = self.hold()

        withdrawn = self.move(held, "withdraw")

        self.assertEqual(withdrawn.json()["state"], "withdrawn")
        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 5000)

    def test_are_of_the_kinds_the_description_names(self):
        held = self.hold()

        kinds = {
            one["kind"] for one in self.client.get(f"{DECLARATIONS}{held['number']}/holds/").json()
        }

        self.assertLessEqual(kinds, set(HoldKind.values))


class TestLists(DeclarationApiTestCase):
    def setUp(self):
        super().setUp()
        make_month(self.firm)
        for skins in (40, 80, 120):
            submit(make_draft(self.firm, make_content(make_line({self.lot: skins}))))
        self.other = make_exporter()
        make_draft(self.other, make_content(make_line({make_lot(self.other): 40}), iso="KZ"))
        self.officer = make_client(make_user(Role.INSPECTOR))

    def count(self, address, **query):
        return len(self.officer.get(address, query).json()["results"])

    def test_are_narrowed(self):
        narrowed = {
            (): 4,
            (("state", "draft"),): 1,
            (("destination", "ru"),): 3,
            (("firm", self.other.credit_code),): 1,
            (("lot", self.lot.number),): 3,
            (("submitted_from", TODAY.isoformat()),): 3,
            (("submitted_until", (TODAY - timedelta(days=1)).isoformat()),): 0,
            (("q", "Северный"),): 4,
        }
        for query, expected in narrowed.items():
            with self.subTest(query):
                self.assertEqual(self.count(DECLARATIONS, **dict(query)), expected)

    def test_cost_the_same_however_many_rows(self):
        for address in (DECLARATIONS, "/api/v1/decisions/", "/api/v1/certificates/"):
            with self.subTest(address):
                with self.assertNumQueries(3):
                    few = self.officer.get(address, {"page_size": 1}).json()["results"]
                with self.assertNumQueries(3):
                    many = self.officer.get(address).json()["results"]

                self.assertGreater(len(many), len(few))

    def test_decisions_are_read_by_number_and_their_evidence_by_officers(self):
        decision = ReleaseDecision.objects.select_related("declaration").first()
        number = f"{decision.declaration.number}-{decision.ordinal}"
        address = f"/api/v1/decisions/{number}/"
        stranger = make_client(declarant_of(self.other))

        own, officers_own = self.client.get(address).json(), self.officer.get(address).json()

        self.assertEqual((own["number"], own["evidence"]), (number, None))
        self.assertEqual(officers_own["evidence"]["declaration"], decision.declaration.number)
        self.assertGreater(
            len(officers_own["verdict"]["findings"]), len(own["verdict"]["findings"])
        )
        self.assertEqual(stranger.get(address).status_code, 404)
        self.assertEqual(stranger.get("/api/v1/decisions/").json()["results"], [])

    def test_a_decision_costs_the_same_however_many_reasons(self):
        decision = ReleaseDecision.objects.select_related("declaration").first()
        address = f"/api/v1/decisions/{decision.declaration.number}-1/"
        self.officer.get(address)

        with self.assertNumQueries(4):
            self.officer.get(address)


class TestCertificates(DeclarationApiTestCase):
    def setUp(self):
        super().setUp()
        make_month(self.firm)
        submit(make_draft(self.firm, make_content(make_line({self.lot: 400}))))
        self.certificate = Certificate.objects.get()
        self.address = f"/api/v1/certificates/{self.certificate.number}/"

    def test_are_replaced_and_revoked_by_the_bureau_alone(self):
        body = {"version": 1, "reason": "Lost in the post"}
        statuses = {
            "stranger": (make_client(declarant_of(make_exporter())), 404),
            "own": (self.client, 403),
            "auditor": (make_client(make_user(Role.AUDITOR)), 403),
        }
        for name, (client, status) in statuses.items():
            for step in ("replace", "revoke"):
                with self.subTest(name, step=step):
                    answer = client.post(f"{self.address}{step}/", body)

                    self.assertEqual(answer.status_code, status)
        officer = make_client(make_user(Role.CHIEF))

        copy = officer.post(f"{self.address}replace/", body)
        again = officer.post(f"{self.address}revoke/", {**body, "version": 2})

        self.assertEqual(copy.status_code, 201, copy.json())
        self.assertEqual(copy.json()["replaces"], self.certificate.number)
        self.assert_refused(again, 409, "ILLEGAL_TRANSITION")

    def test_are_found_by_their_declaration(self):
        number = self.certificate.declaration.number
        for wanted, count in ((number, 1), ("D26-9999-0001", 0)):
            answer = self.client.get("/api/v1/certificates/", {"declaration": wanted})
            self.assertEqual(len(answer.json()["results"]), count)

    def test_papers_are_fetched_with_the_same_key(self):
        address = self.client.get(self.address).json()["pdf"]

        paper = self.client.get(address, HTTP_ACCEPT="application/pdf")

        self.assertEqual((paper.status_code, paper["Content-Type"]), (200, "application/pdf"))
        self.assertTrue(paper.content.startswith(b"%PDF-"))
        stranger = make_client(declarant_of(make_exporter()))
        refused = stranger.get(address, HTTP_ACCEPT="application/pdf")
        self.assert_refused(refused, 404, "NOT_FOUND")

    def test_anybody_verifies_and_a_wrong_code_is_an_unknown_number(self):
        def check(number, code):
            return self.client_class().get(
                "/api/v1/public/certificates/", {"number": number, "code": code}
            )

        number, code = self.certificate.number, self.certificate.verification_code

        true = check(number.lower(), code.lower())
        wrong, unknown = check(number, "AAAAAAAA"), check("C26-9999-0001-1", code)

        self.assertEqual((true.status_code, true.json()["state"]), (200, "active"))
        self.assertEqual((wrong.status_code, unknown.status_code), (404, 404))
        self.assertEqual(wrong.json(), unknown.json())
        self.assert_refused(check("", ""), 400, "INVALID", "number", "code")
        # The nightly task has not come by yet.
        Certificate.objects.update(ship_until=TODAY)
        self.assertEqual(check(number, code).json()["state"], "expired")


class TestPublishedLists(TestCase):
    def test_show_what_is_in_effect_today_to_anybody(self):
        shown = make_list_entry()
        make_list_entry(state="proposed", effective_from=None)
        make_list_entry(state="ended", ended_on=TODAY)
        make_list_entry(effective_from=TODAY + timedelta(days=1))

        rows = self.client.get("/api/v1/public/lists/", {"kind": "black"}).json()["results"]

        self.assertEqual([row["number"] for row in rows], [shown.number])
        self.assertEqual(self.client.get("/api/v1/public/lists/?kind=red").json()["results"], [])
