"""Pages of a list by keyset: the next page starts after the last row shown, however deep.

The address of a page names that row by its natural key, signed, so no primary key leaves.
"""

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

if TYPE_CHECKING:
    from rest_framework.views import APIView

PAGE_SIZE = 50
PAGE_SIZE_MAX = 200
_SALT = "enterprises.api.pages"


class KeysetPagination(BasePagination):
    """Rows in the order of their entry, newest first unless the view says `is_oldest_first`.

    The view's `natural_key` are the lookups that find a row again, `number` unless told, and
    `anchors` the rows it is sought in where a lookup needs more than the table.
    """

    cursor_param = "cursor"
    page_size_param = "page_size"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: "APIView | None" = None
    ) -> list[Any]:
        self.address = request.build_absolute_uri()
        self.natural_key: tuple[str, ...] = getattr(view, "natural_key", ("number",))
        is_falling = not getattr(view, "is_oldest_first", False)
        size = self._size(request)
        cursor = self._cursor(request)

        is_backwards = cursor is not None and cursor[0]
        falls = is_falling != is_backwards
        queryset = queryset.order_by("-pk" if falls else "pk")
        if cursor is not None:
            anchors = getattr(view, "anchors", queryset.model._default_manager.all())
            anchor = anchors.filter(**cursor[1]).order_by().values("pk")
            queryset = queryset.filter(**{f"pk__{'lt' if falls else 'gt'}": anchor[:1]})
        rows = list(queryset[: size + 1])
        has_more, rows = len(rows) > size, rows[:size]
        if is_backwards:
            rows.reverse()
        self.has_next = bool(rows) and (is_backwards or has_more)
        self.has_previous = bool(rows) and (has_more if is_backwards else cursor is not None)
        self.rows = rows
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "next": self._link(self.rows[-1], is_backwards=False) if self.has_next else None,
                "previous": (
                    self._link(self.rows[0], is_backwards=True) if self.has_previous else None
                ),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The page after this one, if there is one."},
                "previous": {**link, "description": "The page before this one, if there is one."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        return [
            {
                "name": self.cursor_param,
                "in": "query",
                "required": False,
                "description": "From `next` or `previous` of another page.",
                "schema": {"type": "string"},
            },
            {
                "name": self.page_size_param,
                "in": "query",
                "required": False,
                "description": "How many rows at most.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": PAGE_SIZE_MAX,
                    "default": PAGE_SIZE,
                },
            },
        ]

    def _size(self, request: Request) -> int:
        written = request.query_params.get(self.page_size_param, str(PAGE_SIZE))
        if written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= PAGE_SIZE_MAX:
            return int(written)
        sentence = _("A whole number from 1 to %(most)d.") % {"most": PAGE_SIZE_MAX}
        raise ValidationError({self.page_size_param: [sentence]})

    def _cursor(self, request: Request) -> tuple[bool, dict[str, Any]] | None:
        written = request.query_params.get(self.cursor_param)
        if not written:
            return None
        try:
            text = signing.Signer(salt=_SALT).unsign(written)
            is_backwards, *values = json.loads(base64.urlsafe_b64decode(text))
            return bool(is_backwards), dict(zip(self.natural_key, values, strict=True))
        except (signing.BadSignature, binascii.Error, ValueError) as fault:
            sentence = _("This is not the address of a page.")
            raise ValidationError({self.cursor_param: [sentence]}) from fault

    def _link(self, row: Any, *, is_backwards: bool) -> str:
        values = [is_backwards, *(_value_at(row, path) for path in self.natural_key)]
        text = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
        cursor = signing.Signer(salt=_SALT).sign(text)
        return replace_query_param(
            remove_query_param(self.address, self.cursor_param), self.cursor_param, cursor
        )


def _value_at(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row if isinstance(row, int | str) else force_str(row)
