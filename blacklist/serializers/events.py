"""Credit events: what is reported, and what became of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from blacklist.models import CreditEvent
from blacklist.states import Ground
from enterprises.serializers import FirmSerializer, MoveSerializer, StrictSerializer


class CreditEventSerializer(serializers.ModelSerializer[CreditEvent]):
    """An event in its state; a department reads what became of its reports, not what the firm said."""

    enterprise = FirmSerializer()
    grounds = serializers.ListField(child=serializers.ChoiceField(choices=Ground.choices))

    class Meta:
        model = CreditEvent
        fields = [
            "number",
            "enterprise",
            "indicator",
            "occurred_on",
            "source",
            "source_reference",
            "grounds",
            "statement",
            "state",
            "version",
            "reported_at",
            "confirmed_on",
            "objected_on",
            "objection",
            "answer",
            "decided_on",
            "overturned_on",
        ]

    def to_representation(self, instance: CreditEvent) -> Any:
        shown = super().to_representation(instance)
        if self.context["is_department"]:
            shown["objection"] = ""
        return shown


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A penalty",
            value={
                "enterprise": "91131121MA0F7XL423",
                "indicator": "L03",
                "occurred_on": "2026-11-18",
                "source_reference": "MR-2026-0118",
                "statement": "Fined for labels without fibre content.",
            },
        )
    ]
)
class ReportSerializer(StrictSerializer):
    """What a department or an officer reports; the reference is unique for each source."""

    enterprise = serializers.CharField(max_length=18, help_text=_("Credit code."))
    indicator = serializers.CharField(max_length=6)
    occurred_on = serializers.DateField()
    source_reference = serializers.CharField(max_length=80)
    statement = serializers.CharField(max_length=2000)
    grounds = serializers.ListField(
        child=serializers.ChoiceField(choices=Ground.choices),
        max_length=4,
        default=list,
        help_text=_("Of a recommendation: the grounds that are met."),
    )


class ObjectionSerializer(MoveSerializer):
    """What the firm says against an event; a file is given on the page."""

    objection = serializers.CharField(max_length=2000)


class ObjectionAnswerSerializer(MoveSerializer):
    """What an objection is answered."""

    answer = serializers.CharField(max_length=2000)
