"""Keys to the API: shown once when made, kept only as a hash."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from enterprises import audit
from enterprises.models import ApiToken, User

KEY_BYTES = 32
KEY_HEAD = "qiudu_"


def digest_of(key: str) -> str:
    """Give what is kept of a key; it is random and long, so no salt and no stretching is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str,
    scopes: Iterable[str],
    actor: User | None,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a key for named scopes; the second value is the key itself, never seen again."""
    key = KEY_HEAD + secrets.token_urlsafe(KEY_BYTES)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=digest_of(key),
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=expires_at,
    )
    _record(token, "token_created", actor=actor, at=at)
    return token, key


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User | None, at: datetime) -> ApiToken:
    """Let a key open nothing any more; revoking twice keeps the first time."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _record(token, "token_revoked", actor=actor, at=at)
    return token


def _record(token: ApiToken, action: str, *, actor: User | None, at: datetime) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="api_token",
        record_number=token.name[:60],
        detail={"user": token.user.username, "scopes": token.scopes},
    )
