"""The end of an obligation without a result: missed, or waived by two persons."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from blacklist.selectors import scheme_on
from blacklist.services.events import record_event
from enterprises import audit, outbox
from enterprises.calendar import day_of, reminders
from enterprises.errors import DomainError, IllegalTransition, SelfApproval
from enterprises.models import OutboxFact, User
from enterprises.roles import Permission, require
from enterprises.selectors.reference import working_calendar
from enterprises.services import enterprises
from lab.models import MonitoringObligation, Sample
from lab.services.obligations import lock_obligation, move_obligation, number_of, told_of
from lab.services.samples import cancel_sample
from lab.states import ObligationState, SampleState

MISSED_INDICATOR = "M07"
REMINDER = "monitoring_due"

# No reminder lies farther from a due day than this.
_REMEMBERED = timedelta(days=31)


class NoWaiverProposed(DomainError):
    code = "NO_WAIVER_PROPOSED"
    sentence = _("Nobody proposed to waive %(record)s.")


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
def propose_waiver(*, obligation: int, actor: User, at: datetime) -> MonitoringObligation:
    """Propose to waive an open obligation; somebody else approves it.

    Raises:
        IllegalTransition: it is not open.
    """
    require(actor, Permission.TAKE_SAMPLE)
    locked = _lock(obligation)
    if locked.state != ObligationState.OPEN:
        label = ObligationState(locked.state).label
        raise IllegalTransition(record=number_of(locked), state=str(label), action=str(_("waive")))
    locked.waiver_proposed_by = actor
    locked.version += 1
    locked.save(update_fields=["waiver_proposed_by", "version"])
    audit.record(
        actor=actor,
        at=at,
        action="obligation_waiver_proposed",
        record_kind="obligation",
        record_number=number_of(locked),
        enterprise=locked.enterprise,
    )
    return locked


@transaction.atomic
def approve_waiver(*, obligation: int, actor: User, at: datetime) -> MonitoringObligation:
    """Waive an obligation that somebody else proposed to waive; its planned samples end.

    It spares the firm a missed month, and covers nothing.

    Raises:
        NoWaiverProposed: nobody asked for it.
        SelfApproval: the same person proposed it.
        IllegalTransition: it is no longer open.
    """
    require(actor, Permission.RELEASE_AS_CHIEF)
    locked = _lock(obligation)
    if locked.waiver_proposed_by_id is None:
        raise NoWaiverProposed(record=number_of(locked))
    if locked.waiver_proposed_by_id == actor.pk:
        raise SelfApproval
    move_obligation(locked, ObligationState.WAIVED, actor=actor, at=at, waived_by=actor)
    planned = Sample.objects.filter(
        obligation_draw__obligation=locked, state=SampleState.PLANNED
    ).order_by("pk")
    for number in list(planned.values_list("number", flat=True)):
        cancel_sample(number=number, note="当月监测免除 · Waived", actor=None, at=at)
    return locked


@transaction.atomic
def _miss(pk: int, on: date, at: datetime) -> int:
    locked = _lock(pk)
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


def _lock(pk: int) -> MonitoringObligation:
    owner = MonitoringObligation.objects.values_list("enterprise", flat=True).get(pk=pk)
    enterprises.lock(owner)
    return lock_obligation(pk)
