"""What people do about an obligation: waive it, two of them, or have a missed month sampled late."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import audit, outbox
from enterprises.errors import DomainError, IllegalTransition, Invalid, SelfApproval
from enterprises.models import User
from enterprises.roles import Permission, require
from lab.models import MonitoringObligation, ObligationDraw, Sample
from lab.services.monitoring.draws import draw_for
from lab.services.obligations import lock_with_firm, move_obligation, number_of, told_of
from lab.services.records import check_version
from lab.services.samples import cancel_sample
from lab.states import ObligationState, SampleState

WORDS_LENGTH_MAX = 300


class NoWaiverProposed(DomainError):
    code = "NO_WAIVER_PROPOSED"
    sentence = gettext_lazy("Nobody proposed to waive %(record)s.")


class NothingToDraw(DomainError):
    """A late sample needs a lot to be taken of, and no other sample on its way."""

    code = "NOTHING_TO_DRAW"
    sentence = gettext_lazy(
        "Nothing more can be drawn for %(record)s: its samples are planned, or nothing is in stock."
    )


@transaction.atomic
def propose_waiver(
    *,
    obligation: int,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> MonitoringObligation:
    """Propose to waive an open obligation; somebody else approves it.

    Raises:
        IllegalTransition: it is not open.
        Invalid: nothing says why.
    """
    require(actor, Permission.TAKE_SAMPLE)
    locked = _lock(obligation, version)
    _refuse_unless(locked, ObligationState.OPEN, _("waive"))
    if not 0 < len(reason.strip()) <= WORDS_LENGTH_MAX:
        raise Invalid(fields={"reason": [_("Say why, in 300 characters at most.")]})
    locked.waiver_proposed_by = actor
    locked.waiver_reason = reason.strip()
    _save_and_record(locked, "obligation_waiver_proposed", actor, at)
    return locked


@transaction.atomic
def approve_waiver(
    *, obligation: int, actor: User, at: datetime, version: int | None = None
) -> MonitoringObligation:
    """Waive an obligation that somebody else proposed to waive; its planned samples end.

    It spares the firm a missed month, and covers nothing.

    Raises:
        NoWaiverProposed: nobody asked for it.
        SelfApproval: the same person proposed it.
        IllegalTransition: it is no longer open.
    """
    require(actor, Permission.RELEASE_AS_CHIEF)
    locked = _lock(obligation, version)
    _refuse_unless_anothers(locked, actor)
    move_obligation(locked, ObligationState.WAIVED, actor=actor, at=at, waived_by=actor)
    planned = Sample.objects.filter(
        obligation_draw__obligation=locked, state=SampleState.PLANNED
    ).order_by("pk")
    for number in list(planned.values_list("number", flat=True)):
        cancel_sample(number=number, note="当月监测免除 · Waived", actor=None, at=at)
    outbox.tell("obligation_waived", at=at, **told_of(locked))
    return locked


@transaction.atomic
def decline_waiver(
    *, obligation: int, actor: User, at: datetime, version: int | None = None
) -> MonitoringObligation:
    """Decline a proposed waiver; the month is owed as before.

    Raises:
        NoWaiverProposed: nobody asked for it.
        SelfApproval: the same person proposed it.
        IllegalTransition: it is no longer open.
    """
    require(actor, Permission.RELEASE_AS_CHIEF)
    locked = _lock(obligation, version)
    _refuse_unless_anothers(locked, actor)
    _refuse_unless(locked, ObligationState.OPEN, _("decline the waiver"))
    locked.waiver_proposed_by = None
    locked.waiver_reason = ""
    _save_and_record(locked, "obligation_waiver_declined", actor, at)
    return locked


@transaction.atomic
def order_late_sample(
    *, obligation: int, actor: User, at: datetime, version: int | None = None
) -> list[ObligationDraw]:
    """Draw and plan what a missed month still lacks; passed late, it opens the lane again.

    Raises:
        IllegalTransition: it was not missed.
        NothingToDraw: everything is planned already, or nothing is in stock.
    """
    require(actor, Permission.TAKE_SAMPLE)
    locked = _lock(obligation, version)
    _refuse_unless(locked, ObligationState.MISSED, _("sample late"))
    draws = draw_for(obligation=locked.pk, at=at, actor=actor)
    if not draws:
        raise NothingToDraw(record=number_of(locked))
    return draws


def _lock(pk: int, version: int | None) -> MonitoringObligation:
    locked = lock_with_firm(pk)
    check_version(locked, version)
    return locked


def _refuse_unless(obligation: MonitoringObligation, state: ObligationState, action: str) -> None:
    if obligation.state != state:
        label = ObligationState(obligation.state).label
        raise IllegalTransition(record=number_of(obligation), state=str(label), action=action)


def _refuse_unless_anothers(obligation: MonitoringObligation, actor: User) -> None:
    if obligation.waiver_proposed_by_id is None:
        raise NoWaiverProposed(record=number_of(obligation))
    if obligation.waiver_proposed_by_id == actor.pk:
        raise SelfApproval


def _save_and_record(
    obligation: MonitoringObligation, action: str, actor: User, at: datetime
) -> None:
    obligation.version += 1
    obligation.save(update_fields=["waiver_proposed_by", "waiver_reason", "version"])
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="obligation",
        record_number=number_of(obligation),
        enterprise=obligation.enterprise,
        detail={"reason": obligation.waiver_reason},
    )
