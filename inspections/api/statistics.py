"""Statistics by the same questions as the pages; rule sets and risk analyses to be read."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from blacklist.states import Level
from enterprises.api.doors import Door, Scope
from enterprises.api.views import ListRows, RecordViewSet, ShowRow
from enterprises.calendar import day_of
from enterprises.models import Enterprise
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from inspections.forms.statistics import StatisticsForm
from inspections.models import DeclarationFigure, ReleaseRule, RiskAnalysis, RiskLevel, RuleSet
from inspections.selectors import statistics
from inspections.selectors.statistics import SERIES, Asked
from inspections.selectors.statistics.released import Amount
from inspections.serializers.statistics import (
    RiskAnalysisSerializer,
    RuleSetBriefSerializer,
    RuleSetSerializer,
    StatisticsSerializer,
)
from inspections.states import RuleSetState

_NAMES = ("since", "until", "market", "destination", "credit_class", "firm")


def _parameter(name: str, words: str, **options: Any) -> OpenApiParameter:
    return OpenApiParameter(name, options.pop("type", str), description=words, **options)


@extend_schema(tags=["statistics"])
class StatisticsViewSet(RecordViewSet):
    """What left, how fast, what was tested and what checks found; people of firms read their own."""

    doors = {"list": Door(Scope.DECLARATIONS_READ)}
    serializer_class = StatisticsSerializer
    pagination_class = None
    filter_backends = []

    def get_queryset(self) -> QuerySet[DeclarationFigure]:
        return DeclarationFigure.objects.none()

    @extend_schema(
        summary="Read the statistics",
        parameters=[
            _parameter("since", "The first day; the last twelve months unless told.", type=date),
            _parameter("until", "The last day, included.", type=date),
            _parameter("market", "One market of the pictures.", enum=list(SERIES)),
            _parameter("destination", "Country code."),
            _parameter("credit_class", "The class on the day of decision.", enum=Level.values),
            _parameter("firm", "Serial or unified social credit code of a firm."),
        ],
        responses=StatisticsSerializer,
    )
    def list(self, request: Request, **kwargs: Any) -> Response:
        """Give all figures of the days and declarations asked for, in one answer."""
        unknown = [name for name in request.query_params if name not in _NAMES]
        if unknown:
            raise ValidationError({name: [_("There is no such filter.")] for name in unknown})
        visible = Enterprise.objects.visible_to(self.person)
        form = StatisticsForm(
            request.query_params,
            today=day_of(self.now),
            visible=visible,
            seen=None if may(self.person, Permission.READ_FIRMS) else visible,
        )
        if not form.is_valid():
            raise ValidationError(
                {name: [str(text) for text in texts] for name, texts in form.errors.items()}
            )
        with one_look():
            return Response(StatisticsSerializer(_answer(form.asked)).data)


def _answer(asked: Asked) -> dict[str, Any]:
    released = statistics.released(asked)
    pace, _months = statistics.medians(asked)
    return {
        "since": asked.span.first,
        "until": asked.span.last,
        "released": released.whole,
        "months": [
            {"month": row.month, "market": series, **_amount(amount)}
            for row in released.months
            for series, amount in row.by_series.items()
            if amount.batches
        ],
        "destinations": [
            {"destination": row.key, **_amount(row.amount)} for row in released.destinations
        ],
        "classes": [{"credit_class": row.key, **_amount(row.amount)} for row in released.levels],
        "firms": [
            {"serial": row.key, "name": row.name, **_amount(row.amount)} for row in released.firms
        ],
        "outcomes": statistics.outcomes(asked).counts,
        "median_seconds": {"whole": _seconds(pace.whole), "held": _seconds(pace.held)},
        "tests": statistics.tests_by_month(asked),
        "checks": [
            {
                "lane": row.lane,
                "carried_out": row.carried_out,
                "failed": row.failed,
                "share_low": row.share.low,
                "share_high": row.share.high,
                "unchecked_over_limit_per_10000": (
                    row.proven.per_ten_thousand if row.proven else None
                ),
            }
            for row in statistics.lane_checks(asked)
        ],
        "came_home": _came_home(asked),
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "batches": amount.batches,
        "pieces": amount.pieces,
        "value_usd": amount.value_usd,
    }


def _seconds(took: timedelta | None) -> int | None:
    return None if took is None else round(took.total_seconds())


def _came_home(asked: Asked) -> dict[str, Any]:
    home = statistics.came_home(asked)
    return {
        "firms": home.firms,
        "ports": [{"port": port, "firms": firms} for port, firms in home.ports],
    }


class RuleSetFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=RuleSetState.choices)
    on = filters.DateFilter(method="in_force_on", label=gettext_lazy("In force on this day"))

    class Meta:
        model = RuleSet
        fields: list[str] = []

    def in_force_on(self, rows: QuerySet[RuleSet], name: str, day: date) -> QuerySet[RuleSet]:
        in_force = rows.filter(state__in=[RuleSetState.ACTIVE, RuleSetState.RETIRED])
        return in_force.in_force(day)  # type: ignore[attr-defined]


@extend_schema(tags=["rules"])
@extend_schema_view(
    list=extend_schema(summary="List rule sets"),
    retrieve=extend_schema(summary="Read a rule set"),
)
class RuleSetViewSet(ListRows, ShowRow, RecordViewSet):
    """Versions of the release rules; a decision names the one it was made by."""

    doors = {
        "list": Door(Scope.DECLARATIONS_READ, (Permission.READ_FIRMS,)),
        "retrieve": Door(Scope.DECLARATIONS_READ, (Permission.READ_FIRMS,)),
    }
    lookup_field = "code"
    natural_key = ("code",)
    serializer_class = RuleSetSerializer
    list_serializer_class = RuleSetBriefSerializer
    filterset_class = RuleSetFilter

    def get_queryset(self) -> QuerySet[RuleSet]:
        rules = ReleaseRule.objects.order_by("order").prefetch_related("measures")
        rows = RuleSet.objects.select_related("author", "approved_by", "risk_analysis")
        return rows.prefetch_related(Prefetch("rules", rules))


class RiskAnalysisFilter(filters.FilterSet):
    on = filters.DateFilter(method="in_force_on", label=gettext_lazy("In force on this day"))

    class Meta:
        model = RiskAnalysis
        fields: list[str] = []

    def in_force_on(
        self, rows: QuerySet[RiskAnalysis], name: str, day: date
    ) -> QuerySet[RiskAnalysis]:
        return rows.in_force(day)  # type: ignore[attr-defined]


@extend_schema(tags=["rules"])
@extend_schema_view(
    list=extend_schema(summary="List risk analyses"),
    retrieve=extend_schema(summary="Read a risk analysis"),
)
class RiskAnalysisViewSet(ListRows, ShowRow, RecordViewSet):
    """Versions of the risk analysis, product group by regime; a rule set cites one."""

    doors = {
        "list": Door(Scope.DECLARATIONS_READ, (Permission.READ_FIRMS,)),
        "retrieve": Door(Scope.DECLARATIONS_READ, (Permission.READ_FIRMS,)),
    }
    lookup_field = "code"
    natural_key = ("code",)
    serializer_class = RiskAnalysisSerializer
    filterset_class = RiskAnalysisFilter

    def get_queryset(self) -> QuerySet[RiskAnalysis]:
        levels = RiskLevel.objects.order_by("pk")
        rows = RiskAnalysis.objects.select_related("author")
        return rows.prefetch_related(Prefetch("levels", levels))
