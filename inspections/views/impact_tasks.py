"""The tasks of a case: done, given to somebody one by one or many at once, added."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from enterprises import formats
from enterprises.access import permission_required
from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.selectors.reference import one_look
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal, version_in
from inspections import access
from inspections.forms.impact import AssignForm, NewTaskForm, TaskForm
from inspections.models import ImpactCase, ImpactTask
from inspections.selectors.officers import officers_who_may
from inspections.selectors.pages.impact_tasks import task_about, task_words
from inspections.services import impact
from inspections.services.impact.tasks import due_day
from inspections.states import IMPACT_AT_WORK, ImpactTaskKind, ImpactTaskState
from inspections.views.giving import owner_in
from inspections.views.impact import SEPARATOR

_WORKS = Permission.WORK_ON_IMPACT


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def impact_task(request: KnownRequest, number: str, ordinal: int) -> HttpResponse:
    """Show a task, and do it: say how, in a choice and in words."""
    case, task = _reach(request, number, ordinal)
    back = _address(case)
    form = TaskForm(request.POST or None, kind=ImpactTaskKind(task.kind))
    if request.method == "POST":
        permission_required(request.user, _WORKS)
        if form.is_valid():
            try:
                impact.finish_task(
                    number=number,
                    ordinal=ordinal,
                    version=posted_version(request),
                    actor=request.user,
                    at=timezone.now(),
                    **form.cleaned_data,
                )
            except DomainError as refusal:
                if not refusal.fields:
                    return refused(request, refusal, back=back)
                show_refusal(form, refusal)
            else:
                messages.success(request, _("The task is done."))
                return redirect(back)
    return _task_page(request, case, task, form)


@login_required
@require_POST
@one_look()
def impact_task_assign(request: KnownRequest, number: str, ordinal: int) -> HttpResponse:
    """Give a task to somebody, or move its day."""
    case, task = _reach(request, number, ordinal)
    permission_required(request.user, _WORKS)
    assign = AssignForm(request.POST, officers=officers_who_may(_WORKS))
    if assign.is_valid():
        try:
            impact.assign_task(
                number=number,
                ordinal=ordinal,
                version=posted_version(request),
                actor=request.user,
                at=timezone.now(),
                **assign.cleaned_data,
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=_address(case))
            show_refusal(assign, refusal)
        else:
            messages.success(request, _("The task is given."))
            return redirect(_address(case))
    form = TaskForm(kind=ImpactTaskKind(task.kind))
    return _task_page(request, case, task, form, assign)


@login_required
@require_POST
@one_look()
def impact_assign(request: KnownRequest, number: str) -> HttpResponse:
    """Give each of the chosen tasks to somebody, or put it back; every one is audited by itself."""
    case = access.case_to_read(request.user, number)
    permission_required(request.user, _WORKS)
    owner = owner_in(request, _WORKS)
    done = 0
    chosen = request.POST.getlist("selected")
    for one in dict.fromkeys(chosen):
        ordinal, _mark, version = one.partition(SEPARATOR)
        if not version_in(ordinal):
            continue
        try:
            impact.assign_task(
                number=number,
                ordinal=version_in(ordinal),
                version=version_in(version),
                owner=owner,
                actor=request.user,
                at=timezone.now(),
            )
        except ImpactTask.DoesNotExist:
            continue
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            done += 1
    if done:
        words = ngettext("%(count)s task is given.", "%(count)s tasks are given.", done)
        messages.success(request, words % {"count": formats.number(done)})
    elif not chosen:
        messages.info(request, _("Tick the tasks first."))
    query = request.POST.get("query", "")
    return redirect(_address(case) + (f"?{query}" if query else ""))


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def impact_task_add(request: KnownRequest, number: str) -> HttpResponse:
    """Add something to do that the system did not name."""
    case = access.case_to_read(request.user, number)
    permission_required(request.user, _WORKS)
    now = timezone.now()
    form = NewTaskForm(
        request.POST or None,
        officers=officers_who_may(_WORKS),
        initial={"due_on": due_day(ImpactTaskKind.OTHER, now), "owner": request.user.username},
    )
    if request.method == "POST" and form.is_valid():
        try:
            impact.add_task(number=number, actor=request.user, at=now, **form.cleaned_data)
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=_address(case))
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The task is added."))
            return redirect(_address(case))
    return render(
        request,
        "inspections/impact_task_add.html",
        {"case": case, "form": form, "back": _address(case)},
        status=422 if form.errors else 200,
    )


def _reach(request: KnownRequest, number: str, ordinal: int) -> tuple[ImpactCase, ImpactTask]:
    case = access.case_to_read(request.user, number)
    task = (
        case.tasks.filter(ordinal=ordinal)
        .select_related(
            "owner",
            "done_by",
            "enterprise",
            "lot__enterprise",
            "declaration__enterprise",
            "certificate__declaration__enterprise",
        )
        .first()
    )
    if task is None:
        raise Http404
    return case, task


def _task_page(
    request: KnownRequest,
    case: ImpactCase,
    task: ImpactTask,
    form: TaskForm,
    assign: AssignForm | None = None,
) -> HttpResponse:
    is_at_work = case.state in IMPACT_AT_WORK and task.state == ImpactTaskState.OPEN
    may_act = is_at_work and access.works_on_impact(request.user)
    if assign is None:
        assign = AssignForm(
            officers=officers_who_may(_WORKS),
            initial={
                "owner": task.owner.username if task.owner else "",
                "due_on": task.due_on,
            },
        )
    has_faults = form.errors or assign.errors
    return render(
        request,
        "inspections/impact_task.html",
        {
            "case": case,
            "task": task,
            "heading": task_words(task),
            "about": task_about(task),
            "form": form,
            "assign": assign,
            "may_act": may_act,
            "back": _address(case),
        },
        status=422 if has_faults else 200,
    )


def _address(case: ImpactCase) -> str:
    return reverse("inspections:impact-detail", args=[case.number])
