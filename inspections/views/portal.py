"""Where a firm stands."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from blacklist.selectors.tasks import credit_tasks
from enterprises.access import enterprise_or_404, owns, writes_for
from enterprises.calendar import day_of
from enterprises.requests import KnownRequest
from enterprises.selectors.reference import one_look
from enterprises.selectors.standing import firm_tasks
from inspections.selectors.pages.frames import firms_of
from inspections.selectors.portal import portal_home as home_page


@login_required
def portal(request: KnownRequest) -> HttpResponse:
    """Bring a person to their firm; whoever stands for several chooses."""
    firms = firms_of(request.user)
    if not firms.visible:
        raise Http404
    if len(firms.visible) == 1:
        return redirect("inspections:portal-home", firms.visible[0].serial)
    return render(request, "inspections/portal_firms.html", {"firms": firms.visible})


@login_required
@one_look()
def portal_home(request: KnownRequest, serial: str) -> HttpResponse:
    """Show a firm where it stands."""
    firm = enterprise_or_404(request.user, serial)
    user = request.user
    now, writes = timezone.now(), writes_for(user, firm)
    more_tasks = [*firm_tasks(firm, writes=writes, is_owner=owns(user, firm))]
    if writes:
        more_tasks += credit_tasks(firm, day_of(now))
    page = home_page(firm, firms_of(user), at=now, more_tasks=more_tasks)
    return render(request, "inspections/portal_home.html", {"page": page, "firm": firm})
