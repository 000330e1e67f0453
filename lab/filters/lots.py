"""What the list of lots can be asked."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from enterprises.states import Species
from lab.models import RawMaterialLot
from lab.selectors.pages import MAIN_MARKETS, main_market_names, main_marks, marks_of
from lab.states import LotState
from lab.words import colours_named

# A firm has some hundreds of lots in stock; beyond this nobody reads a list.
JUDGED_MAX = 2000


def species_choices() -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in Species.choices]


def market_choices() -> list[tuple[str, str]]:
    names = main_market_names()
    return [(code, name) for (code, _short), name in zip(MAIN_MARKETS, names, strict=True)]


class LotFilter(django_filters.FilterSet):
    """By text, species and state."""

    q = django_filters.CharFilter(method="named", label=_("Number, supplier, colour or firm"))
    species = django_filters.ChoiceFilter(choices=species_choices, label=_("Fur"))
    state = django_filters.ChoiceFilter(choices=LotState.choices, label=_("State"))

    class Meta:
        model = RawMaterialLot
        fields = ["q", "species", "state"]

    def named(
        self, rows: QuerySet[RawMaterialLot], name: str, text: str
    ) -> QuerySet[RawMaterialLot]:
        """Find what a person would search by."""
        text = text.strip()
        return rows.filter(
            Q(number__icontains=text)
            | Q(supplier_name__icontains=text)
            | Q(colour__icontains=text)
            | Q(colour__in=colours_named(text))
            | Q(enterprise__name_en__icontains=text)
            | Q(enterprise__name_zh__icontains=text)
        )


class OwnLotFilter(LotFilter):
    """As above, and by where a lot may go: worked out, so only for the lots of a firm."""

    market = django_filters.ChoiceFilter(
        method="may_go", choices=market_choices, label=_("May go to")
    )

    class Meta(LotFilter.Meta):
        fields = ["q", "species", "state", "market"]

    def may_go(
        self, rows: QuerySet[RawMaterialLot], name: str, code: str
    ) -> QuerySet[RawMaterialLot]:
        """Keep the lots in stock that have a ground for the market."""
        on = timezone.localdate()
        place = [market for market, _short in MAIN_MARKETS].index(code)
        judged: list[Any] = list(
            rows.filter(state=LotState.IN_STOCK, balance__free_skins__gt=0).order_by("-pk")[
                :JUDGED_MAX
            ]
        )
        open_to = [
            pk
            for pk, marks in marks_of(judged, on, main_only=True).items()
            if (mark := main_marks(marks, on)[place]) is not None and mark.may_go
        ]
        return rows.filter(pk__in=open_to)
