"""How lots, samples, reports and obligations are narrowed."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from enterprises.api.filters import FirmFilter, SearchFilter
from enterprises.states import Species
from lab.models import LedgerEntry, MonitoringObligation, RawMaterialLot, Report, Sample
from lab.states import (
    LedgerKind,
    LotState,
    MonitoringRole,
    ObligationState,
    SamplePurpose,
    SampleState,
    SampleSubject,
)


class LotFilter(filters.FilterSet):
    q = SearchFilter(["number", "supplier_name", "colour"])
    state = filters.MultipleChoiceFilter(choices=LotState.choices)
    species = filters.ChoiceFilter(choices=Species.choices)
    firm = FirmFilter()
    received_from = filters.DateFilter(field_name="received_on", lookup_expr="gte")
    received_until = filters.DateFilter(
        field_name="received_on", lookup_expr="lte", label=_("This day included")
    )
    has_free_skins = filters.BooleanFilter(field_name="balance__free_skins", lookup_expr="gt")

    class Meta:
        model = RawMaterialLot
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[RawMaterialLot]) -> QuerySet[RawMaterialLot]:
        wanted = self.form.cleaned_data.pop("has_free_skins", None)
        rows = super().filter_queryset(queryset)
        if wanted is None:
            return rows
        free = Q(balance__free_skins__gt=0)
        return rows.filter(free) if wanted else rows.exclude(free)


class LedgerFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=LedgerKind.choices)
    reference = filters.CharFilter(max_length=30, label=_("Number of what it was done for"))

    class Meta:
        model = LedgerEntry
        fields: list[str] = []


class LaboratorySampleFilter(filters.FilterSet):
    """What the laboratory may ask, which learns nothing of firms."""

    number = filters.CharFilter(max_length=20)
    state = filters.MultipleChoiceFilter(choices=SampleState.choices)
    purpose = filters.ChoiceFilter(choices=SamplePurpose.choices)
    subject = filters.ChoiceFilter(choices=SampleSubject.choices)
    due_until = filters.DateFilter(
        field_name="due_on", lookup_expr="lte", label=_("This day included")
    )

    class Meta:
        model = Sample
        fields: list[str] = []


class SampleFilter(LaboratorySampleFilter):
    firm = FirmFilter()
    lot = filters.CharFilter(field_name="lot__number", max_length=20)
    dye_batch = filters.CharFilter(field_name="dye_batch__number", max_length=20)


class LaboratoryReportFilter(filters.FilterSet):
    """What the laboratory may ask, which learns nothing of firms."""

    sample = filters.CharFilter(field_name="sample__number", max_length=20)
    fails_base_law = filters.BooleanFilter()
    reported_from = filters.DateFilter(field_name="report_date", lookup_expr="gte")
    reported_until = filters.DateFilter(
        field_name="report_date", lookup_expr="lte", label=_("This day included")
    )

    class Meta:
        model = Report
        fields: list[str] = []


class ReportFilter(LaboratoryReportFilter):
    firm = FirmFilter("sample__enterprise__credit_code")
    lot = filters.CharFilter(field_name="sample__lot__number", max_length=20)


class MonitoringFilter(filters.FilterSet):
    month = filters.DateFilter(label=_("Its first day"))
    state = filters.MultipleChoiceFilter(choices=ObligationState.choices)
    role = filters.ChoiceFilter(choices=MonitoringRole.choices)
    firm = FirmFilter()

    class Meta:
        model = MonitoringObligation
        fields: list[str] = []
