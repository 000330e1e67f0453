"""How credit is narrowed by program."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from blacklist.models import Classification, CreditEvent, GradingRound, ListEntry
from blacklist.states import CreditClass, CreditEventState, ListEntryState, ListKind, Reporter
from enterprises.api.filters import FirmFilter, SearchFilter


class PublishedEntryFilter(filters.FilterSet):
    q = SearchFilter(["enterprise__name_en", "enterprise__name_zh", "enterprise__credit_code"])
    kind = filters.ChoiceFilter(choices=ListKind.choices)

    class Meta:
        model = ListEntry
        fields: list[str] = []


class EventFilter(filters.FilterSet):
    q = SearchFilter(["number", "source_reference"])
    state = filters.MultipleChoiceFilter(choices=CreditEventState.choices)
    indicator = filters.CharFilter(max_length=6)
    source = filters.ChoiceFilter(choices=Reporter.choices)
    firm = FirmFilter()
    occurred_from = filters.DateFilter(field_name="occurred_on", lookup_expr="gte")
    occurred_until = filters.DateFilter(
        field_name="occurred_on", lookup_expr="lte", label=_("This day included")
    )

    class Meta:
        model = CreditEvent
        fields: list[str] = []


class ClassificationFilter(filters.FilterSet):
    firm = FirmFilter()
    credit_class = filters.ChoiceFilter(choices=CreditClass.choices)
    holds = filters.BooleanFilter(
        field_name="until", lookup_expr="isnull", label=_("Whether it holds now")
    )

    class Meta:
        model = Classification
        fields: list[str] = []


class RoundFilter(filters.FilterSet):
    number = filters.NumberFilter(min_value=1, max_value=9999)
    held_from = filters.DateFilter(field_name="held_on", lookup_expr="gte")
    held_until = filters.DateFilter(
        field_name="held_on", lookup_expr="lte", label=_("This day included")
    )

    class Meta:
        model = GradingRound
        fields: list[str] = []


class ListingFilter(filters.FilterSet):
    q = SearchFilter(["number"])
    kind = filters.ChoiceFilter(choices=ListKind.choices)
    state = filters.MultipleChoiceFilter(choices=ListEntryState.choices)
    firm = FirmFilter()

    class Meta:
        model = ListEntry
        fields: list[str] = []
