"""Registrations and applications, as they come in and go out."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.api.shapes.files import GivenFileSerializer, LastDayField, StoredFileSerializer
from enterprises.models import (
    Registration,
    RegistrationCondition,
)
from enterprises.selectors.lanes import standing_on
from enterprises.serializers import FirmSerializer, MoveSerializer, NumberField, StrictSerializer
from enterprises.states import (
    DocumentKind,
    RegistrationStanding,
)

FIGURE_MAX = 100_000_000


class ApplicationPaperSerializer(serializers.Serializer[Any]):
    """A paper of an application."""

    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    file = StoredFileSerializer()


class ConditionSerializer(serializers.ModelSerializer[RegistrationCondition]):
    """A dated condition of a provisional registration."""

    rectification = serializers.SerializerMethodField(
        help_text=gettext_lazy("Whose acceptance meets it, if one does.")
    )

    class Meta:
        model = RegistrationCondition
        fields = [
            "ordinal",
            "text_en",
            "text_zh",
            "due_on",
            "accepted_on",
            "voided_on",
            "rectification",
        ]

    def get_rectification(self, condition: RegistrationCondition) -> str | None:
        rectification = getattr(condition, "rectification", None)
        return rectification.number if rectification else None


class RegistrationSerializer(serializers.ModelSerializer[Registration]):
    """A registration, or an application for one."""

    enterprise = FirmSerializer()
    last_day = LastDayField(allow_null=True)
    replaces = NumberField(allow_null=True)
    reason = serializers.CharField(help_text=gettext_lazy("Or empty."))

    class Meta:
        model = Registration
        fields = [
            "number",
            "enterprise",
            "state",
            "submitted_at",
            "accepted_at",
            "valid_from",
            "last_day",
            "allowed_isos",
            "cap_pieces",
            "replaces",
            "reason",
            "version",
        ]


class WholeRegistrationSerializer(RegistrationSerializer):
    """A registration with what the firm says, its papers and its conditions."""

    standing = serializers.SerializerMethodField(help_text=gettext_lazy("What it is worth today."))
    conditions = ConditionSerializer(many=True)
    documents = ApplicationPaperSerializer(many=True)
    process = serializers.CharField(help_text=gettext_lazy("Or empty."))
    premises = serializers.CharField(help_text=gettext_lazy("Or empty."))

    class Meta(RegistrationSerializer.Meta):
        fields = [
            *RegistrationSerializer.Meta.fields,
            "standing",
            "conditions",
            "documents",
            "process",
            "premises",
            "workers",
            "pieces_per_year",
            "quality_officer",
            "quality_phone",
            "export_isos",
            "earlier_ports",
            "times_returned",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=RegistrationStanding.choices))
    def get_standing(self, registration: Registration) -> str:
        return standing_on(registration, timezone.localdate()).value


class GivenPaperSerializer(GivenFileSerializer):
    """A paper that is added to an application."""

    kind = serializers.ChoiceField(choices=DocumentKind.choices)


class ApplicationSerializer(StrictSerializer):
    """All that a firm says when it applies; papers given before stay."""

    process = serializers.CharField(max_length=3000, allow_blank=True, default="")
    premises = serializers.CharField(max_length=3000, allow_blank=True, default="")
    workers = serializers.IntegerField(
        min_value=1, max_value=FIGURE_MAX, allow_null=True, default=None
    )
    pieces_per_year = serializers.IntegerField(
        min_value=1, max_value=FIGURE_MAX, allow_null=True, default=None
    )
    quality_officer = serializers.CharField(max_length=80, allow_blank=True, default="")
    quality_phone = serializers.CharField(max_length=40, allow_blank=True, default="")
    export_isos = serializers.ListField(
        child=serializers.CharField(min_length=2, max_length=2), max_length=80, default=list
    )
    earlier_ports = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=10, default=list
    )
    papers = GivenPaperSerializer(many=True, default=list)


class NewApplicationSerializer(ApplicationSerializer):
    """An application begun; a registration in force is renewed by it."""

    enterprise = serializers.CharField(
        max_length=18,
        required=False,
        help_text=gettext_lazy("Credit code of the firm; needed by who owns several."),
    )


class ChangedApplicationSerializer(MoveSerializer, ApplicationSerializer):
    """The whole application anew, and the version it takes the place of."""


class NewConditionSerializer(StrictSerializer):
    """A condition beside the visit."""

    text_en = serializers.CharField(max_length=200)
    text_zh = serializers.CharField(max_length=200)
    due_on = serializers.DateField()


class GrantSerializer(MoveSerializer):
    """A provisional registration before the visit, which is its first condition."""

    last_day = serializers.DateField()
    visit_by = serializers.DateField()
    allowed_isos = serializers.ListField(
        child=serializers.CharField(min_length=2, max_length=2), max_length=80
    )
    cap_pieces = serializers.IntegerField(
        min_value=1, max_value=2_147_483_647, allow_null=True, default=None
    )
    conditions = NewConditionSerializer(many=True, default=list)


class AcceptConditionSerializer(MoveSerializer):
    ordinal = serializers.IntegerField(min_value=1, max_value=32_767)
