"""Working days, months and clocks, in the time of Asia/Shanghai; pure, the table is passed in."""

import calendar as gregorian
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from enterprises.reasons import Reason

# A fixed offset, not the zone: the rules say UTC + 8 without summer time, for every year.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
ONE_DAY = timedelta(days=1)
SATURDAY = 5

Pause = tuple[date, date | None]


@dataclass(frozen=True)
class WorkingCalendar:
    """The days off and the shifted working days, and from when to when they are all known."""

    off: frozenset[date]
    work: frozenset[date]
    complete_until: date
    complete_from: date = date.min

    def knows(self, day: date) -> bool:
        """Tell whether the published table covers the day."""
        return self.complete_from <= day <= self.complete_until


@dataclass(frozen=True)
class Due:
    """The last day of a term, or why there is none; the warning says that it may still move."""

    date: date | None
    reason: Reason | None = None
    warning: Reason | None = None


@dataclass(frozen=True)
class MonitoringDays:
    """The two days of a month's monitoring obligation."""

    sample: date
    due: date
    warning: Reason | None = None


@dataclass(frozen=True)
class ClockStatus:
    """How a clock stands on a day: running, paused or overdue, with the working days left."""

    reason: Reason
    left: int | None = None
    warning: Reason | None = None

    @property
    def is_overdue(self) -> bool:
        return self.reason.code == "CLOCK_OVERDUE"


@dataclass(frozen=True)
class Reminder:
    """A day on which to remind; `offset` is in working days, negative before the due date."""

    day: date
    offset: int


def working_calendar(rows: Iterable[tuple[date, str, str]]) -> WorkingCalendar:
    """Build the calendar from rows of day, kind (off, work, unknown) and status.

    A year is complete when all its rows are published. Of the complete years only those that
    follow each other without a gap count, so that nothing past a gap looks certain.
    """
    rows = tuple(rows)
    statuses: dict[int, set[str]] = {}
    for day, _kind, status in rows:
        statuses.setdefault(day.year, set()).add(status)
    complete = {year for year, found in statuses.items() if found == {"published"}}
    first = min(complete, default=None)
    if first is None:
        complete_from, complete_until = date.max, date.min
    else:
        last = first
        while last + 1 in complete:
            last += 1
        complete_from, complete_until = date(first, 1, 1), date(last, 12, 31)
    return WorkingCalendar(
        off=frozenset(day for day, kind, _status in rows if kind == "off"),
        work=frozenset(day for day, kind, _status in rows if kind == "work"),
        complete_until=complete_until,
        complete_from=complete_from,
    )


def is_working_day(calendar: WorkingCalendar, day: date) -> bool:
    """Tell whether the bureau works on the day."""
    if day in calendar.work:
        return True
    return day.weekday() < SATURDAY and day not in calendar.off


def next_working_day(calendar: WorkingCalendar, day: date) -> date:
    """Find the day itself if it is a working day, else the first one after it."""
    while not is_working_day(calendar, day):
        day += ONE_DAY
    return day


def nth_working_day(
    calendar: WorkingCalendar, start: date, n: int, pauses: Sequence[Pause] = ()
) -> Due:
    """Find the n-th working day after `start`, leaving out every day that a pause touches.

    A pause is the day the firm was asked and the day it answered, both included; while one is
    open there is no due date.

    Source: README, clocks (section 4 of the facts).
    """
    if n < 1:
        raise ValueError(f"A term has at least one working day, not {n}.")
    still_open = [asked for asked, answered in pauses if answered is None]
    if still_open:
        return Due(date=None, reason=Reason.of("CLOCK_PAUSED", date=min(still_open)))

    day = _count_days(calendar, start, n, ONE_DAY, pauses)
    return Due(date=day, warning=_warning(calendar, start + ONE_DAY, day))


def working_days_between(calendar: WorkingCalendar, after: date, until: date) -> int:
    """Count the working days after one day up to and including the other; none if it is past."""
    days = max((until - after).days, 0)
    return sum(
        is_working_day(calendar, after + timedelta(days=offset)) for offset in range(1, days + 1)
    )


def clock_status(calendar: WorkingCalendar, due: Due, on: date) -> ClockStatus:
    """Say how a clock stands on a day; on its due date it still runs, with none left.

    `due` comes from `nth_working_day`, or is `Due(day)` where the day itself was agreed.
    """
    if due.date is None:
        if due.reason is None:
            raise ValueError("A clock without a due date must say why.")
        return ClockStatus(reason=due.reason)
    if on > due.date:
        return ClockStatus(reason=Reason.of("CLOCK_OVERDUE", date=due.date), warning=due.warning)
    left = working_days_between(calendar, on, due.date)
    return ClockStatus(
        reason=Reason.of("CLOCK_RUNNING", date=due.date, left=left),
        left=left,
        warning=due.warning,
    )


def reminders(
    calendar: WorkingCalendar, due: date, before: Iterable[int], after: Iterable[int]
) -> tuple[Reminder, ...]:
    """Name the working days before and after a due date on which to remind, in order."""
    early = [Reminder(_count_days(calendar, due, n, -ONE_DAY), -n) for n in before]
    late = [Reminder(_count_days(calendar, due, n, ONE_DAY), n) for n in after]
    return tuple(sorted(early + late, key=lambda reminder: reminder.offset))


def months_on(day: date, n: int) -> date:
    """Find the same day n months on, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def days_on(day: date, n: int) -> date:
    """Find the day n calendar days on; it is not moved off a day of rest."""
    return day + timedelta(days=n)


def day_of(instant: datetime) -> date:
    """Give the date of an instant in Asia/Shanghai."""
    if instant.tzinfo is None:
        raise ValueError("An instant without a time zone has no date in Shanghai.")
    return instant.astimezone(SHANGHAI).date()


def month_of(instant: datetime) -> date:
    """Give the first day of the Asia/Shanghai month of an instant."""
    return day_of(instant).replace(day=1)


def monitoring_days(
    calendar: WorkingCalendar, month: date, sample_day: int, due_day: int
) -> MonitoringDays:
    """Find the sample day and the due day of a month's obligation, moved to working days."""
    sample, due = (
        next_working_day(calendar, _day_in_month(month, day)) for day in (sample_day, due_day)
    )
    return MonitoringDays(
        sample=sample,
        due=due,
        warning=_warning(calendar, _day_in_month(month, sample_day), max(sample, due)),
    )


def _day_in_month(month: date, day: int) -> date:
    return month.replace(day=min(day, gregorian.monthrange(month.year, month.month)[1]))


def _count_days(
    calendar: WorkingCalendar, day: date, n: int, step: timedelta, pauses: Sequence[Pause] = ()
) -> date:
    while n > 0:
        day += step
        if is_working_day(calendar, day) and not _is_paused(day, pauses):
            n -= 1
    return day


def _is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(answered is not None and asked <= day <= answered for asked, answered in pauses)


def _warning(calendar: WorkingCalendar, first: date, last: date) -> Reason | None:
    """Warn of the first year of the period whose days off are not wholly known."""
    if not calendar.knows(first):
        return Reason.of("HOLIDAYS_UNKNOWN", year=first.year)
    if not calendar.knows(last):
        return Reason.of("HOLIDAYS_UNKNOWN", year=calendar.complete_until.year + 1)
    return None
