"""How lots, samples, reports and obligations are narrowed."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from enterprises.api.filters import FirmFilter, SearchFilter
from enterprises.states import Species
from lab.models import (
    Delivery,
    DyeBatch,
    LedgerAdjustment,
    LedgerEntry,
    MonitoringObligation,
    RawMaterialLot,
    Report,
    Retest,
    Sample,
)
from lab.states import (
    AdjustmentState,
    DeliveryState,
    LedgerKind,
    LotState,
    MonitoringRole,
    ObligationState,
    RetestState,
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


class DyeBatchFilter(filters.FilterSet):
    q = SearchFilter(["number", "colour"])
    species = filters.ChoiceFilter(choices=Species.choices)
    firm = FirmFilter()
    dyed_from = filters.DateFilter(field_name="dyed_on", lookup_expr="gte")
    dyed_until = filters.DateFilter(
        field_name="dyed_on", lookup_expr="lte", label=_("This day included")
    )

    class Meta:
        model = DyeBatch
        fields: list[str] = []


class DeliveryFilter(filters.FilterSet):
    q = SearchFilter(["number", "dye_batch__number", "colour"])
    state = filters.MultipleChoiceFilter(choices=DeliveryState.choices)
    dyehouse = FirmFilter("dyehouse__credit_code")
    buyer = FirmFilter("buyer__credit_code")
    delivered_from = filters.DateFilter(field_name="delivered_on", lookup_expr="gte")
    delivered_until = filters.DateFilter(
        field_name="delivered_on", lookup_expr="lte", label=_("This day included")
    )

    class Meta:
        model = Delivery
        fields: list[str] = []


class AdjustmentFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=AdjustmentState.choices)
    lot = filters.CharFilter(field_name="lot__number", max_length=20)
    firm = FirmFilter("lot__enterprise__credit_code")

    class Meta:
        model = LedgerAdjustment
        fields: list[str] = []


class RetestFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=RetestState.choices)
    sample = filters.CharFilter(field_name="sample__number", max_length=20)
    firm = FirmFilter()

    class Meta:
        model = Retest
        fields: list[str] = []
