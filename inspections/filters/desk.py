"""What the desk can be asked."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from blacklist.states import CreditClass
from enterprises.filters.countries import country_choices
from inspections.filters.owners import OwnedFilter
from inspections.models import Hold


class DeskFilter(OwnedFilter):
    """By text, whose it is, destination and class of the firm."""

    q = django_filters.CharFilter(method="named", label=_("Find in this queue"))
    destination = django_filters.ChoiceFilter(
        field_name="declaration__destination_iso", choices=country_choices, label=_("To")
    )
    credit_class = django_filters.ChoiceFilter(choices=CreditClass.choices, label=_("Class"))

    class Meta:
        model = Hold
        fields = ["q", "whose", "destination", "credit_class"]

    def named(self, rows: QuerySet[Hold], name: str, text: str) -> QuerySet[Hold]:
        """Find what a person would search by."""
        text = text.strip()
        return rows.filter(
            Q(declaration__number__icontains=text)
            | Q(subject__icontains=text)
            | Q(declaration__consignee__icontains=text)
            | Q(declaration__enterprise__name_en__icontains=text)
            | Q(declaration__enterprise__name_zh__icontains=text)
        )
