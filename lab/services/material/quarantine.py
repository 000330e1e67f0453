"""What keeps a lot from being used: quarantine, its end, rejection."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.models import User
from enterprises.roles import Permission, require
from enterprises.services import enterprises
from lab.models import RawMaterialLot, Sample
from lab.services.ledger import exhaust
from lab.services.material.faults import refuse
from lab.services.obligations import reopen_after_receipt
from lab.services.records import check_version, move
from lab.states import NEXT_LOT_STATES, LotState

REASON_LENGTH_MAX = 200


@transaction.atomic
def quarantine_lot(
    *, number: str, reason: str, actor: User | None, at: datetime, version: int | None = None
) -> RawMaterialLot:
    """Set a lot aside, so that nothing made of it may leave.

    Raises:
        Invalid: nothing says why.
        IllegalTransition: it is not in stock.
    """
    return _set_state(
        number=number,
        target=LotState.QUARANTINED,
        action=_("quarantine"),
        reason=reason,
        actor=actor,
        at=at,
        version=version,
    )


@transaction.atomic
def free_lot(
    *, number: str, reason: str, actor: User | None, at: datetime, version: int | None = None
) -> RawMaterialLot:
    """End the quarantine of a lot.

    Raises:
        Invalid: nothing says why.
        IllegalTransition: it is not in quarantine.
    """
    lot = _set_state(
        number=number,
        target=LotState.IN_STOCK,
        action=_("free"),
        reason=reason,
        actor=actor,
        at=at,
        version=version,
        origin=LotState.QUARANTINED,
    )
    exhaust([lot.pk], at=at)
    reopen_after_receipt(lot.enterprise, actor=actor, at=at)
    return lot


@transaction.atomic
def reject_lot(
    *, number: str, reason: str, actor: User | None, at: datetime, version: int | None = None
) -> RawMaterialLot:
    """Reject a quarantined lot for good.

    Raises:
        Invalid: nothing says why.
        IllegalTransition: it is not in quarantine.
    """
    return _set_state(
        number=number,
        target=LotState.REJECTED,
        action=pgettext_lazy("lot", "reject"),
        reason=reason,
        actor=actor,
        at=at,
        version=version,
    )


def quarantine_lots(
    *,
    lots: Iterable[RawMaterialLot],
    reason: str,
    actor: User | None,
    at: datetime,
    sample: Sample | None = None,
) -> list[RawMaterialLot]:
    """Set aside those of the lots that are in stock, in one statement; gives them.

    The caller holds the rows of their enterprises. A lot used up has nothing to set aside; what
    was made of it is followed by its impact. `sample` is the one whose failure does it.
    """
    locked = list(
        RawMaterialLot.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(pk__in=[lot.pk for lot in lots], state=LotState.IN_STOCK)
        .order_by("pk")
    )
    if not locked:
        return []
    RawMaterialLot.objects.filter(pk__in=[lot.pk for lot in locked]).update(
        state=LotState.QUARANTINED,
        state_since=day_of(at),
        state_reason=reason,
        quarantined_for=sample,
        version=F("version") + 1,
    )
    audit.record_many(
        audit.AuditLine(
            actor=actor,
            at=at,
            action="lot_quarantined",
            record_kind="lot",
            record_number=lot.number,
            enterprise=lot.enterprise,
            detail={"reason": reason},
        )
        for lot in locked
    )
    outbox.tell("lots_quarantined", at=at, lots=[lot.pk for lot in locked])
    outbox.tell_many(
        outbox.Telling(
            "stock_set_aside",
            at,
            {"enterprise": lots[0].enterprise.serial, "lots": _numbers(lots), "reason": reason},
        )
        for lots in _by_firm(locked)
    )
    return locked


def free_lots(*, lots: Iterable[RawMaterialLot], reason: str, at: datetime) -> list[RawMaterialLot]:
    """End the quarantine of lots whose ground has fallen away, in one statement; gives them.

    The caller holds the rows of their enterprises.
    """
    locked = list(
        RawMaterialLot.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(pk__in=[lot.pk for lot in lots], state=LotState.QUARANTINED)
        .order_by("pk")
    )
    if not locked:
        return []
    keys = [lot.pk for lot in locked]
    RawMaterialLot.objects.filter(pk__in=keys).update(
        state=LotState.IN_STOCK,
        state_since=day_of(at),
        state_reason=reason,
        quarantined_for=None,
        version=F("version") + 1,
    )
    exhaust(keys, at=at)
    audit.record_many(
        audit.AuditLine(
            actor=None,
            at=at,
            action="lot_in_stock",
            record_kind="lot",
            record_number=lot.number,
            enterprise=lot.enterprise,
            detail={"reason": reason},
        )
        for lot in locked
    )
    outbox.tell("lots_freed", at=at, lots=keys)
    for lots_of_firm in _by_firm(locked):
        owner = lots_of_firm[0].enterprise
        outbox.tell(
            "stock_freed",
            at=at,
            enterprise=owner.serial,
            lots=_numbers(lots_of_firm),
            reason=reason,
        )
        reopen_after_receipt(owner, actor=None, at=at)
    return locked


def _by_firm(lots: list[RawMaterialLot]) -> list[list[RawMaterialLot]]:
    firms: dict[int, list[RawMaterialLot]] = {}
    for lot in lots:
        firms.setdefault(lot.enterprise_id, []).append(lot)
    return list(firms.values())


def _numbers(lots: list[RawMaterialLot]) -> str:
    return ", ".join(lot.number for lot in lots)


def _set_state(
    *,
    number: str,
    target: LotState,
    action: object,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None,
    origin: LotState | None = None,
) -> RawMaterialLot:
    require(actor, Permission.CARRY_OUT_CHECK)
    owner = RawMaterialLot.objects.values_list("enterprise", flat=True).get(number=number)
    enterprises.lock(owner)
    lot = (
        RawMaterialLot.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .get(number=number)
    )
    check_version(lot, version)
    if not 0 < len(reason.strip()) <= REASON_LENGTH_MAX:
        refuse({"reason": [str(_("Say why, in 200 characters at most."))]})
    move(lot, target, doors=NEXT_LOT_STATES, action=str(action), only_from=origin)
    lot.state_since = day_of(at)
    lot.state_reason = reason.strip()
    if target == LotState.IN_STOCK:
        lot.quarantined_for = None
    lot.save(update_fields=["state", "version", "state_since", "state_reason", "quarantined_for"])
    audit.record(
        actor=actor,
        at=at,
        action=f"lot_{target.value}",
        record_kind="lot",
        record_number=lot.number,
        enterprise=lot.enterprise,
        detail={"reason": lot.state_reason},
    )
    outbox.tell(_FACTS[target], at=at, lots=[lot.pk])
    if target == LotState.QUARANTINED:
        outbox.tell(
            "stock_set_aside",
            at=at,
            enterprise=lot.enterprise.serial,
            lots=lot.number,
            reason=lot.state_reason,
        )
    return lot


_FACTS = {
    LotState.QUARANTINED: "lots_quarantined",
    LotState.IN_STOCK: "lots_freed",
    LotState.REJECTED: "lots_rejected",
}
