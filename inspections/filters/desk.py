"""What the desk can be asked."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from blacklist.states import CreditClass
from inspections.filters.declarations import destination_choices
from inspections.models import Hold

MINE, FREE, MINE_OR_FREE = "mine", "free", "mine_or_free"


class DeskFilter(django_filters.FilterSet):
    """By text, whose it is, destination and class of the firm."""

    q = django_filters.CharFilter(method="named", label=_("Find in this queue"))
    whose = django_filters.ChoiceFilter(
        method="of_whom",
        choices=[
            (MINE_OR_FREE, _("Mine and unassigned")),
            (MINE, _("Mine")),
            (FREE, _("Unassigned")),
        ],
        label=_("Whose"),
    )
    destination = django_filters.ChoiceFilter(
        field_name="declaration__destination_iso", choices=destination_choices, label=_("To")
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

    def of_whom(self, rows: QuerySet[Hold], name: str, whose: str) -> QuerySet[Hold]:
        """Keep one's own, those nobody has, or both."""
        mine, free = Q(owner=self.request.user), Q(owner__isnull=True)
        return rows.filter({MINE: mine, FREE: free, MINE_OR_FREE: mine | free}[whose])
