"""How registrations, visits, rectifications and filings are narrowed."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from enterprises.api.filters import FirmFilter, SearchFilter
from enterprises.models import Assessment, DyehouseFiling, Rectification, Registration
from enterprises.policy import WITH_THE_FIRM
from enterprises.states import (
    AssessmentState,
    Checklist,
    DyehouseFilingState,
    EnterpriseKind,
    RectificationState,
    RegistrationState,
)

_FIRM_NAMES = ["number", "enterprise__name_en", "enterprise__name_zh"]


class RegistrationFilter(filters.FilterSet):
    q = SearchFilter(_FIRM_NAMES)
    state = filters.MultipleChoiceFilter(choices=RegistrationState.choices)
    firm = FirmFilter()

    class Meta:
        model = Registration
        fields: list[str] = []


class AssessmentFilter(filters.FilterSet):
    q = SearchFilter(_FIRM_NAMES)
    state = filters.MultipleChoiceFilter(choices=AssessmentState.choices)
    checklist = filters.ChoiceFilter(choices=Checklist.choices)
    registration = filters.CharFilter(field_name="registration__number", max_length=20)
    dyehouse = filters.CharFilter(field_name="filing__number", max_length=20)
    firm = FirmFilter()

    class Meta:
        model = Assessment
        fields: list[str] = []


class RectificationFilter(filters.FilterSet):
    q = SearchFilter(_FIRM_NAMES)
    state = filters.MultipleChoiceFilter(choices=RectificationState.choices)
    is_overdue = filters.BooleanFilter(method="overdue")
    due_until = filters.DateFilter(
        field_name="due_on", lookup_expr="lte", label=_("This day included")
    )
    registration = filters.CharFilter(field_name="assessment__registration__number", max_length=20)
    firm = FirmFilter()

    class Meta:
        model = Rectification
        fields: list[str] = []

    def overdue(
        self, queryset: QuerySet[Rectification], name: str, value: bool
    ) -> QuerySet[Rectification]:
        late = Q(state__in=WITH_THE_FIRM, due_on__lt=timezone.localdate())
        return queryset.filter(late) if value else queryset.exclude(late)


class DyehouseFilter(filters.FilterSet):
    q = SearchFilter(_FIRM_NAMES)
    state = filters.MultipleChoiceFilter(choices=DyehouseFilingState.choices)
    firm = FirmFilter()

    class Meta:
        model = DyehouseFiling
        fields: list[str] = []


class RegisteredFirmFilter(filters.FilterSet):
    q = SearchFilter(_FIRM_NAMES)
    kind = filters.ChoiceFilter(choices=EnterpriseKind.choices, method="of_kind")

    class Meta:
        model = Registration
        fields: list[str] = []

    def of_kind(
        self, queryset: QuerySet[Registration], name: str, value: str
    ) -> QuerySet[Registration]:
        return queryset.filter(enterprise__kinds__contains=[value])


class FiledDyehouseFilter(filters.FilterSet):
    q = SearchFilter(_FIRM_NAMES)

    class Meta:
        model = DyehouseFiling
        fields: list[str] = []
