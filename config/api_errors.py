"""The one place where the API says no: every refusal in one form, and no fault told in detail."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from enterprises.errors import DomainError, Invalid

logger = logging.getLogger("django.request")

# The library's own codes, as this API has always told them.
CODES = {
    status.HTTP_400_BAD_REQUEST: "BAD_REQUEST",
    status.HTTP_401_UNAUTHORIZED: "NOT_AUTHENTICATED",
    status.HTTP_403_FORBIDDEN: "NOT_PERMITTED",
    status.HTTP_404_NOT_FOUND: "NOT_FOUND",
    status.HTTP_405_METHOD_NOT_ALLOWED: "METHOD_NOT_ALLOWED",
    status.HTTP_406_NOT_ACCEPTABLE: "NOT_ACCEPTABLE",
    status.HTTP_413_REQUEST_ENTITY_TOO_LARGE: "TOO_LARGE",
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
    status.HTTP_429_TOO_MANY_REQUESTS: "TOO_MANY_REQUESTS",
}
# Where the library's code says more than the status does.
NAMED_CODES = {
    "scope_missing": "SCOPE_MISSING",
    "csrf_failed": "CSRF_FAILED",
    "parse_error": "UNREADABLE",
}
WHOLE = "non_field_errors"


def answer(fault: Exception, context: dict[str, Any]) -> Response:
    """Give the answer to whatever a view raised."""
    set_rollback()
    if isinstance(fault, DomainError):
        return _response(fault.status, fault.code, str(fault), _sentences(fault))
    if isinstance(fault, Http404):
        fault = exceptions.NotFound()
    elif isinstance(fault, PermissionDenied):
        fault = exceptions.PermissionDenied(str(fault) or None)
    elif isinstance(fault, RequestDataTooBig | SuspiciousOperation | UnreadablePostError):
        fault = exceptions.ParseError()
    if isinstance(fault, exceptions.ValidationError):
        return _response(
            fault.status_code, Invalid.code, str(Invalid.sentence), dict(_flat(fault.detail))
        )
    if isinstance(fault, exceptions.APIException):
        return _refusal(fault)
    request = context.get("request")
    got_request_exception.send(sender=None, request=request)
    logger.exception("The API failed: %s", getattr(request, "path", ""), exc_info=fault)
    return _response(
        status.HTTP_500_INTERNAL_SERVER_ERROR,
        "SERVER_ERROR",
        _("Something went wrong here; it was noted. Try again later."),
    )


def _refusal(fault: exceptions.APIException) -> Response:
    named = NAMED_CODES.get(str(fault.get_codes()))
    response = _response(
        fault.status_code,
        named or CODES.get(fault.status_code, "REFUSED"),
        str(fault.detail),
    )
    challenge = getattr(fault, "auth_header", None)
    if challenge:
        response["WWW-Authenticate"] = challenge
    wait = getattr(fault, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(int(wait) + 1)
    return response


def _response(
    status_code: int, code: str, detail: str, fields: dict[str, list[str]] | None = None
) -> Response:
    return Response({"code": code, "detail": detail, "fields": fields or {}}, status=status_code)


def _sentences(fault: DomainError) -> dict[str, list[str]]:
    return {name: [str(one) for one in sentences] for name, sentences in fault.fields.items()}


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Give `lines.2.pieces` with its sentences out of nested ones; parts of lists count from 1."""
    if isinstance(detail, dict):
        for name, below in detail.items():
            is_index = isinstance(name, int)
            part = path if name == WHOLE else _join(path, str(name + 1 if is_index else name))
            yield from _flat(below, part)
    elif isinstance(detail, list) and any(isinstance(one, dict | list) for one in detail):
        for place, below in enumerate(detail, start=1):
            if below:
                yield from _flat(below, _join(path, str(place)))
    else:
        sentences = detail if isinstance(detail, list) else [detail]
        yield path or "body", [str(one) for one in sentences]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
