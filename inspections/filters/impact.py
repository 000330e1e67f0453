"""What the list of cases, and the tasks of one, can be asked."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from inspections.filters.owners import OwnedFilter
from inspections.models import ImpactCase, ImpactTask
from inspections.states import ImpactCaseState, ImpactTaskKind, ImpactTaskState


class ImpactCaseFilter(django_filters.FilterSet):
    """By text and state."""

    q = django_filters.CharFilter(method="named", label=_("Case, sample, lot, batch or firm"))
    state = django_filters.ChoiceFilter(choices=ImpactCaseState.choices, label=_("State"))

    class Meta:
        model = ImpactCase
        fields = ["q", "state"]

    def named(self, rows: QuerySet[ImpactCase], name: str, text: str) -> QuerySet[ImpactCase]:
        text = text.strip()
        return rows.filter(
            Q(number__icontains=text)
            | Q(sample__number__icontains=text)
            | Q(sample__lot__number__icontains=text)
            | Q(sample__dye_batch__number__icontains=text)
            | Q(sample__enterprise__name_en__icontains=text)
            | Q(sample__enterprise__name_zh__icontains=text)
        )


class ImpactTaskFilter(OwnedFilter):
    """By text, whose it is, what it is about, and whether it is done."""

    q = django_filters.CharFilter(method="named", label=_("Find in these tasks"))
    kind = django_filters.ChoiceFilter(choices=ImpactTaskKind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=ImpactTaskState.choices, label=_("State"))

    class Meta:
        model = ImpactTask
        fields = ["q", "whose", "kind", "state"]

    def named(self, rows: QuerySet[ImpactTask], name: str, text: str) -> QuerySet[ImpactTask]:
        text = text.strip()
        return rows.filter(
            Q(certificate__number__icontains=text)
            | Q(declaration__number__icontains=text)
            | Q(lot__number__icontains=text)
            | Q(enterprise__name_en__icontains=text)
            | Q(enterprise__name_zh__icontains=text)
            | Q(what__icontains=text)
        )
