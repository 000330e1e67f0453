"""Published lists, as anybody may read them."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from blacklist.models import ListEntry
from enterprises.serializers import FirmSerializer


@extend_schema_serializer(component_name="PublishedListEntry")
class PublishedEntrySerializer(serializers.ModelSerializer[ListEntry]):
    """A firm on the red or the black list, in effect today."""

    enterprise = FirmSerializer()

    class Meta:
        model = ListEntry
        fields = ["number", "kind", "enterprise", "grounds", "basis", "effective_from"]
