"""Goods, norms, risks and drafted rules are kept here; declarations and what follows are read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from enterprises.admin.base import RecordAdmin, RecordInline, ReferenceAdmin, ReferenceForm
from enterprises.admin.records import FIRM
from inspections.models import (
    Certificate,
    Check,
    CheckDraw,
    ContractLimit,
    DaySeed,
    Declaration,
    DeclarationFigure,
    DeclarationLine,
    Hold,
    HsCode,
    ImpactCase,
    ImpactLot,
    ImpactTask,
    ReleaseDecision,
    ReleaseRule,
    RiskAnalysis,
    RiskLevel,
    RuleSet,
    StickyCheck,
    YieldNorm,
)
from inspections.states import RuleSetState


@admin.register(HsCode)
class HsCodeAdmin(ReferenceAdmin):
    list_display = ("code", "description_en", "description_zh", "unit", "is_cites", "is_apparel")
    list_filter = ("level", "is_cites", "is_apparel", "quarantine_category", "confidence")
    search_fields = ("code", "description_en", "description_zh")
    decides = ("code", "unit", "level", "is_cites", "is_apparel", "valid_from")


@admin.register(YieldNorm)
class YieldNormAdmin(ReferenceAdmin):
    list_display = (
        *("product", "species", "skins_min", "skins_typical", "skins_max", "loss_rate"),
        *("valid_from", "last_day", "confidence"),
    )
    list_filter = ("species", "product", "confidence")
    search_fields = ("product", "species", "note")
    decides = (
        *("product", "species", "skins_min", "skins_typical", "skins_max", "loss_rate"),
        "valid_from",
    )


@admin.register(RiskAnalysis)
class RiskAnalysisAdmin(ReferenceAdmin):
    list_display = ("code", "valid_from", "last_day", "author", "review_on", "confidence")
    list_filter = ("confidence",)
    list_select_related = ("author",)
    search_fields = ("code", "source")
    decides = ("code", "valid_from", "author")


@admin.register(RiskLevel)
class RiskLevelAdmin(ReferenceAdmin):
    list_display = (
        *("product_group", "name_en", "name_zh", "analysis", "regime", "level"),
        *("check_floor", "confidence"),
    )
    list_filter = ("analysis", "regime", "level", "confidence")
    list_select_related = ("analysis",)
    search_fields = ("product_group", "name_en", "name_zh", "grounds_en", "grounds_zh")
    decides = (
        *("analysis", "product_group", "products", "wearers", "regime", "level"),
        "check_floor",
    )

    def is_in_force(self, obj: RiskLevel) -> bool:
        since = obj.analysis.valid_from
        return since is None or since <= timezone.localdate()


class RuleSetForm(ReferenceForm):
    """A drafted rule set; no field sets its state, and yet its constraints ask for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.state = RuleSetState.DRAFT

    def _get_validation_exclusions(self) -> set[str]:
        # Django tries an exclusion constraint even where its condition names an excluded field.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"state"}


@admin.register(RuleSet)
class RuleSetAdmin(ReferenceAdmin):
    """A rule set is drafted here; it is proved, back-tested and approved on its own pages."""

    form = RuleSetForm
    list_display = ("code", "state", "valid_from", "last_day", "author", "approved_by")
    list_filter = ("state",)
    list_select_related = ("author", "approved_by")
    search_fields = ("code", "reason")
    readonly_fields = ("state", "author", "approved_by", "approved_at", "version")

    def has_change_permission(self, request: HttpRequest, obj: RuleSet | None = None) -> bool:
        is_kept = super().has_change_permission(request, obj)
        return is_kept and (obj is None or _is_draft(obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)


@admin.register(ReleaseRule)
class ReleaseRuleAdmin(ReferenceAdmin):
    """The rules of a draft may be changed; those of a set that was proved or approved are read."""

    list_display = (
        *("code", "rule_set", "kind", "title_en", "title_zh", "outcome"),
        *("check_rate", "confidence"),
    )
    list_filter = ("rule_set", "kind", "outcome", "hold_kind", "path", "confidence")
    list_select_related = ("rule_set",)
    search_fields = ("code", "title_en", "title_zh", "condition", "measures__code")
    filter_horizontal = ("measures",)
    ordering = ("rule_set", "order")

    def has_change_permission(self, request: HttpRequest, obj: ReleaseRule | None = None) -> bool:
        is_kept = super().has_change_permission(request, obj)
        return is_kept and (obj is None or _is_draft(obj.rule_set))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "rule_set":
            kwargs["queryset"] = RuleSet.objects.filter(state=RuleSetState.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class LineInline(RecordInline):
    model = DeclarationLine


class ContractLimitInline(RecordInline):
    model = ContractLimit


class HoldInline(RecordInline):
    model = Hold
    fields = ("kind", "rule_code", "reason_code", "subject", "opened_at", "due_on", "ended")


class CheckInline(RecordInline):
    model = Check
    fields = ("kind", "origin", "state", "ordered_at", "carried_out_at", "finding")


class DrawInline(RecordInline):
    model = CheckDraw


@admin.register(Declaration)
class DeclarationAdmin(RecordAdmin):
    list_display = (
        *("number", "enterprise", "state", "destination_iso"),
        *("pieces", "value_usd", "submitted_at"),
    )
    list_filter = ("state", "trade_mode", "transport")
    list_select_related = ("enterprise",)
    search_fields = ("number__exact", "contract_number__exact", "enterprise__serial__exact")
    inlines = (LineInline, ContractLimitInline, HoldInline, CheckInline, DrawInline)


@admin.register(DeclarationFigure)
class DeclarationFigureAdmin(RecordAdmin):
    """Kept by triggers: what statistics count of a declaration."""

    list_display = (
        *("declaration", "enterprise", "state", "destination_iso", "level", "lane"),
        *("pieces", "value_usd", "decided_on"),
    )
    list_filter = ("state", "first_outcome", "level")
    list_select_related = ("declaration", "enterprise")
    search_fields = ("declaration__number__exact", "enterprise__serial__exact")


@admin.register(ReleaseDecision)
class ReleaseDecisionAdmin(RecordAdmin):
    list_display = ("declaration", "ordinal", "outcome", "is_final", "path", "lane", "decided_at")
    list_filter = ("outcome", "is_final", "path")
    list_select_related = ("declaration",)
    search_fields = ("declaration__number__exact",)


@admin.register(Certificate)
class CertificateAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "state", "issued_at", "ship_until")
    list_filter = ("state",)
    list_select_related = ("enterprise",)
    search_fields = ("number__exact", "declaration__number__exact")
    # Whoever knows the code can pass for the holder of the paper.
    exclude = ("verification_code",)


class ImpactLotInline(RecordInline):
    model = ImpactLot


class ImpactTaskInline(RecordInline):
    model = ImpactTask
    fields = ("ordinal", "kind", "state", "owner", "due_on", "outcome", "note", "done_by")


@admin.register(ImpactCase)
class ImpactCaseAdmin(RecordAdmin):
    list_display = ("number", "sample", "state", "opened_at", "closing_by", "closed_by")
    list_filter = ("state",)
    list_select_related = ("sample", "closing_by", "closed_by")
    search_fields = ("number__exact", "sample__number__exact")
    inlines = (ImpactLotInline, ImpactTaskInline)


@admin.register(StickyCheck)
class StickyCheckAdmin(RecordAdmin):
    list_display = ("enterprise", "product", "market", "drawn_by", "carried_out_by")
    list_select_related = ("enterprise", "drawn_by", "carried_out_by__declaration")
    search_fields = FIRM


@admin.register(DaySeed)
class DaySeedAdmin(RecordAdmin):
    list_display = ("day", "commitment", "published_at", "revealed_at")
    search_fields = ("commitment",)


def _is_draft(rule_set: RuleSet) -> bool:
    return rule_set.state == RuleSetState.DRAFT
