"""Asking twice does it once: the first answer to a key is kept and given again.

The key is claimed by an insert in the transaction of the work itself. A second request with the
same key waits at that row until the first has ended, then reads its answer; if the first failed
and was rolled back, the second does the work.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.errors import DomainError, Invalid
from enterprises.models import IdempotencyKey, User

HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replay"
KEY_LENGTH_MAX = 80
KEPT_FOR = timedelta(days=7)
FIRST_FAILURE = 400


class KeyUsedOtherwise(DomainError):
    code = "IDEMPOTENCY_KEY_USED"
    sentence = _("This idempotency key was used for another request.")


@dataclass(frozen=True)
class Answer:
    """What was answered, and whether it was kept from an earlier asking."""

    status: int
    body: Any
    is_replayed: bool = False


class _Failed(Exception):
    """Carries a refusal out of the transaction, so that neither work nor key stays."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


def once(
    *, user: User, key: str, request_digest: str, at: datetime, work: Callable[[], Answer]
) -> Answer:
    """Do the work and keep its answer, or give the answer kept under the key.

    Only a success is kept: after a refusal the same key may try again.

    Raises:
        KeyUsedOtherwise: the key was given with another request.
    """
    try:
        with transaction.atomic():
            IdempotencyKey.objects.bulk_create(
                [IdempotencyKey(user=user, key=key, request_digest=request_digest, created_at=at)],
                ignore_conflicts=True,
            )
            row = IdempotencyKey.objects.select_for_update().get(user=user, key=key)
            if row.request_digest != request_digest:
                raise KeyUsedOtherwise()
            if row.status is not None:
                return Answer(row.status, row.body, is_replayed=True)
            answer = work()
            if answer.status >= FIRST_FAILURE:
                raise _Failed(answer)
            row.status, row.body = answer.status, answer.body
            row.save(update_fields=["status", "body"])
            return answer
    except _Failed as failed:
        return failed.answer


def digest_of(*, method: str, path: str, data: Any) -> str:
    """Give what makes two requests the same: method, address and content, in canonical form."""
    text = json.dumps([method, path, data], sort_keys=True, cls=DjangoJSONEncoder, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def forget_old(*, at: datetime) -> int:
    """Forget the answers that nobody will ask for again; gives their number."""
    count, _of_kind = IdempotencyKey.objects.filter(created_at__lt=at - KEPT_FOR).delete()
    return count


def idempotent(action: Callable[..., Response]) -> Callable[..., Response]:
    """Let an action of the API honour the `Idempotency-Key` header.

    Without the header it runs as it is.
    """

    @wraps(action)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER, "")
        if not key:
            return action(view, request, *args, **kwargs)
        if len(key) > KEY_LENGTH_MAX:
            raise Invalid(fields={HEADER: [str(_("The key has at most 80 characters."))]})

        def work() -> Answer:
            response = action(view, request, *args, **kwargs)
            return Answer(response.status_code, _as_json(response.data))

        found = once(
            user=request.user,  # type: ignore[arg-type]
            key=key,
            request_digest=digest_of(
                method=request.method or "", path=request.path, data=request.data
            ),
            at=timezone.now(),
            work=work,
        )
        headers = {REPLAYED_HEADER: "true"} if found.is_replayed else None
        return Response(found.body, status=found.status, headers=headers)

    return answer


def _as_json(data: Any) -> Any:
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))
