"""The way from a page of one's firm without its serial to the firm, if need be by choosing."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from enterprises.requests import KnownRequest
from enterprises.selectors.people import own_firms


def lead_to_own_firm(request: KnownRequest, name: str) -> HttpResponse:
    """Bring a person to the named page of their firm; whoever belongs to several chooses."""
    firms = own_firms(request.user)
    if not firms:
        raise Http404
    if len(firms) == 1:
        return redirect(name, firms[0].serial)
    links = [(firm, reverse(name, args=[firm.serial])) for firm in firms]
    return render(request, "enterprises/firm_choice.html", {"links": links})
