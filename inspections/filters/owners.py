"""Whose something to do is: one's own, nobody's, or both."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

MINE, FREE, MINE_OR_FREE = "mine", "free", "mine_or_free"


class OwnedFilter(django_filters.FilterSet):
    """By whose it is; the record has an `owner`."""

    whose = django_filters.ChoiceFilter(
        method="of_whom",
        choices=[
            (MINE_OR_FREE, _("Mine and unassigned")),
            (MINE, _("Mine")),
            (FREE, _("Unassigned")),
        ],
        label=_("Whose"),
    )

    def of_whom(self, rows: QuerySet[Any], name: str, whose: str) -> QuerySet[Any]:
        """Keep one's own, those nobody has, or both."""
        mine, free = Q(owner=self.request.user), Q(owner__isnull=True)
        return rows.filter({MINE: mine, FREE: free, MINE_OR_FREE: mine | free}[whose])
