"""The seeds of days: their hashes published ahead, the seeds themselves revealed after."""

import hashlib
import hmac
import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import QuerySet

from enterprises import audit
from enterprises.asking import asked_often
from enterprises.calendar import day_of
from inspections.models import DaySeed
from inspections.policy.draw import seed_hash

logger = logging.getLogger(__name__)

DAYS_AHEAD = 30


def seed_of(day: date) -> bytes:
    """Give a day's secret seed, the same in every process; without the key nobody can guess it."""
    return hmac.new(settings.DRAW_KEY.encode(), day.isoformat().encode(), hashlib.sha256).digest()


@transaction.atomic
def publish_commitments(*, at: datetime, days: int = DAYS_AHEAD) -> int:
    """Publish the hashes of the seeds of today and the days ahead; gives how many were new."""
    first = day_of(at)
    wanted = [first + timedelta(days=count) for count in range(days + 1)]
    known = set(DaySeed.objects.filter(day__in=wanted).values_list("day", flat=True))
    missing = [day for day in wanted if day not in known]
    DaySeed.objects.bulk_create(
        [DaySeed(day=day, commitment=seed_hash(seed_of(day)), published_at=at) for day in missing],
        ignore_conflicts=True,
    )
    return len(missing)


def committed_seed(day: date, *, at: datetime) -> bytes:
    """Give the seed that a draw of this day is made with, its hash published at the latest now.

    Raises:
        ImproperlyConfigured: the key was changed after this day's hash had been published.
    """
    seed = seed_of(day)
    commitment = next(iter(_commitments(day)), None)
    if commitment is None:
        DaySeed.objects.bulk_create(
            [DaySeed(day=day, commitment=seed_hash(seed), published_at=at)], ignore_conflicts=True
        )
    elif commitment != seed_hash(seed):
        raise ImproperlyConfigured(
            f"DRAW_KEY does not give the seed whose hash was published for {day}."
        )
    return seed


@asked_often
def _commitments(day: date) -> QuerySet[DaySeed, str]:
    return DaySeed.objects.filter(day=day).values_list("commitment", flat=True)


@transaction.atomic
def reveal(*, at: datetime) -> list[date]:
    """Reveal the seeds of all days that are past; gives the days.

    A seed that is not the one whose hash was published stays back until the key is the old one.
    """
    over = DaySeed.objects.select_for_update().filter(day__lt=day_of(at), revealed="")
    past = []
    for row in over.order_by("day"):
        if seed_hash(seed_of(row.day)) == row.commitment:
            past.append(row)
        else:
            logger.error("DRAW_KEY does not give the seed published for %s.", row.day)
    for row in past:
        row.revealed = seed_of(row.day).hex()
        row.revealed_at = at
    if past:
        DaySeed.objects.bulk_update(past, ["revealed", "revealed_at"])
        audit.record_many(
            [
                audit.AuditLine(
                    actor=None,
                    at=at,
                    action="reveal_seed",
                    record_kind="day_seed",
                    record_number=row.day.isoformat(),
                )
                for row in past
            ]
        )
    return [row.day for row in past]
