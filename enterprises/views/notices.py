"""Notices: the list and the page of one, for officers, firms and everybody; and what is answered."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises import codes, formats
from enterprises.access import (
    MAY_DECLARE,
    answer_required,
    get_or_404,
    membership_role,
    permission_required,
)
from enterprises.errors import DomainError
from enterprises.models import Notice, NoticeReceipt, User
from enterprises.parts import Stat
from enterprises.querysets import own_enterprises
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.notices import (
    Receipts,
    firm_addressed,
    grounds_words,
    hours_words,
    open_receipts,
    receipts_of,
    receipts_visible_to,
    standing_of,
    to_acknowledge,
    with_receipts,
)
from enterprises.selectors.reference import one_look
from enterprises.services import notices
from enterprises.states import NoticeState, Species
from enterprises.tables import list_page
from enterprises.views.deeds import Deed, Place, do, tell
from enterprises.views.errors import refused
from enterprises.views.notice_lists import (
    OF_EVERYBODY,
    OF_FIRMS,
    OF_OFFICERS,
    OF_ONE_FIRM,
    RECEIPTS,
    countries,
    kind_words,
    notice_address,
)

# ---- pages ---------------------------------------------------------------------------


@login_required
@one_look()
def notice_list(request: KnownRequest) -> HttpResponseBase:
    """List the notices: officers see all with their receipts, firms their own, unanswered first."""
    user = request.user
    if may(user, Permission.READ_FIRMS):
        rows = with_receipts(Notice.objects.visible_to(user))
        context = {
            "heading": _waiting_words(open_receipts().count(), rows),
            "may_send": may(user, Permission.SEND_NOTICE),
        }
        return list_page(request, rows, OF_OFFICERS, "enterprises/notice_list.html", context)
    firms = own_enterprises(user)[:2]
    spec = OF_ONE_FIRM if len(firms) == 1 else OF_FIRMS
    receipts = receipts_visible_to(user)
    waiting = to_acknowledge(user).count()
    words = (
        ngettext(
            "%(n)s notice waits to be acknowledged",
            "%(n)s notices wait to be acknowledged",
            waiting,
        )
        % {"n": formats.number(waiting)}
        if waiting
        else _all_answered(receipts)
    )
    return list_page(
        request,
        receipts,
        spec,
        "enterprises/notice_list.html",
        {"heading": words},
    )


@login_required
@require_safe
@one_look()
def notice_detail(request: KnownRequest, number: str) -> HttpResponseBase:
    """Show a notice: to officers with its receipts, to firms with what they answer."""
    notice = get_or_404(
        Notice.objects.select_related("supersedes", "author", "sent_by"),
        request.user,
        number=number,
    )
    context = {
        "notice": notice,
        "facts": _facts(notice),
        "successor": notice.successors.exclude(state=NoticeState.DRAFT).first(),
    }
    if may(request.user, Permission.READ_FIRMS):
        return _officers_page(request, notice, context)
    return _firms_page(request, notice, context)


@require_safe
@one_look()
def public_notices(request: HttpRequest) -> HttpResponseBase:
    """List what is published and in force."""
    return list_page(
        request, Notice.objects.public(), OF_EVERYBODY, "enterprises/public_notices.html"
    )


@require_safe
@one_look()
def public_notice(request: HttpRequest, number: str) -> HttpResponse:
    """Show one published notice."""
    notice = get_object_or_404(Notice.objects.public(), number=number)
    context = {"notice": notice, "facts": _facts(notice)}
    return render(request, "enterprises/public_notice.html", context)


# ---- deeds ---------------------------------------------------------------------------


class ReasonForm(forms.Form):
    """Why a notice is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Every enterprise that had the notice is told."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


WITHDRAW = Deed(
    notices.withdraw_notice,
    gettext_lazy("Withdraw %(record)s?"),
    gettext_lazy("It stays readable with the reason, and no longer asks for an answer."),
    gettext_lazy("Withdraw the notice"),
    gettext_lazy("%(record)s is withdrawn."),
    ReasonForm,
    keep=gettext_lazy("Keep it as it is"),
    is_grave=True,
)
DELETE = Deed(
    notices.delete_draft,
    gettext_lazy("Delete draft %(record)s?"),
    gettext_lazy("Nobody has seen it, so nothing rests on it. Its number is not given again."),
    gettext_lazy("Delete draft"),
    gettext_lazy("Draft %(record)s is deleted."),
    keep=gettext_lazy("Keep the draft"),
    is_grave=True,
)


@login_required
@require_POST
def notice_acknowledge(request: KnownRequest, number: str) -> HttpResponse:
    """Acknowledge a notice in the name of a firm."""
    notice: Notice = get_or_404(Notice, request.user, number=number)
    serial = request.POST.get("firm", "")
    firm = firm_addressed(request.user, notice, **({"serial": serial} if serial else {}))
    if firm is None:
        raise Http404
    answer_required(request.user, firm)
    try:
        notices.acknowledge_notice(
            number=notice.number, enterprise=firm, actor=request.user, at=timezone.now()
        )
    except DomainError as refusal:
        return refused(request, refusal, back=notice_address(notice), status=refusal.status)
    messages.success(
        request,
        _("%(number)s is acknowledged for %(firm)s.") % {"number": number, "firm": firm.name},
    )
    return redirect(notice_address(notice))


@login_required
@require_POST
def notice_remind(request: KnownRequest, number: str) -> HttpResponse:
    """Remind all firms that have not acknowledged, once."""
    notice = _notice_to_send(request.user, number)
    try:
        firms = notices.remind_of_notice(number=number, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return refused(request, refusal, back=notice_address(notice))
    told = ngettext("%(n)s firm is reminded.", "%(n)s firms are reminded.", firms)
    messages.success(request, told % {"n": formats.number(firms)})
    return redirect(notice_address(notice))


@login_required
@require_http_methods(["GET", "POST"])
def notice_withdraw(request: KnownRequest, number: str) -> HttpResponse:
    """Take a notice back, with a reason."""
    return do(request, WITHDRAW, _place(_notice_to_send(request.user, number)))


@login_required
@require_http_methods(["GET", "POST"])
def notice_delete(request: KnownRequest, number: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    place = _place(_notice_to_send(request.user, number))
    on_to = reverse("enterprises:notice-list")
    return do(request, DELETE, place, then=lambda _done: tell(request, DELETE, number, on_to))


# ---- what they share -----------------------------------------------------------------


def _notice_to_send(user: User, number: str) -> Notice:
    """Find a notice for somebody who writes notices."""
    notice: Notice = get_or_404(Notice, user, number=number)
    permission_required(user, Permission.SEND_NOTICE)
    return notice


def _place(notice: Notice) -> Place:
    back = notice_address(notice)
    return Place(
        back,
        name=notice.number,
        given={"number": notice.number},
        version=notice.version,
        crumbs=(_("Notices"), reverse("enterprises:notice-list"), notice.number, back),
        about=notice.title,
    )


def _all_answered(rows: Any) -> str:
    """Say that nothing waits; where nothing ever came, there is nothing to be proud of."""
    return _("Every notice is acknowledged") if rows.exists() else _("No notice yet")


def _waiting_words(count: int, rows: Any) -> str:
    if not count:
        return _all_answered(rows)
    words = ngettext("%(n)s receipt is still open", "%(n)s receipts are still open", count)
    return words % {"n": formats.number(count)}


def _facts(notice: Notice) -> list[tuple[str, Any]]:
    furs = (capfirst(str(Species(one).label)) for one in notice.species)
    found = [
        (_("Kind"), kind_words(notice)),
        (_("Takes effect on"), formats.time_tag(notice.effective_on)),
        (_("Destinations"), countries(notice)),
        (_("Items tested"), _(", ").join(codes.say("analyte", one) for one in notice.analytes)),
        (_("Furs"), _(", ").join(furs) or _("all")),
    ]
    if notice.sent_at is not None:
        found.append((_("Sent"), formats.time_tag(notice.sent_at, "moment")))
    return [(term, value) for term, value in found if value]


def _officers_page(
    request: KnownRequest, notice: Notice, context: dict[str, Any]
) -> HttpResponseBase:
    receipts = receipts_of(notice)
    rows = notice.receipts.select_related("enterprise", "acknowledged_by")
    context |= {
        "receipts": receipts,
        "stats": _stats(notice, receipts),
        "may_send": may(request.user, Permission.SEND_NOTICE),
    }
    return list_page(request, rows, RECEIPTS, "enterprises/notice_detail.html", context)


def _stats(notice: Notice, receipts: Receipts) -> tuple[Stat, ...]:
    number = formats.number
    first = (
        Stat(_("Firms addressed"), number(receipts.addressed)),
        Stat(_("Have read it"), number(receipts.read)),
    )
    if not notice.asks_acknowledgement:
        return first
    return (
        *first,
        Stat(
            _("Have acknowledged it"),
            number(receipts.acknowledged),
            note=_("%(n)s were reminded") % {"n": number(receipts.reminded)},
        ),
        Stat(
            _("Half of them within"),
            hours_words(receipts.median),
            note=_("from sending to acknowledging"),
        ),
    )


def _firms_page(request: KnownRequest, notice: Notice, context: dict[str, Any]) -> HttpResponse:
    """Show the notice, and keep that this person of these firms has opened it."""
    user = request.user
    rows = list(
        receipts_visible_to(user)
        .filter(notice=notice)
        .select_related("acknowledged_by", "notice", "enterprise")
        .order_by("enterprise__serial")
    )
    own = set(own_enterprises(user))
    notices.note_reading(
        notice=notice,
        person=user,
        enterprises=own & {row.enterprise_id for row in rows},
        at=timezone.now(),
    )
    answers = [
        {
            "receipt": row,
            "standing": standing_of(row),
            "because": grounds_words(row.because),
            "may_answer": _may_answer(user, row),
        }
        for row in rows
    ]
    context["answers"] = answers
    return render(request, "enterprises/notice_read.html", context)


def _may_answer(user: User, receipt: NoticeReceipt) -> bool:
    return membership_role(user, receipt.enterprise) in MAY_DECLARE
