"""What a firm writes into a declaration: its shape, each fault with a sentence at its field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from enterprises.errors import Invalid
from enterprises.states import Contact, Product, Species, Wearer
from inspections.states import LimitOperator, PackageKind, TradeMode, Transport

LINES_MAX = 500
USES_MAX = 100
WHOLE_MAX = 2_147_483_647

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class UseContent:
    """Whole skins of one lot, named by its number."""

    lot: str
    skins: int


@dataclass(frozen=True)
class LineContent:
    """One kind of goods. Units: `net_weight_kg` kilograms, `value` the declaration's currency."""

    hs_code: str
    description: str
    product: str
    species: str
    wearer: str
    contact: str
    pieces: int
    net_weight_kg: Decimal
    value: Decimal
    marks: tuple[str, ...] = ()
    permit_number: str = ""
    uses: tuple[UseContent, ...] = ()


@dataclass(frozen=True)
class ContractLimitContent:
    """A limit of the sales contract, with its figure as written."""

    analyte: str
    operator: str
    value_text: str
    unit: str = "mg/kg"


@dataclass(frozen=True)
class DeclarationContent:
    """All that a firm says of a consignment; saved and judged whole.

    `outlet` is the id of one of the firm's own shops, where the consignee is one.
    """

    destination_iso: str
    consignee: str
    contract_number: str
    port: str
    transport: str
    planned_on: date
    storage_place: str
    packages: int
    package_kind: str = PackageKind.CARTON
    consignee_address: str = ""
    letter_of_credit: str = ""
    trade_mode: str = TradeMode.GENERAL
    shipping_marks: str = ""
    remarks: str = ""
    currency: str = "USD"
    usd_rate: Decimal = Decimal(1)
    outlet: int | None = None
    lines: tuple[LineContent, ...] = field(default=())
    contract_limits: tuple[ContractLimitContent, ...] = field(default=())

    @property
    def header(self) -> dict[str, Any]:
        """What stands in the declaration's own row."""
        named = dict(vars(self))
        for part in ("lines", "contract_limits"):
            del named[part]
        named["outlet_id"] = named.pop("outlet")
        return named

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)

    @property
    def value_usd(self) -> Decimal:
        total = sum((line.value for line in self.lines), Decimal(0))
        return (total * self.usd_rate).quantize(Decimal("0.01"))


class Faults:
    """The sentences found so far, by field."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {}

    def add(self, name: str, sentence: str) -> None:
        self.fields.setdefault(name, []).append(sentence)

    def refuse(self) -> None:
        """Raise what was found, if anything was.

        Raises:
            Invalid: with every sentence at its field.
        """
        if self.fields:
            raise Invalid(fields=self.fields)


def read_content(data: Plain) -> DeclarationContent:
    """Read a declaration as a form, a sheet or the API sends it; texts are taken for figures.

    Lines, uses and contract limits are numbered from 1: `lines.2.uses.1.skins`.

    Raises:
        Invalid: something cannot be; every fault is told at its field.
    """
    faults = Faults()
    reader = _Reader(data, faults)
    content = DeclarationContent(
        destination_iso=reader.country("destination_iso"),
        consignee=reader.text("consignee", 160),
        contract_number=reader.text("contract_number", 60),
        port=reader.text("port", 80),
        transport=reader.choice("transport", Transport.values),
        planned_on=reader.day("planned_on"),
        storage_place=reader.text("storage_place", 120),
        packages=reader.whole("packages"),
        package_kind=reader.choice("package_kind", PackageKind.values, PackageKind.CARTON),
        consignee_address=reader.text("consignee_address", 200, is_required=False),
        letter_of_credit=reader.text("letter_of_credit", 60, is_required=False),
        trade_mode=reader.choice("trade_mode", TradeMode.values, TradeMode.GENERAL),
        shipping_marks=reader.text("shipping_marks", 200, is_required=False),
        remarks=reader.text("remarks", 300, is_required=False),
        currency=reader.currency("currency"),
        usd_rate=reader.figure("usd_rate", digits=6, places=6, default=Decimal(1)),
        outlet=reader.whole("outlet") if data.get("outlet") else None,
        lines=tuple(_line(part) for part in reader.parts("lines", LINES_MAX)),
        contract_limits=tuple(_limit(part) for part in reader.parts("contract_limits", USES_MAX)),
    )
    _refuse_twice(
        faults, "contract_limits", "analyte", [limit.analyte for limit in content.contract_limits]
    )
    faults.refuse()
    return content


def _line(reader: "_Reader") -> LineContent:
    return LineContent(
        hs_code=reader.text("hs_code", 12),
        description=reader.text("description", 160),
        product=reader.choice("product", Product.values),
        species=reader.choice("species", Species.values),
        wearer=reader.choice("wearer", Wearer.values),
        contact=reader.choice("contact", Contact.values),
        pieces=reader.whole("pieces"),
        net_weight_kg=reader.figure("net_weight_kg", digits=9, places=3),
        value=reader.figure("value", digits=14, places=2),
        marks=reader.words("marks", 40),
        permit_number=reader.text("permit_number", 40, is_required=False),
        uses=tuple(
            UseContent(lot=use.text("lot", 20), skins=use.whole("skins"))
            for use in reader.parts("uses", USES_MAX)
        ),
    )


def _limit(reader: "_Reader") -> ContractLimitContent:
    written = reader.text("value_text", 20)
    if written:
        reader.figure("value_text", digits=8, places=6, least=Decimal(0))
    return ContractLimitContent(
        analyte=reader.text("analyte", 10),
        operator=reader.choice("operator", LimitOperator.values),
        value_text=written,
        unit=reader.text("unit", 20, is_required=False) or "mg/kg",
    )


def _refuse_twice(faults: Faults, part: str, name: str, values: Sequence[str]) -> None:
    for place, value in enumerate(values, start=1):
        if value and value in values[: place - 1]:
            faults.add(f"{part}.{place}.{name}", _("%(value)s stands twice.") % {"value": value})


class _Reader:
    """One part of what was sent; a fault leaves a harmless value and is told at the end."""

    def __init__(self, data: Plain, faults: Faults, prefix: str = "") -> None:
        self._data = data
        self._faults = faults
        self._prefix = prefix

    def text(self, name: str, longest: int, *, is_required: bool = True) -> str:
        value = str(self._data.get(name) or "").strip()
        if "\x00" in value:
            self._fault(name, _("This text holds a character that cannot be kept."))
            return ""
        if not value and is_required:
            self._fault(name, _("Fill this in."))
        if len(value) > longest:
            self._fault(name, _("At most %(count)d characters.") % {"count": longest})
        return value

    def choice(self, name: str, known: Sequence[str], default: str = "") -> str:
        value = str(self._data.get(name) or default)
        if value not in known:
            self._fault(name, _("Choose one of those offered."))
        return value

    def country(self, name: str) -> str:
        value = self.text(name, 2).upper()
        if value and not (len(value) == 2 and value.isascii() and value.isalpha()):
            self._fault(name, _("Choose a country."))
        return value

    def currency(self, name: str) -> str:
        value = str(self._data.get(name) or "USD").strip().upper()
        if not (len(value) == 3 and value.isascii() and value.isalpha()):
            self._fault(name, _("Three letters, such as USD."))
        return value

    def whole(self, name: str) -> int:
        value = self._data.get(name)
        try:
            if isinstance(value, bool | float) or value in (None, ""):
                raise ValueError
            number = int(str(value).strip())
        except ValueError:
            self._fault(name, _("Enter a whole number."))
            return 1
        if not 0 < number <= WHOLE_MAX:
            self._fault(name, _("Enter a whole number above 0."))
            return 1
        return number

    def figure(
        self,
        name: str,
        *,
        digits: int,
        places: int,
        default: Decimal | None = None,
        least: Decimal | None = None,
    ) -> Decimal:
        """Read a number with so many digits before the point, above 0 unless `least` allows it."""
        value = self._data.get(name)
        if value in (None, "") and default is not None:
            return default
        try:
            if isinstance(value, bool | float):
                raise ValueError
            number = Decimal(str(value).strip())
            if not number.is_finite():
                raise ValueError
        except (InvalidOperation, ValueError):
            self._fault(name, _("Enter a number."))
            return Decimal(1)
        if number < least if least is not None else number <= 0:
            self._fault(name, _("Enter a number above 0."))
        elif number >= Decimal(10) ** digits:
            self._fault(name, _("This number is too large."))
        elif number != number.quantize(Decimal(1).scaleb(-places)):
            self._fault(name, _("At most %(count)d decimals.") % {"count": places})
        else:
            return number
        return Decimal(1)

    def day(self, name: str) -> date:
        value = self._data.get(name)
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value or "").strip())
        except ValueError:
            self._fault(name, _("Enter a date, such as 2026-03-18."))
            return date.min

    def words(self, name: str, longest: int) -> tuple[str, ...]:
        """Read a list, or a text with one on each line; blanks are left out, twice is refused."""
        value = self._data.get(name) or ()
        written: Iterable[Any] = (
            value.replace(",", "\n").split("\n") if isinstance(value, str) else value
        )
        found = tuple(word for word in (str(one).strip() for one in written) if word)
        if any(len(word) > longest or "\x00" in word for word in found):
            self._fault(name, _("At most %(count)d characters each.") % {"count": longest})
            return ()
        if len(set(found)) < len(found):
            twice = next(word for place, word in enumerate(found) if word in found[:place])
            self._fault(name, _("%(value)s stands twice.") % {"value": twice})
        return found

    def parts(self, name: str, most: int) -> list["_Reader"]:
        """Read a list of parts, numbered from 1."""
        value = self._data.get(name) or ()
        if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
            self._fault(name, _("This has to be a list."))
            return []
        if len(value) > most:
            self._fault(name, _("At most %(count)d.") % {"count": most})
            return []
        found = []
        for place, part in enumerate(value, start=1):
            if isinstance(part, Mapping):
                found.append(_Reader(part, self._faults, f"{self._prefix}{name}.{place}."))
            else:
                self._fault(f"{name}.{place}", _("This cannot be read."))
        return found

    def _fault(self, name: str, sentence: str) -> None:
        self._faults.add(f"{self._prefix}{name}", sentence)
