"""By when the bureau decides about an application, in working days of the scheme."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from enterprises.calendar import Pause, day_of, nth_working_day, working_days_between
from enterprises.models import Assessment, Registration
from enterprises.selectors.reference import working_calendar
from enterprises.states import AssessmentState, RegistrationState
from enterprises.terms import terms_on

_S = RegistrationState
_REPORTED = (AssessmentState.SUBMITTED, AssessmentState.ENDORSED)


@dataclass(frozen=True)
class Clock:
    """The last day to decide, or that the clock stands still; days late are working days."""

    until: date | None
    is_stopped: bool
    days_late: int


def clock_of(registration: Registration, visits: Iterable[Assessment], on: date) -> Clock | None:
    """Give the clock of an application that waits for the bureau; of another there is none.

    Five days to accept, twenty to decide; what the visits take is left out of the twenty.
    """
    terms, calendar = terms_on(on), working_calendar()
    pauses: list[Pause] = []
    if registration.state == _S.SUBMITTED:
        start, days = registration.submitted_at, terms.accept_days
    elif registration.state == _S.ACCEPTED:
        start, days = registration.accepted_at, terms.decide_days
        pauses = list(_pauses(visits))
    else:
        return None
    begun = day_of(start) if start else registration.state_since
    until = nth_working_day(calendar, begun, days, pauses).date
    late = working_days_between(calendar, until, on) if until else 0
    return Clock(until=until, is_stopped=until is None, days_late=late)


def _pauses(visits: Iterable[Assessment]) -> Iterator[Pause]:
    """Give the days from going on site to handing in the report; open while there is none."""
    for visit in visits:
        if visit.on_site_on is None or visit.state == AssessmentState.CANCELLED:
            continue
        has_ended = visit.state in _REPORTED and visit.submitted_at is not None
        ended = day_of(visit.submitted_at) if has_ended and visit.submitted_at else None
        yield visit.on_site_on, ended
