"""The inspector's desk: queues by what is missing, and what is given to oneself in bulk."""

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
from django.views.decorators.http import require_POST

from enterprises import formats, marks
from enterprises.access import permission_required
from enterprises.calendar import day_of, working_days_between
from enterprises.errors import DomainError
from enterprises.models import User
from enterprises.parts import Tab, Task
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look, working_calendar
from enterprises.tables import Column, ListSpec, list_page, page_of
from enterprises.tables.page import EXPORT
from enterprises.templatetags.qiudu import due
from enterprises.tones import Text
from enterprises.views.posting import version_in
from inspections.filters.desk import DeskFilter
from inspections.models import Hold
from inspections.selectors.desk import (
    DeskCounts,
    desk_counts,
    hold_key,
    hold_of_key,
    months_without_sample,
    next_hold,
    open_holds,
    samples_to_take,
)
from inspections.selectors.officers import officers_who_may
from inspections.selectors.pages.verdict import said
from inspections.services.decisions.officers import assign_hold
from inspections.states import HoldKind
from inspections.views.giving import owner_in
from lab.models import MonitoringObligation, Sample
from lab.words import material_name

_P = Permission
_SEPARATOR = "~"

VERBS: dict[str, Text] = {
    HoldKind.TEST: pgettext_lazy("task", "Test"),
    HoldKind.INSPECTION: pgettext_lazy("task", "Check goods"),
    HoldKind.REVIEW: pgettext_lazy("task", "Decide"),
    HoldKind.CHIEF: pgettext_lazy("task", "Release as chief"),
}
# Small numbers as a sentence writes them; Chinese keeps its figures.
_SPELLED = (
    pgettext_lazy("count", "no"),
    pgettext_lazy("count", "one"),
    pgettext_lazy("count", "two"),
    pgettext_lazy("count", "three"),
    pgettext_lazy("count", "four"),
    pgettext_lazy("count", "five"),
    pgettext_lazy("count", "six"),
    pgettext_lazy("count", "seven"),
    pgettext_lazy("count", "eight"),
    pgettext_lazy("count", "nine"),
)


def _address(hold: Hold) -> str:
    return reverse("inspections:declaration-detail", args=[hold.declaration.number])


def _task(hold: Hold) -> str:
    return f"{VERBS[hold.kind]} {hold.declaration.number}"


def _reason(hold: Hold) -> str:
    return said(hold.reason_code, hold.params)


def _firm(hold: Hold) -> SafeString | str:
    return marks.badge(
        hold.credit_class or "",  # type: ignore[attr-defined]
        hold.declaration.enterprise.name,
        listed=hold.listed or "",  # type: ignore[attr-defined]
    )


def _owner(hold: Hold) -> SafeString:
    return _whole(str(hold.owner) if hold.owner else _("Unassigned"))


def _whole(words: str) -> SafeString:
    """Keep a few words on one line, in a column that is narrower than they are."""
    return format_html('<span class="nowrap">{}</span>', words)


def _due(hold: Hold) -> str:
    if hold.asked_at is not None and hold.answered_at is None:
        since = formats.written_date(hold.asked_at, "short")
        return due(None, stopped=_("the firm owes an answer since %(day)s") % {"day": since})
    if hold.due_on is None:
        return formats.MISSING
    late = working_days_between(working_calendar(), hold.due_on, day_of(timezone.now()))
    return due(hold.due_on, days_late=late)


def _select(hold: Hold) -> str:
    return _SEPARATOR.join((hold.declaration.number, hold_key(hold), str(hold.declaration.version)))


SPEC = ListSpec(
    name="desk",
    label=gettext_lazy("Tasks"),
    order="due",
    filterset=DeskFilter,
    select=_select,
    empty_title=gettext_lazy("No declaration is held here"),
    empty_text=gettext_lazy("Everything submitted so far is decided."),
    columns=(
        Column("task", gettext_lazy("Task"), value=_task, href=_address, small=_reason),
        Column(
            "firm",
            gettext_lazy("Firm"),
            value="declaration.enterprise.name",
            show=_firm,
        ),
        Column("class", gettext_lazy("Class"), value="credit_class", is_shown=False),
        Column(
            "to",
            gettext_lazy("To"),
            value=lambda hold: country_name(hold.declaration.destination_iso),
            sort="declaration__destination_iso",
        ),
        Column("reason", gettext_lazy("What is missing"), value=_reason, is_shown=False),
        Column(
            "owner",
            gettext_lazy("Whose"),
            value=lambda hold: str(hold.owner) if hold.owner else _("Unassigned"),
            show=_owner,
        ),
        Column(
            "since",
            gettext_lazy("Since"),
            value="opened_at",
            show=lambda hold: _whole(formats.time_tag(hold.opened_at, "short")),
            sort="opened_at",
            roomy=True,
        ),
        Column("due", gettext_lazy("Due"), value="due_on", show=_due, sort="due_on"),
    ),
)


@login_required
@one_look()
def desk(request: KnownRequest) -> HttpResponseBase:
    """Show what waits for officers: the queues, the samples to take, the months without one."""
    _refuse_strangers(request.user)
    kind = request.GET.get("kind", "")
    kind = kind if kind in HoldKind.values else ""
    rows = open_holds()
    if kind:
        rows = rows.filter(kind=kind)
    if EXPORT in request.GET:
        return list_page(request, rows, SPEC, "inspections/desk.html")
    now = timezone.now()
    counts = desk_counts(day_of(now))
    samples, samples_whole = samples_to_take()
    months, months_whole = months_without_sample(day_of(now))
    decides = may(request.user, _P.DECIDE_HOLD) or may(request.user, _P.RELEASE_AS_CHIEF)
    kinds = [one for one in _kinds_of(request.user) if kind in ("", one)]
    following = next_hold(request.user, kinds) if kinds else None
    context = {
        "table": page_of(request, rows, SPEC),
        "tabs": _tabs(kind, counts),
        "heading": _heading(counts),
        "with_firms": counts.with_firms,
        "may_act": decides,
        "officers": officers_who_may(_P.DECIDE_HOLD, _P.RELEASE_AS_CHIEF) if decides else (),
        "next_url": _address(following) if following else "",
        "today": now,
        "samples": [_sample_task(one, request.user) for one in samples],
        "samples_whole": samples_whole,
        "months": [_month_task(one) for one in months],
        "months_whole": months_whole,
    }
    return render(request, "inspections/desk.html", context)


@login_required
@require_POST
def desk_assign(request: KnownRequest) -> HttpResponse:
    """Give each of the chosen holds to somebody, or put it back; each is audited by itself."""
    _refuse_strangers(request.user)
    permission_required(request.user, _P.DECIDE_HOLD, _P.RELEASE_AS_CHIEF)
    owner = owner_in(request, _P.DECIDE_HOLD, _P.RELEASE_AS_CHIEF)
    chosen = request.POST.getlist("selected")
    versions: dict[str, int] = {}
    done = 0
    for one in dict.fromkeys(chosen):
        number, key, version = ([*one.split(_SEPARATOR), "", ""])[:3]
        hold = hold_of_key(number, key)
        if hold is None or not version_in(version):
            continue
        try:
            given = assign_hold(
                hold=hold.pk,
                version=versions.get(number, version_in(version)),
                owner=owner,
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            sentences = [text for lines in refusal.fields.values() for text in lines]
            messages.warning(request, f"{number}: {' '.join(sentences) or refusal}")
        else:
            # The next hold of the same declaration was chosen from the same page.
            versions[number] = given.declaration.version
            done += 1
    if done:
        words = ngettext("%(count)s task is %(whose)s.", "%(count)s tasks are %(whose)s.", done)
        whose = _("free again")
        if owner is not None:
            whose = _("yours now") if owner == request.user else _("with %(who)s") % {"who": owner}
        messages.success(request, words % {"count": formats.number(done), "whose": whose})
    elif not chosen:
        messages.info(request, _("Tick the tasks first."))
    query = request.POST.get("query", "")
    return redirect(reverse("inspections:desk") + (f"?{query}" if query else ""))


def _refuse_strangers(user: User) -> None:
    if not may(user, _P.READ_FIRMS):
        raise Http404


def _kinds_of(user: User) -> list[HoldKind]:
    """The kinds of hold that a person may end."""
    kinds = [HoldKind.TEST, HoldKind.INSPECTION, HoldKind.REVIEW]
    chief = [HoldKind.CHIEF] if may(user, _P.RELEASE_AS_CHIEF) else []
    return (kinds if may(user, _P.DECIDE_HOLD) else []) + chief


def _tabs(current: str, counts: DeskCounts) -> list[Tab]:
    base = reverse("inspections:desk")
    tabs = [Tab(pgettext_lazy("queue", "All"), base, counts.whole, not current)]
    tabs += [
        Tab(VERBS[kind], f"{base}?kind={kind.value}", counts.by_kind[kind], kind == current)
        for kind in HoldKind
    ]
    checks = Tab(_("Checks to carry out"), reverse("inspections:check-list"), counts.checks)
    return [*tabs, checks]


def _heading(counts: DeskCounts) -> str:
    """Say what is so: how much is due today, how much is late."""
    if not counts.whole:
        return _("No declaration is held")
    late = ngettext("%(late)s is late", "%(late)s are late", counts.late) % {
        "late": _spelled(counts.late)
    }
    if not counts.due_today:
        if not counts.late:
            return _("Nothing is due today, nothing is late")
        return _("Nothing is due today, %(late)s") % {"late": late}
    today = ngettext(
        "%(count)s task is due today", "%(count)s tasks are due today", counts.due_today
    ) % {"count": _spelled(counts.due_today)}
    if not counts.late:
        return capfirst(_("%(today)s, none is late") % {"today": today})
    return capfirst(_("%(today)s, %(late)s") % {"today": today, "late": late})


def _spelled(count: int) -> str:
    return str(_SPELLED[count]) if count < len(_SPELLED) else formats.number(count)


def _sample_task(sample: Sample, user: User) -> Task:
    takes = may(user, _P.TAKE_SAMPLE)
    name = "lab:sample-take" if takes else "lab:sample-detail"
    of = str(sample.get_product_display())
    if sample.lot is not None:
        of = _(", ").join((sample.lot.number, material_name(sample.lot)))
    elif sample.dye_batch is not None:
        of = str(sample.dye_batch)
    return Task(
        what=sample.number,
        why=_("; ").join((str(sample.get_purpose_display()), of, sample.enterprise.name)),
        url=reverse(name, args=[sample.number]),
        act=_("Take the sample") if takes else _("Open the sample"),
        until=sample.due_on,
    )


def _month_task(obligation: MonitoringObligation) -> Any:
    lots = f"{reverse('lab:lot-list')}?q={obligation.enterprise.name_en}"
    return Task(
        what=obligation.enterprise.name,
        why=_("%(role)s, %(month)s: no lot is drawn yet")
        % {
            "role": obligation.get_role_display(),
            "month": formats.written_date(obligation.month, "month"),
        },
        url=lots,
        act=_("See its lots"),
        until=obligation.sample_by,
    )
