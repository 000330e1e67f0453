"""What a firm says of itself: contacts, capacity, markets, brands, shops abroad."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises import formats
from enterprises.access import enterprise_to_manage, membership_role, own_enterprise_or_404
from enterprises.forms.profile import BrandForm, ContactForm, MarketsForm, OutletForm
from enterprises.models import Enterprise
from enterprises.requests import KnownRequest
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look
from enterprises.services import enterprises
from enterprises.states import EnterpriseKind, MembershipRole
from enterprises.views.deeds import Deed, Place, do, posted
from enterprises.views.own_firms import lead_to_own_firm


def _amend(*, enterprise: Enterprise, version: int, actor: Any, at: Any, **said: Any) -> Any:
    return enterprises.amend_enterprise(
        enterprise=enterprise, version=version, changes=said, actor=actor, at=at
    )


EDIT = Deed(
    _amend,
    gettext_lazy("How is the firm reached, and what can it make?"),
    gettext_lazy("Names, kinds and township are the registration's; the bureau changes them."),
    gettext_lazy("Save"),
    gettext_lazy("The profile is saved."),
    ContactForm,
)
ADD_MARKETS = Deed(
    enterprises.declare_markets,
    gettext_lazy("Which countries does the firm begin to export to?"),
    gettext_lazy(
        "For monitored markets the monthly monitoring begins with it. "
        "A declaration to a new country adds it by itself."
    ),
    gettext_lazy("Add the countries"),
    gettext_lazy("The countries are added."),
    MarketsForm,
)
ADD_BRAND = Deed(
    enterprises.enter_brand,
    gettext_lazy("Which brand is the firm's own?"),
    "",
    gettext_lazy("Add the brand"),
    gettext_lazy("The brand is added."),
    BrandForm,
)
END_BRAND = Deed(
    enterprises.end_brand,
    gettext_lazy("Give up the brand %(record)s?"),
    gettext_lazy("It stays on record with the day on which it ended."),
    gettext_lazy("Give it up"),
    gettext_lazy("The brand is given up."),
    keep=gettext_lazy("Keep it as it is"),
    is_grave=True,
)
OPEN_SHOP = Deed(
    enterprises.open_outlet,
    gettext_lazy("Where does the firm have a shop of its own?"),
    gettext_lazy("A declaration may name it as the consignee."),
    gettext_lazy("Add the shop"),
    gettext_lazy("The shop is added."),
    OutletForm,
)
CLOSE_SHOP = Deed(
    enterprises.close_outlet,
    gettext_lazy("Close the shop %(record)s?"),
    gettext_lazy("New declarations can no longer name it; earlier ones keep it."),
    gettext_lazy("Close the shop"),
    gettext_lazy("The shop is closed."),
    keep=gettext_lazy("Keep it as it is"),
    is_grave=True,
)


@login_required
@require_safe
@one_look()
def profile(request: KnownRequest, serial: str = "") -> HttpResponse:
    """Show what a firm says of itself; without its serial, bring a person to their own firm."""
    if not serial:
        return lead_to_own_firm(request, "enterprises:profile")
    firm = own_enterprise_or_404(request.user, serial)
    markets = sorted(
        ((country_name(one.iso), one) for one in firm.export_markets.all()),
        key=lambda pair: pair[0],
    )
    context = {
        "firm": firm,
        "is_owner": membership_role(request.user, firm) == MembershipRole.OWNER,
        "entered": _entered(firm),
        "said": _said(firm),
        "markets": markets,
        "brands": [
            (one, _market(one.iso))
            for one in firm.brands.order_by(F("ended_on").asc(nulls_first=True), "name")
        ],
        "outlets": [
            (one, country_name(one.iso))
            for one in firm.outlets.order_by(F("closed_on").asc(nulls_first=True), "iso", "name")
        ],
    }
    return render(request, "enterprises/profile.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def profile_edit(request: KnownRequest, serial: str) -> HttpResponse:
    """Change contacts and capacity."""
    firm = enterprise_to_manage(request.user, serial)
    written = {name: getattr(firm, name) for name in ContactForm.base_fields}
    place = replace(_place(firm), version=firm.version)
    return do(request, EDIT, place, ContactForm(posted(request), initial=written))


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def markets_add(request: KnownRequest, serial: str) -> HttpResponse:
    """Name countries that the firm exports to."""
    firm = enterprise_to_manage(request.user, serial)
    form = MarketsForm(posted(request))
    known = set(firm.export_markets.values_list("iso", flat=True))
    offered = [pair for pair in form.fields["isos"].choices if pair[0] not in known]  # type: ignore[attr-defined]
    form.fields["isos"].choices = offered  # type: ignore[attr-defined]
    return do(request, ADD_MARKETS, _place(firm), form)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def brand_add(request: KnownRequest, serial: str) -> HttpResponse:
    """Enter a trademark of the firm's own."""
    return do(request, ADD_BRAND, _place(enterprise_to_manage(request.user, serial)))


@login_required
@require_http_methods(["GET", "POST"])
def brand_end(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Note that a trademark is given up."""
    firm = enterprise_to_manage(request.user, serial)
    brand = _one_of(firm.brands, key)
    return do(request, END_BRAND, _place(firm, brand.name, brand=brand))


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def outlet_add(request: KnownRequest, serial: str) -> HttpResponse:
    """Enter a shop of the firm's own abroad."""
    return do(request, OPEN_SHOP, _place(enterprise_to_manage(request.user, serial)))


@login_required
@require_http_methods(["GET", "POST"])
def outlet_close(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Note that a shop abroad is the firm's own no longer."""
    firm = enterprise_to_manage(request.user, serial)
    outlet = _one_of(firm.outlets, key)
    return do(request, CLOSE_SHOP, _place(firm, outlet.name, outlet=outlet))


# ---- what they share -----------------------------------------------------------------


def _one_of(rows: Any, key: UUID) -> Any:
    found = rows.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _place(firm: Enterprise, name: str = "", **given: Any) -> Place:
    back = reverse("enterprises:profile", args=[firm.serial])
    people = reverse("enterprises:firm-people", args=[firm.serial])
    return Place(
        back,
        name=name,
        given=given or {"enterprise": firm},
        crumbs=(_("People"), people, _("Profile"), back),
        about=firm.name,
    )


def _market(iso: str) -> str:
    return country_name(iso) if iso else _("All countries")


def _entered(firm: Enterprise) -> list[tuple[str, Any]]:
    """What the registration says, which the bureau alone changes."""
    kinds = (str(EnterpriseKind(kind).label) for kind in firm.kinds)
    found: list[tuple[str, Any]] = [
        (_("Name in Chinese"), firm.name_zh),
        (_("Name in English"), firm.name_en),
        (_("Credit code"), firm.credit_code),
        (_("Kinds"), capfirst(_(", ").join(kinds))),
        (_("Township"), firm.township),
        (_("Legal representative"), firm.legal_representative),
    ]
    if firm.is_leading:
        found.append((_("Standing"), _("Leading enterprise")))
    if firm.in_demonstration_zone:
        found.append((_("Demonstration zone"), _("Member")))
    return found


def _said(firm: Enterprise) -> list[tuple[str, Any]]:
    return [
        (_("Address"), firm.address),
        (_("Contact person"), firm.contact_name),
        (_("Telephone"), firm.contact_phone),
        (_("Mail address"), firm.contact_email),
        (_("Workers"), formats.number(firm.workers)),
        (_("Capacity, pieces a year"), formats.number(firm.pieces_per_year)),
    ]
