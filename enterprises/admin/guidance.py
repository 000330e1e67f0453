"""Notices and who has read them, to be read."""

from django.contrib import admin

from enterprises.admin.base import RecordAdmin, RecordInline
from enterprises.admin.records import FIRM
from enterprises.models import Notice, NoticeReading, NoticeReceipt


@admin.register(Notice)
class NoticeAdmin(RecordAdmin):
    list_display = ("number", "kind", "title_zh", "title_en", "state", "effective_on", "sent_at")
    list_filter = ("state", "kind", "is_public")
    search_fields = ("number", "title_zh", "title_en")


class ReadingInline(RecordInline):
    model = NoticeReading


@admin.register(NoticeReceipt)
class NoticeReceiptAdmin(RecordAdmin):
    list_display = ("notice", "enterprise", "addressed_at", "read_at", "acknowledged_at")
    list_filter = (
        ("acknowledged_at", admin.EmptyFieldListFilter),
        ("read_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("notice", "enterprise")
    search_fields = ("notice__number", *FIRM)
    inlines = (ReadingInline,)
