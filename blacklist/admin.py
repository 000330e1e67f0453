"""Schemes are kept here; gradings, events, classes and lists are read."""

from typing import Any

from django.contrib import admin
from django.utils import timezone

from blacklist.models import (
    Classification,
    ClassProposal,
    CreditEvent,
    CreditIndicator,
    Grading,
    GradingRound,
    ListEntry,
    Reckoning,
    SchemeValue,
    ScoringScheme,
)
from enterprises.admin.base import RecordAdmin, RecordInline, ReferenceAdmin
from enterprises.admin.records import FIRM


@admin.register(ScoringScheme)
class ScoringSchemeAdmin(ReferenceAdmin):
    list_display = ("code", "valid_from", "last_day", "source", "confidence")
    list_filter = ("confidence",)
    search_fields = ("code", "source")
    decides = ("code", "valid_from")


class SchemePartAdmin(ReferenceAdmin):
    """A part of a scheme is fixed with the scheme: another figure is another scheme."""

    list_select_related = ("scheme",)

    def is_in_force(self, obj: Any) -> bool:
        since = obj.scheme.valid_from
        return since is None or since <= timezone.localdate()


@admin.register(SchemeValue)
class SchemeValueAdmin(SchemePartAdmin):
    list_display = ("key", "section", "scheme", "value", "unit", "name_en", "name_zh", "confidence")
    list_filter = ("scheme", "section", "confidence")
    search_fields = ("key", "name_en", "name_zh")
    decides = ("scheme", "section", "key", "value", "unit")


@admin.register(CreditIndicator)
class CreditIndicatorAdmin(SchemePartAdmin):
    list_display = ("code", "scheme", "pillar", "name_en", "name_zh", "points", "lapse_months")
    list_filter = ("scheme", "pillar", "severity", "confirmed_by", "confidence")
    search_fields = ("code", "name_en", "name_zh")
    decides = (
        *("scheme", "code", "pillar", "points", "severity", "lapse_months"),
        *("reporters", "confirmed_by", "immediate_effect", "stacking"),
    )


class GradingInline(RecordInline):
    model = Grading


@admin.register(GradingRound)
class GradingRoundAdmin(RecordAdmin):
    list_display = ("number", "version", "held_on", "document", "recorded_on", "recorded_by")
    list_select_related = ("recorded_by",)
    search_fields = ("document",)
    inlines = (GradingInline,)


@admin.register(CreditEvent)
class CreditEventAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "indicator", "occurred_on", "source", "state")
    list_filter = ("state", "source", "indicator")
    list_select_related = ("enterprise",)
    search_fields = ("number", "source_reference", *FIRM)


@admin.register(Classification)
class ClassificationAdmin(RecordAdmin):
    list_display = ("enterprise", "credit_class", "since", "until", "score", "trigger")
    list_filter = ("credit_class", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("enterprise",)
    search_fields = FIRM


@admin.register(ClassProposal)
class ClassProposalAdmin(RecordAdmin):
    list_display = ("enterprise", "credit_class", "state", "proposed_by", "decided_by")
    list_filter = ("state", "credit_class")
    list_select_related = ("enterprise", "proposed_by", "decided_by")
    search_fields = FIRM


@admin.register(ListEntry)
class ListEntryAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "kind", "state", "effective_from", "ended_on")
    list_filter = ("kind", "state", "is_urgent")
    list_select_related = ("enterprise",)
    search_fields = ("number", *FIRM)


@admin.register(Reckoning)
class ReckoningAdmin(RecordAdmin):
    list_display = ("day", "at", "firms", "moved")
