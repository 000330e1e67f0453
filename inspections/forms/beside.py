"""What stands beside the form of a declaration: the verdict so far, its figures, what lots keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from enterprises import formats
from enterprises.calendar import day_of
from enterprises.models import Enterprise
from inspections.content import DeclarationContent
from inspections.forms.typed import Typed, line_is_readable, readable_content, whole
from inspections.models import Declaration
from inspections.selectors.goods import bars_words, goods_in
from inspections.selectors.pages.drafts import LotUse, lot_uses, preview_of
from inspections.selectors.pages.verdict import VerdictView
from inspections.selectors.reference import yield_norm

MOST = Decimal(10) ** 14


@dataclass(frozen=True)
class Consignor:
    """Whose declaration is written: the firm, and the declaration if it was saved before."""

    firm: Enterprise
    declaration: Declaration | None = None


@dataclass(frozen=True)
class Beside:
    """The column beside the form, and what the form shows of each lot.

    `bars` are what forbids submitting it, whatever the verdict says.
    """

    preview: VerdictView | None
    bars: str
    has_destination: bool
    left_out: tuple[int, ...]
    figures: tuple[tuple[str, str], ...]
    strips: Mapping[str, LotUse | None]
    needs: Mapping[int, str]

    @cached_property
    def places(self) -> tuple[tuple[str, LotUse | None], ...]:
        """Pair each use in the form with its lot; one that names no lot yet has none."""
        return tuple(self.strips.items())


def beside(consignor: Consignor, typed: Typed, *, at: datetime) -> Beside:
    """Judge what is typed so far, and add up its figures."""
    content = readable_content(typed)
    preview = None
    if content is not None:
        preview = preview_of(content, consignor.firm, declaration=consignor.declaration, at=at)
    lines = typed["lines"]
    taken = _taken(lines)
    uses = {use.number: use for use in lot_uses(taken, consignor.firm)}
    left_out = tuple(
        number for number, line in enumerate(lines, start=1) if not line_is_readable(line)
    )
    # Lines are numbered as they stand on the page; with one left out the numbers would not be so.
    return Beside(
        preview=preview,
        bars=_bars(content, consignor.firm, typed, at) if content and not left_out else "",
        has_destination=bool(typed.get("destination_iso")),
        left_out=left_out if preview is not None else (),
        figures=(
            (_("Lines"), formats.number(len(lines))),
            (_("Pieces"), formats.number(sum(whole(line.get("pieces", "")) for line in lines))),
            (_("Skins"), formats.number(sum(taken.values()))),
            (
                pgettext("money", "Value"),
                formats.money(_value(lines), typed.get("currency") or "USD"),
            ),
        ),
        strips={
            f"{number}.{place}": uses.get(use.get("lot", ""))
            for number, line in enumerate(lines, start=1)
            for place, use in enumerate(line["uses"], start=1)
        },
        needs={number: _need(line, at=at) for number, line in enumerate(lines, start=1)},
    )


def _bars(content: DeclarationContent, firm: Enterprise, typed: Typed, at: datetime) -> str:
    today = day_of(at)
    try:
        planned_on = date.fromisoformat(str(typed.get("planned_on", "")))
    except ValueError:
        planned_on = today
    return bars_words(goods_in(content, firm), planned_on=planned_on, on=today)


def _taken(lines: list[Typed]) -> dict[str, int]:
    taken: dict[str, int] = {}
    for line in lines:
        for use in line["uses"]:
            lot = use.get("lot", "")
            if lot:
                taken[lot] = taken.get(lot, 0) + whole(use.get("skins", ""))
    return taken


def _need(line: Typed, *, at: datetime) -> str:
    """Say how many skins the pieces of a line plausibly take."""
    pieces = whole(line.get("pieces", ""))
    norm = yield_norm(line.get("product", ""), line.get("species", ""), day_of(at))
    if norm is None or not pieces:
        return ""
    return _("Material: %(pieces)s pieces take %(least)s to %(most)s skins by the norm") % {
        "pieces": formats.number(pieces),
        "least": formats.number(norm.fewest(pieces)),
        "most": formats.number(norm.most(pieces)),
    }


def _value(lines: list[Typed]) -> Decimal:
    return sum((_amount(line.get("value", "")) for line in lines), Decimal(0))


def _amount(text: str) -> Decimal:
    """Read an amount that somebody is still typing; what cannot be read counts as none."""
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() and abs(amount) < MOST else Decimal(0)
