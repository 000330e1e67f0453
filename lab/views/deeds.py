"""A small page for one deed: a question, what follows from it, what it asks, and one button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.tones import Text
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal


@dataclass(frozen=True)
class Deed:
    """One thing to do: what it asks, what it calls, what it says before and after."""

    form: type[forms.Form]
    call: Callable[..., Any]
    question: Text
    words: Text
    act: Text
    told: Text
    is_danger: bool = False


@dataclass(frozen=True)
class Record:
    """What the deed is done to: its name, version, page and what should be in sight of it."""

    name: str
    version: int
    back: str
    list_name: Text
    list_url: str
    about: Text = ""
    facts: Sequence[tuple[Text, Any]] = ()


def do(
    request: KnownRequest,
    deed: Deed,
    record: Record,
    *,
    named: Mapping[str, Any],
    form: forms.Form | None = None,
    initial: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the page of a deed; a POST does it by its one service."""
    if form is None:
        data = request.POST if request.method == "POST" else None
        form = deed.form(data, initial=dict(initial or {}))
    if request.method == "POST" and form.is_valid():
        try:
            deed.call(
                version=posted_version(request),
                actor=request.user,
                at=timezone.now(),
                **named,
                **form.cleaned_data,
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=record.back)
            show_refusal(form, refusal)
        else:
            messages.success(request, str(deed.told) % {"record": record.name})
            return redirect(record.back)
    context = {
        "deed": deed,
        "record": record,
        "question": str(deed.question) % {"record": record.name},
        "form": form,
    }
    return render(request, "lab/deed.html", context, status=422 if form.errors else 200)
