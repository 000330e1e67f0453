"""The declaration: its content as a firm writes it, and the record as it is read."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from enterprises.models import Enterprise, OverseasOutlet
from enterprises.serializers import FirmSerializer, MoveSerializer, NumberField, StrictSerializer
from enterprises.states import Contact, Product, Species, Wearer
from inspections.content import (
    LINES_MAX,
    USES_MAX,
    WHOLE_MAX,
    DeclarationContent,
    read_content,
)
from inspections.models import ContractLimit, Declaration, DeclarationLine, MaterialUse
from inspections.states import LimitOperator, PackageKind, TradeMode, Transport

EXAMPLE_CONTENT = {
    "enterprise": "91131121MA07T4QX1R",
    "destination_iso": "RU",
    "consignee": "OOO Severny Mekh",
    "contract_number": "XL-2026-118",
    "port": "Manzhouli",
    "transport": "rail",
    "planned_on": "2026-11-27",
    "storage_place": "Warehouse 2, Daying",
    "packages": 40,
    "package_kind": "carton",
    "currency": "USD",
    "usd_rate": "1",
    "lines": [
        {
            "hs_code": "4303101090",
            "description": "Long coats of mink",
            "product": "coat_long",
            "species": "mink",
            "wearer": "adult",
            "contact": "indirect",
            "pieces": 40,
            "net_weight_kg": "96.500",
            "value": "41200.00",
            "marks": ["XL-001/040"],
            "uses": [{"lot": "L26-0042-0031", "skins": 1200}],
        }
    ],
}


class UseContentSerializer(StrictSerializer):
    """Whole skins of one lot of the firm."""

    lot = serializers.CharField(max_length=20)
    skins = serializers.IntegerField(min_value=1, max_value=WHOLE_MAX)


class LineContentSerializer(StrictSerializer):
    """One kind of goods."""

    hs_code = serializers.CharField(max_length=12)
    description = serializers.CharField(max_length=160)
    product = serializers.ChoiceField(choices=Product.choices)
    species = serializers.ChoiceField(choices=Species.choices)
    wearer = serializers.ChoiceField(choices=Wearer.choices)
    contact = serializers.ChoiceField(choices=Contact.choices)
    pieces = serializers.IntegerField(min_value=1, max_value=WHOLE_MAX)
    net_weight_kg = serializers.DecimalField(max_digits=12, decimal_places=3)
    value = serializers.DecimalField(
        max_digits=16, decimal_places=2, help_text=gettext_lazy("In the declaration's currency.")
    )
    marks = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=500, required=False
    )
    permit_number = serializers.CharField(max_length=40, allow_blank=True, required=False)
    uses = UseContentSerializer(many=True, required=False, max_length=USES_MAX)  # type: ignore[call-arg]


class ContractLimitContentSerializer(StrictSerializer):
    """A limit of the sales contract, with its figure as written."""

    analyte = serializers.CharField(max_length=10)
    operator = serializers.ChoiceField(choices=LimitOperator.choices)
    value_text = serializers.CharField(max_length=20)
    unit = serializers.CharField(max_length=20, required=False)


class DeclarationContentSerializer(StrictSerializer):
    """All that a firm says of a consignment; always sent whole."""

    destination_iso = serializers.CharField(max_length=2, min_length=2)
    outlet = serializers.CharField(
        max_length=120,
        allow_blank=True,
        required=False,
        help_text=gettext_lazy("Name of the firm's own shop, where it is the consignee."),
    )
    consignee = serializers.CharField(max_length=160)
    consignee_address = serializers.CharField(max_length=200, allow_blank=True, required=False)
    contract_number = serializers.CharField(max_length=60)
    letter_of_credit = serializers.CharField(max_length=60, allow_blank=True, required=False)
    trade_mode = serializers.ChoiceField(choices=TradeMode.choices, required=False)
    port = serializers.CharField(max_length=80)
    transport = serializers.ChoiceField(choices=Transport.choices)
    planned_on = serializers.DateField()
    storage_place = serializers.CharField(max_length=120)
    packages = serializers.IntegerField(min_value=1, max_value=WHOLE_MAX)
    package_kind = serializers.ChoiceField(choices=PackageKind.choices, required=False)
    shipping_marks = serializers.CharField(max_length=200, allow_blank=True, required=False)
    remarks = serializers.CharField(max_length=300, allow_blank=True, required=False)
    currency = serializers.CharField(max_length=3, min_length=3, required=False)
    usd_rate = serializers.DecimalField(
        max_digits=12,
        decimal_places=6,
        required=False,
        help_text=gettext_lazy("US dollars for one of the currency."),
    )
    lines = LineContentSerializer(many=True, required=False, max_length=LINES_MAX)  # type: ignore[call-arg]
    contract_limits = ContractLimitContentSerializer(  # type: ignore[call-arg]
        many=True, required=False, max_length=USES_MAX
    )


@extend_schema_serializer(examples=[OpenApiExample("To Russia", value=EXAMPLE_CONTENT)])
class NewDeclarationSerializer(DeclarationContentSerializer):
    """The content of a new declaration, and whose it is."""

    enterprise = serializers.CharField(
        max_length=18,
        required=False,
        help_text=gettext_lazy("Credit code of the firm; needed by who files for several."),
    )


class ChangedDeclarationSerializer(MoveSerializer, DeclarationContentSerializer):
    """The whole content anew, and the version it takes the place of."""


@extend_schema_serializer(
    examples=[
        OpenApiExample("Before it is saved", value=EXAMPLE_CONTENT),
    ]
)
class PreviewSerializer(NewDeclarationSerializer):
    """Content that nothing keeps; `declaration` names the draft it is of, if there is one."""

    declaration = serializers.CharField(max_length=20, required=False)


class CancelSerializer(MoveSerializer):
    reason = serializers.CharField(max_length=300)


class WithdrawSerializer(MoveSerializer):
    reason = serializers.CharField(max_length=300, allow_blank=True, required=False, default="")


def content_from(data: dict[str, Any], enterprise: Enterprise) -> DeclarationContent:
    """Read what was sent for a firm; its shop is named, not numbered.

    Raises:
        ValidationError: the firm has no such shop in the destination, or several.
        Invalid: something else cannot be.
    """
    data = {**data, "outlet": _outlet(data, enterprise)}
    return read_content(data)


def _outlet(data: dict[str, Any], enterprise: Enterprise) -> int | None:
    name = data.get("outlet")
    if not name:
        return None
    outlets = OverseasOutlet.objects.filter(
        enterprise=enterprise,
        name=name,
        iso=data["destination_iso"].upper(),
        closed_on__isnull=True,
    )
    keys = list(outlets.values_list("pk", flat=True)[:2])
    if len(keys) != 1:
        sentence = _("The enterprise has no such shop in this country.")
        raise serializers.ValidationError({"outlet": [sentence]})
    return keys[0]


class MaterialUseSerializer(serializers.ModelSerializer[MaterialUse]):
    lot = NumberField()

    class Meta:
        model = MaterialUse
        fields = ["lot", "skins"]


class LineSerializer(serializers.ModelSerializer[DeclarationLine]):
    """One kind of goods; lines are numbered from 1."""

    line = serializers.IntegerField(source="ordinal")
    uses = MaterialUseSerializer(many=True)

    class Meta:
        model = DeclarationLine
        fields = [
            "line",
            "hs_code",
            "description",
            "product",
            "species",
            "wearer",
            "contact",
            "pieces",
            "net_weight_kg",
            "value",
            "marks",
            "permit_number",
            "uses",
        ]


class ContractLimitSerializer(serializers.ModelSerializer[ContractLimit]):
    class Meta:
        model = ContractLimit
        fields = ["analyte", "operator", "value_text", "unit"]


_BRIEF = [
    "number",
    "state",
    "version",
    "submission",
    "enterprise",
    "agent",
    "destination_iso",
    "consignee",
    "planned_on",
    "pieces",
    "value_usd",
    "created_at",
    "changed_at",
    "submitted_at",
    "decided_at",
]


class DeclarationBriefSerializer(serializers.ModelSerializer[Declaration]):
    """A declaration in a list."""

    enterprise = FirmSerializer()
    agent = FirmSerializer(allow_null=True)

    class Meta:
        model = Declaration
        fields = _BRIEF


class DeclarationSerializer(DeclarationBriefSerializer):
    """A declaration with its goods."""

    outlet = serializers.CharField(
        source="outlet.name",
        default=None,
        allow_null=True,
        help_text=gettext_lazy("The firm's own shop abroad, where it is the consignee."),
    )
    copied_from = NumberField(allow_null=True)
    certificate = serializers.SerializerMethodField(
        help_text=gettext_lazy("Number of the certificate in force.")
    )
    lines = LineSerializer(many=True)
    contract_limits = ContractLimitSerializer(many=True)

    class Meta:
        model = Declaration
        fields = [
            *_BRIEF,
            "first_submitted_on",
            "outlet",
            "consignee_address",
            "contract_number",
            "letter_of_credit",
            "trade_mode",
            "port",
            "transport",
            "storage_place",
            "packages",
            "package_kind",
            "shipping_marks",
            "remarks",
            "currency",
            "usd_rate",
            "copied_from",
            "certificate",
            "lines",
            "contract_limits",
        ]

    def get_certificate(self, declaration: Declaration) -> str | None:
        active = (one for one in declaration.certificates.all() if one.state == "active")
        found = next(active, None)
        return found.number if found else None
