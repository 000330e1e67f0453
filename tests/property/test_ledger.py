"""The ledger's law, after any history: a lot's signed entries add up to its free skins, never below 0."""

from collections.abc import Callable

from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from enterprises.models import User
from lab.models import LedgerEntry, LotBalance, RawMaterialLot
from lab.selectors.ledger import ledger_differences
from lab.services import ledger
from lab.services.ledger import AlreadyReversed, InsufficientSkins, SkinUse
from lab.states import LotState
from tests.factories import at, make_lot, make_user

LOTS = 2
RECEIVED = 10

steps = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "give_back", "write_off", "reverse", "adjust"]),
        st.integers(0, LOTS - 1),
        st.integers(1, RECEIVED + 2),
    ),
    max_size=14,
)


class _Stores:
    """Two lots, what was done to them, and a count of their skins kept beside the database."""

    def __init__(self, inspector: User, chief: User) -> None:
        self.lots = [make_lot(skins=RECEIVED) for _ in range(LOTS)]
        self.free = [RECEIVED] * LOTS
        self.reserved: list[list[SkinUse]] = [[] for _ in self.lots]
        self.written_off: list[list[SkinUse]] = [[] for _ in self.lots]
        self.inspector, self.chief = inspector, chief

    def do(self, action: str, place: int, skins: int) -> None:
        getattr(self, action)(place, skins)

    def reserve(self, place: int, skins: int) -> None:
        def post() -> None:
            use = SkinUse(0, self.lots[place].pk, skins)
            entry = ledger.reserve(uses=[use], reference="D", at=at(), actor=None)[0]
            self.reserved[place].append(SkinUse(0, use.lot_id, skins, entry.pk))

        self._unless_short(place, -skins, post)

    def give_back(self, place: int, _skins: int) -> None:
        if not self.reserved[place]:
            return
        use = self.reserved[place].pop()
        ledger.give_back(uses=[use], reference="D", at=at(), actor=None)
        self.free[place] += use.skins
        self._never_twice(ledger.give_back, use, reason="")

    def write_off(self, place: int, _skins: int) -> None:
        if not self.reserved[place]:
            return
        use = self.reserved[place].pop()
        entry = ledger.write_off_reserved(
            uses=[use], reference="D", destination_iso="RU", at=at(), actor=None
        )[0]
        self.written_off[place].append(SkinUse(0, use.lot_id, use.skins, entry.pk))

    def reverse(self, place: int, _skins: int) -> None:
        if not self.written_off[place]:
            return
        use = self.written_off[place].pop()
        told = {"reference": "D", "at": at(), "actor": None, "reason": "cancelled"}
        ledger.reverse_write_offs(uses=[use], **told)
        self.free[place] += use.skins
        self._never_twice(ledger.reverse_write_offs, use, reason="again")

    def adjust(self, place: int, skins: int) -> None:
        signed = skins - RECEIVED // 2 or 1

        def post() -> None:
            ledger.adjust(
                lot_id=self.lots[place].pk,
                skins=signed,
                reason="counted",
                proposed_by=self.inspector,
                approved_by=self.chief,
                at=at(),
            )

        self._unless_short(place, signed, post)

    def _unless_short(self, place: int, signed: int, post: Callable[[], None]) -> None:
        try:
            post()
        except InsufficientSkins:
            assert self.free[place] + signed < 0
        else:
            self.free[place] += signed
            assert self.free[place] >= 0

    def _never_twice(self, service: Callable[..., object], use: SkinUse, reason: str) -> None:
        try:
            service(uses=[use], reference="D", at=at(), actor=None, reason=reason)
        except AlreadyReversed:
            return
        raise AssertionError("an entry was reversed twice")


class TestLedgersLaw(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(history=steps)
    def test_holds_after_any_history(self, history):
        stores = _Stores(make_user(), make_user())

        for action, place, skins in history:
            stores.do(action, place, skins)

        for place, lot in enumerate(stores.lots):
            entries = LedgerEntry.objects.filter(lot=lot)
            balance = LotBalance.objects.get(lot=lot)
            assert balance.free_skins == stores.free[place] >= 0
            assert entries.aggregate(total=Sum("skins"))["total"] == balance.free_skins
            assert balance.written_off == sum(use.skins for use in stores.written_off[place])
            is_used_up = not balance.free_skins and not stores.reserved[place]
            state = RawMaterialLot.objects.get(pk=lot.pk).state
            assert state == (LotState.EXHAUSTED if is_used_up else LotState.IN_STOCK)
        assert ledger_differences() == []
