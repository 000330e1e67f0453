"""A firm's registration in its own words; whoever has several firms chooses."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enterprises.access import enterprise_or_404, owns, writes_for
from enterprises.models import Enterprise
from enterprises.querysets import enterprises_of
from enterprises.requests import KnownRequest
from enterprises.selectors.reference import one_look
from enterprises.selectors.standing import standing_of_firm
from enterprises.states import EnterpriseKind

_ONLY_FILES = [EnterpriseKind.AGENT.value]
_FIRMS_MOST = 200


@login_required
@require_safe
def standing(request: KnownRequest) -> HttpResponse:
    """Bring a person to the registration of their firm; of several they choose."""
    rows = Enterprise.objects.filter(enterprises_of(request.user)).exclude(kinds=_ONLY_FILES)
    firms = list(rows.distinct().order_by("serial")[:_FIRMS_MOST])
    if not firms:
        raise Http404
    if len(firms) == 1:
        return redirect("enterprises:standing-of", firms[0].serial)
    return render(request, "enterprises/standing_firms.html", {"firms": firms})


@login_required
@require_safe
@one_look()
def standing_of(request: KnownRequest, serial: str) -> HttpResponse:
    """Show a firm its registration: what it is worth, what waits, the three lanes."""
    firm = enterprise_or_404(request.user, serial)
    page = standing_of_firm(
        firm,
        timezone.localdate(),
        writes=writes_for(request.user, firm),
        is_owner=owns(request.user, firm),
    )
    return render(request, "enterprises/standing.html", {"firm": firm, "page": page})
