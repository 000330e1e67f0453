"""Cases of impact: the list, the page of one, its tasks, and how it is closed."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises import formats
from enterprises.marks import chip
from enterprises.parts import Tab
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page, page_of
from enterprises.tables.export import export_rows
from enterprises.tables.page import EXPORT
from enterprises.templatetags.qiudu import due
from enterprises.views.deeds import Deed, Place, do
from inspections import access
from inspections.filters.impact import ImpactCaseFilter, ImpactTaskFilter
from inspections.forms.desk import ReasonForm
from inspections.forms.impact import ConclusionForm
from inspections.models import ImpactCase, ImpactTask
from inspections.selectors.impact import cases_with_counts, impact_of, open_cases
from inspections.selectors.officers import officers_who_may
from inspections.selectors.pages.impact import case_page, case_trace, subject_of
from inspections.selectors.pages.impact_tasks import (
    days_late,
    outcome_words,
    task_about,
    task_address,
    task_words,
)
from inspections.services import impact
from inspections.states import IMPACT_AT_WORK, ImpactCaseState, ImpactTaskState
from inspections.views.trace import RECORDS, shown
from lab.words import joined

_P = Permission
SEPARATOR = "~"
CLOSED, ALL = "closed", "all"


def _address(case: ImpactCase) -> str:
    return reverse("inspections:impact-detail", args=[case.number])


def _open_tasks(case: Any) -> SafeString | str:
    if not case.tasks_open:
        return formats.number(0)
    late = _("%(count)s late") % {"count": formats.number(case.tasks_late)}
    under = format_html("<small>{}</small>", late) if case.tasks_late else ""
    return format_html("{}{}", formats.number(case.tasks_open), under)


CASES = ListSpec(
    name="impact-cases",
    label=gettext_lazy("Impact cases"),
    order="-number",
    filterset=ImpactCaseFilter,
    empty_title=gettext_lazy("No case here"),
    empty_text=gettext_lazy("A sample beyond the base law opens one by itself."),
    columns=(
        Column(
            "number",
            gettext_lazy("Case"),
            sort="pk",
            href=_address,
            small=lambda case: case.sample.number,
        ),
        Column(
            "subject",
            gettext_lazy("What failed"),
            value=lambda case: subject_of(case.sample),
            small=lambda case: case.sample.enterprise.name,
        ),
        Column("firm", gettext_lazy("Firm"), "sample.enterprise.name", is_shown=False),
        Column("lots", gettext_lazy("Lots"), value="lots_reached", kind="num"),
        Column("releases", gettext_lazy("Releases"), kind="num"),
        Column(
            "tasks", gettext_lazy("Tasks open"), value="tasks_open", kind="num", show=_open_tasks
        ),
        Column("late", gettext_lazy("Tasks late"), value="tasks_late", is_shown=False),
        Column(
            "next_due",
            gettext_lazy("Next due"),
            kind="date",
            show=lambda case: due(case.next_due),
        ),
        Column("opened_at", gettext_lazy("Opened"), kind="moment", roomy=True),
        Column("state", gettext_lazy("State"), chip="impact_case"),
    ),
)


def _due(task: ImpactTask) -> str:
    if task.state == ImpactTaskState.DONE:
        return formats.time_tag(task.done_at, "short")
    return due(task.due_on, days_late=days_late(task, timezone.localdate()))


def _select(task: ImpactTask) -> str:
    """Only what is still to be done is given to somebody."""
    return f"{task.ordinal}{SEPARATOR}{task.version}" if task.state == ImpactTaskState.OPEN else ""


TASKS = ListSpec(
    name="impact-tasks",
    label=gettext_lazy("Tasks"),
    # What is open stands before what is done.
    order="-state",
    filterset=ImpactTaskFilter,
    select=_select,
    empty_title=gettext_lazy("Nothing is to be done here"),
    columns=(
        Column(
            "task",
            gettext_lazy("Task"),
            value=task_words,
            href=lambda task: task_address(task.case.number, task.ordinal),
            small=task_about,
        ),
        Column(
            "owner",
            gettext_lazy("Whose"),
            value=lambda task: str(task.owner or task.done_by or ""),
            show=lambda task: str(task.owner or task.done_by or _("Unassigned")),
        ),
        Column("due", gettext_lazy("Due"), value="due_on", show=_due, sort="due_on"),
        Column(
            "outcome",
            gettext_lazy("How it ended"),
            value=lambda task: outcome_words(task) if task.outcome else "",
            small=lambda task: task.note,
        ),
        Column("state", gettext_lazy("State"), chip="impact_task", sort="state", roomy=True),
    ),
)


@login_required
@require_safe
@one_look()
def impact_list(request: KnownRequest) -> HttpResponseBase:
    """List the cases: those worked on, unless the closed or all are asked for."""
    _refuse_strangers(request)
    of = request.GET.get("of", "")
    rows = cases_with_counts(timezone.localdate())
    if of == CLOSED:
        rows = rows.filter(state=ImpactCaseState.CLOSED)
    elif of != ALL:
        rows = rows.exclude(state=ImpactCaseState.CLOSED)
    here, count = reverse("inspections:impact-list"), open_cases().count()
    tabs = [
        Tab(pgettext_lazy("cases", "Open"), here, count, of not in (CLOSED, ALL)),
        Tab(pgettext_lazy("cases", "Closed"), f"{here}?of={CLOSED}", None, of == CLOSED),
        Tab(pgettext_lazy("cases", "All"), f"{here}?of={ALL}", None, of == ALL),
    ]
    context = {"tabs": tabs, "count": count}
    return list_page(request, rows, CASES, "inspections/impact_list.html", context)


@login_required
@require_safe
@one_look()
def impact_detail(request: KnownRequest, number: str) -> HttpResponseBase:
    """Show one case: what failed, what it touches, what is left to do."""
    case = access.case_to_read(request.user, number)
    tasks = case.tasks.select_related(
        "case",
        "owner",
        "done_by",
        "enterprise",
        "lot__enterprise",
        "declaration__enterprise",
        "certificate__declaration__enterprise",
    )
    if EXPORT in request.GET:
        return list_page(request, tasks, TASKS, "inspections/impact_detail.html")
    page = case_page(case, request.user, timezone.now())
    works = may(request.user, _P.WORK_ON_IMPACT)
    may_act = works and case.state in IMPACT_AT_WORK
    return render(
        request,
        "inspections/impact_detail.html",
        {
            "case": case,
            "page": page,
            "table": page_of(request, tasks, TASKS if may_act else replace(TASKS, select=None)),
            "may_act": may_act,
            "officers": officers_who_may(_P.WORK_ON_IMPACT) if works else (),
            "records": shown(page.view.records),
            "whole": len(page.view.records),
        },
    )


@login_required
@require_safe
@one_look()
def impact_hits(request: KnownRequest, number: str) -> HttpResponseBase:
    """Give everything the case touches as a file."""
    case = access.case_to_read(request.user, number)
    view = case_trace(case, impact_of(case), {})
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    return export_rows(view.records, RECORDS, form, now=timezone.now())


ASK = Deed(
    impact.ask_to_close,
    gettext_lazy("Ask to close %(record)s?"),
    gettext_lazy("Its tasks are fixed from then on; another person closes it."),
    gettext_lazy("Ask to close"),
    gettext_lazy("%(record)s waits for another person to close it."),
    ConclusionForm,
    permissions=(_P.WORK_ON_IMPACT,),
)
CLOSE = Deed(
    impact.close_case,
    gettext_lazy("Close %(record)s?"),
    gettext_lazy("Every task is done. A closed case can be reopened with a reason."),
    gettext_lazy("Close the case"),
    gettext_lazy("%(record)s is closed."),
    permissions=(_P.CLOSE_IMPACT,),
)
REOPEN = Deed(
    impact.reopen_case,
    gettext_lazy("Reopen %(record)s?"),
    gettext_lazy("Tasks can be added again; it is closed by two persons as before."),
    gettext_lazy("Reopen the case"),
    gettext_lazy("%(record)s is open again."),
    ReasonForm,
    permissions=(_P.WORK_ON_IMPACT,),
)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def impact_ask(request: KnownRequest, number: str) -> HttpResponse:
    """Ask another person to close the case."""
    return _do(request, number, ASK)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def impact_close(request: KnownRequest, number: str) -> HttpResponse:
    """Close the case on another person's asking."""
    return _do(request, number, CLOSE)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def impact_reopen(request: KnownRequest, number: str) -> HttpResponse:
    """Take up a closed case again."""
    return _do(request, number, REOPEN)


def _do(request: KnownRequest, number: str, deed: Deed) -> HttpResponse:
    case = access.case_to_read(request.user, number)
    back = _address(case)
    done, whole = case.tasks.filter(state=ImpactTaskState.DONE).count(), case.tasks.count()
    is_asked = deed is CLOSE and case.state_reason
    place = Place(
        back,
        name=number,
        given={"number": number},
        version=case.version,
        crumbs=(_("Impact cases"), reverse("inspections:impact-list"), number, back),
        about=joined(
            case.sample.number,
            subject_of(case.sample),
            _("%(done)s of %(whole)s tasks done") % {"done": done, "whole": whole},
        ),
        state=chip(case.state, "impact_case"),
        quoted=case.state_reason if is_asked else "",
        facts=[(_("Asked by"), str(case.closing_by))] if is_asked else (),
    )
    return do(request, deed, place)


def _refuse_strangers(request: KnownRequest) -> None:
    if not may(request.user, _P.READ_FIRMS):
        raise Http404
