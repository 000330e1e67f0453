"""Raw-material lots: the list, and the page of one with its ledger."""

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import formats
from enterprises.access import (
    firms_filed_for,
    get_or_404,
    knows_one_firm,
    may_declare_for,
)
from enterprises.models import User
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look
from enterprises.states import EnterpriseKind
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import strip
from lab.access import refuse_bench_only
from lab.filters.lots import LotFilter, OwnLotFilter
from lab.models import LedgerEntry, RawMaterialLot
from lab.selectors.pages import ledger_of, lot_page
from lab.selectors.retests import last_day_to_ask, report_to_retest, retest_of
from lab.states import LedgerKind, LotState, RetestState
from lab.words import joined, material_name, supplier_name

# The letter of declarations, the only records of another floor that a ledger refers to.
DECLARATION_LETTER = "D"
# Nothing is sampled of a lot that is used up or rejected.
_WITH_SKINS = (LotState.IN_STOCK, LotState.QUARANTINED)


def _address(lot: RawMaterialLot) -> str:
    return reverse("lab:lot-detail", args=[lot.number])


def _remaining(lot: RawMaterialLot) -> SafeString:
    drawn = strip(lot.skins_received, lot.balance.free_skins)
    return SafeString(render_to_string("parts/strip.html", drawn))


LOT_COLUMNS = (
    Column("number", gettext_lazy("Lot"), sort="number", href=_address),
    Column("firm", gettext_lazy("Firm"), value=lambda lot: lot.enterprise.name),
    Column(
        "material",
        gettext_lazy("Material"),
        value=material_name,
        sort="species",
        small=supplier_name,
    ),
    Column(
        "free",
        gettext_lazy("Left of received, skins"),
        value="balance.free_skins",
        show=_remaining,
        sort="balance__free_skins",
    ),
    Column(
        "received",
        gettext_lazy("Received, skins"),
        value="skins_received",
        kind="num",
        is_shown=False,
    ),
    Column("received_on", gettext_lazy("Received on"), kind="date", sort="received_on", roomy=True),
    Column("state", gettext_lazy("State"), chip="lot"),
)


def _spec(*, is_own: bool) -> ListSpec:
    return ListSpec(
        name="lots",
        label=gettext_lazy("Lots"),
        order="-number",
        filterset=OwnLotFilter if is_own else LotFilter,
        empty_title=gettext_lazy("No lot yet"),
        empty_text=gettext_lazy("A lot stands here from the day its skins are received."),
        columns=LOT_COLUMNS,
    )


OF_FIRM, OF_EVERYBODY = _spec(is_own=True), _spec(is_own=False)


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
    label=gettext_lazy("Write-off ledger"),
    order="-entry",
    columns=(
        Column("entry", gettext_lazy("When"), value="posted_at", kind="moment", sort="pk"),
        Column("kind", gettext_lazy("What"), value=_what, small=lambda entry: entry.reason),
        Column("reference", gettext_lazy("For"), show=_reference),
        Column(
            "destination",
            gettext_lazy("To"),
            value=lambda entry: (
                country_name(entry.destination_iso) if entry.destination_iso else ""
            ),
        ),
        Column(
            "skins",
            gettext_lazy("Skins"),
            kind="num",
            show=lambda entry: formats.signed(entry.skins),
        ),
        Column("after", gettext_lazy("Free after it"), kind="num"),
        Column("who", gettext_lazy("By"), value=_who, roomy=True),
    ),
)


@login_required
@one_look()
def lot_list(request: KnownRequest) -> HttpResponseBase:
    """List the lots that the reader may see; the laboratory knows of none."""
    refuse_bench_only(request.user)
    reads_all = may(request.user, Permission.READ_FIRMS)
    lots = RawMaterialLot.objects.visible_to(request.user).select_related(
        "balance", "enterprise", "delivery__dyehouse"
    )
    keepers = (EnterpriseKind.MANUFACTURER, EnterpriseKind.TRADER)
    context = {"may_add": not reads_all and firms_filed_for(request.user, *keepers).exists()}
    spec = OF_EVERYBODY if reads_all else OF_FIRM
    if knows_one_firm(request.user):
        spec = spec.without("firm")
    return list_page(request, lots, spec, "lab/lot_list.html", context)


@login_required
@one_look()
def lot_detail(request: KnownRequest, number: str) -> HttpResponseBase:
    """Show one lot: where it may go and why, what it rests on, and its ledger."""
    lot = get_or_404(
        RawMaterialLot.objects.select_related(
            "enterprise", "balance", "delivery__dyehouse", "dye_batch", "quarantined_for"
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
            "retest": _retest(request.user, lot),
            **_what_the_reader_may(request.user, lot),
        },
    )


def _what_the_reader_may(user: User, lot: RawMaterialLot) -> dict[str, bool]:
    handles = may(user, Permission.CARRY_OUT_CHECK)
    return {
        "is_officer": may(user, Permission.READ_FIRMS),
        "reads_samples": may(user, Permission.READ_SAMPLES),
        "may_order": may(user, Permission.TAKE_SAMPLE) and lot.state in _WITH_SKINS,
        "may_quarantine": handles and lot.state == LotState.IN_STOCK,
        "may_free": handles and lot.state == LotState.QUARANTINED,
        "may_adjust": may(user, Permission.ADJUST_LEDGER),
    }


def _retest(user: User, lot: RawMaterialLot) -> dict[str, str] | None:
    """Say of a lot set aside for a sample whether its retained part may be, or is, tested again."""
    sample = lot.quarantined_for
    if sample is None:
        return None
    asked = retest_of(sample)
    is_own = sample.enterprise_id == lot.enterprise_id
    sees = is_own or may(user, Permission.READ_FIRMS)
    if asked is not None and asked.state != RetestState.DECLINED:
        return {
            "words": _("A retest of sample %(sample)s: %(state)s.")
            % {"sample": sample.number, "state": asked.standing},
            "url": reverse("lab:retest-detail", args=[asked.number]) if sees else "",
            "act": _("Open the retest"),
        }
    report = report_to_retest(sample)
    if report is None or not is_own or last_day_to_ask(report) < timezone.localdate():
        return None
    files = may_declare_for(user, lot.enterprise)
    day = {"day": formats.written_date(last_day_to_ask(report))}
    to_firm = _("You may ask to %(day)s inclusive to have the retained part tested again.")
    to_others = _("The firm may ask until %(day)s to have the retained part tested again.")
    return {
        "words": (to_firm if files else to_others) % day,
        "url": reverse("lab:retest-ask", args=[sample.number]) if files else "",
        "act": _("Ask for a retest"),
    }
