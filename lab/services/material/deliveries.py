"""What a dyehouse dyed, and what both sides say of its way to a buyer."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.errors import DomainError, SelfApproval
from enterprises.models import Enterprise, User
from enterprises.numbers import next_number
from enterprises.roles import Permission, require
from enterprises.services import enterprises
from enterprises.states import EnterpriseKind
from lab.models import Delivery, DyeBatch
from lab.services.ledger import constraint_of
from lab.services.material.faults import material_faults, refuse
from lab.services.obligations import reopen_after_receipt
from lab.services.records import check_version, move
from lab.states import NEXT_DELIVERY_STATES, DeliveryState, MonitoringRole

BATCH_LETTER = "B"
DELIVERY_LETTER = "V"


class BatchExceeded(DomainError):
    """A batch never delivers more skins than it dyed."""

    code = "BATCH_EXCEEDED"
    sentence = _("Batch %(batch)s has fewer skins left than the %(skins)s to be delivered.")


class NotADyehouse(DomainError):
    code = "NOT_A_DYEHOUSE"
    sentence = _("%(enterprise)s is not a dyehouse.")


@transaction.atomic
def declare_batch(
    *,
    enterprise: int,
    species: str,
    process: str,
    colour: str,
    skins: int,
    dyed_on: date,
    actor: User | None,
    at: datetime,
) -> DyeBatch:
    """Enter a batch that a dyehouse dyed: one recipe, species and colour.

    Raises:
        NotADyehouse: the firm dyes no skins.
        Invalid: something entered cannot be.
    """
    dyehouse = enterprises.lock(enterprise)
    _refuse_unless_dyehouse(dyehouse)
    refuse(material_faults(species, process, colour, skins, ("dyed_on", dyed_on), at))
    (number,) = next_number(letter=BATCH_LETTER, on=day_of(at), enterprise=dyehouse)
    batch = DyeBatch.objects.create(
        number=number,
        enterprise=dyehouse,
        species=species,
        process=process,
        colour=colour,
        skins=skins,
        dyed_on=dyed_on,
    )
    audit.record(
        actor=actor,
        at=at,
        action="dye_batch_declared",
        record_kind="dye_batch",
        record_number=number,
        enterprise=dyehouse,
        detail={"skins": skins},
    )
    reopen_after_receipt(dyehouse, actor=actor, at=at, role=MonitoringRole.DYEHOUSE)
    return batch


@transaction.atomic
def declare_delivery(
    *,
    dyehouse: int,
    buyer: int,
    skins: int,
    delivered_on: date,
    actor: User,
    at: datetime,
    dye_batch: str = "",
    species: str = "",
    process: str = "",
    colour: str = "",
    note: str = "",
) -> Delivery:
    """Say that a dyehouse delivered skins to a buyer; out of a batch, the batch says which.

    Raises:
        BatchExceeded: the batch has not so many skins left.
        NotADyehouse: the firm dyes no skins.
        Invalid: something entered cannot be.
    """
    seller = enterprises.lock(dyehouse)
    _refuse_unless_dyehouse(seller)
    batch = DyeBatch.objects.get(number=dye_batch, enterprise=seller) if dye_batch else None
    if batch is not None:
        species, process, colour = batch.species, batch.process, batch.colour
    faults = material_faults(species, process, colour, skins, ("delivered_on", delivered_on), at)
    if buyer == dyehouse:
        faults["buyer"] = [str(_("A dyehouse delivers to somebody else."))]
    if batch is not None and delivered_on < batch.dyed_on:
        faults["delivered_on"] = [str(_("The batch was dyed later."))]
    refuse(faults)
    (number,) = next_number(letter=DELIVERY_LETTER, on=day_of(at), enterprise=seller)
    delivery = Delivery(
        number=number,
        dyehouse=seller,
        buyer_id=buyer,
        dye_batch=batch,
        species=species,
        process=process,
        colour=colour,
        skins=skins,
        delivered_on=delivered_on,
        declared_by=actor,
        note=note,
    )
    _save_within_batch(delivery, skins)
    _record(delivery, "delivery_declared", actor, at)
    return delivery


@transaction.atomic
def confirm_delivery(
    *, number: str, actor: User, at: datetime, version: int | None = None
) -> Delivery:
    """Confirm, for the buyer, that the skins came as declared.

    Raises:
        SelfApproval: the same person declared it.
        IllegalTransition: it was confirmed, disputed or made void before.
    """
    delivery = _lock(number, version)
    if delivery.declared_by_id == actor.pk:
        raise SelfApproval
    _move(delivery, DeliveryState.CONFIRMED, _("confirm"))
    delivery.confirmed_by = actor
    delivery.save(update_fields=["state", "version", "confirmed_by"])
    _record(delivery, "delivery_confirmed", actor, at)
    return delivery


@transaction.atomic
def dispute_delivery(
    *,
    number: str,
    note: str,
    actor: User,
    at: datetime,
    skins: int | None = None,
    version: int | None = None,
) -> Delivery:
    """Say, for the buyer, that the skins did not come as declared; `skins` is what it counted.

    Raises:
        Invalid: nothing says what is wrong, or no such number can have come.
        IllegalTransition: it is not waiting for the buyer.
    """
    delivery = _lock(number, version)
    if skins is not None and skins < 0:
        refuse({"skins": [str(_("Give a whole number of skins; 0 where none came."))]})
    _say_why(delivery, note)
    _move(delivery, DeliveryState.DISPUTED, _("dispute"))
    delivery.counted_skins = skins
    delivery.save(update_fields=["state", "version", "note", "counted_skins"])
    _record(delivery, "delivery_disputed", actor, at)
    return delivery


@transaction.atomic
def settle_delivery(
    *,
    number: str,
    skins: int,
    note: str,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Delivery:
    """Settle a dispute: so many skins count as delivered and confirmed.

    Raises:
        BatchExceeded: the batch has not so many skins left.
        Invalid: no skins, or nothing says why.
        IllegalTransition: it is not disputed.
    """
    require(actor, Permission.ADJUST_LEDGER)
    delivery = _lock(number, version)
    if skins < 1:
        refuse({"skins": [str(_("At least one skin was delivered, else make it void."))]})
    _say_why(delivery, note)
    _move(delivery, DeliveryState.SETTLED, _("settle"))
    delivery.settled_skins = skins
    delivery.confirmed_by = actor
    _save_within_batch(delivery, skins)
    _record(delivery, "delivery_settled", actor, at)
    return delivery


@transaction.atomic
def void_delivery(
    *, number: str, note: str, actor: User, at: datetime, version: int | None = None
) -> Delivery:
    """Take a delivery back that never was; the dyehouse may before it is answered.

    Raises:
        Invalid: nothing says why.
        IllegalTransition: it is agreed, or void already.
    """
    delivery = _lock(number, version)
    if delivery.state == DeliveryState.DISPUTED:
        # Once the buyer has spoken, neither side ends it alone.
        require(actor, Permission.ADJUST_LEDGER)
    _say_why(delivery, note)
    _move(delivery, DeliveryState.VOID, _("make void"))
    delivery.save(update_fields=["state", "version", "note"])
    _record(delivery, "delivery_void", actor, at)
    return delivery


def _lock(number: str, version: int | None) -> Delivery:
    sides = Delivery.objects.values_list("dyehouse", "buyer").get(number=number)
    enterprises.lock_many(sides)
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("dyehouse", "buyer", "dye_batch")
        .get(number=number)
    )
    check_version(delivery, version)
    return delivery


def _move(delivery: Delivery, target: DeliveryState, action: object) -> None:
    move(delivery, target, doors=NEXT_DELIVERY_STATES, action=str(action))


def _say_why(delivery: Delivery, note: str) -> None:
    if not note.strip():
        refuse({"note": [str(_("Say why."))]})
    delivery.note = note.strip()


def _save_within_batch(delivery: Delivery, skins: int) -> None:
    try:
        with transaction.atomic():
            delivery.save()
    except IntegrityError as error:
        if constraint_of(error) != "delivery_stays_within_its_batch":
            raise
        raise BatchExceeded(batch=str(delivery.dye_batch), skins=skins) from error


def _refuse_unless_dyehouse(enterprise: Enterprise) -> None:
    if EnterpriseKind.DYEHOUSE not in enterprise.kinds:
        raise NotADyehouse(enterprise=str(enterprise))


def _record(delivery: Delivery, action: str, actor: User, at: datetime) -> None:
    """Write it into the audit of both sides, and tell whoever did not say it."""
    skins = delivery.settled_skins or delivery.skins
    if delivery.state == DeliveryState.DISPUTED and delivery.counted_skins is not None:
        skins = delivery.counted_skins
    audit.record_many(
        audit.AuditLine(
            actor=actor,
            at=at,
            action=action,
            record_kind="delivery",
            record_number=delivery.number,
            enterprise=side,
            detail={"skins": skins, "note": delivery.note},
        )
        for side in (delivery.dyehouse, delivery.buyer)
    )
    outbox.tell_many(
        outbox.Telling(
            action,
            at,
            {
                "enterprise": side.serial,
                "delivery": delivery.number,
                "skins": skins,
                "note": delivery.note,
            },
        )
        for side in _who_hears(delivery)
    )


def _who_hears(delivery: Delivery) -> tuple[Enterprise, ...]:
    if delivery.state in (DeliveryState.CONFIRMED, DeliveryState.DISPUTED):
        return (delivery.dyehouse,)
    if delivery.state == DeliveryState.SETTLED:
        return (delivery.dyehouse, delivery.buyer)
    return (delivery.buyer,)
