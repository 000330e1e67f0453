"""The outbox: a fact others act on is a row that stands or falls with the fact itself.

`config.routes` says which task answers which fact. Whoever relays takes one open fact at a time
on a lease, runs its tasks, each in its own transaction, and marks the fact done when all of them
succeeded. A crash lets the lease run out and the fact is answered again, so every task is
idempotent by the fact's id.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone
from kombu.exceptions import KombuError

from config.routes import FACT_ROUTES
from enterprises import writing
from enterprises.models import OutboxFact

logger = logging.getLogger(__name__)

RELAY_TASK = "enterprises.tasks.relay_facts"
# Longer than any task takes, so that no fact is answered by two workers at once.
LEASE = timedelta(minutes=10)
BACK_OFF_FIRST = timedelta(seconds=5)
BACK_OFF_MOST = timedelta(hours=1)
ERROR_LENGTH_MAX = 2000


@dataclass(frozen=True)
class Telling:
    """One fact to be told."""

    name: str
    at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


def tell(name: str, *, at: datetime, **payload: Any) -> OutboxFact:
    """Write down a fact in the transaction that makes it true."""
    return tell_many([Telling(name, at, payload)])[0]


def tell_many(tellings: Iterable[Telling], *, beside: Iterable[Model] = ()) -> list[OutboxFact]:
    """Write down any number of facts in one statement, with the new rows `beside` them."""
    facts = [
        OutboxFact(name=telling.name, told_at=telling.at, payload=dict(telling.payload))
        for telling in tellings
    ]
    writing.insert([*beside, *facts])
    is_kicked = any(waiting[1] is kick for waiting in connection.run_on_commit)
    if facts and not is_kicked:
        transaction.on_commit(kick, robust=True)
    return facts


def kick() -> None:
    """Ask a worker to relay now; without a broker the sweeper catches up later."""
    try:
        current_app.send_task(RELAY_TASK, retry=False)
    except (KombuError, OSError) as error:
        logger.warning("The relay could not be kicked, the sweeper will do it: %s", error)


def relay(*, most: int) -> int:
    """Answer open facts in the order they were told, at most so many; gives their number."""
    for answered in range(most):
        fact = _lease(now=timezone.now())
        if fact is None:
            return answered
        _answer(fact)
    return most


@transaction.atomic
def _lease(*, now: datetime) -> OutboxFact | None:
    fact = (
        OutboxFact.objects.select_for_update(skip_locked=True)
        .filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now), done_at__isnull=True)
        .order_by("pk")
        .first()
    )
    if fact is not None:
        fact.attempts += 1
        fact.next_attempt_at = now + LEASE
        fact.save(update_fields=["attempts", "next_attempt_at"])
    return fact


def _answer(fact: OutboxFact) -> None:
    """Run every task of a fact, also after one of them failed, and keep what came of it."""
    failures = []
    for task in FACT_ROUTES.get(fact.name, ()):
        try:
            current_app.tasks[task].run(fact.pk)
        except Exception as error:
            logger.exception("Fact %s (%s) was not answered by %s", fact.pk, fact.name, task)
            failures.append(f"{task}: {error!r}")
    now = timezone.now()
    if failures:
        fact.last_error = "\n".join(failures)[:ERROR_LENGTH_MAX]
        fact.next_attempt_at = now + back_off(fact.attempts)
    else:
        fact.last_error, fact.next_attempt_at, fact.done_at = "", None, now
    fact.save(update_fields=["last_error", "next_attempt_at", "done_at"])


def back_off(attempts: int) -> timedelta:
    """Give the wait after so many attempts: doubled each time, an hour at most."""
    doublings = min(attempts - 1, 12)
    return min(BACK_OFF_FIRST * 2**doublings, BACK_OFF_MOST)
