"""How a program proves who it acts for: a scoped token in the Authorization header."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from enterprises.models import ApiToken, User
from enterprises.services.tokens import digest_of

KEYWORD = "Bearer"


class ScopedTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer qiudu_…`; the token is the request's `auth`, with its `scopes`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).decode("latin-1").split()
        if not parts or parts[0].lower() != KEYWORD.lower():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("The Authorization header is not a single token."))
        now = timezone.now()
        token = (
            ApiToken.objects.select_related("user")
            .filter(
                Q(expires_at__isnull=True) | Q(expires_at__gt=now),
                digest=digest_of(parts[1]),
                revoked_at__isnull=True,
                user__is_active=True,
            )
            .first()
        )
        if token is None:
            # Unknown, expired and revoked sound alike, so that nothing is learnt by trying.
            raise AuthenticationFailed(_("This token is not valid."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD
