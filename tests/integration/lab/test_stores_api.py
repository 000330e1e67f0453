"""Dye batches, deliveries, adjustments, months and retests by program."""

from django.test import TestCase

from enterprises.roles import Role
from enterprises.states import EnterpriseKind
from lab.models import Delivery, RawMaterialLot
from lab.states import ObligationState
from tests.factories import (
    FAILED,
    TODAY,
    make_enterprise,
    make_lot,
    make_obligation,
    make_report,
    make_user,
)
from tests.factories.clients import make_client

ROOT = "/api/v1/"


class StoresApiTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)
        cls.buyer = make_enterprise()
        cls.people = {
            "dyer": make_user(enterprise=cls.dyehouse),
            "buyer": make_user(enterprise=cls.buyer),
            "inspector": make_user(Role.INSPECTOR),
            "chief": make_user(Role.CHIEF),
            "analyst": make_user(Role.ANALYST),
        }

    def ask(self, person, method, address, body=None, status=200, **headers):
        client = make_client(self.people[person])
        response = getattr(client, method)(f"{ROOT}{address}", body or {}, **headers)
        self.assertEqual(response.status_code, status, response.content[:300])
        return response.json()

    def deliver(self, skins=60):
        batch = self.ask(
            "dyer",
            "post",
            "dye-batches/",
            {
                "species": "fox",
                "process": "dyed",
                "colour": "black",
                "skins": 100,
                "dyed_on": TODAY.isoformat(),
            },
            201,
        )
        body = {
            "buyer": self.buyer.credit_code,
            "dye_batch": batch["number"],
            "skins": skins,
            "delivered_on": TODAY.isoformat(),
        }
        return self.ask("dyer", "post", "deliveries/", body, 201)


class TestDeliveries(StoresApiTestCase):
    def test_from_the_batch_to_the_buyers_lot(self):
        delivery = self.deliver()
        number = delivery["number"]
        batch = self.ask("dyer", "get", f"dye-batches/{delivery['dye_batch']}/")
        self.assertEqual((batch["delivered"], batch["left"]), (60, 40))

        self.ask("buyer", "post", f"deliveries/{number}/confirm/", {"version": 1})
        lot = self.ask(
            "buyer", "post", "lots/", {"delivery": number, "received_on": TODAY.isoformat()}, 201
        )

        read = self.ask("dyer", "get", f"deliveries/{number}/")
        self.assertEqual((read["state"], read["lot"]), ("confirmed", lot["number"]))

    def test_are_disputed_settled_and_made_void_by_whom_the_page_lets(self):
        number = self.deliver()["number"]
        address = f"deliveries/{number}/"
        self.ask("dyer", "post", f"{address}confirm/", {"version": 1}, 403)
        dispute = {"version": 1, "note": "Torn.", "skins": 44}
        told = self.ask("buyer", "post", f"{address}dispute/", dispute)
        self.assertEqual((told["state"], told["counted_skins"]), ("disputed", 44))
        self.ask("dyer", "post", f"{address}void/", {"version": 2, "note": "x"}, 403)

        settle = {"version": 2, "note": "Counted.", "skins": 44}
        told = self.ask("inspector", "post", f"{address}settle/", settle)

        self.assertEqual((told["state"], told["settled_skins"]), ("settled", 44))

    def test_done_once_for_one_key(self):
        number = self.deliver()["number"]
        body = {"version": 1, "note": "Torn."}
        once = self.ask(
            "buyer", "post", f"deliveries/{number}/dispute/", body, headers={"Idempotency-Key": "k"}
        )
        again = self.ask(
            "buyer", "post", f"deliveries/{number}/dispute/", body, headers={"Idempotency-Key": "k"}
        )

        self.assertEqual(once, again)
        self.assertEqual(Delivery.objects.get().version, 2)

    def test_beyond_the_batch_or_to_nobody_are_refused_at_the_field_and_leave_nothing(self):
        self.deliver()
        body = {
            "buyer": "91110000100000000X",
            "species": "fox",
            "process": "dyed",
            "colour": "black",
            "skins": 1,
            "delivered_on": TODAY.isoformat(),
        }
        refused = self.ask("dyer", "post", "deliveries/", body, 400)
        self.assertEqual(list(refused["fields"]), ["buyer"])
        body |= {
            "buyer": self.buyer.credit_code,
            "dye_batch": Delivery.objects.get().dye_batch.number,
        }
        refused = self.ask("dyer", "post", "deliveries/", body, 400)
        self.assertEqual(sorted(refused["fields"]), ["colour", "process", "species"])
        for name in ("colour", "process", "species"):
            del body[name]
        refused = self.ask("dyer", "post", "deliveries/", {**body, "skins": 41}, 409)
        self.assertEqual(refused["code"], "BATCH_EXCEEDED")
        self.assertEqual(Delivery.objects.count(), 1)


class TestAdjustments(StoresApiTestCase):
    def test_take_two_persons(self):
        lot = make_lot(self.buyer, skins=10)
        body = {"lot": lot.number, "skins": -2, "reason": "Torn."}
        proposed = self.ask("inspector", "post", "adjustments/", body, 201)
        address = f"adjustments/{proposed['number']}/approve/"
        self.ask("inspector", "post", address, {"version": 1}, 403)

        approved = self.ask("chief", "post", address, {"version": 1})

        self.assertEqual(approved["state"], "approved")
        self.assertEqual(self.ask("buyer", "get", f"lots/{lot.number}/")["free_skins"], 8)


class TestMonths(StoresApiTestCase):
    def test_are_waived_by_two_persons(self):
        month = make_obligation(self.buyer)
        key = self.ask("buyer", "get", "monitoring/")["results"][0]["key"]
        self.assertEqual(key, f"{self.buyer.serial}-exporter-{month.month:%Y-%m}")
        body = {"version": 1, "reason": "Fire."}
        told = self.ask("inspector", "post", f"monitoring/{key}/waive/", body)
        self.assertTrue(told["is_waiver_proposed"])

        told = self.ask("chief", "post", f"monitoring/{key}/approve-waiver/", {"version": 2})

        self.assertEqual((told["state"], told["waiver_reason"]), ("waived", "Fire."))

    def test_missed_are_sampled_late(self):
        make_obligation(self.buyer, ObligationState.MISSED)
        key = self.ask("inspector", "get", "monitoring/")["results"][0]["key"]
        address = f"monitoring/{key}/late-sample/"
        refused = self.ask("inspector", "post", address, {"version": 1}, 409)
        self.assertEqual(refused["code"], "NOTHING_TO_DRAW")
        lot = make_lot(self.buyer)

        told = self.ask("inspector", "post", address, {"version": 1})

        self.assertEqual([draw["lot"] for draw in told["draws"]], [lot.number])


class TestRetests(StoresApiTestCase):
    def test_are_asked_for_by_the_firm_and_accepted_by_an_inspector(self):
        sample = make_report(make_lot(self.buyer), FAILED, has_retained_part=True).sample
        body = {"sample": sample.number, "grounds": "Mixed up."}
        for person, status in (("dyer", 400), ("analyst", 400), ("inspector", 403)):
            self.ask(person, "post", "retests/", body, status)
        asked = self.ask("buyer", "post", "retests/", body, 201)

        told = self.ask("inspector", "post", f"retests/{asked['number']}/accept/", {"version": 1})

        self.assertEqual(told["state"], "accepted")
        ordered = self.ask("analyst", "get", f"samples/{told['retained']}/")
        self.assertEqual((ordered["retest_of"], ordered["enterprise"]), (sample.number, None))


class TestLots(StoresApiTestCase):
    def test_are_set_aside_and_freed_by_officers(self):
        lot = make_lot(self.buyer)
        address = f"lots/{lot.number}/"
        self.ask("buyer", "post", f"{address}quarantine/", {"version": 1, "reason": "x"}, 403)

        self.ask("inspector", "post", f"{address}quarantine/", {"version": 1, "reason": "torn"})
        self.ask("inspector", "post", f"{address}free/", {"version": 2, "reason": "mended"})

        self.assertEqual(RawMaterialLot.objects.get().state_reason, "mended")
