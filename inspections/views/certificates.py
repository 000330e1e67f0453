"""Certificates of release: the list, the page, the paper, and what ends a copy."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises import formats
from enterprises.marks import chip
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.views.deeds import Deed, do, place_of, tell
from inspections import access
from inspections.filters.certificates import CertificateFilter, OwnCertificateFilter
from inspections.forms.desk import ReasonForm
from inspections.models import Certificate
from inspections.papers import certificate_pdf as draw
from inspections.papers.certificate import square_code
from inspections.selectors.certificates import state_on
from inspections.selectors.pages.certificate import (
    certificate_address,
    certificate_page,
    last_day,
)
from inspections.services import certificates
from inspections.states import CertificateState
from lab.access import refuse_bench_only
from lab.words import joined

COLUMNS = (
    Column(
        "number",
        gettext_lazy("Certificate"),
        sort="pk",
        href=certificate_address,
        small=lambda one: one.declaration.number,
    ),
    Column("declaration", gettext_lazy("Declaration"), "declaration.number", is_shown=False),
    Column("firm", gettext_lazy("Firm"), value=lambda one: one.enterprise.name),
    Column(
        "destination",
        gettext_lazy("To"),
        value=lambda one: country_name(one.declaration.destination_iso),
    ),
    Column(
        "pieces",
        gettext_lazy("Pieces"),
        value="declaration.pieces",
        kind="num",
        show=lambda one: formats.number(one.declaration.pieces),
    ),
    Column("issued_at", gettext_lazy("Issued"), kind="moment", roomy=True),
    Column("ship_by", gettext_lazy("Last day to ship"), value=last_day, kind="date"),
    Column(
        "state",
        gettext_lazy("State"),
        value=lambda one: state_on(one, timezone.localdate()).value,
        chip="certificate",
    ),
    Column("reason", gettext_lazy("Reason"), value="state_reason", is_shown=False),
)


def _spec(*, with_firm: bool) -> ListSpec:
    return ListSpec(
        name="certificates",
        label=gettext_lazy("Certificates"),
        order="-number",
        filterset=CertificateFilter if with_firm else OwnCertificateFilter,
        empty_title=gettext_lazy("No certificate yet"),
        empty_text=gettext_lazy("The first release issues one, and it stands here."),
        columns=tuple(column for column in COLUMNS if with_firm or column.name != "firm"),
    )


OF_FIRM, OF_EVERYBODY = _spec(with_firm=False), _spec(with_firm=True)


REPLACE = Deed(
    certificates.replace,
    gettext_lazy("Replace %(record)s?"),
    gettext_lazy(
        "A new copy with a code of its own takes its place, for a paper lost or damaged. "
        "The time to ship stays as it was; who checks the old paper is told to ask for the new."
    ),
    gettext_lazy("Issue a new copy"),
    gettext_lazy("%(record)s stands in its place."),
    ReasonForm,
    permissions=(Permission.MANAGE_CERTIFICATE,),
    keep=gettext_lazy("Keep it as it is"),
)
REVOKE = Deed(
    certificates.revoke,
    gettext_lazy("Revoke %(record)s?"),
    gettext_lazy(
        "The goods may not ship under it, and anybody who checks it sees so at once. "
        "No skins are given back, for the goods exist. It cannot be undone."
    ),
    gettext_lazy("Revoke the certificate"),
    gettext_lazy("%(record)s is revoked."),
    ReasonForm,
    permissions=(Permission.MANAGE_CERTIFICATE,),
    keep=gettext_lazy("Keep it as it is"),
    is_grave=True,
)


@login_required
@require_safe
@one_look()
def certificate_list(request: KnownRequest) -> HttpResponseBase:
    """List the certificates that the reader may see; the laboratory knows of none."""
    refuse_bench_only(request.user)
    is_officer = access.is_officer(request.user)
    rows = Certificate.objects.visible_to(request.user).select_related("declaration", "enterprise")
    spec = OF_EVERYBODY if is_officer else OF_FIRM
    return list_page(request, rows, spec, "inspections/certificate_list.html")


@login_required
@require_safe
@one_look()
def certificate_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show one certificate to its firm or an officer."""
    certificate = access.certificate_to_read(request.user, number)
    page = certificate_page(certificate, request.user, timezone.localdate())
    return render(
        request,
        "inspections/certificate_detail.html",
        {
            "certificate": certificate,
            "page": page,
            "square_code": square_code(certificate),
            "code": f"{certificate.verification_code[:4]} {certificate.verification_code[4:]}",
        },
    )


@login_required
@require_safe
def certificate_pdf(request: KnownRequest, number: str) -> HttpResponse:
    """Give the paper of a certificate to its firm or an officer."""
    certificate = access.certificate_to_read(request.user, number)
    return HttpResponse(
        draw(certificate),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{certificate.number}.pdf"'},
    )


@login_required
@require_http_methods(["GET", "POST"])
def certificate_replace(request: KnownRequest, number: str) -> HttpResponse:
    """Issue a new copy in place of one that was lost or damaged."""
    return _do(request, number, REPLACE)


@login_required
@require_http_methods(["GET", "POST"])
def certificate_revoke(request: KnownRequest, number: str) -> HttpResponse:
    """Revoke a certificate, with a reason."""
    return _do(request, number, REVOKE)


def _do(request: KnownRequest, number: str, deed: Deed) -> HttpResponse:
    certificate = access.certificate_to_read(request.user, number)
    back = certificate_address(certificate)
    is_over = certificate.state != CertificateState.ACTIVE
    if request.method == "GET" and is_over and may(request.user, Permission.MANAGE_CERTIFICATE):
        words = {"number": number, "state": CertificateState(certificate.state).label}
        messages.info(request, _("%(number)s is now: %(state)s.") % words)
        return redirect(back)
    declaration = certificate.declaration
    goods = _("%(pieces)s pieces to %(destination)s") % {
        "pieces": formats.number(declaration.pieces),
        "destination": country_name(declaration.destination_iso),
    }
    place = replace(
        place_of(certificate, back),
        crumbs=(_("Certificates"), reverse("inspections:certificate-list"), number, back),
        about=joined(certificate.enterprise.name, goods),
        state=chip(state_on(certificate, timezone.localdate()), "certificate"),
    )

    def told(copy: Certificate) -> HttpResponse:
        return tell(request, deed, copy.number, certificate_address(copy))

    return do(request, deed, place, then=told)
