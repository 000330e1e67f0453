"""Notices and messages as programs read them."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises import wording
from enterprises.models import Notice, NoticeReceipt, Notification
from enterprises.selectors.notices import hours_of
from enterprises.selectors.notifications import message_of
from enterprises.serializers import FirmSerializer, NumberField, StrictSerializer
from enterprises.states import AudienceGround, Species


class AcknowledgementSerializer(StrictSerializer):
    """In whose name a notice is acknowledged."""

    enterprise = serializers.CharField(
        max_length=18, required=False, help_text=_("Credit code; needed by who has several firms.")
    )


class NoticeReceiptSerializer(serializers.ModelSerializer[NoticeReceipt]):
    """A notice as one of the reader's firms has it."""

    enterprise = FirmSerializer()
    because: ClassVar[Any] = serializers.ListField(
        child=serializers.ChoiceField(choices=AudienceGround.choices),
        help_text=_("Why it is addressed to the firm."),
    )
    acknowledged_by = serializers.CharField(
        source="acknowledged_by.username", default=None, allow_null=True
    )

    class Meta:
        model = NoticeReceipt
        fields = [
            "enterprise",
            "because",
            "addressed_at",
            "read_at",
            "acknowledged_at",
            "acknowledged_by",
        ]


class ReceiptSumSerializer(serializers.Serializer[Any]):
    """How far a notice has come with its readers."""

    addressed = serializers.IntegerField()
    acknowledged = serializers.IntegerField()
    median_hours = serializers.SerializerMethodField(
        help_text=_("Within how many hours half of those who did so acknowledged it.")
    )

    def get_median_hours(self, notice: Any) -> float | None:
        return hours_of(notice.median)


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """A notice, with the receipts of the reader's own firms; officers read the sums."""

    species: ClassVar[Any] = serializers.ListField(
        child=serializers.ChoiceField(choices=Species.choices)
    )
    supersedes = NumberField(allow_null=True, help_text=_("The notice that it replaces."))
    superseded_by = serializers.SerializerMethodField(
        help_text=_("The notice that took its place.")
    )
    receipts = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField(help_text=_("For officers; firms read null."))

    class Meta:
        model = Notice
        fields = [
            "number",
            "kind",
            "state",
            "title_en",
            "title_zh",
            "text_en",
            "text_zh",
            "destinations",
            "analytes",
            "species",
            "effective_on",
            "asks_acknowledgement",
            "is_public",
            "supersedes",
            "superseded_by",
            "sent_at",
            "ended_at",
            "reason",
            "receipts",
            "summary",
            "version",
        ]

    def get_superseded_by(self, notice: Notice) -> str | None:
        number: str | None = self.context["successors"].get(notice.pk)
        return number

    @extend_schema_field(NoticeReceiptSerializer(many=True))
    def get_receipts(self, notice: Notice) -> Any:
        rows = self.context["receipts"].get(notice.pk, [])
        return NoticeReceiptSerializer(rows, many=True).data

    @extend_schema_field(ReceiptSumSerializer(allow_null=True))
    def get_summary(self, notice: Notice) -> Any:
        counted = self.context["sums"].get(notice.pk)
        return None if counted is None else ReceiptSumSerializer(counted).data


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """A message in the language asked for."""

    subject = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField(
        help_text=_("The page of the record that it is about, or empty.")
    )
    enterprise = FirmSerializer(allow_null=True)

    class Meta:
        model = Notification
        fields = [
            "key",
            "kind",
            "subject",
            "text",
            "address",
            "enterprise",
            "created_at",
            "read_at",
        ]

    def get_subject(self, notification: Notification) -> str:
        return message_of(notification).subject

    def get_text(self, notification: Notification) -> str:
        return message_of(notification).body

    def get_address(self, notification: Notification) -> str:
        return wording.address_of(notification)


class ReadSumSerializer(serializers.Serializer[Any]):
    """How many messages were marked."""

    marked = serializers.IntegerField()
