"""Sixty-four at once ask for the last ten skins; and the same race where nothing guards it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from lab.models import LotBalance, RawMaterialLot
from lab.selectors.ledger import ledger_differences
from lab.services import ledger
from lab.services.ledger import InsufficientSkins, SkinUse
from tests.factories import at, make_lot

CLIENTS = 64
SKINS = 10


def all_at_once(ask: Callable[[], bool]) -> list[bool]:
    """Let every client ask at the same moment, each on a connection of its own."""
    gate = threading.Barrier(CLIENTS)

    def client(_number: int) -> bool:
        try:
            connection.ensure_connection()
            gate.wait()
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=CLIENTS) as clients:
        return list(clients.map(client, range(CLIENTS)))


@pytest.mark.concurrency
class TestTheLastSkins(TransactionTestCase):
    def test_are_given_exactly_once(self):
        lot = make_lot(skins=SKINS)

        def ask() -> bool:
            try:
                ledger.reserve(
                    uses=[SkinUse(1, lot.pk, 1)], reference="D26-0001-0001", at=at(), actor=None
                )
            except InsufficientSkins:
                return False
            return True

        granted = all_at_once(ask)

        self.assertEqual(granted.count(True), SKINS)
        self.assertEqual(LotBalance.objects.get(lot=lot).free_skins, 0)
        self.assertEqual(ledger_differences(), [])

    def test_are_given_too_often_where_nothing_guards_them(self):
        # The twin: the same sixty-four take from a plain column, reading what is left and
        # writing one less. If this sold no skin twice, the test above would prove nothing.
        lot = make_lot(skins=SKINS)
        looked = threading.Barrier(CLIENTS)

        def ask() -> bool:
            left = RawMaterialLot.objects.get(pk=lot.pk).skins_received
            looked.wait()
            if left < 1:
                return False
            return RawMaterialLot.objects.filter(pk=lot.pk).update(skins_received=left - 1) == 1

        granted = all_at_once(ask)

        self.assertEqual(granted.count(True), CLIENTS)
        lot.refresh_from_db()
        self.assertEqual(lot.skins_received, SKINS - 1)

    def test_two_lots_asked_for_in_opposite_order_never_lock_each_other_out(self):
        lots = [make_lot(skins=CLIENTS), make_lot(skins=CLIENTS)]
        turn = iter(range(CLIENTS))

        def ask() -> bool:
            order = lots if next(turn) % 2 else lots[::-1]
            ledger.reserve(
                uses=[SkinUse(lot.pk, lot.pk, 1) for lot in order],
                reference="D26-0001-0002",
                at=at(),
                actor=None,
            )
            return True

        granted = all_at_once(ask)

        self.assertTrue(all(granted))
        left = LotBalance.objects.filter(lot__in=lots).values_list("free_skins", flat=True)
        self.assertEqual(list(left), [0, 0])
