"""Lots, their ledger, and what they may rest on."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from enterprises.selectors.reasons import say
from enterprises.serializers import FirmSerializer, NumberField, StrictSerializer
from enterprises.states import Process, Regime, Species
from lab.models import LedgerEntry, RawMaterialLot
from lab.selectors.eligibility import MarketEligibility
from lab.states import Ground, LotForm
from lab.words import SPEAKERS, market_name


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Bought",
            value={
                "enterprise": "91131121MA07T4QX1R",
                "supplier_name": "Xinji auction",
                "species": "mink",
                "process": "dyed",
                "colour": "black",
                "form": "skins",
                "skins": 1500,
                "received_on": "2026-11-20",
            },
        ),
        OpenApiExample(
            "Out of a delivery",
            value={"delivery": "V26-0007-0012", "received_on": "2026-11-20"},
        ),
    ]
)
class ReceiptSerializer(StrictSerializer):
    """Skins that a firm bought, or those of a delivery that both sides confirmed.

    With `delivery` the delivery says what they are; without it, all of it is told here.
    """

    enterprise = serializers.CharField(
        max_length=18, required=False, help_text=_("Credit code; needed by who has several firms.")
    )
    delivery = serializers.CharField(max_length=20, required=False)
    supplier_name = serializers.CharField(max_length=120, required=False)
    species = serializers.ChoiceField(choices=Species.choices, required=False)
    process = serializers.ChoiceField(choices=Process.choices, required=False)
    colour = serializers.CharField(max_length=20, required=False)
    form = serializers.ChoiceField(choices=LotForm.choices, default=LotForm.SKINS)
    skins = serializers.IntegerField(min_value=1, max_value=2_147_483_647, required=False)
    received_on = serializers.DateField()

    _TOLD_BY_DELIVERY = ("enterprise", "supplier_name", "species", "process", "colour")
    _NEEDED = ("supplier_name", "species", "process", "colour", "skins")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "delivery" in attrs:
            surplus = [name for name in self._TOLD_BY_DELIVERY if name in attrs]
            if surplus:
                sentence = _("The delivery says this.")
                raise serializers.ValidationError({name: [sentence] for name in surplus})
        else:
            missing = [name for name in self._NEEDED if name not in attrs]
            if missing:
                sentence = _("Fill this in.")
                raise serializers.ValidationError({name: [sentence] for name in missing})
        return attrs


class LotSerializer(serializers.ModelSerializer[RawMaterialLot]):
    """Skins of one firm, one supplier, species, process and colour group, one delivery."""

    enterprise = FirmSerializer()
    delivery = NumberField(allow_null=True)
    dye_batch = NumberField(allow_null=True)
    free_skins = serializers.IntegerField(
        source="balance.free_skins", help_text=_("What nothing has taken yet.")
    )
    skins_written_off = serializers.IntegerField(source="balance.written_off")

    class Meta:
        model = RawMaterialLot
        fields = [
            "number",
            "enterprise",
            "state",
            "state_since",
            "state_reason",
            "version",
            "supplier_name",
            "delivery",
            "dye_batch",
            "form",
            "species",
            "process",
            "colour",
            "received_on",
            "skins_received",
            "free_skins",
            "skins_written_off",
        ]


class LedgerEntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """One entry; the signed skins of a lot's entries add up to its free skins."""

    entry = serializers.IntegerField(source="ordinal", help_text=_("Its place in the ledger."))
    reverses = serializers.IntegerField(
        source="reversed_ordinal",
        allow_null=True,
        help_text=_("The entry of this lot that it gives back or reverses."),
    )

    class Meta:
        model = LedgerEntry
        fields = [
            "entry",
            "kind",
            "skins",
            "posted_at",
            "reference",
            "destination_iso",
            "reverses",
            "reason",
        ]


class LotReasonSerializer(serializers.Serializer[Any]):
    """A reason: its code and parameters for programs, its words for people."""

    code = serializers.CharField()
    params = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField(help_text=_("In the language asked for."))

    def get_params(self, reason: Any) -> dict[str, str | int]:
        return dict(reason.params)

    def get_text(self, reason: Any) -> str:
        return say(reason.code, dict(reason.params), words=SPEAKERS)


class EligibilitySerializer(serializers.Serializer[MarketEligibility]):
    """What a lot may rest on in one market today, or every reason why on nothing."""

    market = serializers.CharField()
    market_name = serializers.SerializerMethodField()
    example_iso = serializers.CharField(source="iso", help_text=_("A country of this market."))
    regime = serializers.ChoiceField(choices=Regime.choices)
    is_eligible = serializers.BooleanField()
    needs_review = serializers.BooleanField(
        help_text=_("The lot has failed before: an officer looks at it, whatever clears it.")
    )
    ground = serializers.ChoiceField(
        source="finding.ground", choices=Ground.choices, allow_null=True
    )
    reasons = serializers.SerializerMethodField()
    failed = serializers.SerializerMethodField(help_text=_("Analytes whose values fail."))
    missing = serializers.ListField(
        source="finding.missing", child=serializers.CharField(), help_text=_("Analytes to test.")
    )
    awaited = serializers.ListField(
        source="finding.awaited", child=serializers.CharField(), help_text=_("Analytes in test.")
    )

    def get_market_name(self, row: MarketEligibility) -> str:
        return market_name(row.market)

    @extend_schema_field(LotReasonSerializer(many=True))
    def get_reasons(self, row: MarketEligibility) -> Any:
        return LotReasonSerializer(row.finding.reasons, many=True).data

    def get_failed(self, row: MarketEligibility) -> list[str]:
        return sorted({item.analyte for item in row.finding.failed})
