"""What comes in and goes out: the strict base of every floor, and the firm as others see it."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import Enterprise
from enterprises.selectors.registrations import RegistrationReport
from enterprises.states import RegistrationStanding, RegistrationState


class StrictSerializer(serializers.Serializer[Any]):
    """Names what it does not know instead of passing over it."""

    def to_internal_value(self, data: Any) -> Any:
        faults: dict[str, Any] = {}
        if isinstance(data, dict):
            known = {name for name, field in self.fields.items() if not field.read_only}
            faults = {name: [_("There is no such field.")] for name in data if name not in known}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as refusal:
            if not isinstance(refusal.detail, dict):
                raise
            raise serializers.ValidationError({**faults, **refusal.detail}) from refusal
        if faults:
            raise serializers.ValidationError(faults)
        return value


class NumberField(serializers.SlugRelatedField[Any]):
    """The number of another record, which is only read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="number", **{"read_only": True, **kwargs})


class MoveSerializer(StrictSerializer):
    """What every change of a record names: the version that was seen."""

    version = serializers.IntegerField(
        min_value=1, max_value=2_147_483_647, help_text=_("The version of the record as last read.")
    )


class MoveWithReasonSerializer(MoveSerializer):
    reason = serializers.CharField(max_length=300)


class FirmSerializer(serializers.ModelSerializer[Enterprise]):
    """A firm in the records of others."""

    class Meta:
        model = Enterprise
        fields = ["credit_code", "serial", "name_en", "name_zh"]


class RegistrationBriefSerializer(serializers.Serializer[RegistrationReport]):
    """The registration that counts for a firm."""

    number = serializers.CharField(source="registration.number", default="")
    state = serializers.ChoiceField(
        source="registration.state",
        choices=RegistrationState.choices,
        allow_null=True,
        default=None,
    )
    standing = serializers.SerializerMethodField(help_text=_("What it is worth today."))
    last_day = serializers.DateField(
        source="facts.last_day", allow_null=True, help_text=_("The last day it is valid.")
    )
    allowed_isos = serializers.ListField(
        source="registration.allowed_isos",
        child=serializers.CharField(),
        default=[],
        help_text=_("Where a provisional registration lets goods go; empty: anywhere."),
    )

    def get_standing(self, report: RegistrationReport) -> RegistrationStanding:
        return report.standing(timezone.localdate())


class EnterpriseSerializer(serializers.ModelSerializer[Enterprise]):
    """A firm as its own people and the bureau's officers see it."""

    registration = serializers.SerializerMethodField()
    contact_email = serializers.CharField(help_text=_("Or empty."))
    export_markets: ClassVar[Any] = serializers.SlugRelatedField(
        slug_field="iso", many=True, read_only=True
    )

    class Meta:
        model = Enterprise
        fields = [
            "credit_code",
            "serial",
            "name_en",
            "name_zh",
            "kinds",
            "township",
            "address",
            "legal_representative",
            "contact_name",
            "contact_phone",
            "contact_email",
            "workers",
            "pieces_per_year",
            "is_leading",
            "in_demonstration_zone",
            "first_registered_on",
            "export_markets",
            "registration",
            "version",
        ]

    @extend_schema_field(RegistrationBriefSerializer)
    def get_registration(self, enterprise: Enterprise) -> Any:
        report = self.context["registrations"][enterprise.pk]
        return RegistrationBriefSerializer(report).data
