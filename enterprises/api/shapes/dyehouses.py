"""Filings of dyehouses, as they come in and go out."""

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from enterprises.api.shapes.files import LastDayField
from enterprises.models import (
    DyehouseFiling,
    FilingScope,
)
from enterprises.serializers import FirmSerializer, MoveSerializer, StrictSerializer
from enterprises.states import (
    Process,
    Species,
)


class FilingScopeSerializer(serializers.ModelSerializer[FilingScope]):
    """One species, process and colour group of a filing."""

    class Meta:
        model = FilingScope
        fields = ["species", "process", "colour"]


class DyehouseSerializer(serializers.ModelSerializer[DyehouseFiling]):
    """A dyehouse's filing."""

    enterprise = FirmSerializer()
    last_day = LastDayField(allow_null=True)
    scopes = FilingScopeSerializer(many=True)
    wished = serializers.CharField(help_text=gettext_lazy("Or empty."))
    government_opinion = serializers.CharField(help_text=gettext_lazy("Or empty."))
    reason = serializers.CharField(help_text=gettext_lazy("Or empty."))

    class Meta:
        model = DyehouseFiling
        fields = [
            "number",
            "enterprise",
            "state",
            "state_since",
            "wished",
            "government_opinion",
            "valid_from",
            "last_day",
            "scopes",
            "reason",
            "version",
        ]


class FilingWishSerializer(StrictSerializer):
    """An application to be put on file."""

    enterprise = serializers.CharField(
        max_length=18,
        required=False,
        help_text=gettext_lazy("Credit code of the firm; needed by who owns several."),
    )
    wished = serializers.CharField(max_length=1000)


class FilingOpinionSerializer(MoveSerializer):
    government_opinion = serializers.CharField(max_length=2000)


class NewFilingScopeSerializer(StrictSerializer):
    species = serializers.ChoiceField(choices=Species.choices)
    process = serializers.ChoiceField(choices=Process.choices)
    colour = serializers.CharField(max_length=20)


class FileDyehouseSerializer(MoveSerializer):
    """What a dyehouse is filed for, and until when."""

    last_day = serializers.DateField()
    scopes = NewFilingScopeSerializer(many=True, allow_empty=False)
