"""Rectifications, as they come in and go out."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.api.shapes.files import GivenFileSerializer, StoredFileSerializer
from enterprises.models import (
    Rectification,
    RectificationExtension,
)
from enterprises.policy import rectification_is_overdue
from enterprises.serializers import FirmSerializer, MoveSerializer, NumberField
from enterprises.states import (
    RectificationState,
)


class RectificationExtensionSerializer(serializers.ModelSerializer[RectificationExtension]):
    """More time that was given."""

    class Meta:
        model = RectificationExtension
        fields = ["due_before", "due_after", "reason", "given_at"]


class RectificationSerializer(serializers.ModelSerializer[Rectification]):
    """What a firm has to put right."""

    enterprise = FirmSerializer()
    assessment = NumberField()
    registration = serializers.SerializerMethodField()
    dyehouse = serializers.SerializerMethodField()
    item = serializers.CharField(source="item.code")
    text_en = serializers.CharField(source="item.text_en")
    text_zh = serializers.CharField(source="item.text_zh")
    is_critical = serializers.BooleanField(source="item.is_critical")
    finding = serializers.CharField(source="item.remark")
    is_overdue = serializers.SerializerMethodField()
    answer = serializers.CharField(help_text=gettext_lazy("Or empty."))
    reason = serializers.CharField(help_text=gettext_lazy("Or empty."))

    class Meta:
        model = Rectification
        fields = [
            "number",
            "enterprise",
            "assessment",
            "registration",
            "dyehouse",
            "item",
            "text_en",
            "text_zh",
            "is_critical",
            "finding",
            "state",
            "due_on",
            "is_overdue",
            "answer",
            "answered_at",
            "reason",
            "decided_at",
            "version",
        ]

    def get_registration(self, rectification: Rectification) -> str | None:
        found = rectification.assessment.registration
        return found.number if found else None

    def get_dyehouse(self, rectification: Rectification) -> str | None:
        found = rectification.assessment.filing
        return found.number if found else None

    def get_is_overdue(self, rectification: Rectification) -> bool:
        state = RectificationState(rectification.state)
        return rectification_is_overdue(state, rectification.due_on, timezone.localdate())


class WholeRectificationSerializer(RectificationSerializer):
    """A rectification with its evidence and the time that was given."""

    evidence = serializers.SerializerMethodField()
    extensions = RectificationExtensionSerializer(many=True)

    class Meta(RectificationSerializer.Meta):
        fields = [*RectificationSerializer.Meta.fields, "evidence", "extensions"]

    @extend_schema_field(StoredFileSerializer(many=True))
    def get_evidence(self, rectification: Rectification) -> Any:
        rows = rectification.evidence.select_related("file").order_by("pk")
        return StoredFileSerializer([row.file for row in rows], many=True).data


class RectificationAnswerSerializer(MoveSerializer):
    """What the firm did, and what shows it."""

    answer = serializers.CharField(max_length=2000)
    evidence = GivenFileSerializer(many=True, default=list)


class RectificationReturnSerializer(MoveSerializer):
    reason = serializers.CharField(max_length=300)
    due_on = serializers.DateField(
        allow_null=True,
        default=None,
        help_text=gettext_lazy("A later day; without it the day stays."),
    )


class RectificationExtendSerializer(MoveSerializer):
    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=300)
