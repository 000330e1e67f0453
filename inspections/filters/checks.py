"""What the queue of checks can be asked."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises.filters.countries import country_choices
from inspections.models import Check
from inspections.states import CheckKind, CheckOrigin


class CheckFilter(django_filters.FilterSet):
    """By text, kind, who asked for it, and destination."""

    q = django_filters.CharFilter(method="named", label=_("Declaration, firm or place"))
    kind = django_filters.ChoiceFilter(choices=CheckKind.choices, label=_("Kind"))
    origin = django_filters.ChoiceFilter(choices=CheckOrigin.choices, label=_("Asked for by"))
    destination = django_filters.ChoiceFilter(
        field_name="declaration__destination_iso", choices=country_choices, label=_("To")
    )

    class Meta:
        model = Check
        fields = ["q", "kind", "origin", "destination"]

    def named(self, rows: QuerySet[Check], name: str, text: str) -> QuerySet[Check]:
        text = text.strip()
        return rows.filter(
            Q(declaration__number__icontains=text)
            | Q(declaration__storage_place__icontains=text)
            | Q(declaration__enterprise__name_en__icontains=text)
            | Q(declaration__enterprise__name_zh__icontains=text)
        )
