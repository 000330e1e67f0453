"""A deed on a record: a small page that asks what it needs to know, and one call of a service."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString

from enterprises.access import permission_required
from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.templatetags.qiudu import crumbs
from enterprises.tones import Text
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal


class EmptyForm(forms.Form):
    """A deed that asks nothing but to be confirmed."""


@dataclass(frozen=True)
class Deed:
    """One thing to do: what it calls, what it asks, what it tells.

    `question` and `told` may name the record as %(record)s; `permissions` says who may, any of
    them, where the view does not know it already; `keep` is the word of the way back.
    """

    call: Callable[..., Any]
    question: Text
    words: Text
    act: Text
    told: Text
    form: type[forms.Form] = EmptyForm
    permissions: tuple[Permission, ...] = ()
    keep: Text = ""
    is_grave: bool = False
    keeps_words: bool = False


@dataclass(frozen=True)
class Place:
    """Where the record stands: the way here and back, and what should be in sight of it.

    `given` is what the service knows the record by. A deed on what has no version is told none.
    """

    back: str
    name: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    crumbs: Sequence[Any] = ()
    about: Text = ""
    state: SafeString | str = ""
    quoted: Text = ""
    facts: Sequence[tuple[Text, Any]] = ()

    @property
    def trail(self) -> SafeString:
        """The crumbs, drawn."""
        return crumbs(*self.crumbs)


def do(
    request: KnownRequest,
    deed: Deed,
    place: Place,
    form: forms.Form | None = None,
    *,
    then: Callable[[Any], HttpResponse] | None = None,
) -> HttpResponse:
    """Ask, or do what was answered.

    A refusal stands at its field, or above the form if the deed keeps what was written there;
    any other has a page of its own.
    `then` answers with what the service gave, where telling and going back is not all.
    """
    if deed.permissions:
        permission_required(request.user, *deed.permissions)
    if form is None:
        form = deed.form(posted(request))
    if request.method == "POST" and form.is_valid():
        given = {**place.given, **form.cleaned_data}
        if place.version is not None:
            given["version"] = posted_version(request)
        try:
            done = deed.call(actor=request.user, at=timezone.now(), **given)
        except DomainError as refusal:
            if not (refusal.fields or deed.keeps_words):
                status = 403 if refusal.status == 403 else 409
                return refused(request, refusal, back=place.back, status=status)
            show_refusal(form, refusal)
        else:
            return then(done) if then else tell(request, deed, place.name, place.back)
    context = {
        "deed": deed,
        "place": place,
        "form": form,
        "question": str(deed.question) % {"record": place.name},
    }
    return render(request, "enterprises/deed.html", context, status=422 if form.errors else 200)


def tell(request: KnownRequest, deed: Deed, name: str, address: str) -> HttpResponse:
    """Say that a deed is done, and lead on."""
    messages.success(request, str(deed.told) % {"record": name})
    return redirect(address)


def place_of(record: Any, back: str) -> Place:
    """Say where a record of a firm stands that has a number and a version."""
    return Place(
        back,
        name=record.number,
        given={"number": record.number},
        version=record.version,
        crumbs=(record.number, back),
        about=record.enterprise.name,
    )


def posted(request: KnownRequest) -> Any:
    """Give what was posted to a form, or nothing while it is only shown."""
    return request.POST if request.method == "POST" else None
