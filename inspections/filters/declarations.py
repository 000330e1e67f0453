"""What the list of declarations can be asked."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises.filters.countries import country_choices
from inspections.models import Declaration
from inspections.states import DeclarationState


class DeclarationFilter(django_filters.FilterSet):
    """By text, state, destination and time."""

    q = django_filters.CharFilter(
        method="named", label=_("Number, consignee, contract, lot or firm")
    )
    state = django_filters.ChoiceFilter(choices=DeclarationState.choices, label=_("State"))
    destination = django_filters.ChoiceFilter(
        field_name="destination_iso", choices=country_choices, label=_("Destination")
    )
    changed = django_filters.DateFromToRangeFilter(field_name="changed_at", label=_("Last change"))

    class Meta:
        model = Declaration
        fields = ["q", "state", "destination", "changed"]

    def named(self, rows: QuerySet[Declaration], name: str, text: str) -> QuerySet[Declaration]:
        """Find what a person would search by; a lot by its whole number."""
        text = text.strip()
        found = (
            Q(number__icontains=text)
            | Q(consignee__icontains=text)
            | Q(contract_number__icontains=text)
            | Q(enterprise__name_en__icontains=text)
            | Q(enterprise__name_zh__icontains=text)
        )
        if text.upper().startswith("L"):
            of_lot = Declaration.objects.filter(lines__uses__lot__number=text.upper())
            found |= Q(pk__in=of_lot.values("pk"))
        return rows.filter(found)
