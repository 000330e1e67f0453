"""What comes in: JSON that can be kept, and nothing else."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

BODY_BYTES_MAX = 2 * 1024 * 1024


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("At most 2 MB can be sent at once.")


class KeepableJSONParser(BaseParser):
    """Read one JSON object whose every text the database can keep; figures stay exact."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Raises ParseError or BodyTooLarge, never anything else, whatever was sent."""
        body = stream.read(BODY_BYTES_MAX + 1)
        if len(body) > BODY_BYTES_MAX:
            raise BodyTooLarge
        if not body.strip():
            return {}
        try:
            data = json.loads(
                body.decode("utf-8"),
                parse_float=Decimal,
                parse_constant=_refuse_constant,
                object_pairs_hook=_refuse_twice,
            )
            _refuse_unkeepable(data)
        except (ValueError, ArithmeticError, RecursionError) as fault:
            raise ParseError(_("This is not JSON that can be read.")) from fault
        if not isinstance(data, dict):
            raise ParseError(_("An object is expected."))
        return data


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no figure")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values under one name would be read as either, so they are not read at all."""
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("a name stands twice")
    return data


def _refuse_unkeepable(value: Any) -> None:
    """PostgreSQL keeps neither NUL nor half of a surrogate pair."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("NUL in a text")
        value.encode("utf-8")  # a lone surrogate raises UnicodeEncodeError, a ValueError
    elif isinstance(value, dict):
        for name, one in value.items():
            _refuse_unkeepable(name)
            _refuse_unkeepable(one)
    elif isinstance(value, list):
        for one in value:
            _refuse_unkeepable(one)
