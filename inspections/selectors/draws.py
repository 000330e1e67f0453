"""The seeds of days as the public may check them: hashes ahead, seeds after."""

from dataclasses import dataclass
from datetime import date, datetime

from inspections.models import DaySeed
from inspections.policy.draw import seed_hash

DAYS_SHOWN = 62


@dataclass(frozen=True)
class DayOfDraws:
    """A day's published hash, and its seed once the day is over; `is_proven` if they agree."""

    day: date
    commitment: str
    published_at: datetime
    seed: str
    is_proven: bool


def days_of_draws() -> tuple[DayOfDraws, ...]:
    """Give the days ahead and the last two months, newest first."""
    return tuple(
        DayOfDraws(
            day=row.day,
            commitment=row.commitment,
            published_at=row.published_at,
            seed=row.revealed,
            is_proven=bool(row.revealed) and _agrees(row.revealed, row.commitment),
        )
        for row in DaySeed.objects.order_by("-day")[:DAYS_SHOWN]
    )


def _agrees(seed: str, commitment: str) -> bool:
    return seed_hash(bytes.fromhex(seed)) == commitment
