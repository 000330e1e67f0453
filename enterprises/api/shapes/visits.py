"""Visits with their items, as they come in and go out."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.api.shapes.files import GivenFileSerializer
from enterprises.models import (
    Assessment,
    AssessmentItem,
)
from enterprises.serializers import FirmSerializer, MoveSerializer, NumberField, StrictSerializer
from enterprises.states import (
    ItemFinding,
)


class AssessmentItemSerializer(serializers.ModelSerializer[AssessmentItem]):
    """One item as it stood when the visit was planned, and what was found of it."""

    finding = serializers.ChoiceField(choices=[("", ""), *ItemFinding.choices], allow_blank=True)
    remark = serializers.CharField(help_text=gettext_lazy("Or empty."))

    class Meta:
        model = AssessmentItem
        fields = ["code", "text_en", "text_zh", "weight", "is_critical", "finding", "remark"]


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """A visit; the firm reads score and findings once another officer endorsed them."""

    enterprise = FirmSerializer()
    registration = NumberField(allow_null=True)
    dyehouse = NumberField(source="filing", allow_null=True)
    assessors: Any = serializers.SlugRelatedField(slug_field="username", many=True, read_only=True)
    score = serializers.SerializerMethodField()
    reason = serializers.CharField(help_text=gettext_lazy("Or empty."))

    class Meta:
        model = Assessment
        fields = [
            "number",
            "enterprise",
            "registration",
            "dyehouse",
            "checklist",
            "checklist_version",
            "state",
            "assessors",
            "planned_for",
            "on_site_on",
            "score",
            "submitted_at",
            "endorsed_at",
            "reason",
            "version",
        ]

    def get_score(self, assessment: Assessment) -> int | None:
        return assessment.score if self.shows(assessment) else None

    def shows(self, assessment: Assessment) -> bool:
        return bool(self.context["is_officer"]) or assessment.endorsed_at is not None


class WholeAssessmentSerializer(AssessmentSerializer):
    """A visit with its items and its conclusion."""

    items = serializers.SerializerMethodField()
    conclusion = serializers.SerializerMethodField()

    class Meta(AssessmentSerializer.Meta):
        fields = [*AssessmentSerializer.Meta.fields, "conclusion", "items"]

    @extend_schema_field(AssessmentItemSerializer(many=True))
    def get_items(self, assessment: Assessment) -> Any:
        rows = AssessmentItemSerializer(assessment.items.order_by("ordinal"), many=True).data
        if self.shows(assessment):
            return rows
        return [{**row, "finding": "", "remark": ""} for row in rows]

    def get_conclusion(self, assessment: Assessment) -> str:
        return assessment.conclusion if self.shows(assessment) else ""


class VisitPlanSerializer(StrictSerializer):
    """A visit to be planned: of a registration or of a dyehouse's filing."""

    registration = serializers.CharField(max_length=20, required=False)
    dyehouse = serializers.CharField(max_length=20, required=False)
    planned_for = serializers.DateField()
    assessors = serializers.ListField(
        child=serializers.CharField(max_length=150), min_length=1, max_length=10
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("registration" in attrs) == ("dyehouse" in attrs):
            sentence = _("Name either a registration or a dyehouse's filing.")
            raise serializers.ValidationError({"registration": [sentence]})
        return attrs


class VisitFoundSerializer(StrictSerializer):
    code = serializers.CharField(max_length=6)
    finding = serializers.ChoiceField(choices=ItemFinding.choices)
    remark = serializers.CharField(max_length=300, allow_blank=True, default="")


class VisitFindingsSerializer(MoveSerializer):
    """What was found so far; items that are not named stay as they are."""

    found = VisitFoundSerializer(many=True)
    conclusion = serializers.CharField(max_length=2000, allow_blank=True, default="")
    photos = GivenFileSerializer(many=True, default=list)
