"""Certificates of release as papers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from enterprises.requests import KnownRequest
from inspections import access
from inspections.papers import certificate_pdf as draw


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
