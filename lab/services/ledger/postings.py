"""The write-off ledger: skins reserved, given back, written off, reversed, adjusted; set-wise.

The database tests and moves the balance in the statement that posts, so nothing is read first
and no race is possible; a refusal is only translated.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from enterprises import writing
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.models import User
from lab.models import LedgerEntry, LotBalance, RawMaterialLot
from lab.states import LedgerKind, LotState


class InsufficientSkins(DomainError):
    """More skins were asked for than the lot has; nothing was posted."""

    code = "SKINS_SHORT"
    sentence = _("Lot %(lot)s has %(remaining)s skins left; %(needed)s are needed.")

    @classmethod
    def from_constraint(
        cls, error: IntegrityError, entries: Collection[LedgerEntry]
    ) -> "InsufficientSkins":
        """Name the first lot that lacks skins, what it has and what was asked of it."""
        needed: dict[int, int] = defaultdict(int)
        for entry in entries:
            needed[entry.lot_id] -= entry.skins
        balances = LotBalance.objects.filter(lot__in=needed).select_related("lot").order_by("lot")
        # Somebody may have given skins back since; then the scarcest lot is the one to name.
        short = min(
            balances,
            key=lambda balance: balance.free_skins - needed[balance.lot_id],
        )
        return cls(lot=short.lot.number, remaining=short.free_skins, needed=needed[short.lot_id])


class AlreadyReversed(DomainError):
    """An entry is reversed once."""

    code = "ALREADY_REVERSED"
    sentence = _("These skins were already given back.")


@dataclass(frozen=True)
class SkinUse:
    """Whole skins of one lot for one use; `key` names the use to the caller.

    `entry_id` is the entry that is given back, written off or reversed.
    """

    key: Hashable
    lot_id: int
    skins: int
    entry_id: int | None = None


def reserve(
    *,
    uses: Iterable[SkinUse],
    reference: str,
    destination_iso: str = "",
    at: datetime,
    actor: User | None,
) -> dict[Hashable, LedgerEntry]:
    """Set skins aside for a declaration; gives the reservation of each use.

    Raises:
        InsufficientSkins: a lot has too few; nothing is reserved.
    """
    entries = {
        use.key: _taken(use, LedgerKind.RESERVATION, reference, destination_iso, at, actor)
        for use in uses
    }
    with refusals(entries.values()):
        writing.insert(list(entries.values()))
    return entries


def give_back(
    *,
    uses: Iterable[SkinUse],
    reference: str,
    at: datetime,
    actor: User | None,
    reason: str = "",
) -> dict[Hashable, LedgerEntry]:
    """Give reservations back to their lots; gives the entry of each use.

    Raises:
        AlreadyReversed: one of them was given back before; nothing is posted.
    """
    entries = {
        use.key: _mirror(use, LedgerKind.GIVE_BACK, reference, at, actor, reason) for use in uses
    }
    with refusals(entries.values()):
        writing.insert(list(entries.values()))
    return entries


def write_off_reserved(
    *,
    uses: Iterable[SkinUse],
    reference: str,
    destination_iso: str,
    at: datetime,
    actor: User | None,
    used_up: Iterable[int] | None = None,
) -> dict[Hashable, LedgerEntry]:
    """Give reservations back and write their skins off, in one statement; gives the write-offs.

    `used_up` are the lots of which nothing may be left; whoever has not looked leaves it out.

    Raises:
        AlreadyReversed: one of the reservations was given back before; nothing is posted.
    """
    uses = tuple(uses)
    given_back = [_mirror(use, LedgerKind.GIVE_BACK, reference, at, actor, "") for use in uses]
    told = (reference, destination_iso, at, actor)
    written_off = {use.key: _taken(use, LedgerKind.WRITE_OFF, *told) for use in uses}
    entries = [*given_back, *written_off.values()]
    with refusals(entries):
        writing.insert(entries)
        exhaust((use.lot_id for use in uses) if used_up is None else used_up, at=at)
    return written_off


def write_off_at_once(
    *,
    uses: Iterable[SkinUse],
    reference: str,
    destination_iso: str,
    at: datetime,
    actor: User | None,
    used_up: Iterable[int] | None = None,
) -> tuple[dict[Hashable, LedgerEntry], dict[Hashable, LedgerEntry]]:
    """Reserve skins, give them back and write them off, in one statement; gives the two that last.

    The entries are those of `reserve` and `write_off_reserved`, for a declaration that is
    released when it is submitted.

    Raises:
        InsufficientSkins: a lot has too few; nothing is posted.
    """
    uses = tuple(uses)
    told = (reference, destination_iso, at, actor)
    reserved = {use.key: _taken(use, LedgerKind.RESERVATION, *told) for use in uses}
    written_off = {use.key: _taken(use, LedgerKind.WRITE_OFF, *told) for use in uses}
    keys = _keys_ahead(3 * len(uses))
    for entry in reserved.values():
        entry.pk = next(keys)
    given_back = [
        _mirror(use, LedgerKind.GIVE_BACK, reference, at, actor, "", reverses=reserved[use.key].pk)
        for use in uses
    ]
    for entry in (*given_back, *written_off.values()):
        entry.pk = next(keys)
    entries = [*reserved.values(), *given_back, *written_off.values()]
    with refusals(written_off.values()):
        writing.insert(entries)
        exhaust((use.lot_id for use in uses) if used_up is None else used_up, at=at)
    return reserved, written_off


def reverse_write_offs(
    *,
    uses: Iterable[SkinUse],
    reference: str,
    at: datetime,
    actor: User | None,
    reason: str,
) -> dict[Hashable, LedgerEntry]:
    """Reverse write-offs, once each; gives the reversal of each use.

    Raises:
        AlreadyReversed: one of them was reversed before; nothing is posted.
    """
    entries = {
        use.key: _mirror(use, LedgerKind.REVERSAL, reference, at, actor, reason) for use in uses
    }
    with refusals(entries.values()):
        writing.insert(list(entries.values()))
        restock((entry.lot_id for entry in entries.values()), at=at)
    return entries


def exhaust(lot_ids: Iterable[int], *, at: datetime) -> None:
    """Call lots used up of which nothing is left, neither free nor reserved."""
    wanted = set(lot_ids)
    if not wanted:
        return
    reserved = LedgerEntry.objects.filter(
        lot=OuterRef("pk"), kind=LedgerKind.RESERVATION, reversed_by__isnull=True
    )
    RawMaterialLot.objects.filter(
        ~Exists(reserved),
        pk__in=wanted,
        state=LotState.IN_STOCK,
        balance__free_skins=0,
    ).update(state=LotState.EXHAUSTED, state_since=day_of(at), version=F("version") + 1)


def restock(lot_ids: Iterable[int], *, at: datetime) -> None:
    """Call lots in stock again that were used up and have skins once more."""
    RawMaterialLot.objects.filter(
        pk__in=set(lot_ids), state=LotState.EXHAUSTED, balance__free_skins__gt=0
    ).update(state=LotState.IN_STOCK, state_since=day_of(at), version=F("version") + 1)


def _keys_ahead(count: int) -> Iterator[int]:
    """Take the keys of entries that name one another before any of them is posted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('lab_ledgerentry', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return iter([key for (key,) in cursor.fetchall()])


def _taken(
    use: SkinUse,
    kind: LedgerKind,
    reference: str,
    destination_iso: str,
    at: datetime,
    actor: User | None,
) -> LedgerEntry:
    return LedgerEntry(
        lot_id=use.lot_id,
        kind=kind,
        skins=-use.skins,
        posted_at=at,
        posted_by=actor,
        reference=reference,
        destination_iso=destination_iso,
    )


def _mirror(
    use: SkinUse,
    kind: LedgerKind,
    reference: str,
    at: datetime,
    actor: User | None,
    reason: str,
    *,
    reverses: int | None = None,
) -> LedgerEntry:
    return LedgerEntry(
        lot_id=use.lot_id,
        kind=kind,
        skins=use.skins,
        reverses_id=reverses or use.entry_id,
        posted_at=at,
        posted_by=actor,
        reference=reference,
        reason=reason,
    )


@contextmanager
def refusals(entries: Collection[LedgerEntry]) -> Iterator[None]:
    """Say kindly what the database refuses; what was posted inside stands or falls together."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        constraint = constraint_of(error)
        if constraint == "lot_balance_never_below_zero":
            raise InsufficientSkins.from_constraint(error, entries) from error
        if "reverses_id" in constraint:
            raise AlreadyReversed from error
        raise


def constraint_of(error: IntegrityError) -> str:
    """Name the constraint that refused."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return (diagnosis and diagnosis.constraint_name) or ""
