"""A page that asks one thing about a record, and does it: its question, its words, its button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString

from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.templatetags.qiudu import crumbs
from enterprises.tones import Text
from enterprises.views.errors import refused
from enterprises.views.posting import show_refusal


class EmptyForm(forms.Form):
    """A deed that asks nothing but to be confirmed."""


@dataclass(frozen=True)
class Deed:
    """What the page says; `look` is the button's: main, or danger for what cannot be undone."""

    question: Text
    act: Text
    told: Text
    words: Text = ""
    keep: Text = ""
    look: str = "main"


@dataclass(frozen=True)
class Place:
    """Where the record stands: the way here, the page to go back to, the version that was seen."""

    back: str
    crumbs: Sequence[str] = ()
    facts: Text = ""
    version: int | None = None

    @property
    def trail(self) -> SafeString:
        """The crumbs, drawn."""
        return crumbs(*self.crumbs) if self.crumbs else SafeString("")


def do(
    request: KnownRequest,
    deed: Deed,
    form: forms.Form,
    call: Callable[[dict[str, Any]], Any],
    place: Place,
    *,
    on_to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Ask, or do what was answered by one call; a refusal stands at its field or on a page."""
    if request.method == "POST" and form.is_valid():
        try:
            done = call(form.cleaned_data)
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=place.back)
            show_refusal(form, refusal)
        else:
            messages.success(request, str(deed.told))
            return redirect(on_to(done) if on_to else place.back)
    context = {"deed": deed, "form": form, "place": place}
    return render(request, "enterprises/question.html", context, status=422 if form.errors else 200)


def posted(request: KnownRequest) -> Any:
    """Give what was posted to a form, or nothing while it is only shown."""
    return request.POST if request.method == "POST" else None
