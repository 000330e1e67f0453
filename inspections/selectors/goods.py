"""The goods of a declaration as the evidence needs them: from its rows, or as still being written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Func, IntegerField, QuerySet
from django.utils.translation import gettext as _

from enterprises.asking import asked_often
from enterprises.formats import sentences, written_date
from enterprises.models import Enterprise
from enterprises.states import Species
from inspections.content import DeclarationContent, Faults
from inspections.models import ContractLimit as ContractLimitRow
from inspections.models import Declaration, DeclarationLine, MaterialUse
from lab.models import RawMaterialLot
from lab.policy.limits import ContractLimit
from lab.selectors.evidence import ALL_OF_A_LOT


@dataclass(frozen=True)
class UseOfLot:
    """Whole skins of one lot in one line; `key` is its row, 0 while it has none."""

    key: int
    lot: RawMaterialLot
    skins: int
    reservation: int | None = None
    write_off: int | None = None

    @property
    def is_reserved(self) -> bool:
        return self.reservation is not None and self.write_off is None


@dataclass(frozen=True)
class Line:
    """One line; `marks` is how many identification marks are given."""

    ordinal: int
    hs_code: str
    product: str
    species: str
    wearer: str
    contact: str
    pieces: int
    marks: int
    permit_number: str
    uses: tuple[UseOfLot, ...]


@dataclass(frozen=True)
class Goods:
    """Lines, contract limits and lots, the lots in the order in which the lines name them."""

    lines: tuple[Line, ...]
    contract: tuple[ContractLimit, ...]

    @cached_property
    def uses(self) -> tuple[UseOfLot, ...]:
        return tuple(use for line in self.lines for use in line.uses)

    @cached_property
    def lots(self) -> tuple[RawMaterialLot, ...]:
        return tuple({use.lot.pk: use.lot for use in self.uses}.values())

    @cached_property
    def reserved(self) -> Mapping[int, int]:
        """The skins of each lot that the declaration itself has reserved."""
        found: dict[int, int] = {}
        for use in self.uses:
            if use.is_reserved:
                found[use.lot.pk] = found.get(use.lot.pk, 0) + use.skins
        return found

    @property
    def products(self) -> frozenset[str]:
        return frozenset(line.product for line in self.lines)


def goods_of(declaration: Declaration, *, for_update: bool = False) -> Goods:
    """Read the goods of a declaration; `for_update` locks its lots, by id."""
    lines = _lines(declaration.pk)
    keys = [line.pk for line in lines]
    if for_update:
        _lock_lots(keys)
    lots: dict[int, RawMaterialLot] = {}
    uses: dict[int, list[UseOfLot]] = {}
    for row in _uses(keys):
        lots.setdefault(row.lot_id, row.lot)
        uses.setdefault(row.line_id, []).append(
            UseOfLot(
                key=row.pk,
                lot=lots[row.lot_id],
                skins=row.skins,
                reservation=row.reservation_id,
                write_off=row.write_off_id,
            )
        )
    return Goods(
        lines=tuple(
            Line(
                ordinal=line.ordinal,
                hs_code=line.hs_code,
                product=line.product,
                species=line.species,
                wearer=line.wearer,
                contact=line.contact,
                pieces=line.pieces,
                marks=line.mark_count,  # type: ignore[attr-defined]
                permit_number=line.permit_number,
                uses=tuple(uses.get(line.pk, ())),
            )
            for line in lines
        ),
        contract=tuple(ContractLimit(*limit) for limit in _contract_limits(declaration.pk)),
    )


def goods_in(content: DeclarationContent, enterprise: Enterprise) -> Goods:
    """Read the goods of content that is still being written; lots not the firm's are left out."""
    named = {use.lot for line in content.lines for use in line.uses}
    lots = {lot.number: lot for lot in _lots_named(enterprise.pk, named)}
    return Goods(
        lines=tuple(
            Line(
                ordinal=ordinal,
                hs_code=line.hs_code,
                product=line.product,
                species=line.species,
                wearer=line.wearer,
                contact=line.contact,
                pieces=line.pieces,
                marks=len(line.marks),
                permit_number=line.permit_number,
                uses=tuple(
                    UseOfLot(key=0, lot=lots[use.lot], skins=use.skins)
                    for use in line.uses
                    if use.lot in lots
                ),
            )
            for ordinal, line in enumerate(content.lines, start=1)
        ),
        contract=tuple(
            ContractLimit(limit.analyte, limit.operator, limit.value_text, limit.unit)
            for limit in content.contract_limits
        ),
    )


def faults_of(goods: Goods, *, planned_on: date, on: date) -> Faults:
    """Find what forbids submitting on a day whatever the rules say: there is nothing to judge.

    Skins of another fur than the line's may trim it, but not be all that it is made of.
    """
    faults = Faults()
    if not goods.lines:
        faults.add("lines", _("Enter at least one line of goods."))
    for line in goods.lines:
        name = f"lines.{line.ordinal}.uses"
        if not line.uses:
            faults.add(name, _("Name the lots this line is made of."))
        elif all(use.lot.species != line.species for use in line.uses):
            words = {"line": line.ordinal, "fur": Species(line.species).label}
            faults.add(name, _("Line %(line)d: none of its lots is of %(fur)s.") % words)
    if planned_on < on:
        words = {"date": written_date(planned_on)}
        faults.add("planned_on", _("The planned shipping date, %(date)s, is past.") % words)
    return faults


def bars_words(goods: Goods, *, planned_on: date, on: date) -> str:
    """Say what forbids submitting, for whoever has not pressed the button yet; or nothing."""
    found = faults_of(goods, planned_on=planned_on, on=on).fields.values()
    if not found:
        return ""
    told = (text for lines in found for text in lines)
    return sentences((_("It cannot be submitted as it stands."), *told))


@asked_often
def _lock_lots(lines: Iterable[int]) -> QuerySet[RawMaterialLot, int]:
    """Lock first and read afterwards: what a statement reads beside its locks may be older."""
    uses = MaterialUse.objects.filter(line__in=lines)
    lots = RawMaterialLot.objects.select_for_update(no_key=True).filter(pk__in=uses.values("lot"))
    return lots.order_by("pk").values_list("pk", flat=True)


@asked_often
def _lines(declaration: int) -> QuerySet[DeclarationLine]:
    marks = Func("marks", function="cardinality", output_field=IntegerField())
    lines = DeclarationLine.objects.filter(declaration=declaration).order_by("ordinal")
    return lines.annotate(mark_count=marks).defer("marks", "description")


@asked_often
def _uses(lines: Iterable[int]) -> QuerySet[MaterialUse]:
    uses = MaterialUse.objects.filter(line__in=lines)
    return uses.select_related(*(f"lot__{path}" for path in ALL_OF_A_LOT)).order_by("line_id", "pk")


@asked_often
def _contract_limits(declaration: int) -> QuerySet[ContractLimitRow, tuple[str, str, str, str]]:
    limits = ContractLimitRow.objects.filter(declaration=declaration).order_by("pk")
    return limits.values_list("analyte", "operator", "value_text", "unit")


@asked_often
def _lots_named(enterprise: int, numbers: Iterable[str]) -> QuerySet[RawMaterialLot]:
    lots = RawMaterialLot.objects.filter(enterprise=enterprise, number__in=numbers)
    return lots.select_related(*ALL_OF_A_LOT)
