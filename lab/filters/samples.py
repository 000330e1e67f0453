"""What the lists of samples can be asked."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lab.filters.lots import species_choices
from lab.models import Sample
from lab.states import SamplePurpose
from lab.words import colours_named


class SampleFilter(django_filters.FilterSet):
    """By text, purpose, species and due day: the samples of firms, for those who see firms."""

    q = django_filters.CharFilter(method="named", label=_("Number, lot, seal or firm"))
    purpose = django_filters.ChoiceFilter(choices=SamplePurpose.choices, label=_("Purpose"))
    species = django_filters.ChoiceFilter(choices=species_choices, label=_("Fur"))
    due = django_filters.DateFromToRangeFilter(field_name="due_on", label=_("Due"))

    class Meta:
        model = Sample
        fields = ["q", "purpose", "species", "due"]

    def named(self, rows: QuerySet[Sample], name: str, text: str) -> QuerySet[Sample]:
        """Find what a person would search by."""
        text = text.strip()
        return rows.filter(
            Q(number__icontains=text)
            | Q(lot__number__icontains=text)
            | Q(seal_number__icontains=text)
            | Q(enterprise__name_en__icontains=text)
            | Q(enterprise__name_zh__icontains=text)
        )


class BenchFilter(django_filters.FilterSet):
    """By text and species: the samples of the laboratory, where no firm is known."""

    q = django_filters.CharFilter(method="named", label=_("Number, seal or colour"))
    species = django_filters.ChoiceFilter(choices=species_choices, label=_("Fur"))

    class Meta:
        model = Sample
        fields = ["q", "species"]

    def named(self, rows: QuerySet[Sample], name: str, text: str) -> QuerySet[Sample]:
        """Find by what the laboratory knows of a sample; never by its lot or its firm."""
        text = text.strip()
        return rows.filter(
            Q(number__icontains=text)
            | Q(seal_number__icontains=text)
            | Q(colour__icontains=text)
            | Q(colour__in=colours_named(text))
        )
