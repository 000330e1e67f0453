"""The register, as anybody may read it."""

from rest_framework import serializers

from enterprises.api.shapes.dyehouses import FilingScopeSerializer
from enterprises.api.shapes.files import LastDayField
from enterprises.models import (
    DyehouseFiling,
    Registration,
)


class RegisteredFirmSerializer(serializers.ModelSerializer[Registration]):
    """A registered firm, as anybody may read it."""

    name_en = serializers.CharField(source="enterprise.name_en")
    name_zh = serializers.CharField(source="enterprise.name_zh")
    township = serializers.CharField(source="enterprise.township")
    kinds = serializers.ListField(source="enterprise.kinds", child=serializers.CharField())
    last_day = LastDayField()

    class Meta:
        model = Registration
        fields = ["number", "name_en", "name_zh", "township", "kinds", "state", "last_day"]


class FiledDyehouseSerializer(serializers.ModelSerializer[DyehouseFiling]):
    """A dyehouse on file, as anybody may read it."""

    name_en = serializers.CharField(source="enterprise.name_en")
    name_zh = serializers.CharField(source="enterprise.name_zh")
    township = serializers.CharField(source="enterprise.township")
    scopes = FilingScopeSerializer(many=True)
    last_day = LastDayField()

    class Meta:
        model = DyehouseFiling
        fields = ["number", "name_en", "name_zh", "township", "state", "scopes", "last_day"]
