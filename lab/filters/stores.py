"""What the lists of batches, deliveries, adjustments, retests and reports can be asked."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lab.filters.lots import species_choices
from lab.models import Delivery, DyeBatch, LedgerAdjustment, Report, Retest
from lab.states import AdjustmentState, DeliveryState, RetestOutcome, RetestState
from lab.words import colours_named


def found_by(rows: QuerySet[Any], text: str, *paths: str, colour: str = "") -> QuerySet[Any]:
    """Keep the rows in one of whose fields the words occur."""
    text = text.strip()
    wanted = Q()
    for path in paths:
        wanted |= Q(**{f"{path}__icontains": text})
    if colour:
        wanted |= Q(**{f"{colour}__in": colours_named(text)})
    return rows.filter(wanted)


class BatchFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="named", label=_("Number, colour or dyehouse"))
    species = django_filters.ChoiceFilter(choices=species_choices, label=_("Fur"))
    dyed = django_filters.DateFromToRangeFilter(field_name="dyed_on", label=_("Dyed"))

    class Meta:
        model = DyeBatch
        fields = ["q", "species", "dyed"]

    def named(self, rows: QuerySet[DyeBatch], name: str, text: str) -> QuerySet[DyeBatch]:
        firm = ("enterprise__name_en", "enterprise__name_zh")
        return found_by(rows, text, "number", "colour", *firm, colour="colour")


class DeliveryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="named", label=_("Number, batch, colour or firm"))
    state = django_filters.ChoiceFilter(choices=DeliveryState.choices, label=_("State"))
    species = django_filters.ChoiceFilter(choices=species_choices, label=_("Fur"))
    delivered = django_filters.DateFromToRangeFilter(
        field_name="delivered_on", label=_("Delivered")
    )

    class Meta:
        model = Delivery
        fields = ["q", "state", "species", "delivered"]

    def named(self, rows: QuerySet[Delivery], name: str, text: str) -> QuerySet[Delivery]:
        firms = ("dyehouse__name_en", "dyehouse__name_zh", "buyer__name_en", "buyer__name_zh")
        own = ("number", "dye_batch__number", "colour")
        return found_by(rows, text, *own, *firms, colour="colour")


class AdjustmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="named", label=_("Number, lot or firm"))
    state = django_filters.ChoiceFilter(choices=AdjustmentState.choices, label=_("State"))

    class Meta:
        model = LedgerAdjustment
        fields = ["q", "state"]

    def named(
        self, rows: QuerySet[LedgerAdjustment], name: str, text: str
    ) -> QuerySet[LedgerAdjustment]:
        firm = ("lot__enterprise__name_en", "lot__enterprise__name_zh")
        return found_by(rows, text, "number", "lot__number", *firm)


class RetestFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="named", label=_("Number, sample, lot or firm"))
    state = django_filters.ChoiceFilter(choices=RetestState.choices, label=_("State"))
    outcome = django_filters.ChoiceFilter(choices=RetestOutcome.choices, label=_("Outcome"))

    class Meta:
        model = Retest
        fields = ["q", "state", "outcome"]

    def named(self, rows: QuerySet[Retest], name: str, text: str) -> QuerySet[Retest]:
        firm = ("enterprise__name_en", "enterprise__name_zh")
        return found_by(rows, text, "number", "sample__number", "sample__lot__number", *firm)


_BASE, _SOME, _NONE, _OPEN = "base", "some", "none", "open"
FAILS = (
    (_BASE, _("Fails the base law")),
    (_SOME, _("Fails for a market")),
    (_NONE, _("Fails for none")),
    (_OPEN, _("Cannot be decided")),
)


class BenchReportFilter(django_filters.FilterSet):
    """What the laboratory may ask of reports: never by firm or lot."""

    q = django_filters.CharFilter(method="named", label=_("Report or sample"))
    fails = django_filters.ChoiceFilter(method="failing", choices=FAILS, label=_("Verdict"))
    issued = django_filters.DateFromToRangeFilter(field_name="report_date", label=_("Issued"))

    class Meta:
        model = Report
        fields = ["q", "fails", "issued"]

    def named(self, rows: QuerySet[Report], name: str, text: str) -> QuerySet[Report]:
        return found_by(rows, text, "number", "sample__number")

    def failing(self, rows: QuerySet[Report], name: str, chosen: str) -> QuerySet[Report]:
        """Keep the reports that fail the base law, for any market or none, or leave one open."""
        if chosen == _BASE:
            return rows.filter(fails_base_law=True)
        if chosen == _OPEN:
            # Who lists reports has them say what they leave open: `with_open_markets`.
            return rows.exclude(Q(("undecided", [])))
        nowhere = Q(failing_markets=[])
        return rows.exclude(nowhere) if chosen == _SOME else rows.filter(nowhere)


class ReportFilter(BenchReportFilter):
    q = django_filters.CharFilter(method="named", label=_("Report, sample, lot or firm"))

    def named(self, rows: QuerySet[Report], name: str, text: str) -> QuerySet[Report]:
        firm = ("sample__enterprise__name_en", "sample__enterprise__name_zh")
        own = ("number", "sample__number", "sample__lot__number", "sample__dye_batch__number")
        return found_by(rows, text, *own, *firm)
