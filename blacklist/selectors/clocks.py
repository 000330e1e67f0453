"""The working-day clocks of credit: until when something is to be done, by the scheme in force."""

from datetime import date

from blacklist.selectors.schemes import scheme_on
from enterprises.calendar import nth_working_day
from enterprises.selectors.reference import working_calendar


def last_day(clock: str, since: date, on: date) -> date | None:
    """Give the last day of a clock that began on a day."""
    term = scheme_on(on).clocks[clock]
    return nth_working_day(working_calendar(), since, term.amount).date


def confirm_until(reported_on: date, on: date) -> date | None:
    """Give the day by which a reported event is confirmed or rejected."""
    return last_day("event_confirm", reported_on, on)


def objection_until(confirmed_on: date | None, on: date) -> date | None:
    """Give the last day on which the firm may object to a confirmed event."""
    return last_day("objection_file", confirmed_on, on) if confirmed_on is not None else None


def decide_until(objected_on: date | None, on: date) -> date | None:
    """Give the day by which an objection is answered."""
    return last_day("objection_decide", objected_on, on) if objected_on is not None else None
