"""What the coverage of the monitoring can be asked."""

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from lab.filters.stores import found_by
from lab.models import MonitoringObligation
from lab.selectors.coverage import LENGTHS
from lab.states import MonitoringRole, ObligationState


class CoverageFilter(django_filters.FilterSet):
    """By firm, by role, and by a state that one of the months shown has."""

    q = django_filters.CharFilter(method="named", label=_("Firm or serial"))
    role = django_filters.ChoiceFilter(choices=MonitoringRole.choices, label=_("As"))
    state = django_filters.ChoiceFilter(
        method="with_a_month", choices=ObligationState.choices, label=_("With a month")
    )
    length = django_filters.ChoiceFilter(
        method="as_it_is",
        choices=[(str(n), str(n)) for n in LENGTHS],
        label=_("Months"),
        empty_label=None,
    )

    class Meta:
        model = MonitoringObligation
        fields = ["q", "role", "state", "length"]

    def named(
        self, rows: QuerySet[MonitoringObligation], name: str, text: str
    ) -> QuerySet[MonitoringObligation]:
        firm = ("enterprise__name_en", "enterprise__name_zh", "enterprise__serial")
        return found_by(rows, text, *firm)

    def with_a_month(
        self, rows: QuerySet[MonitoringObligation], name: str, state: str
    ) -> QuerySet[MonitoringObligation]:
        since = self.request.coverage_since
        month = MonitoringObligation.objects.filter(
            enterprise=OuterRef("enterprise"), role=OuterRef("role"), month__gte=since, state=state
        )
        return rows.filter(Exists(month))

    def as_it_is(
        self, rows: QuerySet[MonitoringObligation], name: str, length: str
    ) -> QuerySet[MonitoringObligation]:
        """How many months are drawn is no question of which firms."""
        return rows


class OwnCoverageFilter(CoverageFilter):
    """What the people of one firm may ask: they need not find themselves."""

    q = role = None

    class Meta:
        model = MonitoringObligation
        fields = ["state", "length"]
