"""The notice of non-conformity of a refused declaration, as a paper."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from enterprises.requests import KnownRequest
from enterprises.selectors.reference import one_look
from inspections import access
from inspections.papers.refusal import notice_number
from inspections.papers.refusal import refusal_pdf as draw
from inspections.states import Outcome


@login_required
@require_safe
@one_look()
def refusal_pdf(request: KnownRequest, number: str) -> HttpResponse:
    """Give the notice to the firm or an officer; there is none unless the goods were refused."""
    declaration = access.declaration_to_read(request.user, number)
    decision = (
        declaration.decisions.select_related("declaration")
        .filter(is_final=True, outcome=Outcome.REFUSED)
        .first()
    )
    if decision is None:
        raise Http404
    return HttpResponse(
        draw(declaration, decision),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{notice_number(declaration)}.pdf"'},
    )
