"""Reference data of the ground floor."""

from typing import Any

from django.contrib import admin
from django.utils import timezone

from enterprises.admin.base import ReferenceAdmin
from enterprises.models import (
    ChecklistItem,
    Destination,
    ExchangeRate,
    Holiday,
    Market,
    PartnerDepartment,
    PolicyMeasure,
    ReasonCode,
)


@admin.register(Market)
class MarketAdmin(ReferenceAdmin):
    list_display = ("code", "name_en", "name_zh", "kind", "binding", "panel", "valid_from")
    list_filter = ("kind", "binding", "decision_rule", "confidence")
    search_fields = ("code", "name_en", "name_zh", "note")
    decides = (
        *("code", "kind", "parent", "binding", "panel", "amine_list", "amine_list_textile"),
        *("contact_rule", "infant_months", "infant_op", "child_years"),
        *("decision_rule", "comparison_rule", "valid_from"),
    )


@admin.register(Destination)
class DestinationAdmin(ReferenceAdmin):
    list_display = ("iso", "name_en", "name_zh", "market", "regime", "valid_from", "last_day")
    list_filter = ("regime", "market", "overlay", "confidence")
    list_select_related = ("market", "overlay")
    search_fields = ("iso", "name_en", "name_zh")
    decides = ("iso", "market", "overlay", "regime", "valid_from")


@admin.register(PolicyMeasure)
class PolicyMeasureAdmin(ReferenceAdmin):
    list_display = ("code", "part", "clause_en", "clause_zh", "valid_from", "last_day")
    list_filter = ("part", "confidence")
    search_fields = ("code", "clause_en", "clause_zh", "document_en", "document_zh", "rules")
    decides = ("code",)


@admin.register(ReasonCode)
class ReasonCodeAdmin(ReferenceAdmin):
    """The words may be bettered at any time; the code is what decisions keep."""

    list_display = ("code", "group", "text_en", "text_zh")
    list_filter = ("group", "confidence")
    search_fields = ("code", "text_en", "text_zh")
    decides = ("code", "group")

    def is_in_force(self, obj: Any) -> bool:
        return True


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReferenceAdmin):
    """Statistics are in US dollars by these; a new rate takes over where the last one ends."""

    list_display = ("currency", "usd_rate", "valid_from", "last_day", "source", "confidence")
    list_filter = ("currency", "confidence")
    search_fields = ("currency", "source")
    decides = ("currency", "usd_rate", "valid_from")


@admin.register(Holiday)
class HolidayAdmin(ReferenceAdmin):
    list_display = ("day", "kind", "name_en", "name_zh", "status")
    list_filter = ("kind", "status")
    search_fields = ("day", "name_en", "name_zh")
    date_hierarchy = "day"
    decides = ("day", "kind")

    def is_in_force(self, obj: Holiday) -> bool:
        return obj.day <= timezone.localdate()


@admin.register(ChecklistItem)
class ChecklistItemAdmin(ReferenceAdmin):
    """An assessment keeps the version it used: a changed item is an item of a new version."""

    list_display = ("code", "checklist", "version", "text_en", "text_zh", "weight", "is_critical")
    list_filter = ("checklist", "version", "is_critical")
    list_select_related = ("measure",)
    search_fields = ("code", "text_en", "text_zh")
    decides = ("checklist", "version", "code", "weight", "is_critical")

    def is_in_force(self, obj: Any) -> bool:
        return True


@admin.register(PartnerDepartment)
class PartnerDepartmentAdmin(ReferenceAdmin):
    list_display = ("code", "name_en", "name_zh")
    search_fields = ("code", "name_en", "name_zh")
    decides = ("code",)

    def is_in_force(self, obj: Any) -> bool:
        return True
