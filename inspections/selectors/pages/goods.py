"""The goods of a declaration with what each lot rests on, and the ledger entries they made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from enterprises import formats
from enterprises.states import Contact, Product, Species, Wearer
from inspections.models import Declaration, DeclarationLine, MaterialUse
from inspections.selectors.reference import yield_norm
from lab.models import LedgerEntry
from lab.states import LedgerKind
from lab.words import joined, material_name


@dataclass(frozen=True)
class GoodsRow:
    """One lot of one line; what belongs to the line stands in its first row."""

    line: DeclarationLine
    is_first: bool
    goods: str
    worn: str
    hs_code: str
    lot: str
    material: str
    received: int
    free: int
    skins: int
    why: str
    a_piece: str
    norm: str


@dataclass(frozen=True)
class LedgerRow:
    """One entry of the ledger that this declaration made, with the lot's balance after it."""

    at: datetime
    kind: str
    lot: str
    before: int
    skins: int
    after: int
    received: int
    is_write_off: bool


def goods_rows(
    lines: Sequence[DeclarationLine],
    uses: Sequence[MaterialUse],
    grounds: Mapping[str, str],
    on: date,
) -> list[GoodsRow]:
    by_line: dict[int, list[MaterialUse]] = {}
    for use in uses:
        by_line.setdefault(use.line_id, []).append(use)
    rows: list[GoodsRow] = []
    for line in lines:
        of_line = by_line.get(line.pk, [])
        norm = yield_norm(line.product, line.species, on)
        a_piece = Decimal(sum(use.skins for use in of_line)) / max(line.pieces, 1)
        for place, use in enumerate(of_line):
            rows.append(
                GoodsRow(
                    line=line,
                    is_first=place == 0,
                    goods=capfirst(
                        joined(Species(line.species).label, Product(line.product).label)
                    ),
                    worn=capfirst(joined(Wearer(line.wearer).label, Contact(line.contact).label)),
                    hs_code=line.hs_code,
                    lot=use.lot.number,
                    material=material_name(use.lot),
                    received=use.lot.skins_received,
                    free=use.lot.balance.free_skins,
                    skins=use.skins,
                    why=grounds.get(use.lot.number, formats.MISSING),
                    a_piece=_("%(skins)s a piece") % {"skins": formats.number(a_piece, 1)},
                    norm=_("norm %(least)s–%(most)s")
                    % {
                        "least": formats.number(norm.skins_min.normalize()),
                        "most": formats.number(norm.skins_max.normalize()),
                    }
                    if norm
                    else "",
                )
            )
    return rows


def ledger_rows(declaration: Declaration) -> tuple[LedgerRow, ...]:
    so_far = (
        LedgerEntry.objects.filter(lot=OuterRef("lot"), pk__lte=OuterRef("pk"))
        .order_by()
        .values("lot")
        .annotate(total=Sum("skins"))
        .values("total")
    )
    entries = (
        LedgerEntry.objects.filter(reference=declaration.number)
        .select_related("lot")
        .annotate(after=Subquery(so_far))
        .order_by("pk")
    )
    return tuple(
        LedgerRow(
            at=entry.posted_at,
            kind=str(LedgerKind(entry.kind).label),
            lot=entry.lot.number,
            before=entry.after - entry.skins,
            skins=entry.skins,
            after=entry.after,
            received=entry.lot.skins_received,
            is_write_off=entry.kind in (LedgerKind.WRITE_OFF, LedgerKind.REVERSAL),
        )
        for entry in entries
    )
