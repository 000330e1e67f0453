"""How published lists are narrowed."""

from django_filters import rest_framework as filters

from blacklist.models import ListEntry
from blacklist.states import ListKind
from enterprises.api.filters import SearchFilter


class PublishedEntryFilter(filters.FilterSet):
    q = SearchFilter(["enterprise__name_en", "enterprise__name_zh", "enterprise__credit_code"])
    kind = filters.ChoiceFilter(choices=ListKind.choices)

    class Meta:
        model = ListEntry
        fields: list[str] = []
