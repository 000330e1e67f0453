"""Credit events: the queue, the page of one, the report of an officer, and what is done about one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from blacklist import access, words
from blacklist.filters.pages import EventFilter
from blacklist.forms.events import AnswerForm, ObjectionForm, ReasonForm, ReportForm
from blacklist.models import CreditEvent
from blacklist.selectors.events import event_page, until_of
from blacklist.services import events
from blacklist.states import CreditEventState, Reporter
from blacklist.views.firms import choose_firm
from enterprises import formats
from enterprises.access import may_declare_for, permission_required
from enterprises.calendar import day_of, working_days_between
from enterprises.errors import DomainError
from enterprises.files import as_download
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look, working_calendar
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import due
from enterprises.tones import Text
from enterprises.views.deeds import Deed, do, place_of
from enterprises.views.groups import count_groups, tabs_of
from enterprises.views.posting import show_refusal

_P, _S = Permission, CreditEventState

# What the queue is divided into: the name in the address, its word, its states.
GROUPS: Mapping[str, tuple[Text, tuple[CreditEventState, ...]]] = {
    "reported": (gettext_lazy("To confirm or reject"), (_S.REPORTED,)),
    "objected": (gettext_lazy("Objections"), (_S.OBJECTED,)),
    "all": (pgettext_lazy("credit events", "All"), ()),
}


def _allow(**given: Any) -> CreditEvent:
    return events.decide_objection(allowed=True, **given)


def _dismiss(**given: Any) -> CreditEvent:
    return events.decide_objection(allowed=False, **given)


DEEDS: Mapping[str, Deed] = {
    "confirm": Deed(
        events.confirm_event,
        gettext_lazy("Confirm this event?"),
        gettext_lazy(
            "It counts from today. If it lowers the grade, the class falls at once; the firm is "
            "told and may object."
        ),
        gettext_lazy("Confirm the event"),
        gettext_lazy("The event is confirmed; the class follows it."),
        permissions=(_P.DECIDE_CREDIT_EVENT,),
    ),
    "reject": Deed(
        events.reject_event,
        gettext_lazy("Reject this event?"),
        gettext_lazy(
            "It never counts, and the firm does not see it. Its reporter reads the reason."
        ),
        gettext_lazy("Reject the event"),
        gettext_lazy("The event is rejected."),
        ReasonForm,
        permissions=(_P.DECIDE_CREDIT_EVENT,),
        keeps_words=True,
        is_grave=True,
    ),
    "object": Deed(
        events.object_to_event,
        gettext_lazy("Object to this event"),
        gettext_lazy(
            "Another officer than who confirmed it decides. Until then the event counts; if you are "
            "right, the class it cost comes back by itself."
        ),
        gettext_lazy("Send the objection"),
        gettext_lazy("Your objection is sent."),
        ObjectionForm,
        keeps_words=True,
    ),
    "allow": Deed(
        _allow,
        gettext_lazy("Allow this objection?"),
        gettext_lazy(
            "The event no longer counts from today, and the class held before it comes back, as far "
            "as the grade allows."
        ),
        gettext_lazy("Allow the objection"),
        gettext_lazy("The objection is allowed; the class follows."),
        AnswerForm,
        permissions=events.DECIDERS_OF_OBJECTIONS,
        keeps_words=True,
    ),
    "dismiss": Deed(
        _dismiss,
        gettext_lazy("Dismiss this objection?"),
        gettext_lazy("The event goes on counting until it lapses. The firm reads the answer."),
        gettext_lazy("Dismiss the objection"),
        gettext_lazy("The objection is dismissed."),
        AnswerForm,
        permissions=events.DECIDERS_OF_OBJECTIONS,
        keeps_words=True,
        is_grave=True,
    ),
}


def address_of(event: CreditEvent) -> str:
    """Give the address of an event's page."""
    return reverse("blacklist:event-detail", args=[event.number])


def event_name(event: CreditEvent) -> str:
    """Say what happened."""
    return words.indicator_name(event.indicator, timezone.localdate())


def _due(event: CreditEvent) -> SafeString | str:
    until = until_of(event, timezone.localdate())
    if until is None:
        return formats.MISSING
    today = timezone.localdate()
    return due(until, days_late=working_days_between(working_calendar(), until, today))


def reference_words(event: CreditEvent) -> SafeString:
    """Write the reference of whoever reported; it never breaks."""
    return format_html('<span class="nowrap">{}</span>', event.source_reference)


def event_columns(*, with_firm: bool = True) -> tuple[Column, ...]:
    """Give the columns of a list of events."""
    firm = Column(
        "firm",
        gettext_lazy("Firm"),
        value="enterprise.name",
        small=lambda event: event.enterprise.credit_code,
    )
    return (
        Column("number", gettext_lazy("Event"), sort="pk", href=address_of, small=event_name),
        *((firm,) if with_firm else ()),
        Column("happened", gettext_lazy("What happened"), value=event_name, is_shown=False),
        Column("occurred", gettext_lazy("Occurred"), value="occurred_on", sort="occurred_on"),
        Column(
            "source",
            gettext_lazy("Reported by"),
            value=lambda event: capfirst(words.source_name(event.source)),
            small=reference_words,
            roomy=True,
        ),
        Column("reference", gettext_lazy("Reference"), value="source_reference", is_shown=False),
        Column("state", gettext_lazy("State"), chip="credit_event"),
    )


SPEC = ListSpec(
    name="credit-events",
    label=gettext_lazy("Credit events"),
    order="-number",
    filterset=EventFilter,
    empty_title=gettext_lazy("No event waits here"),
    empty_text=gettext_lazy(
        "What departments and officers report waits here until an officer confirms or rejects it."
    ),
    columns=(
        *event_columns(),
        Column(
            "due",
            gettext_lazy("Due"),
            value=lambda event: until_of(event, timezone.localdate()),
            show=_due,
        ),
    ),
)


@login_required
@one_look()
def event_list(request: KnownRequest) -> HttpResponseBase:
    """List the events by what is to be done about them."""
    access.officer_required(request.user)
    group = request.GET.get("of", "reported")
    group = group if group in GROUPS else "reported"
    rows = CreditEvent.objects.visible_to(request.user).select_related("enterprise")
    counts = count_groups(rows, GROUPS)
    tabs = tabs_of(GROUPS, counts, group)
    states = GROUPS[group][1]
    return list_page(
        request,
        rows.filter(state__in=states) if states else rows,
        SPEC,
        "blacklist/event_list.html",
        {
            "tabs": tabs,
            "heading": _waiting_words(counts),
            "may_record": any(may(request.user, one) for one in events.OFFICERS_WHO_REPORT),
        },
    )


def _waiting_words(counts: Mapping[str, int]) -> str:
    waiting = sum(counts.values())
    if not waiting:
        return _("No credit event waits")
    return ngettext("%(count)d credit event waits", "%(count)d credit events wait", waiting) % {
        "count": waiting
    }


@login_required
@one_look()
def event_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show an event to officers, to its firm, and to the department that reported it."""
    event = access.event_to_read(request.user, number)
    user = request.user
    is_officer = may(user, _P.READ_FIRMS)
    page = event_page(event, for_officer=is_officer, at=timezone.now())
    decides = may(user, _P.DECIDE_CREDIT_EVENT)
    judges = any(may(user, one) for one in events.DECIDERS_OF_OBJECTIONS)
    is_department = access.reports(user)
    context = {
        "event": event,
        "page": page,
        "is_officer": is_officer,
        "is_department": is_department,
        "may_decide": decides and event.state == _S.REPORTED,
        "may_judge": judges and event.state == _S.OBJECTED,
        "is_own": user.pk
        == (event.reported_by_id if event.state == _S.REPORTED else event.confirmed_by_id),
        "may_object": page.object_until is not None
        and not is_officer
        and not is_department
        and may_declare_for(user, event.enterprise),
    }
    return render(request, "blacklist/event_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def event_record(request: KnownRequest) -> HttpResponse:
    """Record an event as an officer; another one confirms it."""
    permission_required(request.user, *events.OFFICERS_WHO_REPORT)
    serial = request.GET.get("firm", "")
    if not serial:
        return choose_firm(
            request,
            title=_("Record an event of which firm?"),
            back=reverse("blacklist:event-list"),
            back_word=_("Credit events"),
        )
    firm = access.firm_of_officer(request.user, serial)
    now = timezone.now()
    form = ReportForm(request.POST or None, on=day_of(now), source=Reporter.OFFICER.value)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data}
        given.setdefault("grounds", [])
        try:
            event = events.record_event(
                enterprise=firm, source=Reporter.OFFICER.value, actor=request.user, at=now, **given
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, recorded_words(event, now))
            return redirect("blacklist:event-detail", event.number)
    return render(
        request,
        "blacklist/event_record.html",
        {"firm": firm, "form": form},
        status=422 if form.errors else 200,
    )


def recorded_words(event: CreditEvent, at: Any) -> str:
    """Say that an event is recorded, or that it was before."""
    if event.reported_at != at:
        return _("This was reported before as %(number)s.") % {"number": event.number}
    return _("Event %(number)s is reported; an officer confirms or rejects it.") % {
        "number": event.number
    }


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def event_act(request: KnownRequest, number: str, act: str) -> HttpResponse:
    """Confirm, reject, object, allow or dismiss, after asking."""
    deed = DEEDS.get(act)
    if deed is None:
        raise Http404
    reach = access.event_to_read if deed.permissions else access.event_to_object_to
    event = reach(request.user, number)
    today: date = timezone.localdate()
    page = event_page(event, for_officer=bool(deed.permissions), at=timezone.now())
    about = format_html("{}{}{}", event_name(event), _(", "), event.enterprise.name)
    if until := until_of(event, today):
        about = format_html("{} {}", about, due(until))
    place = replace(
        place_of(event, address_of(event)),
        about=about,
        quoted=event.objection if act in ("allow", "dismiss") else event.statement,
        facts=page.facts,
    )
    return do(request, deed, place, deed.form(request.POST or None, request.FILES or None))


@login_required
def event_evidence(request: KnownRequest, number: str) -> HttpResponseBase:
    """Stream the file that the firm gave with its objection."""
    event = access.event_to_read(request.user, number)
    if event.objection_file is None or access.reports(request.user):
        raise Http404
    return as_download(event.objection_file)
