"""Programs that speak to the API as somebody."""

from rest_framework.test import APIClient

from enterprises.api.doors import Scope
from enterprises.models import User
from enterprises.services.tokens import create_token
from tests.factories.enterprises import at

EVERY_SCOPE = tuple(Scope.values)


def make_client(user: User, *scopes: str) -> APIClient:
    """Make a client that sends a token of a person, for every scope unless some are named."""
    _token, key = create_token(
        user=user, name="test", scopes=scopes or EVERY_SCOPE, actor=user, at=at()
    )
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {key}")
