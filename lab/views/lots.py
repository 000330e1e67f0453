"""Raw-material lots: the list, and the page of one with its ledger."""

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from enterprises import formats
from enterprises.access import get_or_404
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import strip
from lab.filters.lots import LotFilter, OwnLotFilter
from lab.models import LedgerEntry, RawMaterialLot
from lab.selectors.pages import ledger_of, lot_page
from lab.states import LedgerKind
from lab.words import joined, material_name

# The letter of declarations, the only records of another floor that a ledger refers to.
DECLARATION_LETTER = "D"


def _address(lot: RawMaterialLot) -> str:
    return reverse("lab:lot-detail", args=[lot.number])


def _remaining(lot: RawMaterialLot) -> SafeString:
    drawn = strip(lot.skins_received, lot.balance.free_skins)
    return SafeString(render_to_string("parts/strip.html", drawn))


LOT_COLUMNS = (
    Column("number", _("Lot"), sort="number", href=_address),
    Column("firm", _("Firm"), value=lambda lot: lot.enterprise.name),
    Column(
        "material",
        _("Material"),
        value=material_name,
        sort="species",
        small=lambda lot: lot.supplier_name,
    ),
    Column(
        "free",
        _("Left of received, skins"),
        value="balance.free_skins",
        show=_remaining,
        sort="balance__free_skins",
    ),
    Column("received", _("Received, skins"), value="skins_received", kind="num", is_shown=False),
    Column("received_on", _("Received on"), kind="date", sort="received_on", roomy=True),
    Column("state", _("State"), chip="lot"),
)


def _spec(*, with_firm: bool) -> ListSpec:
    return ListSpec(
        name="lots",
        label=_("Lots"),
        order="-number",
        filterset=LotFilter if with_firm else OwnLotFilter,
        empty_title=_("No lot yet"),
        empty_text=_("A lot stands here from the day its skins are received."),
        columns=tuple(one for one in LOT_COLUMNS if with_firm or one.name != "firm"),
    )


OF_FIRM, OF_EVERYBODY = _spec(with_firm=False), _spec(with_firm=True)


def _what(entry: LedgerEntry) -> str:
    return str(LedgerKind(entry.kind).label)


def _reference(entry: LedgerEntry) -> SafeString | str:
    if not entry.reference.startswith(DECLARATION_LETTER):
        return entry.reference or entry.reason or formats.MISSING
    address = reverse("inspections:declaration-detail", args=[entry.reference])
    return format_html('<a class="go" href="{}">{}</a>', address, entry.reference)


def _who(entry: LedgerEntry) -> str:
    names = [str(person) for person in (entry.posted_by, entry.approved_by) if person]
    return joined(*names)


LEDGER = ListSpec(
    name="ledger",
    label=_("Write-off ledger"),
    order="-entry",
    columns=(
        Column("entry", _("When"), value="posted_at", kind="moment", sort="pk"),
        Column("kind", _("What"), value=_what, small=lambda entry: entry.reason),
        Column("reference", _("For"), show=_reference),
        Column(
            "destination",
            _("To"),
            value=lambda entry: (
                country_name(entry.destination_iso) if entry.destination_iso else ""
            ),
        ),
        Column("skins", _("Skins"), kind="num", show=lambda entry: formats.signed(entry.skins)),
        Column("after", _("Free after it"), kind="num"),
        Column("who", _("By"), value=_who, roomy=True),
    ),
)


@login_required
@one_look()
def lot_list(request: KnownRequest) -> HttpResponseBase:
    """List the lots that the reader may see."""
    reads_all = may(request.user, Permission.READ_FIRMS)
    lots = RawMaterialLot.objects.visible_to(request.user).select_related("balance", "enterprise")
    return list_page(request, lots, OF_EVERYBODY if reads_all else OF_FIRM, "lab/lot_list.html")


@login_required
@one_look()
def lot_detail(request: KnownRequest, number: str) -> HttpResponseBase:
    """Show one lot: where it may go and why, what it rests on, and its ledger."""
    lot = get_or_404(
        RawMaterialLot.objects.select_related(
            "enterprise", "balance", "delivery__dyehouse", "dye_batch"
        ),
        request.user,
        number=number,
    )
    return list_page(
        request,
        ledger_of(lot),
        LEDGER,
        "lab/lot_detail.html",
        {
            "lot": lot,
            "page": lot_page(lot, timezone.localdate()),
            "material": material_name(lot),
            "reads_samples": may(request.user, Permission.READ_SAMPLES),
            "may_order": may(request.user, Permission.TAKE_SAMPLE),
        },
    )
