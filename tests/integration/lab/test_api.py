"""Lots and samples by program: stores, inspectors and the laboratory's own system."""

import json
from datetime import timedelta

from django.test import TestCase

from config.celery import app as celery_app
from enterprises import outbox
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole
from lab.models import DyeBatch, Report, Sample
from lab.services import ledger
from lab.states import SampleState
from tests.factories import TODAY, at, make_enterprise, make_user
from tests.factories.clients import make_client
from tests.factories.inspections import (
    HARMLESS,
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

LOTS, SAMPLES, REPORTS = "/api/v1/lots/", "/api/v1/samples/", "/api/v1/reports/"


class LabApiTestCase(TestCase):
    def setUp(self):
        self.firm = make_exporter()
        self.lot = make_lot(self.firm, skins=5000)
        self.client = make_client(declarant_of(self.firm))
        self.inspector = make_client(make_user(Role.INSPECTOR))
        self.analyst = make_client(make_user(Role.ANALYST))
        self.reviewer = make_client(make_user(Role.REVIEWER))

    def assert_refused(self, response, status, code, *fields):
        body = response.json()
        self.assertEqual((response.status_code, body["code"]), (status, code), body)
        self.assertEqual(sorted(body["fields"]), sorted(fields), body)


class TestLots(LabApiTestCase):
    def receive(self, client=None, **fields):
        body = {
            "supplier_name": "Xinji auction",
            "species": "fox",
            "process": "dyed",
            "colour": "black",
            "skins": 300,
            "received_on": TODAY.isoformat(),
            **fields,
        }
        return (client or self.client).post(LOTS, {k: v for k, v in body.items() if v is not None})

    def test_are_received_into_the_ledger(self):
        response = self.receive()

        body = response.json()
        self.assertEqual(response.status_code, 201, body)
        self.assertEqual((body["free_skins"], body["state"]), (300, "in_stock"))
        entries = self.client.get(f"{LOTS}{body['number']}/ledger/").json()["results"]
        self.assertEqual([(one["kind"], one["skins"]) for one in entries], [("receipt", 300)])

    def test_tell_what_is_missing_or_told_twice(self):
        self.assert_refused(
            self.receive(species=None, skins=None), 400, "INVALID", "species", "skins"
        )
        surplus = self.client.post(
            LOTS, {"delivery": "V26-1", "species": "fox", "received_on": TODAY.isoformat()}
        )
        self.assert_refused(surplus, 400, "INVALID", "species")
        unknown = self.client.post(LOTS, {"delivery": "V26-1", "received_on": TODAY.isoformat()})
        self.assert_refused(unknown, 400, "INVALID", "delivery")

    def test_are_received_by_who_files_for_the_firm(self):
        viewer = make_client(make_user(enterprise=self.firm, membership=MembershipRole.VIEWER))
        code = self.firm.credit_code

        self.assertEqual(self.receive(viewer, enterprise=code).status_code, 403)
        self.assertEqual(self.receive(self.inspector, enterprise=code).status_code, 403)
        stranger = make_client(declarant_of(make_exporter()))
        self.assert_refused(self.receive(stranger, enterprise=code), 400, "INVALID", "enterprise")

    def test_another_firms_lot_is_not_there(self):
        stranger = make_client(declarant_of(make_exporter()))
        for part in ("", "ledger/", "eligibility/"):
            for client in (stranger, self.analyst):
                with self.subTest(part):
                    response = client.get(f"{LOTS}{self.lot.number}/{part}")

                    self.assert_refused(response, 404, "NOT_FOUND")

    def test_ledger_numbers_its_entries_and_names_what_is_reversed(self):
        posting = {"reference": "D26-1", "actor": None, "at": at()}
        reserved = ledger.reserve(
            uses=[ledger.SkinUse("use", self.lot.pk, 700)], destination_iso="RU", **posting
        )
        back = ledger.SkinUse("use", self.lot.pk, 700, reserved["use"].pk)
        ledger.give_back(uses=[back], **posting)
        address = f"{LOTS}{self.lot.number}/ledger/"

        first = self.client.get(address, {"page_size": 2}).json()
        rest = self.client.get(first["next"]).json()

        self.assertEqual([one["entry"] for one in first["results"]], [1, 2])
        self.assertEqual(
            [(one["entry"], one["kind"], one["reverses"]) for one in rest["results"]],
            [(3, "give_back", 2)],
        )
        entries = [*first["results"], *rest["results"]]
        free = self.client.get(f"{LOTS}{self.lot.number}/").json()["free_skins"]
        self.assertEqual(sum(one["skins"] for one in entries), free)
        narrowed = self.client.get(address, {"kind": "give_back"}).json()["results"]
        self.assertEqual([one["entry"] for one in narrowed], [3])

    def test_eligibility_gives_the_reason_for_every_yes_and_no(self):
        make_month(self.firm)
        make_report(self.lot)

        rows = self.client.get(f"{LOTS}{self.lot.number}/eligibility/").json()

        answers = {row["market"]: row["is_eligible"] for row in rows}
        self.assertTrue(answers["EAEU"], rows[0])
        self.assertTrue(all(reason["text"] for row in rows for reason in row["reasons"]))
        self.assertTrue(all(row["is_eligible"] or row["reasons"] or row["failed"] for row in rows))

    def test_are_narrowed(self):
        self.receive()
        narrowed = {"species=fox": 1, "state=in_stock": 2, "has_free_skins=false": 0, "q=xinji": 1}
        for query, count in narrowed.items():
            with self.subTest(query):
                self.assertEqual(len(self.client.get(f"{LOTS}?{query}").json()["results"]), count)

    def test_lists_cost_the_same_however_many_rows(self):
        for _lot in range(4):
            make_report(make_lot(self.firm))
            make_month(make_exporter())
        for address in (LOTS, SAMPLES, REPORTS):
            with self.subTest(address):
                with self.assertNumQueries(3):
                    self.inspector.get(address, {"page_size": 1})
                with self.assertNumQueries(3):
                    rows = self.inspector.get(address).json()["results"]

                self.assertGreaterEqual(len(rows), 4)
        with self.assertNumQueries(4):
            rows = self.inspector.get("/api/v1/monitoring/", {"month": TODAY.replace(day=1)})
        self.assertEqual(len(rows.json()["results"]), 4)


class TestSamples(LabApiTestCase):
    def order(self, **fields):
        body = {"lot": self.lot.number, "purpose": "lot_clearance", "destinations": ["DE"]}
        response = self.inspector.post(SAMPLES, {**body, **fields})
        self.assertEqual(response.status_code, 201, response.json())
        return response.json()

    def move(self, client, sample, step, **fields):
        body = {"version": sample["version"], **fields}
        return client.post(f"{SAMPLES}{sample['number']}/{step}/", body)

    def at_bench(self):
        """Take a sample all the way to the bench."""
        sample = self.order()
        steps = (
            (self.inspector, "take", {"place": "Warehouse 1", "seal_number": "SE-1"}),
            (self.analyst, "receive", {"is_seal_intact": True}),
            (self.analyst, "start", {}),
        )
        for client, step, fields in steps:
            response = self.move(client, sample, step, **fields)
            self.assertEqual(response.status_code, 200, response.json())
            sample = response.json()
        return sample

    def values(self, sample):
        ordered = self.analyst.get(f"{SAMPLES}{sample['number']}/").json()["items"]
        return [
            {"analyte": item["analyte"], "value_text": HARMLESS.get(item["analyte"], "<0.1")}
            for item in ordered
        ]

    def with_results(self):
        sample = self.at_bench()
        response = self.move(self.analyst, sample, "results", values=self.values(sample))
        self.assertEqual((response.status_code, response.json()["state"]), (200, "entered"))
        return response.json()

    def test_from_the_order_to_a_report_that_lets_goods_go(self):
        make_month(self.firm)
        declaration = make_draft(self.firm, make_content(make_line({self.lot: 400}), iso="DE"))
        self.assertEqual(submit(declaration).outcome, "held")
        sample = self.with_results()

        report = self.move(self.reviewer, sample, "verify")

        self.assertEqual(report.status_code, 200, report.json())
        self.assertFalse(report.json()["fails_base_law"])
        self.assertEqual(Sample.objects.get().state, SampleState.REPORTED)
        rows = self.client.get(f"{LOTS}{self.lot.number}/eligibility/").json()
        grounds = {row["market"]: row["ground"] for row in rows}
        self.assertEqual(grounds["EU"], "tested", rows)
        celery_app.loader.import_default_modules()
        outbox.relay(most=20)
        address = f"/api/v1/declarations/{declaration.number}/"
        released = self.client.get(address).json()
        open_holds = self.client.get(f"{address}holds/").json()
        self.assertEqual(released["state"], "released", open_holds)
        self.assertTrue(released["certificate"])
        holds = self.client.get(f"{address}holds/").json()
        self.assertEqual({(hold["is_open"], hold["ended"]) for hold in holds}, {(False, "met")})

    def test_results_are_verified_by_another_person(self):
        sample = self.with_results()
        analyst = Sample.objects.get().results.first().analyst
        analyst.groups.add(*make_user(Role.REVIEWER).groups.all())

        self.assert_refused(self.move(self.analyst, sample, "verify"), 409, "SELF_APPROVAL")
        self.assertFalse(Report.objects.exists())

    def test_results_are_sent_back_and_corrected_with_a_reason(self):
        sample = self.with_results()

        self.assert_refused(self.move(self.reviewer, sample, "send-back"), 400, "INVALID", "note")
        back = self.move(self.reviewer, sample, "send-back", note="Formaldehyde twice, please")
        told = (back.json()["state"], back.json()["note"])
        self.assertEqual(told, ("testing", "Formaldehyde twice, please"))
        value = [{"analyte": "HCHO", "value_text": "14"}]
        corrected = self.move(
            self.analyst, back.json(), "results", values=value, reason="Measured again"
        )

        self.assertEqual(corrected.status_code, 200, corrected.json())
        rows = self.analyst.get(f"{SAMPLES}{sample['number']}/results/").json()
        told = [(row["value_text"], row["is_in_force"]) for row in rows if row["analyte"] == "HCHO"]
        self.assertEqual(told, [("12", False), ("14", True)])
        self.assertEqual(rows[0]["value"].count("."), 1)

    def test_values_are_read_by_the_firm_once_they_are_reported(self):
        sample = self.with_results()
        address = f"{SAMPLES}{sample['number']}/results/"

        self.assertEqual(self.client.get(address).json(), [])
        self.assertTrue(self.inspector.get(address).json())
        self.move(self.reviewer, sample, "verify")
        self.assertEqual(self.client.get(address).json(), self.inspector.get(address).json())
        self.assertTrue(self.client.get(address).json())

    def test_the_note_of_an_order_tells_the_laboratory_nothing(self):
        sample = self.order(note="D26-0042-0412")
        address = f"{SAMPLES}{sample['number']}/"

        self.assertEqual(self.inspector.get(address).json()["note"], "D26-0042-0412")
        for reader in (self.analyst, self.reviewer):
            self.assertEqual(reader.get(address).json()["note"], "")
            self.assertNotIn("D26-0042", reader.get(SAMPLES).content.decode())

    def test_values_that_cannot_be_are_told_at_their_item(self):
        sample = self.at_bench()

        response = self.move(
            self.analyst,
            sample,
            "results",
            values=[{"analyte": "HCHO", "value_text": "many"}, {"analyte": "HCHO"}],
        )
        self.assert_refused(response, 400, "INVALID", "values.2.value_text")
        response = self.move(
            self.analyst, sample, "results", values=[{"analyte": "HCHO", "value_text": "many"}]
        )
        self.assert_refused(response, 400, "INVALID", "HCHO")

    def test_each_step_is_of_one_role_and_one_version(self):
        sample = self.order()
        taking = {"place": "Warehouse 1", "seal_number": "SE-1"}

        for name, client in (("firm", self.client), ("analyst", self.analyst)):
            with self.subTest(name):
                refused = self.move(client, sample, "take", **taking)

                self.assert_refused(refused, 403, "NOT_PERMITTED")
        stranger = make_client(declarant_of(make_exporter()))
        self.assert_refused(self.move(stranger, sample, "take", **taking), 404, "NOT_FOUND")
        stale = self.move(self.inspector, {**sample, "version": 7}, "take", **taking)
        self.assert_refused(stale, 409, "VERSION_CONFLICT")
        self.assert_refused(
            self.move(self.analyst, sample, "receive", is_seal_intact=True),
            409,
            "ILLEGAL_TRANSITION",
        )
        order = {"lot": self.lot.number, "purpose": "lot_clearance"}
        self.assert_refused(self.client.post(SAMPLES, order), 403, "NOT_PERMITTED")

    def test_the_laboratory_learns_nothing_of_the_firm(self):
        sample = self.with_results()
        self.move(self.reviewer, sample, "verify")
        report = Report.objects.get().number
        for client in (self.analyst, self.reviewer):
            for address in (
                SAMPLES,
                f"{SAMPLES}{sample['number']}/",
                f"{SAMPLES}{sample['number']}/results/",
                REPORTS,
                f"{REPORTS}{report}/",
            ):
                with self.subTest(address):
                    response = client.get(address)

                    self.assertEqual(response.status_code, 200)
                    text = json.dumps(response.json(), ensure_ascii=False)
                    for secret in (
                        self.firm.name_zh,
                        self.firm.name_en,
                        self.firm.credit_code,
                        self.lot.number,
                        "Warehouse 1",
                    ):
                        self.assertNotIn(secret, text)
        for query in (f"firm={self.firm.credit_code}", f"lot={self.lot.number}"):
            with self.subTest(query):
                self.assertEqual(self.analyst.get(f"{SAMPLES}?{query}").status_code, 400)
                self.assertEqual(self.inspector.get(f"{SAMPLES}?{query}").status_code, 200)
                self.assertEqual(self.analyst.get(f"{REPORTS}?{query}").status_code, 400)

    def test_a_firm_reads_its_own_and_no_other(self):
        sample = self.order()
        stranger = make_client(declarant_of(make_exporter()))

        own = self.client.get(f"{SAMPLES}{sample['number']}/").json()

        self.assertEqual(own["lot"], self.lot.number)
        self.assertEqual(own["enterprise"]["credit_code"], self.firm.credit_code)
        self.assertEqual(stranger.get(f"{SAMPLES}{sample['number']}/").status_code, 404)
        self.assertEqual(stranger.get(SAMPLES).json()["results"], [])

    def test_are_ordered_of_a_lot_a_batch_or_a_product(self):
        dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)
        DyeBatch.objects.create(
            number="B26-1", enterprise=dyehouse, species="fox", process="dyed",
            colour="red", skins=500, dyed_on=TODAY - timedelta(days=3),
        )  # fmt: skip
        product = {"lot": None, "enterprise": self.firm.credit_code, "species": "mink"}

        def order(**fields):
            body = {"purpose": "verification", **fields}
            return self.inspector.post(
                SAMPLES, {name: value for name, value in body.items() if value is not None}
            )

        batch = order(dye_batch="B26-1")
        coat = order(**product, product="coat_long")

        self.assertEqual((batch.status_code, batch.json()["subject"]), (201, "dye_batch"))
        self.assertEqual((coat.status_code, coat.json()["subject"]), (201, "product"))
        self.assert_refused(order(lot="L26-0-0"), 400, "INVALID", "lot")
        self.assertEqual(order(lot=self.lot.number, destinations=["ZZ"]).status_code, 400)

    def test_show_no_primary_key(self):
        sample = self.with_results()
        report = self.move(self.reviewer, sample, "verify").json()

        self.assertNotIn("_id", json.dumps(report))
