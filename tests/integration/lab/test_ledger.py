"""The write-off ledger: what services post, and what the database refuses past them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import TestCase

from enterprises.errors import IllegalTransition, Invalid, NotPermitted, SelfApproval
from enterprises.roles import Role
from lab.models import LedgerAdjustment, LedgerEntry, LotBalance
from lab.selectors import ledger as books
from lab.services import ledger
from lab.services.ledger import AlreadyReversed, InsufficientSkins, SkinUse
from lab.states import LedgerKind, LotState
from tests.factories import at, make_lot, make_user

REFERENCE = "D26-0042-0001"


def reserve(*uses: SkinUse) -> dict:
    return ledger.reserve(uses=uses, reference=REFERENCE, destination_iso="RU", at=at(), actor=None)


def write_off(*uses: SkinUse) -> dict:
    return ledger.write_off_reserved(
        uses=uses, reference=REFERENCE, destination_iso="RU", at=at(), actor=None
    )


def reserved(lot, skins: int) -> SkinUse:
    """Set skins aside, and give the use that names the reservation."""
    entry = reserve(SkinUse("line", lot.pk, skins))["line"]
    return SkinUse("line", lot.pk, skins, entry.pk)


class TestReserve(TestCase):
    def test_takes_all_that_is_left_and_not_one_more(self):
        for skins, is_enough in ((9, True), (10, True), (11, False)):
            with self.subTest(skins=skins):
                lot = make_lot(skins=10)
                if is_enough:
                    reserve(SkinUse("line", lot.pk, skins))
                else:
                    with self.assertRaises(InsufficientSkins) as refusal:
                        reserve(SkinUse("line", lot.pk, skins))
                    self.assertEqual(
                        refusal.exception.params,
                        {"lot": lot.number, "remaining": 10, "needed": 11},
                    )

                left = LotBalance.objects.get(lot=lot).free_skins
                self.assertEqual(left, 10 - skins if is_enough else 10)

    def test_one_lot_too_short_posts_nothing_of_the_others(self):
        rich, poor = make_lot(skins=100), make_lot(skins=5)

        with self.assertRaises(InsufficientSkins) as refusal:
            reserve(SkinUse(1, rich.pk, 50), SkinUse(2, poor.pk, 3), SkinUse(3, poor.pk, 3))

        self.assertEqual(refusal.exception.params["lot"], poor.number)
        self.assertEqual(refusal.exception.params["needed"], 6)
        self.assertEqual(LotBalance.objects.get(lot=rich).free_skins, 100)

    def test_asks_the_same_number_of_questions_for_any_number_of_lots(self):
        for number in (1, 20):
            uses = [SkinUse(index, make_lot().pk, 5) for index in range(number)]
            with self.assertNumQueries(3):  # savepoint, insert, release
                reserve(*uses)

    def test_all_reserved_is_not_used_up(self):
        lot = make_lot(skins=10)

        reserve(SkinUse("line", lot.pk, 10))

        lot.refresh_from_db()
        self.assertEqual(lot.state, LotState.IN_STOCK)


class TestGiveBack(TestCase):
    def test_returns_the_skins_once(self):
        lot = make_lot(skins=10)
        use = reserved(lot, 10)

        ledger.give_back(uses=[use], reference=REFERENCE, at=at(), actor=None)
        with self.assertRaises(AlreadyReversed):
            ledger.give_back(uses=[use], reference=REFERENCE, at=at(), actor=None)

        self.assertEqual(LotBalance.objects.get(lot=lot).free_skins, 10)


class TestWriteOff(TestCase):
    def test_gives_the_reservation_back_in_the_statement_that_writes_off(self):
        lot = make_lot(skins=10)
        use = reserved(lot, 4)

        entry = write_off(use)["line"]

        balance = LotBalance.objects.get(lot=lot)
        self.assertEqual((balance.free_skins, balance.written_off, balance.entries), (6, 4, 4))
        self.assertEqual((entry.kind, entry.destination_iso), (LedgerKind.WRITE_OFF, "RU"))

    def test_state_follows_the_last_skin(self):
        lot = make_lot(skins=10)

        written = write_off(reserved(lot, 10))["line"]
        lot.refresh_from_db()
        self.assertEqual((lot.state, lot.version), (LotState.EXHAUSTED, 2))

        ledger.reverse_write_offs(
            uses=[SkinUse("line", lot.pk, 10, written.pk)],
            reference=REFERENCE,
            at=at(),
            actor=None,
            reason="cancelled before departure",
        )
        lot.refresh_from_db()
        balance = LotBalance.objects.get(lot=lot)
        self.assertEqual((lot.state, balance.free_skins, balance.written_off), ("in_stock", 10, 0))

    def test_a_write_off_is_reversed_once(self):
        lot = make_lot(skins=10)
        written = write_off(reserved(lot, 4))["line"]
        use = SkinUse("line", lot.pk, 4, written.pk)
        told = {"reference": REFERENCE, "at": at(), "actor": None, "reason": "cancelled"}

        ledger.reverse_write_offs(uses=[use], **told)
        with self.assertRaises(AlreadyReversed):
            ledger.reverse_write_offs(uses=[use], **told)

    def test_statements_do_not_grow_with_the_uses(self):
        for number in (1, 20):
            uses = [reserved(make_lot(), 5) for _ in range(number)]
            uses = [
                SkinUse(index, use.lot_id, use.skins, use.entry_id)
                for index, use in enumerate(uses)
            ]
            with self.assertNumQueries(4):  # savepoint, insert, state of the lots, release
                write_off(*uses)


class TestWriteOffAtOnce(TestCase):
    def write_off_at_once(self, *uses: SkinUse) -> tuple[dict, dict]:
        return ledger.write_off_at_once(
            uses=uses, reference=REFERENCE, destination_iso="RU", at=at(), actor=None
        )

    def entries_of(self, lot) -> list[tuple]:
        rows = LedgerEntry.objects.filter(lot=lot, reference=REFERENCE).order_by("pk")
        return [
            (row.kind, row.skins, row.destination_iso, row.reverses and row.reverses.kind)
            for row in rows
        ]

    def test_posts_what_reserving_and_writing_off_post(self):
        one, other = make_lot(skins=10), make_lot(skins=10)
        write_off(reserved(one, 4))

        reservations, written_off = self.write_off_at_once(SkinUse("line", other.pk, 4))

        self.assertEqual(self.entries_of(other), self.entries_of(one))
        self.assertEqual(reservations["line"].kind, LedgerKind.RESERVATION)
        self.assertEqual(written_off["line"].kind, LedgerKind.WRITE_OFF)
        balance = LotBalance.objects.get(lot=other)
        self.assertEqual((balance.free_skins, balance.written_off, balance.entries), (6, 4, 4))
        self.assertEqual(books.ledger_differences(), [])

    def test_a_lot_written_off_to_the_last_skin_is_used_up(self):
        lot, rest = make_lot(skins=10), make_lot(skins=10)

        self.write_off_at_once(SkinUse(1, lot.pk, 4), SkinUse(2, lot.pk, 6), SkinUse(3, rest.pk, 9))

        lot.refresh_from_db()
        rest.refresh_from_db()
        self.assertEqual((lot.state, rest.state), (LotState.EXHAUSTED, LotState.IN_STOCK))

    def test_one_lot_too_short_posts_nothing(self):
        rich, poor = make_lot(skins=100), make_lot(skins=5)

        with self.assertRaises(InsufficientSkins) as refusal:
            self.write_off_at_once(SkinUse(1, rich.pk, 50), SkinUse(2, poor.pk, 6))

        self.assertEqual(
            refusal.exception.params, {"lot": poor.number, "remaining": 5, "needed": 6}
        )
        self.assertEqual(self.entries_of(rich), [])

    def test_statements_do_not_grow_with_the_uses(self):
        for number in (1, 20):
            uses = [SkinUse(index, make_lot().pk, 5) for index in range(number)]
            # Savepoint, keys, insert, state of the lots, release.
            with self.assertNumQueries(5):
                self.write_off_at_once(*uses)


class TestAdjustment(TestCase):
    def setUp(self):
        self.lot = make_lot(skins=10)
        self.inspector = make_user(Role.INSPECTOR)
        self.chief = make_user(Role.CHIEF)

    def propose(self, skins: int = -3) -> LedgerAdjustment:
        return ledger.propose_adjustment(
            lot_number=self.lot.number,
            skins=skins,
            reason="counted again",
            actor=self.inspector,
            at=at(),
        )

    def test_counts_once_a_second_person_approves(self):
        proposed = self.propose()
        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 10)

        entry = ledger.approve_adjustment(adjustment=proposed.pk, actor=self.chief, at=at())

        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 7)
        self.assertEqual((entry.posted_by, entry.approved_by), (self.inspector, self.chief))
        with self.assertRaises(IllegalTransition):
            ledger.approve_adjustment(adjustment=proposed.pk, actor=self.chief, at=at())

    def test_nobody_approves_their_own(self):
        proposed = self.propose()
        self.inspector.groups.add(*self.chief.groups.all())
        del self.inspector._roles

        with self.assertRaises(SelfApproval):
            ledger.approve_adjustment(adjustment=proposed.pk, actor=self.inspector, at=at())

    def test_needs_the_role_that_approves(self):
        with self.assertRaises(NotPermitted):
            ledger.approve_adjustment(
                adjustment=self.propose().pk, actor=make_user(Role.INSPECTOR), at=at()
            )

    def test_never_proposes_to_take_more_than_is_free(self):
        with self.assertRaises(Invalid) as refusal:
            self.propose(-11)

        self.assertIn("Only 10 skins", refusal.exception.fields["skins"][0])
        self.assertEqual(self.propose(-10).skins, -10)

    def test_never_takes_more_than_there_still_is(self):
        proposed = self.propose(-8)
        LedgerEntry.objects.create(
            lot=self.lot,
            kind="write_off",
            skins=-5,
            reference="D26-0001-0001",
            destination_iso="RU",
            posted_at=at(),
            posted_by=self.inspector,
        )

        with self.assertRaises(InsufficientSkins):
            ledger.approve_adjustment(adjustment=proposed.pk, actor=self.chief, at=at())

        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 5)

    def test_declined_posts_nothing(self):
        proposed = ledger.decline_adjustment(
            adjustment=self.propose().pk, answer="Count again.", actor=self.chief, at=at()
        )

        self.assertEqual((proposed.state, proposed.answer), ("declined", "Count again."))
        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 10)


class TestDatabase(TestCase):
    """What the database refuses of the ledger, tried past every service."""

    def setUp(self):
        self.lot = make_lot(skins=10)

    def post(self, kind: LedgerKind, skins: int, **fields) -> LedgerEntry:
        with transaction.atomic():
            return LedgerEntry.objects.create(
                lot=fields.pop("lot", self.lot), kind=kind, skins=skins, posted_at=at(), **fields
            )

    def test_refuses_the_skin_too_many(self):
        with pytest.raises(IntegrityError, match="lot_balance_never_below_zero"):
            self.post(LedgerKind.WRITE_OFF, -11)

    def test_refuses_a_second_receipt(self):
        with pytest.raises(IntegrityError, match="ledger_one_receipt_per_lot"):
            self.post(LedgerKind.RECEIPT, 5)

    def test_refuses_to_give_back_more_than_was_reserved(self):
        reservation = self.post(LedgerKind.RESERVATION, -4)

        with pytest.raises(IntegrityError, match="gives back exactly what it names"):
            self.post(LedgerKind.GIVE_BACK, 5, reverses=reservation)

    def test_refuses_to_give_back_to_another_lot(self):
        reservation = self.post(LedgerKind.RESERVATION, -4)

        with pytest.raises(IntegrityError, match="gives back exactly what it names"):
            self.post(LedgerKind.GIVE_BACK, 4, reverses=reservation, lot=make_lot())

    def test_refuses_to_reverse_what_was_only_reserved(self):
        reservation = self.post(LedgerKind.RESERVATION, -4)

        with pytest.raises(IntegrityError, match="gives back exactly what it names"):
            self.post(LedgerKind.REVERSAL, 4, reverses=reservation)

    def test_refuses_an_adjustment_by_one_person(self):
        person = make_user()

        with pytest.raises(IntegrityError, match="by_two_persons"):
            self.post(
                LedgerKind.ADJUSTMENT, 1, posted_by=person, approved_by=person, reason="found"
            )

    def test_refuses_every_edit_of_an_entry(self):
        entries = LedgerEntry.objects.filter(lot=self.lot)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            entries.update(skins=1000)
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM lab_ledgerentry")

    def test_lets_nobody_write_a_balance(self):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            LotBalance.objects.filter(lot=self.lot).update(free_skins=1000)

    def test_refuses_an_adjustment_decided_by_its_proposer(self):
        person = make_user()
        with (
            pytest.raises(IntegrityError, match="never_decided_by_its_proposer"),
            transaction.atomic(),
        ):
            LedgerAdjustment.objects.create(
                number="A26-1",
                lot=self.lot,
                skins=1,
                reason="found",
                proposed_by=person,
                proposed_at=at(),
                decided_by=person,
            )


class TestVerifyLedger(TestCase):
    def test_is_content_with_what_the_trigger_keeps(self):
        write_off(reserved(make_lot(skins=10), 4))

        call_command("verify_ledger")

    def test_names_the_lot_whose_balance_is_not_its_entries(self):
        # The run-time role cannot forge a balance, so the comparison is shown a lot without one.
        lot = make_lot(skins=10)
        forged = books._DIFFERENCES.replace("b.free_skins,", "b.free_skins + 1,", 2)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(books, "_DIFFERENCES", forged)
            with self.assertRaises(CommandError):
                call_command("verify_ledger")
            self.assertEqual(books.ledger_differences()[0].lot, lot.number)
