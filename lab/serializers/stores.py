"""Dye batches, deliveries, adjustments: what comes in and goes out."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from enterprises.serializers import FirmSerializer, MoveSerializer, NumberField, StrictSerializer
from enterprises.states import Process, Species
from lab.models import Delivery, DyeBatch, LedgerAdjustment, RawMaterialLot

SKINS_MAX = 1_000_000


class DyeBatchSerializer(serializers.ModelSerializer[DyeBatch]):
    """One recipe, species and colour dyed at once, and what is left of it."""

    enterprise = FirmSerializer()
    delivered = serializers.IntegerField(
        help_text=_("Skins of its deliveries, those that are void left out.")
    )
    left = serializers.IntegerField(help_text=_("Skins that may still be delivered."))

    class Meta:
        model = DyeBatch
        fields = [
            "number",
            "enterprise",
            "species",
            "process",
            "colour",
            "skins",
            "delivered",
            "left",
            "dyed_on",
        ]


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A batch of fox",
            value={
                "species": "fox",
                "process": "dyed",
                "colour": "black",
                "skins": 800,
                "dyed_on": "2026-11-12",
            },
        )
    ]
)
class DeclareBatchSerializer(StrictSerializer):
    """What a dyehouse dyed."""

    enterprise = serializers.CharField(
        max_length=18, required=False, help_text=_("Credit code; needed by who has several firms.")
    )
    species = serializers.ChoiceField(choices=Species.choices)
    process = serializers.ChoiceField(choices=Process.choices)
    colour = serializers.CharField(max_length=20)
    skins = serializers.IntegerField(min_value=1, max_value=SKINS_MAX)
    dyed_on = serializers.DateField()


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """Skins from a dyehouse to a buyer; both sides read the same."""

    dyehouse = FirmSerializer()
    buyer = FirmSerializer()
    dye_batch = NumberField(allow_null=True)
    lot = serializers.SerializerMethodField(
        help_text=_("The buyer’s lot, once its skins are received.")
    )

    class Meta:
        model = Delivery
        fields = [
            "number",
            "dyehouse",
            "buyer",
            "dye_batch",
            "state",
            "version",
            "species",
            "process",
            "colour",
            "skins",
            "counted_skins",
            "settled_skins",
            "delivered_on",
            "note",
            "lot",
        ]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_lot(self, delivery: Delivery) -> str | None:
        lot: RawMaterialLot | None = getattr(delivery, "lot", None)
        return lot.number if lot is not None else None


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Out of a batch",
            value={
                "buyer": "91131121MA07T4QX1R",
                "dye_batch": "B26-0007-0003",
                "skins": 640,
                "delivered_on": "2026-11-16",
            },
        )
    ]
)
class DeclareDeliverySerializer(StrictSerializer):
    """What a dyehouse delivered; with a batch, the batch says of what the skins are."""

    dyehouse = serializers.CharField(
        max_length=18, required=False, help_text=_("Credit code; needed by who has several firms.")
    )
    buyer = serializers.CharField(max_length=18, help_text=_("Credit code of the buyer."))
    dye_batch = serializers.CharField(max_length=20, required=False)
    species = serializers.ChoiceField(choices=Species.choices, required=False)
    process = serializers.ChoiceField(choices=Process.choices, required=False)
    colour = serializers.CharField(max_length=20, required=False)
    skins = serializers.IntegerField(min_value=1, max_value=SKINS_MAX)
    delivered_on = serializers.DateField()
    note = serializers.CharField(max_length=300, allow_blank=True, default="")

    _SAID_BY_BATCH = ("species", "process", "colour")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "dye_batch" in attrs:
            wrong = [name for name in self._SAID_BY_BATCH if name in attrs]
            sentence = _("The batch says this.")
        else:
            wrong = [name for name in self._SAID_BY_BATCH if name not in attrs]
            sentence = _("Fill this in.")
        if wrong:
            raise serializers.ValidationError({name: [sentence] for name in wrong})
        return attrs


class MoveWithNoteSerializer(MoveSerializer):
    note = serializers.CharField(max_length=300)


class DisputeSerializer(MoveWithNoteSerializer):
    skins = serializers.IntegerField(
        min_value=0,
        max_value=SKINS_MAX,
        required=False,
        help_text=_("What the buyer counted; 0 where nothing came."),
    )


class SettleSerializer(MoveWithNoteSerializer):
    skins = serializers.IntegerField(
        min_value=1, max_value=SKINS_MAX, help_text=_("Skins that count as delivered.")
    )


class SetAsideSerializer(MoveSerializer):
    reason = serializers.CharField(max_length=200)


class AdjustmentSerializer(serializers.ModelSerializer[LedgerAdjustment]):
    """A correction of a lot's balance that one person proposes and another decides."""

    lot = NumberField()
    enterprise = FirmSerializer(source="lot.enterprise")

    class Meta:
        model = LedgerAdjustment
        fields = [
            "number",
            "lot",
            "enterprise",
            "skins",
            "reason",
            "state",
            "version",
            "proposed_at",
            "decided_at",
            "answer",
        ]


class ProposeAdjustmentSerializer(StrictSerializer):
    """A signed number of skins, and why."""

    lot = serializers.CharField(max_length=20)
    skins = serializers.IntegerField(
        min_value=-SKINS_MAX, max_value=SKINS_MAX, help_text=_("Signed: more or fewer; never 0.")
    )
    reason = serializers.CharField(max_length=300)


class MoveWithAnswerSerializer(MoveSerializer):
    answer = serializers.CharField(max_length=300)
