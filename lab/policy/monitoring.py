"""The month: whether periodic monitoring is open, and which lots it covers."""

from dataclasses import dataclass
from datetime import date

from lab.states import ObligationState


@dataclass(frozen=True)
class MonthEvidence:
    """The obligations of one subject as they stand on the day that is asked.

    `this` is the state of the day's own month, `before` that of the last month that was not
    nothing_in_stock, each None where there was no obligation. `nothing_on` is the first day
    since the last pass on which nothing was in stock. `due_day` is the due day of the day's
    month, already moved to a working day. `covering` names the month ("2026-03") of the pass
    that the cover rests on, for the sentence people read.
    """

    this: ObligationState | None
    before: ObligationState | None
    nothing_on: date | None
    due_day: date
    covering: str = ""


def month_is_open(month: MonthEvidence, on: date) -> bool:
    """Tell whether the month's monitoring opens its lane.

    A pass covers from its own month to the end of the due day of the next month's obligation;
    a month with nothing in stock carries it on; a failed or missed month closes at once.

    Source: README, the month, 1 to 3.
    """
    if month.this in (ObligationState.FAILED, ObligationState.MISSED):
        return False
    if month.this == ObligationState.PASSED:
        return True
    is_carried = month.this == ObligationState.NOTHING_IN_STOCK or on <= month.due_day
    return month.before == ObligationState.PASSED and is_carried


def covers_lot(month: MonthEvidence, on: date, received_on: date) -> bool:
    """Tell whether the month's monitoring reaches a lot received on that day.

    What came in after the stock had run out was in no stock that the last pass speaks of.
    """
    return month_is_open(month, on) and not is_received_too_late(month, received_on)


def is_received_too_late(month: MonthEvidence, received_on: date) -> bool:
    """Tell whether a lot came in after nothing had been in stock, with no pass since."""
    if month.this == ObligationState.PASSED or month.nothing_on is None:
        return False
    return received_on >= month.nothing_on
