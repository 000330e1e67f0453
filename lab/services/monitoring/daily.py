"""The daily round of monitoring: open, draw, call missed, remind; a day left out is caught up."""

from dataclasses import dataclass
from datetime import date, datetime

from enterprises.calendar import day_of
from lab.services.monitoring.deadlines import mark_missed, remind
from lab.services.monitoring.draws import draw_where_due
from lab.services.monitoring.opening import open_obligations


@dataclass(frozen=True)
class Round:
    """What one round found to do."""

    opened: int
    drawn: int
    missed: int
    reminded: int


def keep_up(*, at: datetime, since: date | None = None) -> Round:
    """Open what is owed, draw what is not drawn, and call missed what is overdue.

    In this order, so that a firm without stock is not called late. A second run adds nothing.
    """
    on = day_of(at)
    return Round(
        opened=open_obligations(until=on, at=at, since=since),
        drawn=draw_where_due(at=at),
        missed=mark_missed(on=on, at=at),
        reminded=remind(on=on, at=at),
    )
