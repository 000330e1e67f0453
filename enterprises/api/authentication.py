"""The session of the pages as a key to the API, and how both kinds of keys are described."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from enterprises.authentication import ScopedTokenAuthentication


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the pages; every change brings its CSRF token."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as refusal:
            raise exceptions.PermissionDenied(
                _("The CSRF token is missing or wrong."), code="csrf_failed"
            ) from refusal


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = ScopedTokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
