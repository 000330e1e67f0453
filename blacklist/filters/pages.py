"""What the lists of credit can be asked on pages."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from blacklist.models import Classification, ClassProposal, CreditEvent, ListEntry, SharedRead
from blacklist.selectors.schemes import indicators_on
from blacklist.states import CreditClass, CreditEventState, ListEntryState, ListKind, Reporter
from enterprises.languages import either
from enterprises.models import Enterprise


def _of_firm(text: str, path: str = "enterprise__") -> Q:
    text = text.strip()
    return (
        Q(**{f"{path}name_en__icontains": text})
        | Q(**{f"{path}name_zh__icontains": text})
        | Q(**{f"{path}credit_code__icontains": text})
        | Q(**{f"{path}serial": text})
    )


def _choices(kinds: Any) -> list[tuple[str, str]]:
    return [(one.value, capfirst(str(one.label))) for one in kinds]


def indicator_choices() -> list[tuple[str, str]]:
    """Offer the indicators of today by name."""
    rows = indicators_on(timezone.localdate())
    return [(code, either(row.name_en, row.name_zh)) for code, row in sorted(rows.items())]


class ClassFilter(django_filters.FilterSet):
    """By firm, class and township."""

    q = django_filters.CharFilter(method="named", label=_("Firm or credit code"))
    credit_class = django_filters.ChoiceFilter(
        choices=lambda: _choices(CreditClass), label=_("Class")
    )
    listed = django_filters.ChoiceFilter(
        choices=lambda: _choices(ListKind), label=_("List"), field_name="listed"
    )
    township = django_filters.CharFilter(
        field_name="enterprise__township", lookup_expr="icontains", label=_("Township")
    )

    class Meta:
        model = Classification
        fields = ["q", "credit_class", "listed", "township"]

    def named(self, rows: QuerySet[Classification], name: str, text: str) -> QuerySet[Any]:
        return rows.filter(_of_firm(text))


class ProposalFilter(django_filters.FilterSet):
    """By firm and class proposed."""

    q = django_filters.CharFilter(method="named", label=_("Firm or credit code"))
    credit_class = django_filters.ChoiceFilter(
        choices=lambda: _choices(CreditClass), label=_("Class proposed")
    )

    class Meta:
        model = ClassProposal
        fields = ["q", "credit_class"]

    def named(self, rows: QuerySet[ClassProposal], name: str, text: str) -> QuerySet[Any]:
        return rows.filter(_of_firm(text))


class EventFilter(django_filters.FilterSet):
    """By number, firm or reference, what happened, who reported it, and when."""

    q = django_filters.CharFilter(method="named", label=_("Number, reference or firm"))
    indicator = django_filters.ChoiceFilter(choices=indicator_choices, label=_("Event"))
    source = django_filters.ChoiceFilter(choices=lambda: _choices(Reporter), label=_("Reported by"))
    state = django_filters.ChoiceFilter(
        choices=lambda: _choices(CreditEventState), label=_("State")
    )
    occurred = django_filters.DateFromToRangeFilter(field_name="occurred_on", label=_("Occurred"))

    class Meta:
        model = CreditEvent
        fields = ["q", "indicator", "source", "state", "occurred"]

    def named(self, rows: QuerySet[CreditEvent], name: str, text: str) -> QuerySet[Any]:
        text = text.strip()
        own = Q(number__icontains=text) | Q(source_reference__icontains=text)
        return rows.filter(own | _of_firm(text))


class ReportFilter(EventFilter):
    """What a department asks of its own reports."""

    class Meta:
        model = CreditEvent
        fields = ["q", "indicator", "state", "occurred"]

    source = None


class EntryFilter(django_filters.FilterSet):
    """By number or firm, list and state."""

    q = django_filters.CharFilter(method="named", label=_("Number or firm"))
    kind = django_filters.ChoiceFilter(choices=lambda: _choices(ListKind), label=_("List"))
    state = django_filters.ChoiceFilter(choices=lambda: _choices(ListEntryState), label=_("State"))

    class Meta:
        model = ListEntry
        fields = ["q", "kind", "state"]

    def named(self, rows: QuerySet[ListEntry], name: str, text: str) -> QuerySet[Any]:
        return rows.filter(Q(number__icontains=text.strip()) | _of_firm(text))


class PublishedFilter(EntryFilter):
    """What the public asks of the lists."""

    q = django_filters.CharFilter(method="named", label=_("Firm or credit code"))

    class Meta:
        model = ListEntry
        fields = ["q", "kind"]

    state = None

    def named(self, rows: QuerySet[ListEntry], name: str, text: str) -> QuerySet[Any]:
        return rows.filter(_of_firm(text))


class FirmFilter(django_filters.FilterSet):
    """By name or credit code, and township."""

    q = django_filters.CharFilter(method="named", label=_("Firm or credit code"))
    township = django_filters.CharFilter(lookup_expr="icontains", label=_("Township"))

    class Meta:
        model = Enterprise
        fields = ["q", "township"]

    def named(self, rows: QuerySet[Enterprise], name: str, text: str) -> QuerySet[Any]:
        return rows.filter(_of_firm(text, ""))


class ReadFilter(django_filters.FilterSet):
    """By firm and day."""

    q = django_filters.CharFilter(method="named", label=_("Firm or credit code"))
    at = django_filters.DateFromToRangeFilter(label=_("Read"))

    class Meta:
        model = SharedRead
        fields = ["q", "at"]

    def named(self, rows: QuerySet[SharedRead], name: str, text: str) -> QuerySet[Any]:
        return rows.filter(_of_firm(text))
