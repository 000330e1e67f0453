"""Corrections of a lot's balance: proposed by one person with a reason, approved by another."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.errors import Invalid, SelfApproval
from enterprises.models import User
from enterprises.numbers import next_number
from enterprises.roles import Permission, require
from enterprises.services import enterprises
from lab.models import LedgerAdjustment, LedgerEntry, RawMaterialLot
from lab.services.ledger.postings import exhaust, refusals, restock
from lab.services.records import check_version, move
from lab.states import NEXT_ADJUSTMENT_STATES, AdjustmentState, LedgerKind

ADJUSTMENT_LETTER = "A"
WORDS_LENGTH_MAX = 300
SKINS_MAX = 1_000_000


@transaction.atomic
def propose_adjustment(
    *, lot_number: str, skins: int, reason: str, actor: User, at: datetime
) -> LedgerAdjustment:
    """Propose to correct a lot's balance; somebody else approves it.

    Raises:
        Invalid: no skins, more than are free, or no reason.
    """
    require(actor, Permission.ADJUST_LEDGER)
    lot = RawMaterialLot.objects.select_related("enterprise", "balance").get(number=lot_number)
    faults: dict[str, list[str]] = {}
    if not -SKINS_MAX <= skins <= SKINS_MAX or not skins:
        faults["skins"] = [str(_("An adjustment adds skins or takes some away."))]
    elif lot.balance.free_skins + skins < 0:
        free = {"skins": lot.balance.free_skins}
        faults["skins"] = [str(_("Only %(skins)s skins of the lot are free.") % free)]
    if not 0 < len(reason.strip()) <= WORDS_LENGTH_MAX:
        faults["reason"] = [str(_("Say why, in 300 characters at most."))]
    if faults:
        raise Invalid(fields=faults)
    (number,) = next_number(letter=ADJUSTMENT_LETTER, on=day_of(at))
    adjustment = LedgerAdjustment.objects.create(
        number=number,
        lot=lot,
        skins=skins,
        reason=reason.strip(),
        proposed_by=actor,
        proposed_at=at,
    )
    _audit(adjustment, "ledger_adjustment_proposed", actor, at)
    return adjustment


@transaction.atomic
def approve_adjustment(
    *, adjustment: int, actor: User, at: datetime, version: int | None = None
) -> LedgerEntry:
    """Approve a proposed adjustment and post it.

    Raises:
        SelfApproval: proposed by the same person.
        InsufficientSkins: more would be taken away than the lot has.
        IllegalTransition: it was decided before.
    """
    require(actor, Permission.APPROVE_ADJUSTMENT)
    proposed = _lock_adjustment(adjustment, version)
    move(proposed, AdjustmentState.APPROVED, doors=NEXT_ADJUSTMENT_STATES, action=_("approve"))
    entry = adjust(
        lot_id=proposed.lot_id,
        skins=proposed.skins,
        reason=proposed.reason,
        proposed_by=proposed.proposed_by,
        approved_by=actor,
        at=at,
    )
    _decide(proposed, actor, at, entry)
    return entry


@transaction.atomic
def decline_adjustment(
    *, adjustment: int, answer: str, actor: User, at: datetime, version: int | None = None
) -> LedgerAdjustment:
    """Decline a proposed adjustment; nothing is posted.

    Raises:
        SelfApproval: proposed by the same person.
        IllegalTransition: it was decided before.
        Invalid: nothing says why.
    """
    require(actor, Permission.APPROVE_ADJUSTMENT)
    proposed = _lock_adjustment(adjustment, version)
    if proposed.proposed_by_id == actor.pk:
        raise SelfApproval
    if not 0 < len(answer.strip()) <= WORDS_LENGTH_MAX:
        raise Invalid(fields={"answer": [str(_("Say why, in 300 characters at most."))]})
    proposed.answer = answer.strip()
    move(proposed, AdjustmentState.DECLINED, doors=NEXT_ADJUSTMENT_STATES, action=_("decline"))
    _decide(proposed, actor, at)
    return proposed


@transaction.atomic
def adjust(
    *,
    lot_id: int,
    skins: int,
    reason: str,
    proposed_by: User,
    approved_by: User,
    at: datetime,
) -> LedgerEntry:
    """Correct a lot's balance by a signed entry that two persons answer for, with a reason.

    Raises:
        SelfApproval: both are the same person.
        InsufficientSkins: more would be taken away than the lot has.
    """
    if proposed_by.pk == approved_by.pk:
        raise SelfApproval
    entry = LedgerEntry(
        lot_id=lot_id,
        kind=LedgerKind.ADJUSTMENT,
        skins=skins,
        posted_at=at,
        posted_by=proposed_by,
        approved_by=approved_by,
        reason=reason,
    )
    with refusals([entry]):
        entry.save(force_insert=True)
        exhaust([lot_id], at=at)
        restock([lot_id], at=at)
    return entry


def _lock_adjustment(pk: int, version: int | None) -> LedgerAdjustment:
    adjustment = LedgerAdjustment.objects.select_related("lot").get(pk=pk)
    enterprises.lock(adjustment.lot.enterprise_id)
    locked = (
        LedgerAdjustment.objects.select_for_update(of=("self",))
        .select_related("lot__enterprise", "proposed_by")
        .get(pk=pk)
    )
    check_version(locked, version)
    return locked


def _decide(
    adjustment: LedgerAdjustment, actor: User, at: datetime, entry: LedgerEntry | None = None
) -> None:
    adjustment.decided_by = actor
    adjustment.decided_at = at
    adjustment.entry = entry
    adjustment.save(
        update_fields=["state", "version", "decided_by", "decided_at", "entry", "answer"]
    )
    _audit(adjustment, f"ledger_adjustment_{adjustment.state}", actor, at)
    if entry is not None:
        outbox.tell(
            "ledger_adjusted",
            at=at,
            enterprise=adjustment.lot.enterprise.serial,
            lot=adjustment.lot.number,
            skins=f"{adjustment.skins:+d}",
            reason=adjustment.reason,
        )


def _audit(adjustment: LedgerAdjustment, action: str, actor: User, at: datetime) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="lot",
        record_number=adjustment.lot.number,
        enterprise=adjustment.lot.enterprise,
        detail={
            "adjustment": adjustment.number,
            "skins": adjustment.skins,
            "reason": adjustment.answer or adjustment.reason,
        },
    )
