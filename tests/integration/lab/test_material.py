"""Batches, deliveries between two firms, and lots: who may say what, and what holds them to it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from enterprises.errors import IllegalTransition, Invalid, NotPermitted, SelfApproval, StaleVersion
from enterprises.models import AuditEntry, OutboxFact
from enterprises.roles import Role
from enterprises.states import EnterpriseKind
from lab.models import Delivery, LedgerEntry, RawMaterialLot
from lab.services import material
from lab.services.material.deliveries import BatchExceeded, NotADyehouse
from lab.services.material.lots import DeliveryExceeded, DeliveryNotAgreed
from lab.states import NEXT_DELIVERY_STATES, NEXT_LOT_STATES, DeliveryState, LotState
from tests.factories import (
    TODAY,
    at,
    make_delivery,
    make_dye_batch,
    make_enterprise,
    make_lot,
    make_obligation,
    make_report,
    make_user,
)

YESTERDAY = TODAY - timedelta(days=1)
BLACK_FOX = {"species": "fox", "process": "dyed", "colour": "black"}


def receive(enterprise, **changes) -> RawMaterialLot:
    values = {
        "enterprise": enterprise.pk,
        "supplier_name": "Harbin Fur Market",
        **BLACK_FOX,
        "skins": 100,
        "received_on": YESTERDAY,
        "actor": None,
        "at": at(),
        **changes,
    }
    return material.receive_lot(**values)


class TestReceiveLot(TestCase):
    def test_counts_from_its_receipt_and_bears_the_firms_number(self):
        firm = make_enterprise()

        lot = receive(firm)

        self.assertRegex(lot.number, rf"^L\d\d-{firm.serial}-0001$")
        self.assertEqual(lot.balance.free_skins, 100)
        self.assertEqual(LedgerEntry.objects.get(lot=lot).kind, "receipt")
        self.assertTrue(AuditEntry.objects.filter(record_number=lot.number).exists())

    def test_a_wrong_field_is_told_at_the_field_and_changes_nothing(self):
        firm = make_enterprise()
        faults = {
            "species": {"species": "unicorn"},
            "process": {"process": "eaten"},
            "colour": {"colour": " "},
            "skins": {"skins": 0},
            "received_on": {"received_on": TODAY + timedelta(days=1)},
            "supplier_name": {"supplier_name": ""},
            "form": {"form": "bales"},
        }
        for field, change in faults.items():
            with self.subTest(field=field), self.assertRaises(Invalid) as refusal:
                receive(firm, **change)
            self.assertEqual(list(refusal.exception.fields), [field])

        self.assertFalse(RawMaterialLot.objects.exists())


class TestDelivery(TestCase):
    def setUp(self):
        self.batch = make_dye_batch(skins=100)
        self.buyer = make_enterprise()
        self.dyer, self.buyers_man = make_user(), make_user()

    def declare(self, skins: int = 60, **changes) -> Delivery:
        values = {
            "dyehouse": self.batch.enterprise_id,
            "buyer": self.buyer.pk,
            "dye_batch": self.batch.number,
            "skins": skins,
            "delivered_on": YESTERDAY,
            "actor": self.dyer,
            "at": at(),
            **changes,
        }
        return material.declare_delivery(**values)

    def confirmed(self, skins: int = 60) -> Delivery:
        delivery = self.declare(skins)
        return material.confirm_delivery(number=delivery.number, actor=self.buyers_man, at=at())

    def test_both_sides_confirm_before_the_skins_are_received(self):
        delivery = self.declare()
        with self.assertRaises(DeliveryNotAgreed):
            material.receive_delivery(
                number=delivery.number, received_on=YESTERDAY, actor=None, at=at()
            )
        with self.assertRaises(SelfApproval):
            material.confirm_delivery(number=delivery.number, actor=self.dyer, at=at())

        material.confirm_delivery(number=delivery.number, actor=self.buyers_man, at=at())
        lot = material.receive_delivery(
            number=delivery.number, received_on=YESTERDAY, actor=self.buyers_man, at=at()
        )

        self.assertEqual((lot.skins_received, lot.dye_batch, lot.colour), (60, self.batch, "black"))
        self.assertEqual(lot.enterprise, self.buyer)

    def test_a_batch_delivers_no_more_than_it_dyed(self):
        self.declare(60)
        for skins, fits in ((41, False), (40, True)):
            with self.subTest(skins=skins):
                if fits:
                    self.declare(skins)
                else:
                    with self.assertRaises(BatchExceeded):
                        self.declare(skins)

    def test_a_delivery_is_received_once_and_never_beyond_itself(self):
        delivery = self.confirmed(60)
        told = {"number": delivery.number, "received_on": YESTERDAY, "actor": None, "at": at()}
        with self.assertRaises(DeliveryExceeded):
            material.receive_delivery(**told, skins=61)

        material.receive_delivery(**told, skins=60)

        with self.assertRaises(DeliveryExceeded):
            material.receive_delivery(**told, skins=1)

    def test_a_settled_one_counts_for_the_settled_skins(self):
        delivery = self.declare(60)
        material.dispute_delivery(
            number=delivery.number, note="55 came", actor=self.buyers_man, at=at()
        )
        with self.assertRaises(NotPermitted):
            material.settle_delivery(
                number=delivery.number, skins=55, note="agreed", actor=self.dyer, at=at()
            )
        material.settle_delivery(
            number=delivery.number,
            skins=55,
            note="both agree",
            actor=make_user(Role.INSPECTOR),
            at=at(),
        )

        lot = material.receive_delivery(
            number=delivery.number, received_on=YESTERDAY, actor=None, at=at()
        )
        self.assertEqual(lot.skins_received, 55)

    def test_a_disputed_one_is_not_made_void_by_one_side(self):
        delivery = self.declare()
        material.dispute_delivery(
            number=delivery.number, note="nothing came", actor=self.buyers_man, at=at()
        )

        with self.assertRaises(NotPermitted):
            material.void_delivery(number=delivery.number, note="oh", actor=self.dyer, at=at())

        inspector = make_user(Role.INSPECTOR)
        material.void_delivery(number=delivery.number, note="oh", actor=inspector, at=at())

    def test_whoever_looked_at_an_older_version_is_told(self):
        delivery = self.confirmed()

        with self.assertRaises(StaleVersion):
            material.dispute_delivery(
                number=delivery.number, note="late", actor=self.buyers_man, at=at(), version=1
            )

    def test_only_a_dyehouse_delivers(self):
        maker = make_enterprise(EnterpriseKind.MANUFACTURER)

        with self.assertRaises(NotADyehouse):
            self.declare(dyehouse=maker.pk, dye_batch="", **BLACK_FOX)

    def test_every_door_that_is_not_in_the_table_is_closed(self):
        inspector = make_user(Role.INSPECTOR)
        actions = {
            DeliveryState.CONFIRMED: lambda number: material.confirm_delivery(
                number=number, actor=inspector, at=at()
            ),
            DeliveryState.DISPUTED: lambda number: material.dispute_delivery(
                number=number, note="why", actor=inspector, at=at()
            ),
            DeliveryState.SETTLED: lambda number: material.settle_delivery(
                number=number, skins=5, note="why", actor=inspector, at=at()
            ),
            DeliveryState.VOID: lambda number: material.void_delivery(
                number=number, note="why", actor=inspector, at=at()
            ),
        }
        for origin in DeliveryState:
            for target, action in actions.items():
                with self.subTest(origin=origin, target=target):
                    delivery = make_delivery(state=origin)
                    if target in NEXT_DELIVERY_STATES[origin]:
                        self.assertEqual(action(delivery.number).state, target)
                    else:
                        with self.assertRaises(IllegalTransition):
                            action(delivery.number)


class TestQuarantine(TestCase):
    def test_every_door_that_is_not_in_the_table_is_closed(self):
        actions = {
            LotState.QUARANTINED: material.quarantine_lot,
            LotState.IN_STOCK: material.free_lot,
            LotState.REJECTED: material.reject_lot,
        }
        # A lot that was used up comes back by its skins, not by being freed.
        by_skins = {(LotState.EXHAUSTED, LotState.IN_STOCK)}
        for origin in LotState:
            for target, action in actions.items():
                with self.subTest(origin=origin, target=target):
                    lot = make_lot(state=origin)
                    told = {"number": lot.number, "reason": "seen", "actor": None, "at": at()}
                    if target in NEXT_LOT_STATES[origin] and (origin, target) not in by_skins:
                        self.assertEqual(action(**told).state, target)
                    else:
                        with self.assertRaises(IllegalTransition):
                            action(**told)

    def test_says_since_when_and_why_and_tells_it(self):
        lot = make_lot()

        material.quarantine_lot(number=lot.number, reason="seal broken", actor=None, at=at())

        lot.refresh_from_db()
        self.assertEqual((lot.state_since, lot.state_reason), (TODAY, "seal broken"))
        fact = OutboxFact.objects.get(name="lots_quarantined")
        self.assertEqual(fact.payload, {"lots": [lot.pk]})

    def test_needs_an_inspector(self):
        with self.assertRaises(NotPermitted):
            material.free_lot(
                number=make_lot(state=LotState.QUARANTINED).number,
                reason="because",
                actor=make_user(Role.ANALYST),
                at=at(),
            )

    def test_what_arrives_from_a_dyehouse_that_failed_is_set_aside_on_arrival(self):
        batch = make_dye_batch()
        make_report(batch, {"HCHO": "420"}, on=TODAY - timedelta(days=2))
        delivery = make_delivery(dye_batch=batch, skins=20)

        lot = material.receive_delivery(
            number=delivery.number, received_on=YESTERDAY, actor=None, at=at()
        )

        self.assertEqual(lot.state, LotState.QUARANTINED)


class TestReceiptAndTheMonth(TestCase):
    def test_opens_the_month_again_before_its_due_day_only(self):
        for due_in, state in ((0, "open"), (-1, "nothing_in_stock")):
            with self.subTest(due_in=due_in):
                obligation = make_obligation(
                    state="nothing_in_stock",
                    due_on=TODAY + timedelta(days=due_in),
                    nothing_on=TODAY.replace(day=1),
                )

                receive(obligation.enterprise)

                obligation.refresh_from_db()
                self.assertEqual(obligation.state, state)
                self.assertEqual(obligation.nothing_on, TODAY.replace(day=1))


class TestDatabase(TestCase):
    """What the database refuses of deliveries and lots, tried past every service."""

    def test_refuses_deliveries_beyond_the_batch(self):
        batch = make_dye_batch(skins=10)
        make_delivery(dye_batch=batch, skins=6)

        with pytest.raises(IntegrityError, match="more skins than it dyed"), transaction.atomic():
            make_delivery(dye_batch=batch, skins=5)

    def test_refuses_a_lot_beyond_its_delivery(self):
        delivery = make_delivery(skins=50)
        lot = make_lot(delivery=delivery, skins=50)

        with pytest.raises(IntegrityError, match="more or other"), transaction.atomic():
            RawMaterialLot.objects.filter(pk=lot.pk).update(skins_received=51)

    def test_refuses_a_lot_of_a_delivery_nobody_confirmed(self):
        delivery = make_delivery(state=DeliveryState.DECLARED)

        with pytest.raises(IntegrityError, match="more or other"), transaction.atomic():
            make_lot(delivery=delivery)

    def test_refuses_a_delivery_to_oneself(self):
        dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)

        with pytest.raises(IntegrityError, match="never_to_oneself"), transaction.atomic():
            make_delivery(dyehouse, dyehouse)

    def test_keeps_every_lot(self):
        lot = make_lot()

        with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
            RawMaterialLot.objects.filter(pk=lot.pk)._raw_delete("default")
