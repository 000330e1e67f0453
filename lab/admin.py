"""What is measured and required is kept here; material, samples and monitoring are read."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from enterprises.admin.base import RecordAdmin, RecordInline, ReferenceAdmin
from enterprises.admin.records import FIRM
from lab.models import (
    Analyte,
    AromaticAmine,
    Delivery,
    DyeBatch,
    LedgerAdjustment,
    LedgerEntry,
    Limit,
    LotBalance,
    Method,
    MonitoringObligation,
    ObligationDraw,
    PanelItem,
    RawMaterialLot,
    Report,
    Result,
    Retest,
    Sample,
    SampleItem,
    SamplingPlanRow,
    ScopeRule,
)
from lab.words import colour_name


class LastingAdmin(ReferenceAdmin):
    """Facts without a period: they hold from the moment they are written."""

    def is_in_force(self, obj: Any) -> bool:
        return True


@admin.register(Analyte)
class AnalyteAdmin(LastingAdmin):
    list_display = ("code", "name_en", "name_zh", "kind", "dimension", "group")
    list_filter = ("kind", "group")
    search_fields = ("code", "name_en", "name_zh")
    decides = ("code", "kind", "dimension", "group")


@admin.register(AromaticAmine)
class AromaticAmineAdmin(LastingAdmin):
    list_display = (
        *("code", "name_en", "name_zh", "cas"),
        *("in_gb20400", "in_reach_app8", "in_japan", "in_korea"),
    )
    list_filter = ("in_gb20400", "in_reach_app8", "in_japan", "in_korea")
    search_fields = ("code", "name_en", "name_zh", "cas")
    decides = ("code", "cas", "in_gb20400", "in_reach_app8", "in_japan", "in_korea")


@admin.register(Method)
class MethodAdmin(LastingAdmin):
    list_display = ("code", "title_en", "title_zh", "analyte", "loq", "unit", "supersedes")
    list_filter = ("analyte", "confidence")
    search_fields = ("code", "title_en", "title_zh")
    decides = ("code", "analyte", "loq", "unit")


@admin.register(PanelItem)
class PanelItemAdmin(ReferenceAdmin):
    list_display = ("panel", "analyte", "required", "wearers", "parts", "valid_from", "last_day")
    list_filter = ("panel", "required", "analyte", "confidence")
    search_fields = ("panel", "panel_name_en", "panel_name_zh", "analyte")
    decides = ("panel", "analyte", "required", "wearers", "parts", "valid_from")


@admin.register(ScopeRule)
class ScopeRuleAdmin(LastingAdmin):
    list_display = ("code", "name_en", "name_zh", "tier", "wearers", "contacts", "parts")
    list_filter = ("tier", "confidence")
    search_fields = ("code", "name_en", "name_zh")
    decides = ("code", "tier", "wearers", "contacts", "parts", "garments")


@admin.register(Limit)
class LimitAdmin(ReferenceAdmin):
    list_display = (
        *("market", "analyte", "scope", "operator", "value_text", "unit"),
        *("valid_from", "last_day", "is_active", "confidence"),
    )
    list_filter = ("market", "analyte", "is_active", "confidence")
    list_select_related = ("market", "scope")
    search_fields = ("market__code", "analyte", "scope__code", "legal_basis", "method")
    decides = (
        *("market", "analyte", "scope", "value", "value_text", "unit", "operator"),
        *("valid_from", "is_active"),
    )


@admin.register(SamplingPlanRow)
class SamplingPlanRowAdmin(ReferenceAdmin):
    list_display = ("plan", "name_en", "name_zh", "size_from", "size_to", "sample", "unit")
    list_filter = ("plan", "confidence")
    search_fields = ("plan", "name_en", "name_zh")


class MaterialAdmin(RecordAdmin):
    """Skins of one colour group, shown by its name."""

    @admin.display(description=_("colour group"), ordering="colour")
    def colour_group(self, obj: RawMaterialLot | DyeBatch) -> str:
        return colour_name(obj.colour)


class LedgerInline(RecordInline):
    model = LedgerEntry


class BalanceInline(RecordInline):
    model = LotBalance


@admin.register(RawMaterialLot)
class RawMaterialLotAdmin(MaterialAdmin):
    list_display = (
        "number",
        "enterprise",
        "species",
        "process",
        "colour_group",
        "state",
        "received_on",
    )
    list_filter = ("state", "species", "process", "form")
    list_select_related = ("enterprise",)
    search_fields = ("number", *FIRM)
    inlines = (BalanceInline, LedgerInline)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(RecordAdmin):
    list_display = ("lot", "kind", "skins", "posted_at", "reference", "destination_iso")
    list_filter = ("kind",)
    list_select_related = ("lot",)
    search_fields = ("lot__number__exact", "reference__exact")


@admin.register(LedgerAdjustment)
class LedgerAdjustmentAdmin(RecordAdmin):
    list_display = ("number", "lot", "skins", "state", "proposed_by", "proposed_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("lot", "proposed_by", "decided_by")
    search_fields = ("number__exact", "lot__number__exact")


@admin.register(DyeBatch)
class DyeBatchAdmin(MaterialAdmin):
    list_display = (
        "number",
        "enterprise",
        "species",
        "process",
        "colour_group",
        "skins",
        "dyed_on",
    )
    list_filter = ("species", "process")
    list_select_related = ("enterprise",)
    search_fields = ("number", *FIRM)


@admin.register(Delivery)
class DeliveryAdmin(RecordAdmin):
    list_display = ("number", "dyehouse", "buyer", "skins", "delivered_on", "state")
    list_filter = ("state", "species", "process")
    list_select_related = ("dyehouse", "buyer")
    search_fields = ("number", "dyehouse__name_zh", "dyehouse__name_en", "buyer__name_en")


class ItemInline(RecordInline):
    model = SampleItem


class ResultInline(RecordInline):
    model = Result


@admin.register(Sample)
class SampleAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "subject", "purpose", "state", "due_on")
    list_filter = ("state", "purpose", "subject", "species")
    list_select_related = ("enterprise",)
    search_fields = ("number", *FIRM)
    inlines = (ItemInline, ResultInline)


@admin.register(Report)
class ReportAdmin(RecordAdmin):
    list_display = ("number", "sample", "version", "report_date", "fails_base_law", "issued_by")
    list_filter = ("fails_base_law",)
    list_select_related = ("sample", "issued_by")
    search_fields = ("number", "sample__number")


@admin.register(Retest)
class RetestAdmin(RecordAdmin):
    list_display = ("number", "sample", "enterprise", "state", "outcome", "asked_at", "ask_by")
    list_filter = ("state", "outcome")
    list_select_related = ("sample", "enterprise")
    search_fields = ("number", "sample__number", *FIRM)


class ObligationDrawInline(RecordInline):
    model = ObligationDraw


@admin.register(MonitoringObligation)
class MonitoringObligationAdmin(RecordAdmin):
    list_display = ("month", "enterprise", "role", "state", "sample_by", "due_on", "is_doubled")
    list_filter = ("state", "role", "is_late")
    list_select_related = ("enterprise",)
    search_fields = FIRM
    inlines = (ObligationDrawInline,)
