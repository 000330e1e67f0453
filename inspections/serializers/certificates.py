"""Certificates of release, for firms and officers, and for whoever holds the paper."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from enterprises.serializers import FirmSerializer, NumberField
from inspections.models import Certificate, DeclarationLine
from inspections.selectors.certificates import state_on
from inspections.states import CertificateState

ONE_DAY = timedelta(days=1)


class _ShipsBy(serializers.ModelSerializer[Certificate]):
    ships_by = serializers.SerializerMethodField(help_text=_("The last day to ship, included."))

    def get_ships_by(self, certificate: Certificate) -> date:
        return certificate.ship_until - ONE_DAY


class CertificateSerializer(_ShipsBy):
    """A certificate of release."""

    declaration = NumberField()
    enterprise = FirmSerializer()
    replaces = NumberField(allow_null=True)
    pdf = serializers.SerializerMethodField(help_text=_("Where the paper is fetched."))

    class Meta:
        model = Certificate
        fields = [
            "number",
            "declaration",
            "enterprise",
            "copy",
            "state",
            "version",
            "verification_code",
            "issued_at",
            "ships_by",
            "replaces",
            "state_since",
            "state_reason",
            "pdf",
        ]

    def get_pdf(self, certificate: Certificate) -> str:
        address = reverse("api:certificate-pdf", args=[certificate.number])
        return str(self.context["request"].build_absolute_uri(address))


class CertifiedGoodsSerializer(serializers.ModelSerializer[DeclarationLine]):
    """What the paper certifies, to be compared with it."""

    class Meta:
        model = DeclarationLine
        fields = ["hs_code", "description", "product", "species", "pieces", "net_weight_kg"]


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A certificate in force",
            value={
                "number": "C26-0042-0412-1",
                "state": "active",
                "issued_at": "2026-11-20T14:03:11+08:00",
                "ships_by": "2026-12-19",
                "exporter_en": "Xueling Fur",
                "exporter_zh": "雪岭裘皮",
                "destination_iso": "RU",
                "pieces": 40,
                "goods": [
                    {
                        "hs_code": "4303101090",
                        "description": "Long coats of mink",
                        "product": "coat_long",
                        "species": "mink",
                        "pieces": 40,
                        "net_weight_kg": "96.500",
                    }
                ],
            },
        )
    ]
)
class VerifiedCertificateSerializer(_ShipsBy):
    """What anybody may know who holds number and code: is it true, does it hold, for what."""

    state = serializers.SerializerMethodField(help_text=_("As it is today."))
    exporter_en = serializers.CharField(source="enterprise.name_en")
    exporter_zh = serializers.CharField(source="enterprise.name_zh")
    destination_iso = serializers.CharField(source="declaration.destination_iso")
    pieces = serializers.IntegerField(source="declaration.pieces")
    goods = CertifiedGoodsSerializer(source="declaration.lines", many=True)

    @extend_schema_field(serializers.ChoiceField(choices=CertificateState.choices))
    def get_state(self, certificate: Certificate) -> str:
        return state_on(certificate, timezone.localdate()).value

    class Meta:
        model = Certificate
        fields = [
            "number",
            "state",
            "issued_at",
            "ships_by",
            "exporter_en",
            "exporter_zh",
            "destination_iso",
            "pieces",
            "goods",
        ]
