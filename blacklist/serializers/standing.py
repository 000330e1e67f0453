"""Classes, rounds and listings; and what departments read of firms."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from blacklist.models import Classification, Grading, GradingRound, ListEntry
from blacklist.selectors.records import grounds_of
from blacklist.selectors.sharing import Shared
from blacklist.services.sharing import Reading
from blacklist.states import Ground, ListKind, SharedField
from enterprises.serializers import FirmSerializer, MoveSerializer, StrictSerializer


class ClassReasonSerializer(serializers.Serializer[Any]):
    """A reason as the class keeps it: a code and its parameters."""

    code = serializers.CharField()
    params = serializers.DictField(child=serializers.JSONField())


class ClassificationSerializer(serializers.ModelSerializer[Classification]):
    """One period of a class; no end: it holds."""

    enterprise = FirmSerializer()
    reasons = ClassReasonSerializer(many=True)
    scheme = serializers.CharField(source="scheme.code")

    class Meta:
        model = Classification
        fields = [
            *("enterprise", "credit_class", "since", "until", "score"),
            *("reasons", "scheme", "trigger"),
        ]


class GradingSerializer(serializers.ModelSerializer[Grading]):
    """What a round says of one firm."""

    enterprise = FirmSerializer()
    grounds = serializers.SerializerMethodField()

    class Meta:
        model = Grading
        fields = ["enterprise", "grade", "grounds"]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Ground.choices)))
    def get_grounds(self, grading: Grading) -> list[str]:
        met = grounds_of(grading)
        return [ground.value for ground in Ground if ground in met]


class RoundSerializer(serializers.ModelSerializer[GradingRound]):
    """One version of a round of the county government."""

    class Meta:
        model = GradingRound
        fields = ["number", "version", "held_on", "document", "recorded_on"]


class WholeRoundSerializer(RoundSerializer):
    """A round with what it says; a firm reads its own line alone."""

    lines = GradingSerializer(source="visible_gradings", many=True)

    class Meta(RoundSerializer.Meta):
        fields = [*RoundSerializer.Meta.fields, "lines"]


class LineSerializer(StrictSerializer):
    """One firm of a round that is recorded."""

    enterprise = serializers.CharField(max_length=18, help_text=_("Credit code."))
    grade = serializers.IntegerField(min_value=1, max_value=4)
    grounds = serializers.ListField(
        child=serializers.ChoiceField(choices=Ground.choices), max_length=4, default=list
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Round 4",
            value={
                "number": 4,
                "held_on": "2026-11-01",
                "document": "County circular 2026-17",
                "lines": [
                    {
                        "enterprise": "91131121MA0F7XL423",
                        "grade": 1,
                        "grounds": ["honest", "quality"],
                    }
                ],
            },
        )
    ]
)
class RecordRoundSerializer(StrictSerializer):
    """A round, or a correction of one recorded before: it becomes its next version."""

    number = serializers.IntegerField(min_value=1, max_value=9999)
    held_on = serializers.DateField()
    document = serializers.CharField(max_length=120)
    lines = LineSerializer(many=True, min_length=1, max_length=5000)  # type: ignore[call-arg]


class ListingSerializer(serializers.ModelSerializer[ListEntry]):
    """An entry on the red or the black list, with its way."""

    enterprise = FirmSerializer()

    class Meta:
        model = ListEntry
        fields = [
            "number",
            "enterprise",
            "kind",
            "state",
            "version",
            "is_urgent",
            "ground",
            "grounds",
            "basis",
            "proposed_at",
            "noticed_on",
            "hear_by",
            "heard_on",
            "statement",
            "effective_from",
            "review_on",
            "remedied_on",
            "government_statement_on",
            "ended_on",
            "end_reason",
        ]


class ProposeListingSerializer(StrictSerializer):
    """A proposed entry; a black one names its ground, the row of the scheme."""

    enterprise = serializers.CharField(max_length=18, help_text=_("Credit code."))
    kind = serializers.ChoiceField(choices=ListKind.choices)
    ground = serializers.CharField(max_length=24, allow_blank=True, default="")
    grounds = serializers.CharField(max_length=2000)
    basis = serializers.CharField(max_length=200)
    is_urgent = serializers.BooleanField(default=False)
    review_on = serializers.DateField(allow_null=True, default=None)


class CaseSerializer(MoveSerializer):
    """What the firm says of an entry."""

    statement = serializers.CharField(max_length=4000)


class HearingSerializer(MoveSerializer):
    statement = serializers.CharField(
        max_length=4000,
        allow_blank=True,
        default="",
        help_text=_("What the firm said; nothing, if it let its time pass."),
    )


class RemedySerializer(MoveSerializer):
    remedied_on = serializers.DateField(allow_null=True, default=None)
    government_statement_on = serializers.DateField(allow_null=True, default=None)


class SharedValueSerializer(serializers.Serializer[Shared]):
    """One field of a firm; its value is of the shape that the field has."""

    field = serializers.ChoiceField(choices=SharedField.choices)
    value = serializers.JSONField(allow_null=True)


class ReadingSerializer(serializers.Serializer[Reading]):
    """What was read of a firm just now, and under which memoranda."""

    enterprise = FirmSerializer()
    memoranda = serializers.ListField(child=serializers.CharField())
    values = serializers.SerializerMethodField()

    @extend_schema_field(SharedValueSerializer(many=True))
    def get_values(self, reading: Reading) -> Any:
        return [SharedValueSerializer(one).data for one in reading.values.values()]
