"""The monthly monitoring: its coverage, a month of one subject, and what people do about it."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from enterprises import formats
from enterprises.access import knows_one_firm, permission_required
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page, page_of
from enterprises.tables.page import EXPORT
from enterprises.views.deeds import Deed, Place, do
from lab import access
from lab.filters.monitoring import CoverageFilter, OwnCoverageFilter
from lab.forms.material import WaiverForm
from lab.models import MonitoringObligation
from lab.selectors.coverage import (
    LENGTHS,
    consequences,
    draws_of,
    heading_of,
    history_of,
    key_of,
    latest_of_subjects,
    matrix_of,
    months_back,
    subjects_of,
)
from lab.services import monitoring as services
from lab.services.obligations import number_of
from lab.states import ObligationState

PROPOSE = Deed(
    services.propose_waiver,
    gettext_lazy("Propose to waive %(record)s?"),
    gettext_lazy(
        "Waived, the month is not missed and covers nothing. You propose, the chief decides."
    ),
    gettext_lazy("Propose the waiver"),
    gettext_lazy("The waiver of %(record)s is proposed; the chief decides."),
    WaiverForm,
)
APPROVE = Deed(
    services.approve_waiver,
    gettext_lazy("Waive %(record)s?"),
    gettext_lazy("Its planned samples end. The month is not missed, and covers nothing."),
    gettext_lazy("Waive the month"),
    gettext_lazy("%(record)s is waived."),
)
DECLINE = Deed(
    services.decline_waiver,
    gettext_lazy("Decline to waive %(record)s?"),
    gettext_lazy("The month is owed as before."),
    gettext_lazy("Decline the waiver"),
    gettext_lazy("The waiver of %(record)s is declined."),
)
LATE = Deed(
    services.order_late_sample,
    gettext_lazy("Draw a late sample for %(record)s?"),
    gettext_lazy(
        "Lots are drawn at random from today’s stock and a full-item sample of each is planned. "
        "Passed late, the month is passed, and marked as late."
    ),
    gettext_lazy("Draw and plan the sample"),
    gettext_lazy("A late sample for %(record)s is planned."),
)


def _months_of(row: MonitoringObligation) -> dict[date, MonitoringObligation]:
    """The months of a row's subject, for a file."""
    owed: Sequence[MonitoringObligation] = row.enterprise.months_shown  # type: ignore[attr-defined]
    return {one.month: one for one in owed if one.role == row.role}


def _spec(months: Sequence[date], *, is_own: bool = False) -> ListSpec:
    def word(row: MonitoringObligation, month: date) -> str:
        found = _months_of(row).get(month)
        return str(ObligationState(found.state).label) if found else ""

    columns = [
        Column("firm", gettext_lazy("Firm"), value=lambda row: row.enterprise.name),
        Column(
            "serial", gettext_lazy("Serial"), value="enterprise.serial", sort="enterprise__serial"
        ),
        Column("role", gettext_lazy("As"), value="get_role_display"),
    ]
    columns += [
        Column(f"{month:%Y-%m}", f"{month:%Y-%m}", value=partial(word, month=month))
        for month in months
    ]
    return ListSpec(
        name="monitoring",
        label=gettext_lazy("Monthly monitoring"),
        order="serial",
        filterset=OwnCoverageFilter if is_own else CoverageFilter,
        columns=tuple(columns),
    )


@login_required
@one_look()
def monitoring(request: KnownRequest) -> HttpResponseBase:
    """Show who was monitored in which month, as far as the reader may see."""
    access.refuse_bench_only(request.user)
    today = timezone.localdate()
    asked = request.GET.get("length", "")
    length = int(asked) if asked in map(str, LENGTHS) else LENGTHS[0]
    months = months_back(today, length)
    request.coverage_since = months[0]  # type: ignore[attr-defined]
    visible = MonitoringObligation.objects.visible_to(request.user)
    rows = latest_of_subjects(visible, months[0])
    if EXPORT in request.GET:
        shown = MonitoringObligation.objects.filter(month__gte=months[0])
        prefetch = Prefetch("enterprise__obligations", queryset=shown, to_attr="months_shown")
        return list_page(
            request, rows.prefetch_related(prefetch), _spec(months), "lab/monitoring.html"
        )
    # The cells are drawn as a matrix, so that the list itself has no columns to draw.
    spec = _spec((), is_own=knows_one_firm(request.user))
    page = page_of(request, rows, spec)
    subjects = subjects_of([row.record for row in page.rows], months)
    context = {
        "table": page,
        "heads": [formats.month_short(month) for month in months],
        "rows": matrix_of(subjects, months, today),
        "heading": heading_of(visible, months[-1]),
    }
    return render(request, "lab/monitoring.html", context)


@login_required
@one_look()
def obligation_detail(request: KnownRequest, key: str) -> HttpResponse:
    """Show a month of one subject: what it means, what was drawn, and what may be done."""
    obligation = access.obligation_to_read(request.user, key)
    user = request.user
    samples = may(user, Permission.TAKE_SAMPLE)
    decides = may(user, Permission.RELEASE_AS_CHIEF)
    is_open = obligation.state == ObligationState.OPEN
    is_proposed = is_open and obligation.waiver_proposed_by is not None
    is_own = obligation.waiver_proposed_by_id == user.pk
    is_missed = obligation.state == ObligationState.MISSED
    draws = draws_of(obligation)
    lacks_a_draw = sum(row.stands for row in draws) < obligation.draws_needed
    context = {
        "obligation": obligation,
        "key": key,
        "reasons": consequences(obligation, timezone.localdate()),
        "draws": draws,
        "history": history_of(obligation, number_of(obligation)),
        "is_officer": may(user, Permission.READ_FIRMS),
        "is_proposed": is_proposed,
        "may_propose": samples and is_open and not is_proposed,
        "may_decide": decides and is_proposed and not is_own,
        "is_missed": is_missed,
        "may_draw": samples and is_missed and lacks_a_draw,
        "to_take": [row.draw.sample for row in draws if samples and row.is_to_take],
    }
    return render(request, "lab/obligation_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def waiver_propose(request: KnownRequest, key: str) -> HttpResponse:
    """Propose to waive a month that is open."""
    return _do(request, key, PROPOSE, Permission.TAKE_SAMPLE)


@login_required
@require_http_methods(["GET", "POST"])
def waiver_approve(request: KnownRequest, key: str) -> HttpResponse:
    """Waive a month that somebody else proposed to waive."""
    return _do(request, key, APPROVE, Permission.RELEASE_AS_CHIEF)


@login_required
@require_http_methods(["GET", "POST"])
def waiver_decline(request: KnownRequest, key: str) -> HttpResponse:
    """Decline a proposed waiver."""
    return _do(request, key, DECLINE, Permission.RELEASE_AS_CHIEF)


@login_required
@require_http_methods(["GET", "POST"])
def late_sample(request: KnownRequest, key: str) -> HttpResponse:
    """Draw and plan a late sample of a missed month."""
    return _do(request, key, LATE, Permission.TAKE_SAMPLE)


def _do(request: KnownRequest, key: str, deed: Deed, permission: Permission) -> HttpResponse:
    obligation = access.obligation_to_read(request.user, key)
    permission_required(request.user, permission)
    facts: list[tuple[Any, Any]] = [
        (_("State"), obligation.get_state_display()),
        (_("Sample by"), formats.time_tag(obligation.sample_by)),
        (_("Due on"), formats.time_tag(obligation.due_on)),
    ]
    if obligation.waiver_proposed_by is not None:
        facts.append((_("Proposed by"), str(obligation.waiver_proposed_by)))
        facts.append((_("Because"), obligation.waiver_reason))
    name, back = name_of(obligation), reverse("lab:obligation-detail", args=[key_of(obligation)])
    place = Place(
        back,
        name=name,
        given={"obligation": obligation.pk},
        version=obligation.version,
        crumbs=(gettext_lazy("Monthly monitoring"), reverse("lab:monitoring"), name, back),
        about=_("%(firm)s, as %(role)s")
        % {"firm": obligation.enterprise.name, "role": str(obligation.get_role_display()).lower()},
        facts=facts,
    )
    return do(request, deed, place)


def name_of(obligation: MonitoringObligation) -> str:
    """Name a month to people: October 2026."""
    return formats.written_date(obligation.month, "month")
