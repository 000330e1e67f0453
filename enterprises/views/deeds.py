"""A deed on a record: a small page that asks what it needs to know, and one call of a service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from enterprises.errors import DomainError
from enterprises.forms.registrar import EmptyForm
from enterprises.requests import KnownRequest
from enterprises.tones import Text
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal


@dataclass(frozen=True)
class Deed:
    """One thing to do: what it asks, what it calls, what it tells."""

    call: Callable[..., Any]
    question: Text
    words: Text
    act: Text
    told: Text
    form: type[forms.Form] = EmptyForm
    is_grave: bool = False


def do(request: KnownRequest, record: Any, deed: Deed, *, back: str) -> HttpResponse:
    """Ask, then do it; whoever comes here was let in by the view."""
    form = deed.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deed.call(
                number=record.number,
                version=posted_version(request),
                actor=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=back, status=_status(refusal))
            show_refusal(form, refusal)
        else:
            messages.success(request, str(deed.told) % {"number": record.number})
            return redirect(back)
    return render(
        request,
        "enterprises/deed.html",
        {"record": record, "deed": deed, "form": form, "back": back},
        status=422 if form.errors else 200,
    )


def _status(refusal: DomainError) -> int:
    return refusal.status if refusal.status == 403 else 409
