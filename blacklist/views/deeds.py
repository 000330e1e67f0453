"""What people do about a record of credit: each deed a small page, each answer one call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.tones import Text
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal


@dataclass(frozen=True)
class Deed:
    """One thing to do: who may, what it asks, what it calls, what it tells."""

    permissions: tuple[Permission, ...]
    form: type[forms.Form]
    call: Callable[..., Any]
    question: Text
    words: Text
    act: Text
    told: Text
    is_danger: bool = False


def do(
    request: KnownRequest,
    deed: Deed,
    *,
    record: Any,
    form: forms.Form,
    back: str,
    context: Mapping[str, Any],
    **more: Any,
) -> HttpResponse:
    """Ask what a deed asks, do it once, and lead back to its record."""
    if request.method == "POST" and form.is_valid():
        try:
            deed.call(
                number=record.number,
                version=posted_version(request),
                actor=request.user,
                at=timezone.now(),
                **form.cleaned_data,
                **more,
            )
        except DomainError as refusal:
            if not refusal.fields and not form.fields:
                return refused(request, refusal, back=back, status=refusal.status)
            show_refusal(form, refusal)
        else:
            messages.success(request, str(deed.told))
            return redirect(back)
    return render(
        request,
        "blacklist/act.html",
        {**context, "record": record, "deed": deed, "form": form, "back": back},
        status=422 if form.errors else 200,
    )
