"""Visits: planned, carried out on a phone, read, and endorsed by somebody else."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises import formats
from enterprises.access import (
    assessment_to_read,
    filing_to_read,
    permission_required,
    registration_to_read,
)
from enterprises.errors import DomainError
from enterprises.filters.registrar import AssessmentFilter
from enterprises.forms.registrar import PlanForm, ReasonForm, VisitForm
from enterprises.models import Assessment, DyehouseFiling, Registration
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.selectors.visits import visit_page
from enterprises.services import assessments
from enterprises.states import AssessmentState
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import due
from enterprises.tones import Text
from enterprises.views.deeds import Deed, do, place_of
from enterprises.views.errors import refused
from enterprises.views.groups import count_groups, tabs_of
from enterprises.views.posting import posted_version, show_refusal

_S = AssessmentState

GROUPS: Mapping[str, tuple[Text, tuple[AssessmentState, ...]]] = {
    "to_visit": (gettext_lazy("To visit"), (_S.PLANNED, _S.UNDER_WAY, _S.SENT_BACK)),
    "to_endorse": (gettext_lazy("To endorse"), (_S.SUBMITTED,)),
    "endorsed": (pgettext_lazy("assessments", "Endorsed"), (_S.ENDORSED,)),
    "cancelled": (pgettext_lazy("assessments", "Cancelled"), (_S.CANCELLED,)),
}

DEEDS: Mapping[str, Deed] = {
    "endorse": Deed(
        assessments.endorse_assessment,
        gettext_lazy("Endorse this assessment?"),
        gettext_lazy(
            "You were not there and stand by what was found. Each finding becomes a "
            "rectification, due in the scheme's time; without one the visit is passed."
        ),
        gettext_lazy("Endorse it"),
        gettext_lazy("%(record)s is endorsed."),
    ),
    "send-back": Deed(
        assessments.send_back_assessment,
        gettext_lazy("Send the report back?"),
        gettext_lazy("Its assessors take it up again; a critical finding keeps its effect."),
        gettext_lazy("Send it back"),
        gettext_lazy("%(record)s is sent back to its assessors."),
        ReasonForm,
    ),
    "cancel": Deed(
        assessments.cancel_assessment,
        gettext_lazy("Cancel this visit?"),
        gettext_lazy("The firm is told. Another visit can be planned."),
        gettext_lazy("Cancel the visit"),
        gettext_lazy("%(record)s is cancelled."),
        ReasonForm,
        is_grave=True,
    ),
}


def _address(assessment: Assessment) -> str:
    return reverse("enterprises:assessment-detail", args=[assessment.number])


def _names(assessment: Assessment) -> str:
    return _(", ").join(str(person) for person in assessment.assessors.all())


def _day(assessment: Assessment) -> SafeString | str:
    if assessment.state == _S.PLANNED:
        return due(assessment.planned_for)
    return formats.time_tag(assessment.on_site_on or assessment.planned_for, "short")


SPEC = ListSpec(
    name="assessments",
    label=gettext_lazy("Assessments"),
    order="-number",
    filterset=AssessmentFilter,
    empty_title=gettext_lazy("No visit here"),
    empty_text=gettext_lazy("A visit is planned from the page of a registration or a filing."),
    columns=(
        Column("number", gettext_lazy("Number"), sort="pk", href=_address),
        Column(
            "firm",
            gettext_lazy("Firm"),
            value=lambda one: one.enterprise.name,
            small=lambda one: capfirst(one.get_checklist_display()),
        ),
        Column("day", gettext_lazy("Visit"), value="planned_for", show=_day, sort="planned_for"),
        Column("assessors", gettext_lazy("Assessors"), value=_names, roomy=True),
        Column("score", gettext_lazy("Score"), kind="num", sort="score"),
        Column("state", gettext_lazy("State"), chip="assessment"),
    ),
)


@login_required
@require_safe
@one_look()
def assessment_list(request: KnownRequest) -> HttpResponseBase:
    """List the visits by what is to be done."""
    permission_required(request.user, Permission.READ_FIRMS)
    rows = Assessment.objects.visible_to(request.user)
    counts = count_groups(rows, GROUPS)
    group = request.GET.get("of", "")
    if group not in GROUPS:
        group = "to_visit" if counts["to_visit"] or not counts["to_endorse"] else "to_endorse"
    tabs = tabs_of(GROUPS, counts, group)
    return list_page(
        request,
        rows.filter(state__in=GROUPS[group][1])
        .select_related("enterprise")
        .prefetch_related("assessors"),
        SPEC,
        "enterprises/assessment_list.html",
        {"tabs": tabs, "heading": _heading(counts)},
    )


def _heading(counts: Mapping[str, int]) -> str:
    to_visit, to_endorse = counts["to_visit"], counts["to_endorse"]
    if not to_visit and not to_endorse:
        return _("No visit waits")
    visits = ngettext("%(count)d visit to make", "%(count)d visits to make", to_visit) % {
        "count": to_visit
    }
    reports = ngettext(
        "%(count)d report to endorse", "%(count)d reports to endorse", to_endorse
    ) % {"count": to_endorse}
    return _(", ").join(
        words for words, count in ((visits, to_visit), (reports, to_endorse)) if count
    )


@login_required
@require_safe
@one_look()
def assessment_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show a visit: what was looked at, what was found, and what became of it.

    The firm reads what was found once another officer stands by it.
    """
    assessment = assessment_to_read(request.user, number)
    user, state = request.user, _S(assessment.state)
    decides = may(user, Permission.DECIDE_REGISTRATION)
    is_officer = may(user, Permission.READ_FIRMS)
    was_there = assessment.assessors.filter(pk=user.pk).exists()
    context = {
        "assessment": assessment,
        "page": visit_page(assessment, timezone.localdate()),
        "is_officer": is_officer,
        "shows_findings": is_officer or state == _S.ENDORSED,
        "was_there": was_there,
        "may_perform": was_there and state in (_S.PLANNED, _S.UNDER_WAY, _S.SENT_BACK),
        "may_cancel": decides and state == _S.PLANNED,
        "may_endorse": decides and state == _S.SUBMITTED and not was_there,
        "waits_for_another": decides and state == _S.SUBMITTED and was_there,
    }
    return render(request, "enterprises/assessment_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def registration_assess(request: KnownRequest, number: str) -> HttpResponse:
    """Plan a visit to a maker."""
    return _plan(request, registration_to_read(request.user, number))


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def filing_visit(request: KnownRequest, number: str) -> HttpResponse:
    """Plan a visit to a dyehouse."""
    return _plan(request, filing_to_read(request.user, number))


def _plan(request: KnownRequest, subject: Registration | DyehouseFiling) -> HttpResponse:
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    kind = "registration" if isinstance(subject, Registration) else "filing"
    back = reverse(f"enterprises:{kind}-detail", args=[subject.number])
    now = timezone.now()
    form = PlanForm(
        request.POST or None,
        on=timezone.localdate(now),
        initial={"assessors": [request.user.username]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            planned = assessments.plan_assessment(
                subject=subject, actor=request.user, at=now, **form.cleaned_data
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=back)
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("The visit %(number)s is planned.") % {"number": planned.number}
            )
            return redirect(_address(planned))
    return render(
        request,
        "enterprises/assessment_plan.html",
        {"subject": subject, "form": form, "back": back},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def assessment_perform(request: KnownRequest, number: str) -> HttpResponse:
    """Go through the checklist on the factory floor: keep it as often as one likes, then hand it in."""
    assessment = assessment_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    is_under_way = assessment.state == _S.UNDER_WAY
    if request.method == "POST":
        form = VisitForm(request.POST, request.FILES, assessment=assessment)
    else:
        form = VisitForm(assessment=assessment)
    if request.method == "POST" and form.is_valid():
        try:
            handed_in = _keep(request, assessment, form)
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=_address(assessment))
            show_refusal(form, refusal)
        else:
            told = _("The report of %(number)s is handed in.") if handed_in else _("Kept.")
            messages.success(request, told % {"number": number} if handed_in else told)
            name = "assessment-detail" if handed_in else "assessment-perform"
            return redirect(f"enterprises:{name}", number)
    context = {
        "assessment": assessment,
        "form": form,
        "rows": list(form.rows()) if is_under_way else [],
        "is_under_way": is_under_way,
        "may_start": assessment.state in (_S.PLANNED, _S.SENT_BACK),
        "photos": assessment.photos.count(),
        "page": visit_page(assessment, timezone.localdate()),
    }
    status = 422 if form.errors else 200
    return render(request, "enterprises/assessment_perform.html", context, status=status)


def _keep(request: KnownRequest, assessment: Assessment, form: VisitForm) -> bool:
    """Keep what is filled in, and hand it in if that was pressed; tells whether it was."""
    now = timezone.now()
    common: dict[str, Any] = {"number": assessment.number, "actor": request.user, "at": now}
    hands_in = "finish" in request.POST
    kept = assessments.keep_findings(
        version=posted_version(request),
        found=form.found(),
        conclusion=form.cleaned_data["conclusion"],
        photos=form.cleaned_data["photos"],
        hands_in=hands_in,
        **common,
    )
    return kept.state == _S.SUBMITTED


@login_required
@require_POST
def assessment_start(request: KnownRequest, number: str) -> HttpResponse:
    """Begin on site."""
    assessment = assessment_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    try:
        assessments.start_assessment(
            number=number,
            version=posted_version(request),
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        return refused(request, refusal, back=_address(assessment))
    return redirect("enterprises:assessment-perform", number)


@login_required
@require_http_methods(["GET", "POST"])
def assessment_act(request: KnownRequest, number: str, act: str) -> HttpResponse:
    """Endorse, send back or cancel."""
    assessment = assessment_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    return do(request, DEEDS[act], place_of(assessment, _address(assessment)))
