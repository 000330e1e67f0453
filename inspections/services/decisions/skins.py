"""Skins of a declaration in the ledger: reserved, written off, given back, reversed; set-wise."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict

from django.db import connection

from enterprises.models import User
from inspections.models import Declaration
from inspections.selectors.goods import Goods, UseOfLot
from inspections.states import Outcome
from lab.models import LedgerEntry, RawMaterialLot
from lab.services import ledger, material
from lab.services.ledger import SkinUse


class Posting(TypedDict):
    """What all entries of one posting have in common."""

    reference: str
    destination_iso: str
    at: datetime
    actor: User | None


def post_for(
    declaration: Declaration, goods: Goods, outcome: Outcome, *, actor: User | None, at: datetime
) -> None:
    """Post what an outcome asks for: held keeps a reservation, released writes it off.

    A declaration that is returned or refused gives back what it had reserved.

    Raises:
        InsufficientSkins: a lot has too few for what was not reserved yet.
    """
    if outcome in (Outcome.RETURNED, Outcome.REFUSED):
        give_back(declaration, goods, actor=actor, at=at)
        return
    posting: Posting = {
        "reference": declaration.number,
        "destination_iso": declaration.destination_iso,
        "at": at,
        "actor": actor,
    }
    unreserved = [use for use in goods.uses if not use.is_reserved]
    if outcome != Outcome.RELEASED:
        if unreserved:
            _point(_keys(ledger.reserve(uses=map(_skin_use, unreserved), **posting)), {})
        return
    reservations = {use.key: use.reservation for use in goods.uses if use.is_reserved}
    write_offs: dict[int, int | None] = {}
    used_up = _used_up(goods)
    if unreserved:
        reserved, written_off = ledger.write_off_at_once(
            uses=map(_skin_use, unreserved), used_up=used_up, **posting
        )
        reservations |= _keys(reserved)
        write_offs |= _keys(written_off)
    kept = [_skin_use(use, use.reservation) for use in goods.uses if use.is_reserved]
    if kept:
        write_offs |= _keys(ledger.write_off_reserved(uses=kept, used_up=used_up, **posting))
    if write_offs:
        _point(reservations, write_offs)


def _used_up(goods: Goods) -> list[int]:
    """Name the lots of which nothing stays free; under the firm's lock their balances stand."""
    taken: Counter[int] = Counter()
    for use in goods.uses:
        if not use.is_reserved:
            taken[use.lot.pk] += use.skins
    return [lot.pk for lot in goods.lots if lot.balance.free_skins <= taken[lot.pk]]


def give_back(declaration: Declaration, goods: Goods, *, actor: User | None, at: datetime) -> None:
    """Give back what a declaration has reserved, if anything."""
    reserved = [use for use in goods.uses if use.is_reserved]
    if not reserved:
        return
    ledger.give_back(
        uses=[_skin_use(use, use.reservation) for use in reserved],
        reference=declaration.number,
        at=at,
        actor=actor,
    )
    _point({use.key: None for use in reserved}, {})


def reverse(
    declaration: Declaration, goods: Goods, *, reason: str, actor: User | None, at: datetime
) -> None:
    """Reverse the write-offs of a release that is cancelled; each can be reversed once.

    Skins that come back to a lot that was used up when its dyehouse failed are set aside.
    """
    ledger.reverse_write_offs(
        uses=[_skin_use(use, use.write_off) for use in goods.uses],
        reference=declaration.number,
        at=at,
        actor=actor,
        reason=reason,
    )
    back = RawMaterialLot.objects.select_related("delivery").in_bulk([lot.pk for lot in goods.lots])
    material.set_aside_doubtful(lots=back.values(), at=at)


def _skin_use(use: UseOfLot, entry: int | None = None) -> SkinUse:
    return SkinUse(key=use.key, lot_id=use.lot.pk, skins=use.skins, entry_id=entry)


def _keys(entries: Mapping[object, LedgerEntry]) -> dict[int, int | None]:
    return {key: entry.pk for key, entry in entries.items() if isinstance(key, int)}


def _point(reservations: Mapping[int, int | None], write_offs: Mapping[int, int | None]) -> None:
    """Let uses point down to their entries; one statement, however many there are."""
    keys: Iterable[int] = list(reservations)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inspections_materialuse u"
            " SET reservation_id = p.reservation, write_off_id = p.write_off"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
            " AS p(use, reservation, write_off) WHERE u.id = p.use",
            [
                list(keys),
                [reservations[key] for key in keys],
                [write_offs.get(key) for key in keys],
            ],
        )
