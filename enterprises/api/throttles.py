"""How often one may ask: counted in the cache, and not counted at all while that is away."""

import logging
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


class _Tolerant(SimpleRateThrottle):
    """Without a cache the house goes on: a release matters more than a count."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as absence:
            logger.warning("Requests are not counted: %s", absence)
            self.history: list[Any] = []
            return True


class PersonThrottle(_Tolerant, UserRateThrottle):
    """A person, whatever token or session they come with."""

    scope = "person"


class AnonymousThrottle(_Tolerant, AnonRateThrottle):
    """An address from which somebody asks without saying who."""

    scope = "anonymous"


class VerificationThrottle(_Tolerant, AnonRateThrottle):
    """An address from which certificates are looked up; signed in or not."""

    scope = "verification"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
