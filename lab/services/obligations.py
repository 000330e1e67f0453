"""The life of one month's obligation: sampled, in test, settled; reopened when skins come in.

Whoever calls holds the row of the enterprise, since a month's state can take a release away.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from blacklist.services.events import record_event
from enterprises import audit, outbox, writing
from enterprises.asking import asked_often
from enterprises.calendar import day_of, month_of, months_on
from enterprises.models import Enterprise, User
from enterprises.services import enterprises
from lab.models import MonitoringObligation, Sample
from lab.policy.verdicts import Verdict
from lab.selectors.samples import draw_behind, verdicts_of_draws
from lab.services.records import move
from lab.states import (
    NEXT_OBLIGATION_STATES,
    MonitoringRole,
    ObligationState,
    SamplePurpose,
    SampleState,
)

FAILED_INDICATOR = "M08"
STEADY_INDICATOR = "M06"
STEADY_MONTHS = 6

_NOT_TAKEN = (SampleState.PLANNED, SampleState.CANCELLED, SampleState.REJECTED)
_NOT_BEGUN = (ObligationState.OPEN, ObligationState.NOTHING_IN_STOCK)
_WAITING = (ObligationState.OPEN, ObligationState.MISSED)
_TO_A_VERDICT = (ObligationState.SAMPLED, ObligationState.IN_TEST)


def lock_obligation(pk: int) -> MonitoringObligation:
    """Lock an obligation; its enterprise is locked before."""
    found = _locked(pk)
    if not found:
        raise MonitoringObligation.DoesNotExist(pk)
    return found[0]


@asked_often
def _locked(pk: int) -> QuerySet[MonitoringObligation]:
    rows = MonitoringObligation.objects.select_for_update(of=("self",)).filter(pk=pk)
    return rows.select_related("enterprise")


def lock_with_firm(pk: int) -> MonitoringObligation:
    """Lock an obligation after the enterprise it is of."""
    enterprises.lock(MonitoringObligation.objects.values_list("enterprise", flat=True).get(pk=pk))
    return lock_obligation(pk)


def move_obligation(
    obligation: MonitoringObligation,
    target: ObligationState,
    *,
    actor: User | None,
    at: datetime,
    action: object = "",
    **fields: object,
) -> None:
    """Take an obligation through a door, with what else changes, and record it."""
    move(obligation, target, doors=NEXT_OBLIGATION_STATES, action=str(action or target.label))
    for name, value in fields.items():
        setattr(obligation, name, value)
    writing.update(obligation, ["state", "version", *fields])
    audit.record(
        actor=actor,
        at=at,
        action=f"obligation_{target.value}",
        record_kind="obligation",
        record_number=number_of(obligation),
        enterprise=obligation.enterprise,
    )


def number_of(obligation: MonitoringObligation) -> str:
    """Name an obligation: "0042 exporter 2026-03"."""
    return f"{obligation.enterprise.serial} {obligation.role} {obligation.month:%Y-%m}"


def told_of(obligation: MonitoringObligation) -> dict[str, Any]:
    """What a fact says of an obligation, to tasks and to the people of the firm."""
    return {
        "obligation": obligation.pk,
        "enterprise": obligation.enterprise.serial,
        "month": f"{obligation.month:%Y-%m}",
        "state": str(obligation.state),
        "due_on": obligation.due_on.isoformat(),
    }


def reopen_after_receipt(
    enterprise: Enterprise,
    *,
    actor: User | None,
    at: datetime,
    role: MonitoringRole = MonitoringRole.EXPORTER,
) -> None:
    """Open this month's obligation again when skins come in before its due day.

    The day on which nothing was in stock stays: what comes in after it is not covered by the
    pass that was carried over it.
    """
    obligation = (
        MonitoringObligation.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(
            enterprise=enterprise,
            role=role,
            month=month_of(at),
            state=ObligationState.NOTHING_IN_STOCK,
            due_on__gte=day_of(at),
        )
        .first()
    )
    if obligation is not None:
        move_obligation(obligation, ObligationState.OPEN, actor=actor, at=at, action=_("reopen"))
        outbox.tell("draw_wanted", at=at, obligation=obligation.pk)


def sample_was_taken(sample: Sample, *, actor: User | None, at: datetime) -> None:
    """Call the obligation sampled once every draw that stands is sampled."""
    obligation = _obligation_behind(sample)
    if obligation is None or obligation.state not in _WAITING:
        return
    draws = obligation.draws.filter(is_replaced=False)
    waits = draws.filter(sample__state__in=_NOT_TAKEN).exists()
    if not waits:
        is_late = obligation.state == ObligationState.MISSED
        move_obligation(obligation, ObligationState.SAMPLED, actor=actor, at=at, is_late=is_late)


def testing_has_begun(sample: Sample, *, actor: User | None, at: datetime) -> None:
    """Call the obligation in test, anew where an inconclusive result is tested again."""
    obligation = _obligation_behind(sample)
    if obligation is None:
        return
    is_retest = sample.purpose == SamplePurpose.RETEST
    begins_anew = obligation.state == ObligationState.INCONCLUSIVE and is_retest
    if obligation.state == ObligationState.SAMPLED or begins_anew:
        move_obligation(obligation, ObligationState.IN_TEST, actor=actor, at=at)


@transaction.atomic
def settle_obligation(*, obligation: int, actor: User | None, at: datetime) -> MonitoringObligation:
    """Settle an obligation by the reports of its draws, as far as they go.

    One failure fails it at once; all that stand must pass; anything else is inconclusive. A
    failure doubles the next month, and counts against the firm's credit.
    """
    owner = MonitoringObligation.objects.values_list("enterprise", flat=True).get(pk=obligation)
    enterprises.lock(owner)
    locked = lock_obligation(obligation)
    verdicts = verdicts_of_draws(locked)
    target = _target(verdicts)
    if target is None or target == locked.state or locked.state in _SETTLED:
        return locked
    for step in (*_TO_A_VERDICT, target):
        if step in NEXT_OBLIGATION_STATES[ObligationState(locked.state)]:
            is_decided = step in (ObligationState.PASSED, ObligationState.FAILED)
            fields = {"decided_on": day_of(at)} if is_decided else {}
            move_obligation(locked, step, actor=actor, at=at, **fields)
    if target == ObligationState.FAILED:
        _double_next_month(locked, at)
        _record_failure(locked, at)
    elif target == ObligationState.PASSED:
        _record_steadiness(locked, at)
    outbox.tell("obligation_settled", at=at, **told_of(locked))
    return locked


_SETTLED = (
    ObligationState.PASSED,
    ObligationState.FAILED,
    ObligationState.WAIVED,
    ObligationState.NOTHING_IN_STOCK,
)


def _target(verdicts: list[Verdict | None]) -> ObligationState | None:
    if Verdict.FAIL in verdicts:
        return ObligationState.FAILED
    if not verdicts or None in verdicts:
        return None
    if all(verdict is Verdict.PASS for verdict in verdicts):
        return ObligationState.PASSED
    return ObligationState.INCONCLUSIVE


def _obligation_behind(sample: Sample) -> MonitoringObligation | None:
    draw = draw_behind(sample)
    return lock_obligation(draw.obligation_id) if draw is not None else None


def _double_next_month(failed: MonitoringObligation, at: datetime) -> None:
    """The next month may be begun already when the failure is known, with or without stock."""
    following = (
        MonitoringObligation.objects.select_for_update()
        .filter(
            enterprise=failed.enterprise,
            role=failed.role,
            month=months_on(failed.month, 1),
            state__in=_NOT_BEGUN,
            is_doubled=False,
        )
        .first()
    )
    if following is not None:
        following.draws_needed *= 2
        following.is_doubled = True
        following.version += 1
        following.save(update_fields=["draws_needed", "is_doubled", "version"])
        outbox.tell("draw_wanted", at=at, obligation=following.pk)


def _record_failure(obligation: MonitoringObligation, at: datetime) -> None:
    record_event(
        enterprise=obligation.enterprise,
        indicator=FAILED_INDICATOR,
        occurred_on=day_of(at),
        source="system",
        source_reference=f"{FAILED_INDICATOR} {number_of(obligation)}",
        statement=f"{obligation.month:%Y-%m}",
        actor=None,
        at=at,
    )


def _record_steadiness(obligation: MonitoringObligation, at: datetime) -> None:
    """Six months in a row passed speak for the firm."""
    first = months_on(obligation.month, 1 - STEADY_MONTHS)
    passed = MonitoringObligation.objects.filter(
        enterprise=obligation.enterprise,
        role=obligation.role,
        month__gte=first,
        month__lte=obligation.month,
        state=ObligationState.PASSED,
    ).count()
    if passed == STEADY_MONTHS:
        record_event(
            enterprise=obligation.enterprise,
            indicator=STEADY_INDICATOR,
            occurred_on=day_of(at),
            source="system",
            source_reference=f"{STEADY_INDICATOR} {number_of(obligation)}",
            statement=f"{first:%Y-%m} – {obligation.month:%Y-%m}",
            actor=None,
            at=at,
        )
