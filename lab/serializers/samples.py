"""Samples, results and reports; the laboratory sees neither firm nor price."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from enterprises.serializers import FirmSerializer, MoveSerializer, NumberField, StrictSerializer
from enterprises.states import Contact, Product, Species, Wearer
from lab.models import MonitoringObligation, ObligationDraw, Report, Result, Sample, SampleItem
from lab.selectors.coverage import key_of
from lab.states import Basis, ObligationState, Part, SamplePurpose, SampleState

INTEGER_MAX = 32_767


class SampleItemSerializer(serializers.ModelSerializer[SampleItem]):
    """One analyte ordered of one part, and the method."""

    class Meta:
        model = SampleItem
        fields = ["analyte", "method", "part", "part_label"]


class SampleSerializer(serializers.ModelSerializer[Sample]):
    """A sample; the laboratory reads null for firm, lot, dye batch and place.

    What the order notes may name the declaration, and so its firm: the laboratory reads a note
    only as the reason why results came back.
    """

    enterprise = serializers.SerializerMethodField()
    lot = NumberField(allow_null=True)
    dye_batch = NumberField(allow_null=True)
    place = serializers.CharField(allow_null=True)
    retest_of = NumberField(allow_null=True)

    BLIND = ("enterprise", "lot", "dye_batch", "place")

    class Meta:
        model = Sample
        fields = [
            "number",
            "enterprise",
            "subject",
            "lot",
            "dye_batch",
            "purpose",
            "state",
            "version",
            "species",
            "process",
            "colour",
            "product",
            "wearer",
            "contact",
            "ordered_at",
            "due_on",
            "taken_at",
            "place",
            "skins_drawn",
            "seal_number",
            "portions",
            "has_retained_part",
            "received_at",
            "is_seal_intact",
            "entered_at",
            "verified_at",
            "retest_of",
            "note",
        ]

    @extend_schema_field(FirmSerializer(allow_null=True))
    def get_enterprise(self, sample: Sample) -> Any:
        return FirmSerializer(sample.enterprise).data

    def to_representation(self, instance: Sample) -> Any:
        shown = super().to_representation(instance)
        if self.context["is_laboratory"]:
            shown.update(dict.fromkeys(self.BLIND))
            if not _is_sent_back(instance):
                shown["note"] = ""
        return shown


def _is_sent_back(sample: Sample) -> bool:
    return sample.state == SampleState.TESTING and sample.entered_at is not None


class WholeSampleSerializer(SampleSerializer):
    """A sample with what was ordered of it, and its reports."""

    items = SampleItemSerializer(many=True)
    reports = NumberField(many=True, read_only=True)

    class Meta(SampleSerializer.Meta):
        fields = [*SampleSerializer.Meta.fields, "items", "reports"]


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Of a lot",
            value={"lot": "L26-0042-0031", "purpose": "lot_clearance", "destinations": ["DE"]},
        )
    ]
)
class OrderSerializer(StrictSerializer):
    """A sample of a lot, of a dye batch, or of a product of a firm."""

    lot = serializers.CharField(max_length=20, required=False)
    dye_batch = serializers.CharField(max_length=20, required=False)
    enterprise = serializers.CharField(
        max_length=18, required=False, help_text=_("Credit code; for a sample of a product.")
    )
    purpose = serializers.ChoiceField(choices=SamplePurpose.choices)
    species = serializers.ChoiceField(choices=Species.choices, required=False)
    product = serializers.ChoiceField(choices=Product.choices, required=False)
    wearer = serializers.ChoiceField(choices=Wearer.choices, default=Wearer.ADULT)
    contact = serializers.ChoiceField(choices=Contact.choices, default=Contact.INDIRECT)
    destinations = serializers.ListField(
        child=serializers.CharField(min_length=2, max_length=2), max_length=60, default=list
    )
    due_on = serializers.DateField(required=False)
    note = serializers.CharField(max_length=300, allow_blank=True, default="")


class TakeSerializer(MoveSerializer):
    """Who takes it is who asks; without a number the plan says how many skins are drawn."""

    place = serializers.CharField(max_length=120)
    seal_number = serializers.CharField(max_length=40)
    taken_at = serializers.DateTimeField(required=False)
    skins_drawn = serializers.IntegerField(min_value=1, max_value=INTEGER_MAX, required=False)
    portions = serializers.IntegerField(min_value=1, max_value=99, default=3)
    has_retained_part = serializers.BooleanField(default=True)


class ReceiveSerializer(MoveSerializer):
    """Under a broken seal the sample is rejected."""

    is_seal_intact = serializers.BooleanField()


class SendBackSerializer(MoveSerializer):
    note = serializers.CharField(max_length=300, help_text=_("Why, for the analyst."))


class ValueSerializer(StrictSerializer):
    """One value as the analyst writes it; what is left open comes from the item and its method."""

    analyte = serializers.CharField(max_length=10)
    value_text = serializers.CharField(max_length=30, help_text=_("As written: 12.5, < 5, ND."))
    part = serializers.ChoiceField(choices=Part.choices, default=Part.FUR)
    part_label = serializers.CharField(max_length=40, allow_blank=True, default="")
    method = serializers.CharField(max_length=24, allow_blank=True, default="")
    unit = serializers.CharField(max_length=20, allow_blank=True, default="")
    loq = serializers.DecimalField(max_digits=16, decimal_places=6, allow_null=True, default=None)
    uncertainty = serializers.DecimalField(
        max_digits=16, decimal_places=6, allow_null=True, default=None
    )
    coverage_factor = serializers.DecimalField(max_digits=4, decimal_places=2, default=Decimal(2))
    basis = serializers.ChoiceField(choices=Basis.choices, default=Basis.DRY)
    moisture = serializers.DecimalField(
        max_digits=5, decimal_places=2, allow_null=True, default=None, help_text=_("Per cent.")
    )
    replicates = serializers.ListField(
        child=serializers.CharField(max_length=30), max_length=20, default=list
    )
    instrument = serializers.CharField(max_length=60, allow_blank=True, default="")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Formaldehyde and azo dyes",
            value={
                "version": 4,
                "values": [
                    {"analyte": "HCHO", "value_text": "12.5", "uncertainty": "1.2"},
                    {"analyte": "AZO", "value_text": "< 5"},
                ],
            },
        )
    ]
)
class EntrySerializer(MoveSerializer):
    """Values of a sample in test; a correction of one entered before needs a reason."""

    values = ValueSerializer(many=True, min_length=1, max_length=200)  # type: ignore[call-arg]
    reason = serializers.CharField(max_length=200, allow_blank=True, default="")


class ResultSerializer(serializers.ModelSerializer[Result]):
    """A value as written and as a number; a non-detect names its limit of quantification."""

    is_in_force = serializers.SerializerMethodField(
        help_text=_("False where a later value corrects it.")
    )

    class Meta:
        model = Result
        fields = [
            "analyte",
            "part",
            "part_label",
            "method",
            "value_text",
            "value",
            "is_non_detect",
            "loq",
            "unit",
            "uncertainty",
            "coverage_factor",
            "basis",
            "moisture",
            "replicates",
            "instrument",
            "entered_at",
            "reason",
            "is_in_force",
        ]

    def get_is_in_force(self, result: Result) -> bool:
        return result.pk not in self.context["superseded"]


class ReportSerializer(serializers.ModelSerializer[Report]):
    """What was found, as stated on its date; a correction is a new version that names the old."""

    sample = NumberField()
    replaces = NumberField(allow_null=True)

    class Meta:
        model = Report
        fields = [
            "number",
            "sample",
            "version",
            "replaces",
            "report_date",
            "issued_at",
            "fails_base_law",
            "failing_markets",
            "digest",
        ]


class WholeReportSerializer(ReportSerializer):
    """A report with its verdicts by market."""

    verdicts = serializers.SerializerMethodField()

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "verdicts"]

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_verdicts(self, report: Report) -> Any:
        return _without_keys(report.verdicts)


def _without_keys(value: Any) -> Any:
    """Leave out the keys of rows, which mean nothing outside the database."""
    if isinstance(value, dict):
        return {name: _without_keys(one) for name, one in value.items() if not name.endswith("_id")}
    if isinstance(value, list):
        return [_without_keys(one) for one in value]
    return value


class DrawSerializer(serializers.ModelSerializer[ObligationDraw]):
    """A lot or batch drawn at random; one that was used up meanwhile is replaced and kept."""

    lot = NumberField(allow_null=True)
    dye_batch = NumberField(allow_null=True)
    sample = NumberField(allow_null=True)

    class Meta:
        model = ObligationDraw
        fields = ["ordinal", "lot", "dye_batch", "drawn_at", "is_replaced", "sample"]


class ObligationSerializer(serializers.ModelSerializer[MonitoringObligation]):
    """One subject's monitoring of one calendar month."""

    key = serializers.SerializerMethodField(help_text=_("Its name in addresses."))
    enterprise = FirmSerializer()
    draws = DrawSerializer(many=True)
    is_waiver_proposed = serializers.SerializerMethodField(
        help_text=_("True where another person may waive it.")
    )

    class Meta:
        model = MonitoringObligation
        fields = [
            "key",
            "enterprise",
            "role",
            "month",
            "state",
            "sample_by",
            "due_on",
            "draws_needed",
            "is_doubled",
            "is_late",
            "decided_on",
            "is_waiver_proposed",
            "waiver_reason",
            "draws",
            "version",
        ]

    def get_key(self, obligation: MonitoringObligation) -> str:
        return key_of(obligation)

    def get_is_waiver_proposed(self, obligation: MonitoringObligation) -> bool:
        is_open = obligation.state == ObligationState.OPEN
        return is_open and obligation.waiver_proposed_by_id is not None
