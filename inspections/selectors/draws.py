"""The seeds of days as the public may check them: hashes ahead, seeds after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from inspections.models import DaySeed
from inspections.policy.draw import seed_hash

DAYS_SHOWN = 14


@dataclass(frozen=True)
class DayOfDraws:
    """A day's published hash, and its seed once the day is over; `is_proven` if they agree."""

    day: date
    commitment: str
    published_at: datetime
    seed: str
    is_proven: bool


@dataclass(frozen=True)
class Draws:
    """Some days whose draws are over, those still ahead, and where the days before begin."""

    past: tuple[DayOfDraws, ...]
    ahead: tuple[DayOfDraws, ...]
    earlier: date | None


def days_of_draws(today: date, until: date | None = None) -> Draws:
    """Give today and the fortnight before, or the one up to a day asked for; the newest first."""
    last = min(until, today) if until else today
    rows = list(DaySeed.objects.filter(day__lte=last).order_by("-day")[: DAYS_SHOWN + 1])
    ahead = () if until else DaySeed.objects.filter(day__gt=today).order_by("day")
    return Draws(
        past=_shown(rows[:DAYS_SHOWN]),
        ahead=_shown(ahead),
        earlier=rows[DAYS_SHOWN].day if len(rows) > DAYS_SHOWN else None,
    )


def _shown(rows: Iterable[DaySeed]) -> tuple[DayOfDraws, ...]:
    return tuple(
        DayOfDraws(
            day=row.day,
            commitment=row.commitment,
            published_at=row.published_at,
            seed=row.revealed,
            is_proven=bool(row.revealed) and _agrees(row.revealed, row.commitment),
        )
        for row in rows
    )


def _agrees(seed: str, commitment: str) -> bool:
    return seed_hash(bytes.fromhex(seed)) == commitment
