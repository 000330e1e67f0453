"""What a firm says of itself: contacts, capacity, markets, brands, shops abroad."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enterprises import formats
from enterprises.access import membership_role, own_enterprise_or_404, owner_required
from enterprises.forms.profile import BrandForm, ContactForm, MarketsForm, OutletForm
from enterprises.models import Enterprise
from enterprises.requests import KnownRequest
from enterprises.selectors.people import own_firms
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look
from enterprises.services import enterprises
from enterprises.states import EnterpriseKind, MembershipRole
from enterprises.views.posting import posted_version
from enterprises.views.questions import Deed, EmptyForm, Place, do, posted


@login_required
@require_safe
@one_look()
def profile(request: KnownRequest, serial: str = "") -> HttpResponse:
    """Show what a firm says of itself; without its serial, bring a person to their own firm."""
    if not serial:
        firms = own_firms(request.user)
        if not firms:
            raise Http404
        if len(firms) == 1:
            return redirect("enterprises:profile", firms[0].serial)
        links = [(firm, reverse("enterprises:profile", args=[firm.serial])) for firm in firms]
        return render(request, "enterprises/firm_choice.html", {"links": links})
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
    firm = _owned(request, serial)
    deed = Deed(
        _("How is the firm reached, and what can it make?"),
        act=_("Save"),
        told=_("The profile is saved."),
        words=_("Names, kinds and township are the registration's; the bureau changes them."),
    )
    names = tuple(ContactForm.base_fields)

    def call(data: dict[str, Any]) -> Enterprise:
        return enterprises.amend_enterprise(
            enterprise=firm,
            version=posted_version(request),
            changes=data,
            actor=request.user,
            at=timezone.now(),
        )

    form = ContactForm(posted(request), initial={name: getattr(firm, name) for name in names})
    return do(request, deed, form, call, _place(firm, version=firm.version))


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def markets_add(request: KnownRequest, serial: str) -> HttpResponse:
    """Name countries that the firm exports to."""
    firm = _owned(request, serial)
    deed = Deed(
        _("Which countries does the firm begin to export to?"),
        act=_("Add the countries"),
        told=_("The countries are added."),
        words=_(
            "For monitored markets the monthly monitoring begins with it. "
            "A declaration to a new country adds it by itself."
        ),
    )

    def call(data: dict[str, Any]) -> list[str]:
        return enterprises.declare_markets(
            enterprise=firm, actor=request.user, at=timezone.now(), **data
        )

    form = MarketsForm(posted(request))
    known = set(firm.export_markets.values_list("iso", flat=True))
    offered = [pair for pair in form.fields["isos"].choices if pair[0] not in known]  # type: ignore[attr-defined]
    form.fields["isos"].choices = offered  # type: ignore[attr-defined]
    return do(request, deed, form, call, _place(firm))


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def brand_add(request: KnownRequest, serial: str) -> HttpResponse:
    """Enter a trademark of the firm's own."""
    firm = _owned(request, serial)
    deed = Deed(
        _("Which brand is the firm's own?"), act=_("Add the brand"), told=_("The brand is added.")
    )

    def call(data: dict[str, Any]) -> Any:
        return enterprises.enter_brand(
            enterprise=firm, actor=request.user, at=timezone.now(), **data
        )

    return do(request, deed, BrandForm(posted(request)), call, _place(firm))


@login_required
@require_http_methods(["GET", "POST"])
def brand_end(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Note that a trademark is given up."""
    firm = _owned(request, serial)
    brand = _one_of(firm.brands, key)
    deed = Deed(
        _("Give up the brand %(name)s?") % {"name": brand.name},
        act=_("Give it up"),
        told=_("The brand is given up."),
        words=_("It stays on record with the day on which it ended."),
        keep=_("Keep it"),
        look="danger",
    )

    def call(data: dict[str, Any]) -> Any:
        return enterprises.end_brand(brand=brand, actor=request.user, at=timezone.now())

    return do(request, deed, EmptyForm(posted(request)), call, _place(firm))


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def outlet_add(request: KnownRequest, serial: str) -> HttpResponse:
    """Enter a shop of the firm's own abroad."""
    firm = _owned(request, serial)
    deed = Deed(
        _("Where does the firm have a shop of its own?"),
        act=_("Add the shop"),
        told=_("The shop is added."),
        words=_("A declaration may name it as the consignee."),
    )

    def call(data: dict[str, Any]) -> Any:
        return enterprises.open_outlet(
            enterprise=firm, actor=request.user, at=timezone.now(), **data
        )

    return do(request, deed, OutletForm(posted(request)), call, _place(firm))


@login_required
@require_http_methods(["GET", "POST"])
def outlet_close(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Note that a shop abroad is the firm's own no longer."""
    firm = _owned(request, serial)
    outlet = _one_of(firm.outlets, key)
    deed = Deed(
        _("Close the shop %(name)s?") % {"name": outlet.name},
        act=_("Close the shop"),
        told=_("The shop is closed."),
        words=_("New declarations can no longer name it; earlier ones keep it."),
        keep=_("Keep it"),
        look="danger",
    )

    def call(data: dict[str, Any]) -> Any:
        return enterprises.close_outlet(outlet=outlet, actor=request.user, at=timezone.now())

    return do(request, deed, EmptyForm(posted(request)), call, _place(firm))


# ---- what they share -----------------------------------------------------------------


def _owned(request: KnownRequest, serial: str) -> Enterprise:
    firm = own_enterprise_or_404(request.user, serial)
    owner_required(request.user, firm)
    return firm


def _one_of(rows: Any, key: UUID) -> Any:
    found = rows.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _place(firm: Enterprise, version: int | None = None) -> Place:
    back = reverse("enterprises:profile", args=[firm.serial])
    people = reverse("enterprises:firm-people", args=[firm.serial])
    return Place(back, (_("People"), people, _("Profile"), back), facts=firm.name, version=version)


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
