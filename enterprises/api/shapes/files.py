"""Files and days, as every record here shows them."""

import base64
import binascii
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from enterprises.files import GivenFile
from enterprises.models import (
    StoredFile,
)
from enterprises.serializers import StrictSerializer

ONE_DAY = timedelta(days=1)


class LastDayField(serializers.DateField):
    """The last day on which something holds, of a period kept half-open."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"source": "valid_until", "read_only": True, **options})

    def to_representation(self, value: date) -> Any:
        return super().to_representation(value - ONE_DAY)


class Base64Field(serializers.CharField):
    """The bytes of a file, in base 64."""

    def to_internal_value(self, data: Any) -> Any:
        written = super().to_internal_value(data)
        try:
            return base64.b64decode(written, validate=True)
        except (binascii.Error, ValueError) as fault:
            raise serializers.ValidationError(_("This is not base 64.")) from fault


class StoredFileSerializer(serializers.ModelSerializer[StoredFile]):
    """A file that was given; its content is read on its page."""

    class Meta:
        model = StoredFile
        fields = ["file_name", "media_type", "size", "uploaded_at"]


class GivenFileSerializer(StrictSerializer):
    """A file that is sent along: a photograph or a PDF."""

    file_name = serializers.CharField(max_length=200)
    content = Base64Field(help_text=gettext_lazy("In base 64; all files together up to 1 MB."))


def given(files: list[dict[str, Any]]) -> list[GivenFile]:
    """Read files that were sent."""
    return [GivenFile(one["file_name"], one["content"]) for one in files]
