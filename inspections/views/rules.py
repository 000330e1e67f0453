"""Rule sets, the risk analysis, and what each class gets: what decisions rest on, to be read."""

from datetime import timedelta

import django_filters
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from enterprises.requests import KnownRequest
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from inspections import access
from inspections.models import RiskAnalysis, RuleSet
from inspections.selectors.lanes import lane_tables
from inspections.selectors.pages.rules import reason_of, risk_page, rule_set_page, rule_sets
from inspections.selectors.reference import rule_set_on
from inspections.states import RuleSetState

ONE_DAY = timedelta(days=1)


class RuleSetFilter(django_filters.FilterSet):
    """By state, and by the day on which a set was in force."""

    state = django_filters.ChoiceFilter(choices=RuleSetState.choices, label=gettext_lazy("State"))
    on = django_filters.DateFilter(method="in_force_on", label=gettext_lazy("In force on"))

    class Meta:
        model = RuleSet
        fields = ["state", "on"]

    def in_force_on(self, rows: QuerySet[RuleSet], name: str, day: object) -> QuerySet[RuleSet]:
        in_force = rows.filter(state__in=[RuleSetState.ACTIVE, RuleSetState.RETIRED])
        return in_force.in_force(day)  # type: ignore[attr-defined]


SPEC = ListSpec(
    name="rule-sets",
    label=gettext_lazy("Rule sets"),
    order="-first",
    filterset=RuleSetFilter,
    empty_title=gettext_lazy("No rule set was in force then"),
    empty_text=gettext_lazy("Without one every declaration is held for review."),
    columns=(
        Column(
            "code",
            gettext_lazy("Rule set"),
            href=lambda row: reverse("inspections:rule-set", args=[row.code]),
            small=reason_of,
        ),
        Column("state", gettext_lazy("State"), chip="rule_set"),
        Column("first", gettext_lazy("First day"), value="valid_from", sort="valid_from"),
        Column(
            "last",
            gettext_lazy("Last day"),
            value=lambda row: row.valid_until - ONE_DAY if row.valid_until else None,
            sort="valid_until",
        ),
        Column("author", gettext_lazy("Author"), value=lambda row: str(row.author or "")),
        Column(
            "approved_by", gettext_lazy("Approved by"), value=lambda row: str(row.approved_by or "")
        ),
        Column("approved_at", gettext_lazy("Approved"), kind="moment", roomy=True),
        Column("analysis", gettext_lazy("Risk analysis"), value="risk_analysis.code", roomy=True),
    ),
)


@login_required
def rule_set_list(request: KnownRequest) -> HttpResponseBase:
    """List every version of the release rules."""
    _officers_only(request)
    return list_page(request, rule_sets(), SPEC, "inspections/rule_set_list.html")


@login_required
@one_look()
def rule_set(request: KnownRequest, code: str) -> HttpResponse:
    """Read a rule set in words, beside another version if one is named."""
    _officers_only(request)
    found = _named(code)
    other = request.GET.get("against", "")
    against = _named(other) if other else None
    page = rule_set_page(found, against, today=timezone.localdate())
    return render(request, "inspections/rule_set.html", {"page": page})


@login_required
@one_look()
def risk_analysis(request: KnownRequest) -> HttpResponse:
    """Read the risk analysis in force, or the version named."""
    _officers_only(request)
    today = timezone.localdate()
    code = request.GET.get("version", "")
    in_force = rule_set_on(today)
    rows = RiskAnalysis.objects.select_related("author")
    if code:
        found = rows.filter(code=code).first()
        if found is None:
            raise Http404
    else:
        found = rows.filter(pk=in_force.analysis).first() if in_force else None
        found = found or rows.order_by("-valid_from", "-pk").first()
    page = risk_page(found, today=today) if found else None
    return render(request, "inspections/risk_analysis.html", {"page": page})


@require_safe
@one_look()
def class_table(request: HttpRequest) -> HttpResponse:
    """Tell anybody what each class gets and loses, as the rules in force have it."""
    in_force = rule_set_on(timezone.localdate())
    context = {
        "tables": lane_tables(in_force.rule_set) if in_force else (),
        "rule_set": in_force.rule_set.code if in_force else "",
        "since": in_force.valid_from if in_force else None,
    }
    return render(request, "public/class_table.html", context)


def _named(code: str) -> RuleSet:
    found = rule_sets().filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _officers_only(request: KnownRequest) -> None:
    if not access.is_officer(request.user):
        raise Http404
