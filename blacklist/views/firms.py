"""Choosing the firm that something is done about."""

from django.http import HttpResponse
from django.shortcuts import render

from blacklist.filters.pages import FirmFilter
from enterprises.models import Enterprise
from enterprises.requests import KnownRequest

SHOWN_MOST = 20


def choose_firm(request: KnownRequest, *, title: str, back: str, back_word: str) -> HttpResponse:
    """Let an officer find a firm by name or credit code; its link leads back here with the firm."""
    query = request.GET.get("q", "").strip()
    firms: list[Enterprise] = []
    if query:
        visible = Enterprise.objects.visible_to(request.user).order_by("serial")
        firms = list(FirmFilter({"q": query}, queryset=visible).qs[: SHOWN_MOST + 1])
    return render(
        request,
        "blacklist/firm_choose.html",
        {
            "title": title,
            "back": back,
            "back_word": back_word,
            "query": query,
            "firms": firms[:SHOWN_MOST],
            "has_more": len(firms) > SHOWN_MOST,
        },
    )
