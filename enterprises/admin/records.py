"""Records of the ground floor, to be read."""

from django.contrib import admin

from enterprises.admin.base import RecordAdmin, RecordInline
from enterprises.models import (
    Assessment,
    AssessmentAssessor,
    AssessmentItem,
    AssessmentPhoto,
    AuditEntry,
    Brand,
    DyehouseFiling,
    Enterprise,
    ExportMarket,
    FilingScope,
    FilingSuspension,
    OutboxFact,
    OverseasOutlet,
    Rectification,
    RectificationEvidence,
    RectificationExtension,
    RectificationReminder,
    Registration,
    RegistrationCondition,
    RegistrationDocument,
    StoredFile,
)

FIRM = ("enterprise__serial", "enterprise__name_zh", "enterprise__name_en")


class BrandInline(RecordInline):
    model = Brand


class OutletInline(RecordInline):
    model = OverseasOutlet


class ExportMarketInline(RecordInline):
    model = ExportMarket


@admin.register(Enterprise)
class EnterpriseAdmin(RecordAdmin):
    list_display = ("serial", "name_zh", "name_en", "credit_code", "kinds", "township")
    list_filter = ("is_leading", "in_demonstration_zone", "township")
    search_fields = ("serial", "name_zh", "name_en", "credit_code")
    inlines = (BrandInline, OutletInline, ExportMarketInline)


class ConditionInline(RecordInline):
    model = RegistrationCondition


class DocumentInline(RecordInline):
    model = RegistrationDocument


@admin.register(Registration)
class RegistrationAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "state", "valid_from", "last_day", "cap_pieces")
    list_filter = ("state",)
    list_select_related = ("enterprise",)
    search_fields = ("number", *FIRM)
    inlines = (ConditionInline, DocumentInline)


class ScopeInline(RecordInline):
    model = FilingScope


class SuspensionInline(RecordInline):
    model = FilingSuspension


@admin.register(DyehouseFiling)
class DyehouseFilingAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "state", "valid_from", "last_day")
    list_filter = ("state",)
    list_select_related = ("enterprise",)
    search_fields = ("number", *FIRM)
    inlines = (ScopeInline, SuspensionInline)


class AssessorInline(RecordInline):
    model = AssessmentAssessor


class ItemInline(RecordInline):
    model = AssessmentItem


class PhotoInline(RecordInline):
    model = AssessmentPhoto


@admin.register(Assessment)
class AssessmentAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "checklist", "state", "planned_for", "score")
    list_filter = ("state", "checklist")
    list_select_related = ("enterprise",)
    search_fields = ("number", *FIRM)
    inlines = (AssessorInline, ItemInline, PhotoInline)


class EvidenceInline(RecordInline):
    model = RectificationEvidence


class ExtensionInline(RecordInline):
    model = RectificationExtension


class ReminderInline(RecordInline):
    model = RectificationReminder


@admin.register(Rectification)
class RectificationAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "item", "state", "due_on", "decided_by")
    list_filter = ("state",)
    list_select_related = ("enterprise", "item", "decided_by")
    search_fields = ("number", *FIRM)
    inlines = (EvidenceInline, ExtensionInline, ReminderInline)


@admin.register(AuditEntry)
class AuditEntryAdmin(RecordAdmin):
    list_display = ("at", "actor_name", "action", "record_kind", "record_number", "enterprise")
    list_filter = ("record_kind",)
    list_select_related = ("enterprise",)
    search_fields = ("record_number__exact", "actor_name__exact", "action__exact")


@admin.register(OutboxFact)
class OutboxFactAdmin(RecordAdmin):
    list_display = ("name", "told_at", "done_at", "attempts", "next_attempt_at", "last_error")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "name")
    search_fields = ("name",)


@admin.register(StoredFile)
class StoredFileAdmin(RecordAdmin):
    list_display = ("file_name", "enterprise", "media_type", "size", "uploaded_by", "uploaded_at")
    list_select_related = ("enterprise", "uploaded_by")
    search_fields = ("file_name", *FIRM)
    exclude = ("token",)
