"""Writing and sending notices: on this floor, for the audience is known by stock and shipments."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.access import get_or_404, permission_required
from enterprises.errors import DomainError, StaleVersion
from enterprises.models import Notice, User
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.services import notices
from enterprises.states import NoticeState
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal
from inspections.forms.notices import AudienceForm, NoticeForm, initial_of
from inspections.selectors.audience import AudiencePreview, audience_of, preview_of

PREVIEW = "preview"


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def notice_new(request: KnownRequest) -> HttpResponse:
    """Write a new notice, or one that replaces an earlier."""
    _sender(request.user)
    number = request.POST.get("replaces", "") or request.GET.get("replaces", "")
    earlier: Notice | None = None
    if number:
        earlier = get_or_404(Notice, request.user, number=number)
    if request.method == "GET":
        first = {**initial_of(earlier), "effective_on": None} if earlier else None
        return _form_page(request, NoticeForm(initial=first), earlier=earlier)

    def save(form: NoticeForm) -> Notice:
        return notices.draft_notice(
            content=form.content,
            supersedes=number or None,
            actor=request.user,
            at=timezone.now(),
        )

    return _answer(request, save, earlier=earlier)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def notice_edit(request: KnownRequest, number: str) -> HttpResponse:
    """Change a draft."""
    notice = _notice(request.user, number)
    if request.method == "GET":
        if notice.state != NoticeState.DRAFT:
            return _too_late(request, notice)
        return _form_page(request, NoticeForm(initial=initial_of(notice)), notice=notice)

    def save(form: NoticeForm) -> Notice:
        return notices.amend_draft(
            number=number,
            version=posted_version(request),
            content=form.content,
            actor=request.user,
            at=timezone.now(),
        )

    return _answer(request, save, notice=notice)


@login_required
@require_POST
@one_look()
def notice_audience(request: KnownRequest) -> HttpResponse:
    """Draw whom a notice would reach, as it is being written."""
    _sender(request.user)
    audience = _preview(AudienceForm(request.POST))
    return render(request, "inspections/parts/notice_audience.html", {"audience": audience})


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def notice_send(request: KnownRequest, number: str) -> HttpResponse:
    """Show whom a draft reaches, and send it to them."""
    notice = _notice(request.user, number)
    at = timezone.now()
    concerned: dict[str, Any] = {
        "destinations": notice.destinations,
        "species": notice.species,
        "at": at,
    }
    if request.method == "GET":
        if notice.state != NoticeState.DRAFT:
            return _too_late(request, notice)
        audience = preview_of(**concerned)
        context = {"notice": notice, "audience": audience}
        return render(request, "inspections/notice_send.html", context)
    try:
        sent = notices.send_notice(
            number=number,
            version=posted_version(request),
            audience=audience_of(**concerned),
            actor=request.user,
            at=at,
        )
    except DomainError as refusal:
        return refused(request, refusal, back=_address(notice))
    messages.success(request, _("%(number)s is sent.") % {"number": sent.number})
    return redirect(_address(sent))


# ---- what they share -----------------------------------------------------------------


def _sender(user: User) -> None:
    """Let in who writes notices; to whoever reads no firms the page is not there."""
    if not may(user, Permission.READ_FIRMS):
        raise Http404
    permission_required(user, Permission.SEND_NOTICE)


def _notice(user: User, number: str) -> Notice:
    notice: Notice = get_or_404(Notice, user, number=number)
    permission_required(user, Permission.SEND_NOTICE)
    return notice


def _address(notice: Notice) -> str:
    return reverse("enterprises:notice-detail", args=[notice.number])


def _too_late(request: KnownRequest, notice: Notice) -> HttpResponse:
    sentence = _("%(number)s is no draft any more.") % {"number": notice.number}
    return refused(request, sentence, back=_address(notice))


def _preview(form: forms.Form) -> AudiencePreview:
    """Work out the audience of what can be read of the form."""
    if form.is_bound:
        form.is_valid()
        chosen = form.cleaned_data
    else:
        chosen = dict(form.initial)
    return preview_of(
        destinations=chosen.get("destinations") or (),
        species=chosen.get("species") or (),
        at=timezone.now(),
    )


def _answer(
    request: KnownRequest,
    save: Any,
    *,
    notice: Notice | None = None,
    earlier: Notice | None = None,
) -> HttpResponse:
    """Save what was written, or show it again as it was typed."""
    form = NoticeForm(request.POST)
    shown: dict[str, Any] = {"notice": notice, "earlier": earlier}
    if request.POST.get("do") == PREVIEW:
        blank = NoticeForm(initial=_typed(form))
        return _form_page(request, blank, version=posted_version(request), **shown)
    if form.is_valid():
        try:
            saved: Notice = save(form)
        except StaleVersion as refusal:
            return refused(request, refusal, back=_address(notice) if notice else "")
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(number)s is saved.") % {"number": saved.number})
            return redirect(_address(saved))
    return _form_page(request, form, version=posted_version(request), **shown)


def _typed(form: NoticeForm) -> dict[str, Any]:
    """Give what stands in the form, so that nothing is judged before it is meant to be saved."""
    return {name: form[name].value() for name in form.fields}


def _form_page(
    request: KnownRequest,
    form: NoticeForm,
    *,
    notice: Notice | None = None,
    earlier: Notice | None = None,
    version: int | None = None,
) -> HttpResponse:
    if notice is not None and version is None:
        version = notice.version
    return render(
        request,
        "inspections/notice_form.html",
        {
            "form": form,
            "notice": notice,
            "earlier": earlier or (notice.supersedes if notice else None),
            "version": version or 0,
            "audience": _preview(form),
        },
        status=422 if form.errors else 200,
    )
