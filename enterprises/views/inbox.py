"""The inbox: what a person was told, unread first, each with the way to its record."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from enterprises import formats, marks, wording
from enterprises.filters.inbox import InboxFilter
from enterprises.models import Notification
from enterprises.querysets import own_enterprises
from enterprises.requests import KnownRequest
from enterprises.selectors.notifications import inbox_of, message_of, unread_count
from enterprises.selectors.reference import one_look
from enterprises.services.notifications import mark_read
from enterprises.tables import Column, ListSpec, list_page
from enterprises.views.notice_lists import title_link


def _subject(row: Notification) -> Any:
    words = message_of(row).subject
    shown = words if row.read_at else format_html("<b>{}</b>", words)
    return title_link(reverse("enterprises:inbox-open", args=[row.key]), shown)


def _state(row: Notification) -> Any:
    return (
        marks.sign("", pgettext("notice", "Read"))
        if row.read_at
        else marks.sign("info", _("Unread"), name="dot")
    )


INBOX = ListSpec(
    name="inbox",
    label=gettext_lazy("Messages"),
    order="-unread",
    filterset=InboxFilter,
    select=lambda row: str(row.key),
    empty_title=gettext_lazy("You were told nothing yet"),
    empty_text=gettext_lazy(
        "Decisions, notices and questions stand here the moment they are there."
    ),
    columns=(
        Column(
            "subject",
            gettext_lazy("Message"),
            value=lambda row: message_of(row).subject,
            show=_subject,
            small=lambda row: message_of(row).body,
            roomy=True,
        ),
        Column(
            "firm",
            gettext_lazy("Firm"),
            value=lambda row: row.enterprise.name if row.enterprise else "",
        ),
        Column(
            "body",
            gettext_lazy("Text"),
            value=lambda row: message_of(row).body,
            is_shown=False,
        ),
        Column("when", gettext_lazy("When"), value="created_at", kind="moment", sort="pk"),
        Column("unread", gettext_lazy("State"), value=_state, sort="unread", is_exported=False),
        Column("read", gettext_lazy("Read at"), value="read_at", is_shown=False),
    ),
)
# Who stands for one firm, or for the bureau, needs no column that says so in every row.
OF_ONE_READER = replace(INBOX, columns=tuple(one for one in INBOX.columns if one.name != "firm"))


@login_required
@require_safe
@one_look()
def inbox(request: KnownRequest) -> HttpResponseBase:
    """List what the person was told; the unread first, each group newest first."""
    unread = unread_count(request.user)
    heading = (
        ngettext("%(n)s unread message", "%(n)s unread messages", unread)
        % {"n": formats.number(unread)}
        if unread
        else _("Everything is read")
    )
    has_several = len(own_enterprises(request.user)[:2]) > 1
    return list_page(
        request,
        inbox_of(request.user),
        INBOX if has_several else OF_ONE_READER,
        "enterprises/inbox.html",
        {"heading": heading, "unread": unread},
    )


@login_required
@require_safe
def inbox_open(request: KnownRequest, key: UUID) -> HttpResponse:
    """Mark a message as read and lead to what it is about; to open it is to read it."""
    message = inbox_of(request.user).filter(key=key).first()
    if message is None:
        raise Http404
    mark_read(user=request.user, at=timezone.now(), only=[message.pk])
    return redirect(wording.address_of(message) or reverse("enterprises:inbox"))


@login_required
@require_POST
def inbox_read(request: KnownRequest) -> HttpResponse:
    """Mark the chosen messages as read, or all of them."""
    chosen: list[int] | None = None
    if request.POST.get("all") != "yes":
        keys = [one for one in request.POST.getlist("selected") if _is_key(one)]
        chosen = list(inbox_of(request.user).filter(key__in=keys).values_list("pk", flat=True))
    count = mark_read(user=request.user, at=timezone.now(), only=chosen)
    told = ngettext("%(n)s message is marked as read.", "%(n)s messages are marked as read.", count)
    messages.success(request, told % {"n": formats.number(count)})
    return redirect("enterprises:inbox")


def _is_key(written: str) -> bool:
    try:
        UUID(written)
    except ValueError:
        return False
    return True
