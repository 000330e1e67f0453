"""How declarations, decisions and certificates are narrowed."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from enterprises.api.filters import FirmFilter, SearchFilter
from inspections.models import (
    Certificate,
    Declaration,
    ImpactCase,
    ImpactTask,
    ReleaseDecision,
)
from inspections.states import (
    CertificateState,
    DeclarationState,
    ImpactCaseState,
    ImpactTaskKind,
    ImpactTaskState,
    Outcome,
    Path,
)


class DeclarationFilter(filters.FilterSet):
    """Dates are those of the last change."""

    q = SearchFilter(["number", "contract_number", "consignee"])
    state = filters.MultipleChoiceFilter(choices=DeclarationState.choices)
    destination = filters.CharFilter(
        field_name="destination_iso", lookup_expr="iexact", max_length=2
    )
    firm = FirmFilter()
    lot = filters.CharFilter(
        field_name="lines__uses__lot__number",
        distinct=True,
        max_length=20,
        label=_("Made of this lot"),
    )
    submitted_from = filters.DateFilter(field_name="submitted_at", lookup_expr="date__gte")
    submitted_until = filters.DateFilter(
        field_name="submitted_at", lookup_expr="date__lte", label=_("This day included")
    )

    class Meta:
        model = Declaration
        fields: list[str] = []


class DecisionFilter(filters.FilterSet):
    declaration = filters.CharFilter(field_name="declaration__number", max_length=20)
    outcome = filters.MultipleChoiceFilter(choices=Outcome.choices)
    path = filters.ChoiceFilter(choices=Path.choices)
    is_final = filters.BooleanFilter()
    destination = filters.CharFilter(
        field_name="declaration__destination_iso", lookup_expr="iexact", max_length=2
    )
    firm = FirmFilter("declaration__enterprise__credit_code")
    decided_from = filters.DateFilter(field_name="decided_at", lookup_expr="date__gte")
    decided_until = filters.DateFilter(
        field_name="decided_at", lookup_expr="date__lte", label=_("This day included")
    )

    class Meta:
        model = ReleaseDecision
        fields: list[str] = []


class CertificateFilter(filters.FilterSet):
    q = SearchFilter(["number", "declaration__number"])
    declaration = filters.CharFilter(field_name="declaration__number", max_length=20)
    state = filters.MultipleChoiceFilter(choices=CertificateState.choices)
    destination = filters.CharFilter(
        field_name="declaration__destination_iso", lookup_expr="iexact", max_length=2
    )
    firm = FirmFilter()
    issued_from = filters.DateFilter(field_name="issued_at", lookup_expr="date__gte")
    issued_until = filters.DateFilter(
        field_name="issued_at", lookup_expr="date__lte", label=_("This day included")
    )

    class Meta:
        model = Certificate
        fields: list[str] = []


class ImpactCaseFilter(filters.FilterSet):
    q = SearchFilter(
        ["number", "sample__number", "sample__lot__number", "sample__dye_batch__number"]
    )
    state = filters.MultipleChoiceFilter(choices=ImpactCaseState.choices)
    firm = FirmFilter("sample__enterprise__credit_code")
    opened_from = filters.DateFilter(field_name="opened_at", lookup_expr="date__gte")
    opened_until = filters.DateFilter(
        field_name="opened_at", lookup_expr="date__lte", label=_("This day included")
    )

    class Meta:
        model = ImpactCase
        fields: list[str] = []


class ImpactTaskFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=ImpactTaskKind.choices)
    state = filters.ChoiceFilter(choices=ImpactTaskState.choices)
    owner = filters.CharFilter(field_name="owner__username", max_length=150)
    due_until = filters.DateFilter(
        field_name="due_on", lookup_expr="lte", label=_("This day included")
    )

    class Meta:
        model = ImpactTask
        fields: list[str] = []
