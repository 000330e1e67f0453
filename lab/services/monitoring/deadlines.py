"""The due day of an obligation: reminded of before it, called missed after it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from blacklist.selectors import scheme_on
from blacklist.services.events import record_event
from enterprises import outbox
from enterprises.calendar import day_of, reminders
from enterprises.models import OutboxFact
from enterprises.selectors.reference import working_calendar
from lab.models import MonitoringObligation
from lab.services.obligations import lock_with_firm, move_obligation, number_of, told_of
from lab.states import ObligationState

MISSED_INDICATOR = "M07"
REMINDER = "monitoring_due"

# No reminder lies farther from a due day than this.
_REMEMBERED = timedelta(days=31)


def mark_missed(*, on: date, at: datetime) -> int:
    """Call missed what was not sampled by the end of its due day, each by itself; says how many.

    A second run finds them missed. A missed month closes the lane at once and counts against
    the firm's credit; sampled late and passed, it is passed.
    """
    overdue = (
        MonitoringObligation.objects.filter(state=ObligationState.OPEN, due_on__lt=on)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(_miss(pk, on, at) for pk in list(overdue))


@transaction.atomic
def remind(*, on: date, at: datetime) -> int:
    """Remind of open obligations on the scheme's days before and after; once for each day.

    Gives how many were reminded of.
    """
    scheme, calendar = scheme_on(on), working_calendar()
    told = set(
        OutboxFact.objects.filter(
            name=REMINDER, payload__on=on.isoformat(), told_at__gte=at - timedelta(days=1)
        ).values_list("payload__obligation", flat=True)
    )
    waiting = MonitoringObligation.objects.filter(
        state__in=[ObligationState.OPEN, ObligationState.MISSED],
        due_on__range=(on - _REMEMBERED, on + _REMEMBERED),
    ).select_related("enterprise")
    days = {
        due_on: {
            reminder.day
            for reminder in reminders(calendar, due_on, scheme.remind_before, scheme.remind_after)
        }
        for due_on in {obligation.due_on for obligation in waiting}
    }
    due = [
        obligation
        for obligation in waiting
        if on in days[obligation.due_on] and obligation.pk not in told
    ]
    outbox.tell_many(
        outbox.Telling(REMINDER, at, {**told_of(obligation), "on": on.isoformat()})
        for obligation in due
    )
    return len(due)


@transaction.atomic
def _miss(pk: int, on: date, at: datetime) -> int:
    locked = lock_with_firm(pk)
    if locked.state != ObligationState.OPEN or locked.due_on >= on:
        return 0
    move_obligation(locked, ObligationState.MISSED, actor=None, at=at)
    record_event(
        enterprise=locked.enterprise,
        indicator=MISSED_INDICATOR,
        occurred_on=day_of(at),
        source="system",
        source_reference=f"{MISSED_INDICATOR} {number_of(locked)}",
        statement=f"{locked.month:%Y-%m}",
        actor=None,
        at=at,
    )
    outbox.tell("obligation_missed", at=at, **told_of(locked))
    return 1
