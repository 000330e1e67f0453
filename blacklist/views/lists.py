"""The red and the black list: the entries under way, the page of one, and every step of one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from blacklist import access
from blacklist.filters.pages import EntryFilter, PublishedFilter
from blacklist.forms.events import ReasonForm
from blacklist.forms.lists import CaseForm, HearingForm, ProposeEntryForm, RemedyForm
from blacklist.models import ListEntry
from blacklist.selectors.entries import declarations_passed_since, in_effect, waiting_entries
from blacklist.selectors.listing import (
    basis_words,
    entry_page,
    grounds_words,
    proposable,
    published,
)
from blacklist.services import lists
from blacklist.states import ListEntryState, ListKind
from blacklist.views.firms import choose_firm
from enterprises import formats, marks
from enterprises.access import permission_required, writes_for
from enterprises.calendar import day_of, working_days_between
from enterprises.errors import DomainError
from enterprises.parts import Tab
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look, working_calendar
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import due
from enterprises.tones import Text
from enterprises.views.deeds import Deed, do, place_of, posted
from enterprises.views.posting import show_refusal

_P, _S = Permission, ListEntryState
GROUPS: Mapping[str, Text] = {
    "waiting": gettext_lazy("Under way"),
    "in_effect": gettext_lazy("In effect"),
    "all": pgettext_lazy("list entries", "All"),
}

DEEDS: Mapping[str, Deed] = {
    "notice": Deed(
        lists.give_notice,
        gettext_lazy("Give the firm notice of this entry?"),
        gettext_lazy(
            "The firm reads grounds and basis from now, and has the working days of the scheme to be "
            "heard."
        ),
        gettext_lazy("Give notice"),
        gettext_lazy("The firm is given notice; its time to be heard runs."),
        permissions=lists.PROPOSERS,
    ),
    "state": Deed(
        lists.state_case,
        gettext_lazy("State your firm’s case"),
        gettext_lazy(
            "It stays with the entry, and whoever decides reads it. It may be written again until the "
            "bureau has recorded the hearing."
        ),
        gettext_lazy("Send the statement"),
        gettext_lazy("Your statement is sent."),
        CaseForm,
        keeps_words=True,
    ),
    "hear": Deed(
        lists.hear,
        gettext_lazy("Record the hearing"),
        gettext_lazy("What the firm said stays with the entry, and whoever approves it reads it."),
        gettext_lazy("Record the hearing"),
        gettext_lazy("The hearing is recorded."),
        HearingForm,
        permissions=lists.PROPOSERS,
        keeps_words=True,
    ),
    "approve": Deed(
        lists.make_effective,
        gettext_lazy("Approve this entry?"),
        gettext_lazy(
            "It is in effect and published from today. A black entry makes the class D and ends a red "
            "one at once."
        ),
        gettext_lazy("Approve the entry"),
        gettext_lazy("The entry is in effect and published."),
        permissions=(_P.APPROVE_LISTING,),
    ),
    "drop": Deed(
        lists.drop_entry,
        gettext_lazy("Drop this entry?"),
        gettext_lazy("It never takes effect. The firm reads the reason if it was given notice."),
        gettext_lazy("Drop the entry"),
        gettext_lazy("The entry is dropped."),
        ReasonForm,
        permissions=lists.PROPOSERS,
        keeps_words=True,
        is_grave=True,
    ),
    "remedy": Deed(
        lists.record_remedy,
        gettext_lazy("Note what is done towards leaving"),
        gettext_lazy("Each day counts among the conditions to leave the list."),
        gettext_lazy("Note it"),
        gettext_lazy("It is noted."),
        RemedyForm,
        permissions=lists.PROPOSERS,
        keeps_words=True,
    ),
    "end": Deed(
        lists.end_entry,
        gettext_lazy("End this entry?"),
        gettext_lazy(
            "Today is the first day without it. It is never deleted; a better class afterwards is "
            "proposed and approved by two persons."
        ),
        gettext_lazy("End the entry"),
        gettext_lazy("The entry has ended."),
        ReasonForm,
        permissions=(_P.APPROVE_LISTING,),
        keeps_words=True,
        is_grave=True,
    ),
}


def address_of(entry: ListEntry) -> str:
    """Give the address of an entry's page."""
    return reverse("blacklist:entry-detail", args=[entry.number])


def _kind(entry: ListEntry) -> SafeString | str:
    return marks.badge(entry.kind, str(ListKind(entry.kind).label))


def _due(entry: ListEntry) -> SafeString | str:
    is_heard_later = entry.is_urgent and entry.state == _S.EFFECTIVE
    if entry.hear_by is None or not (entry.state == _S.NOTICED or is_heard_later):
        return formats.MISSING
    today = timezone.localdate()
    late = working_days_between(working_calendar(), entry.hear_by, today)
    return due(entry.hear_by, days_late=late if is_heard_later else 0)


SPEC = ListSpec(
    name="list-entries",
    label=gettext_lazy("Entries of the red and the black list"),
    order="-number",
    filterset=EntryFilter,
    empty_title=gettext_lazy("No entry here"),
    empty_text=gettext_lazy("An entry is proposed from a firm's credit file."),
    columns=(
        Column(
            "number",
            pgettext_lazy("list entry", "Entry"),
            sort="pk",
            href=address_of,
            small=lambda entry: entry.enterprise.name,
        ),
        Column("firm", gettext_lazy("Firm"), value="enterprise.name", is_shown=False),
        Column("kind", gettext_lazy("List"), value="get_kind_display", show=_kind),
        Column("state", gettext_lazy("State"), chip="list_entry"),
        Column(
            "proposed",
            gettext_lazy("Proposed"),
            value="proposed_at",
            sort="proposed_at",
            show=lambda entry: formats.time_tag(day_of(entry.proposed_at)),
        ),
        Column(
            "since", gettext_lazy("In effect from"), value="effective_from", sort="effective_from"
        ),
        Column("hear_by", gettext_lazy("To be heard"), show=_due),
    ),
)


@login_required
@one_look()
def entry_list(request: KnownRequest) -> HttpResponseBase:
    """List the entries: those under way, those in effect, all."""
    access.officer_required(request.user)
    today = timezone.localdate()
    group = request.GET.get("of", "waiting")
    group = group if group in GROUPS else "waiting"
    sources = {
        "waiting": waiting_entries(),
        "in_effect": in_effect(today),
        "all": ListEntry.objects.all(),
    }
    waiting = sources["waiting"].count()
    counts = {"waiting": waiting, "in_effect": sources["in_effect"].count()}
    tabs = [
        Tab(label, f"?of={name}", counts.get(name), is_current=name == group)
        for name, label in GROUPS.items()
    ]
    heading = ngettext("%(count)d entry is under way", "%(count)d entries are under way", waiting)
    return list_page(
        request,
        sources[group].select_related("enterprise"),
        SPEC,
        "blacklist/entry_list.html",
        {
            "tabs": tabs,
            "heading": heading % {"count": waiting} if waiting else _("No entry is under way"),
            "may_propose": may(request.user, _P.PROPOSE_LISTING),
        },
    )


@login_required
@one_look()
def entry_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show an entry to officers, and to its firm once it was given notice."""
    entry = access.entry_to_read(request.user, number)
    user = request.user
    is_officer = may(user, _P.READ_FIRMS)
    page = entry_page(entry, for_officer=is_officer, at=timezone.now())
    proposes = any(may(user, one) for one in lists.PROPOSERS)
    approves = may(user, _P.APPROVE_LISTING)
    is_urgent = entry.is_urgent
    is_in_time = entry.hear_by is None or timezone.localdate() <= entry.hear_by
    speaks = not is_officer and writes_for(user, entry.enterprise)
    steps = {
        "state": speaks and entry.may_be_heard and is_in_time,
        "notice": proposes and not is_urgent and entry.state == _S.PROPOSED,
        "hear": proposes and entry.may_be_heard,
        "approve": approves and entry.state == (_S.PROPOSED if is_urgent else _S.HEARD),
        "drop": proposes
        and entry.state in ((_S.PROPOSED,) if is_urgent else (_S.PROPOSED, _S.NOTICED, _S.HEARD)),
        "remedy": proposes
        and entry.kind == ListKind.BLACK
        and entry.state in (_S.EFFECTIVE, _S.CONFIRMED),
        "end": approves and page.may_end,
    }
    context = {
        "entry": entry,
        "page": page,
        "steps": {name: is_open for name, is_open in steps.items() if is_open},
        "is_officer": is_officer,
        "is_own": entry.proposed_by_id == user.pk,
    }
    return render(request, "blacklist/entry_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def entry_propose(request: KnownRequest) -> HttpResponse:
    """Propose an entry for a firm; the rules say which one is possible."""
    permission_required(request.user, _P.PROPOSE_LISTING)
    serial = request.GET.get("firm", "")
    if not serial:
        return choose_firm(
            request,
            title=_("Propose which firm for a list?"),
            back=reverse("blacklist:entry-list"),
            back_word=_("Red and black list"),
        )
    firm = access.firm_of_officer(request.user, serial)
    now = timezone.now()
    on = day_of(now)
    offered = proposable(firm, on)
    form = ProposeEntryForm(request.POST or None, grounds=offered.grounds, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            entry = lists.propose_entry(
                enterprise=firm, actor=request.user, at=now, **_as_proposed(form.cleaned_data)
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Entry %(number)s is proposed.") % {"number": entry.number})
            return redirect("blacklist:entry-detail", entry.number)
    return render(
        request,
        "blacklist/entry_propose.html",
        {"firm": firm, "form": form, "offered": offered},
        status=422 if form.errors else 200,
    )


def _as_proposed(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {**cleaned, "kind": ListKind(cleaned["kind"])}


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def entry_act(request: KnownRequest, number: str, act: str) -> HttpResponse:
    """Take an entry one step further, after asking."""
    deed = DEEDS.get(act)
    if deed is None:
        raise Http404
    find = access.entry_to_read if deed.permissions else access.entry_to_speak_to
    entry = find(request.user, number)
    now = timezone.now()
    more: dict[str, Any] = {"on": day_of(now)} if deed.form is RemedyForm else {}
    if deed.form is CaseForm:
        more["initial"] = {"statement": entry.statement}
    page = entry_page(entry, for_officer=bool(deed.permissions), at=now)
    given: dict[str, Any] = {"number": number}
    if act == "end" and entry.kind == ListKind.BLACK and entry.effective_from is not None:
        passed = declarations_passed_since(entry.enterprise, entry.effective_from)
        given["declarations_passed"] = passed
    place = replace(
        place_of(entry, address_of(entry)),
        given=given,
        about=_(", ").join((page.title, entry.enterprise.name)),
        state=due(entry.hear_by) if act == "state" and entry.hear_by else "",
        quoted=entry.statement if act == "approve" and entry.statement else grounds_words(entry),
        facts=page.facts,
    )
    return do(request, deed, place, deed.form(posted(request), **more))


# ---- what anybody may read -----------------------------------------------------------

PUBLISHED = ListSpec(
    name="published-lists",
    label=gettext_lazy("Red and black list"),
    order="-since",
    filterset=PublishedFilter,
    empty_title=gettext_lazy("No firm is on a list"),
    empty_text=gettext_lazy("An entry stands here from the day another person has approved it."),
    columns=(
        Column(
            "firm",
            gettext_lazy("Firm"),
            value="enterprise.name",
            sort="enterprise__serial",
            small=lambda entry: entry.enterprise.credit_code,
        ),
        Column("code", gettext_lazy("Credit code"), value="enterprise.credit_code", is_shown=False),
        Column("kind", gettext_lazy("List"), value="get_kind_display", show=_kind),
        Column("since", gettext_lazy("Since"), value="effective_from", sort="effective_from"),
        Column("ended", gettext_lazy("Ended"), value="ended_on"),
        Column(
            "basis",
            gettext_lazy("Grounds and basis"),
            value=grounds_words,
            small=lambda entry: basis_words(entry.basis),
        ),
    ),
)


@one_look()
def published_lists(request: KnownRequest) -> HttpResponseBase:
    """Let anybody read who is on the red and on the black list, since when and why."""
    today = timezone.localdate()
    by_kind = [entry.kind for entry in in_effect(today)]
    counts = {kind: by_kind.count(kind) for kind in ListKind}
    return list_page(
        request,
        published(today),
        PUBLISHED,
        "blacklist/published_lists.html",
        {
            "red": counts[ListKind.RED],
            "black": counts[ListKind.BLACK],
        },
    )
