"""Firms as officers look for them: the list, one firm on one page, and the search over everything."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import formats, marks
from enterprises.access import enterprise_or_404
from enterprises.models import Enterprise
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.states import EnterpriseKind, RegistrationState
from enterprises.tables import Column, ListSpec, list_page
from inspections import access
from inspections.filters.firms import FirmFilter
from inspections.selectors.firms import LEAST_LETTERS, find, firms_as_listed
from inspections.selectors.pages.firm import firm_page
from lab.access import sees_only_samples


def _address(firm: Enterprise) -> str:
    return reverse("inspections:firm", args=[firm.serial])


def _kinds(firm: Enterprise) -> str:
    return _(", ").join(capfirst(str(EnterpriseKind(kind).label)) for kind in firm.kinds)


def _registration(firm: Enterprise) -> str:
    state = firm.registration_state  # type: ignore[attr-defined]
    return str(RegistrationState(state).label) if state else ""


def _registration_shown(firm: Enterprise) -> str:
    state = firm.registration_state  # type: ignore[attr-defined]
    if not state:
        return formats.MISSING
    return marks.chip(state, word=capfirst(_registration(firm)))


SPEC = ListSpec(
    name="firms",
    label=gettext_lazy("Firms"),
    order="serial",
    filterset=FirmFilter,
    empty_title=gettext_lazy("No firm is like this"),
    empty_text=gettext_lazy("Leave out a condition, or look for a part of the name."),
    columns=(
        Column("serial", gettext_lazy("Serial"), sort="serial"),
        Column(
            "name",
            gettext_lazy("Firm"),
            value="name",
            href=_address,
            small=lambda firm: firm.credit_code,
        ),
        Column("name_zh", gettext_lazy("Name (Chinese)"), is_shown=False, sort="name_zh"),
        Column("name_en", gettext_lazy("Name (English)"), is_shown=False, sort="name_en"),
        Column("credit_code", gettext_lazy("Credit code"), is_shown=False),
        Column(
            "class",
            gettext_lazy("Class"),
            value="credit_class",
            show=lambda firm: marks.badge(firm.credit_class or "", listed=firm.listed or ""),
            sort="credit_class",
            kind="mid",
        ),
        Column("listed", gettext_lazy("List"), is_shown=False),
        Column(
            "registration",
            gettext_lazy("Registration"),
            value=_registration,
            show=_registration_shown,
        ),
        Column("kinds", gettext_lazy("Kinds"), value=_kinds, roomy=True),
        Column("township", gettext_lazy("Township"), sort="township", roomy=True),
    ),
)


@login_required
def firm_list(request: KnownRequest) -> HttpResponseBase:
    """List every firm, for officers."""
    if not access.is_officer(request.user):
        raise Http404
    rows = firms_as_listed(Enterprise.objects.visible_to(request.user))
    may_enter = may(request.user, Permission.DECIDE_REGISTRATION)
    return list_page(request, rows, SPEC, "inspections/firm_list.html", {"may_enter": may_enter})


@login_required
@one_look()
def firm(request: KnownRequest, serial: str) -> HttpResponse:
    """Show an officer one firm on one page; its own people have their own."""
    found = enterprise_or_404(request.user, serial)
    if not access.is_officer(request.user):
        raise Http404
    page = firm_page(found, request.user, at=timezone.now())
    return render(request, "inspections/firm.html", {"page": page, "firm": found})


@login_required
def search(request: KnownRequest) -> HttpResponse:
    """Find a record by its number or a firm by its name; one result goes straight there."""
    text = request.GET.get("q", "").strip()
    groups = find(request.user, text)
    found = [row for group in groups for row in group.rows]
    if len(found) == 1:
        return redirect(found[0].url)
    context = {
        "text": text,
        "groups": groups,
        "is_short": len(text) < LEAST_LETTERS,
        "count": len(found),
        "names_firms": not sees_only_samples(request.user),
    }
    return render(request, "inspections/search.html", context)
