"""The pages of the stores: both sides of a delivery, officers' deeds on lots, two persons on a balance."""

from django.test import TestCase
from django.urls import reverse

from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole
from lab.models import Delivery, LedgerEntry, RawMaterialLot
from lab.selectors.stores import history_of
from lab.states import AdjustmentState, DeliveryState, LotState
from tests.factories import (
    TODAY,
    make_adjustment,
    make_delivery,
    make_dye_batch,
    make_enterprise,
    make_lot,
    make_membership,
    make_user,
)


class Sides(TestCase):
    """A dyehouse with a batch of a hundred, and a buyer."""

    @classmethod
    def setUpTestData(cls):
        cls.dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)
        cls.batch = make_dye_batch(cls.dyehouse)
        cls.buyer = make_enterprise()
        cls.dyer = make_user(enterprise=cls.dyehouse)
        cls.receiver = make_user(enterprise=cls.buyer)
        cls.inspector = make_user(Role.INSPECTOR)

    def post_as(self, user, name, *args, **data):
        self.client.force_login(user)
        return self.client.post(reverse(name, args=args), data)

    def get_as(self, user, name, *args, **query):
        self.client.force_login(user)
        return self.client.get(reverse(name, args=args), query)


class TestDeclaring(Sides):
    def declare(self, user=None, **fields):
        said = {
            "buyer_code": self.buyer.credit_code,
            "batch": self.batch.number,
            "skins": "60",
            "delivered_on": TODAY.isoformat(),
            **fields,
        }
        return self.post_as(user or self.dyer, "lab:delivery-new", **said)

    def test_finds_the_buyer_by_its_whole_code_alone(self):
        for code, sentence in (
            (self.buyer.credit_code[:10], "This is no credit code"),
            ("91110000100000000X", "credit code"),
        ):
            with self.subTest(code=code):
                response = self.declare(buyer_code=code)

                self.assertContains(response, sentence, status_code=422)
        self.assertFalse(Delivery.objects.exists())

        self.declare(buyer_code=f" {self.buyer.credit_code.lower()} ")

        self.assertEqual(Delivery.objects.get().buyer, self.buyer)

    def test_tells_at_the_field_what_cannot_be(self):
        make_delivery(dye_batch=self.batch, buyer=self.buyer, skins=50)
        for fields, sentence in (
            ({"skins": "60"}, f"Batch {self.batch.number} has fewer skins left"),
            ({"skins": "6.5"}, "Enter a whole number"),
            ({"buyer_code": self.dyehouse.credit_code}, "delivers to somebody else"),
            ({"batch": make_dye_batch().number}, "Choose one of your batches"),
            ({"delivered_on": "2031-01-01"}, "still to come"),
        ):
            with self.subTest(fields=fields):
                self.assertContains(self.declare(**fields), sentence, status_code=422)
        self.assertEqual(Delivery.objects.count(), 1)

    def test_is_for_those_who_file_for_a_dyehouse(self):
        viewer = make_user(enterprise=self.dyehouse, membership=MembershipRole.VIEWER)
        for user in (viewer, self.receiver, self.inspector):
            self.assertEqual(self.declare(user).status_code, 403)


class TestAnswering(Sides):
    def setUp(self):
        self.delivery = make_delivery(
            dye_batch=self.batch,
            buyer=self.buyer,
            state=DeliveryState.DECLARED,
            declared_by=self.dyer,
        )

    def take_in(self, user, **fields):
        said = {"version": 1, "received_on": TODAY.isoformat(), "form": "skins", **fields}
        return self.post_as(user, "lab:delivery-take-in", self.delivery.number, **said)

    def state(self):
        self.delivery.refresh_from_db()
        return self.delivery.state

    def test_confirmed_the_skins_are_a_lot_of_the_buyer(self):
        self.take_in(self.receiver)

        lot = RawMaterialLot.objects.get()
        self.assertEqual(self.state(), "confirmed")
        self.assertEqual((lot.enterprise, lot.dye_batch), (self.buyer, self.batch))

    def test_a_receipt_that_cannot_be_confirms_nothing(self):
        response = self.take_in(self.receiver, received_on="2020-01-01")

        self.assertContains(response, "It was delivered later.", status_code=422)
        self.assertEqual(self.state(), "declared")

    def test_who_declared_it_does_not_confirm_it_for_the_other_side(self):
        make_membership(self.dyer, self.buyer)

        self.assertEqual(self.take_in(self.dyer).status_code, 409)
        self.assertEqual((self.state(), RawMaterialLot.objects.count()), ("declared", 0))

    def test_disputed_with_its_count_and_settled_by_the_bureau(self):
        address = ("lab:delivery-dispute", self.delivery.number)
        self.post_as(self.receiver, *address, version=1, skins="44", note="Six were torn.")
        self.assertEqual((self.state(), self.delivery.counted_skins), ("disputed", 44))
        told = history_of(self.delivery)[0]
        self.assertIn("44 skins", told.note)

        page = self.get_as(self.inspector, "lab:delivery-settle", self.delivery.number)
        self.assertContains(page, 'value="44"')
        self.post_as(
            self.inspector,
            "lab:delivery-settle",
            self.delivery.number,
            version=2,
            skins="44",
            note="Counted again.",
        )
        self.take_in(self.receiver)

        self.assertEqual(self.state(), "settled")
        self.assertEqual(RawMaterialLot.objects.get().skins_received, 44)

    def test_the_batch_behind_it_is_the_dyehouses_alone(self):
        self.assertEqual(
            self.get_as(self.receiver, "lab:batch-detail", self.batch.number).status_code, 404
        )
        page = self.get_as(self.receiver, "lab:delivery-detail", self.delivery.number)
        self.assertNotContains(page, reverse("lab:batch-detail", args=[self.batch.number]))


class TestRegistering(Sides):
    def test_a_lot_counts_from_its_receipt(self):
        said = {
            "supplier_name": "Harbin",
            "species": "fox",
            "process": "dyed",
            "colour": "other",
            "other_colour": "blue frost",
            "form": "plates",
            "skins": "1,200",
            "received_on": TODAY.isoformat(),
        }
        refused = self.post_as(
            self.receiver, "lab:lot-new", **{**said, "other_colour": "", "skins": "0"}
        )
        self.assertContains(refused, "Give the colour group", status_code=422)
        self.assertFalse(RawMaterialLot.objects.exists())

        self.post_as(self.receiver, "lab:lot-new", **said)

        lot = RawMaterialLot.objects.get()
        self.assertEqual((lot.colour, lot.form), ("blue frost", "plates"))
        self.assertEqual(lot.balance.free_skins, 1200)


class TestSettingAside(Sides):
    def test_by_hand_with_a_reason_and_of_the_version_that_was_seen(self):
        lot = make_lot(self.buyer)
        for version, reason, status in ((1, "", 422), (9, "torn", 409), (1, "torn", 302)):
            response = self.post_as(
                self.inspector, "lab:lot-quarantine", lot.number, version=version, reason=reason
            )
            self.assertEqual(response.status_code, status)

        lot.refresh_from_db()
        self.assertEqual((lot.state, lot.state_reason), (LotState.QUARANTINED, "torn"))


class TestAdjusting(Sides):
    def setUp(self):
        self.lot = make_lot(self.buyer, skins=10)
        self.chief = make_user(Role.CHIEF)

    def test_posts_once_another_person_approves(self):
        self.post_as(
            self.inspector, "lab:lot-adjust", self.lot.number, skins="−2", reason="Two were torn."
        )
        proposed = self.lot.adjustments.get()
        page = self.get_as(self.inspector, "lab:adjustment-detail", proposed.number)
        self.assertNotContains(page, "Approve…")

        self.post_as(self.chief, "lab:adjustment-approve", proposed.number, version=1)

        self.lot.balance.refresh_from_db()
        self.assertEqual(self.lot.balance.free_skins, 8)

    def test_never_takes_more_than_there_is(self):
        proposed = make_adjustment(self.lot, skins=-11)

        response = self.post_as(self.chief, "lab:adjustment-approve", proposed.number, version=1)

        self.assertContains(response, "10 skins left", status_code=409)
        proposed.refresh_from_db()
        self.assertEqual(proposed.state, AdjustmentState.PROPOSED)
        self.assertFalse(LedgerEntry.objects.filter(kind="adjustment").exists())
