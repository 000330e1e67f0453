"""The receipt of lots: bought from anywhere, or out of a delivery that both sides confirmed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.models import Enterprise, User
from enterprises.numbers import next_number
from enterprises.services import enterprises
from lab.models import Delivery, LedgerEntry, RawMaterialLot, Sample
from lab.selectors.dyehouses import failure_behind
from lab.services.ledger import constraint_of
from lab.services.material.deliveries import confirm_delivery
from lab.services.material.faults import material_faults, refuse
from lab.services.material.quarantine import quarantine_lots
from lab.services.obligations import reopen_after_receipt
from lab.states import DELIVERY_AGREED, LedgerKind, LotForm

LOT_LETTER = "L"


class DeliveryNotAgreed(DomainError):
    """Skins are received out of a delivery that both sides stand by."""

    code = "DELIVERY_NOT_AGREED"
    sentence = _("Delivery %(delivery)s is not confirmed by both sides.")


class DeliveryExceeded(DomainError):
    """A lot never holds more or other than its delivery, and a delivery is received once."""

    code = "DELIVERY_EXCEEDED"
    sentence = _("Delivery %(delivery)s was received before, or has fewer than %(skins)s skins.")


@transaction.atomic
def receive_lot(
    *,
    enterprise: int,
    supplier_name: str,
    species: str,
    process: str,
    colour: str,
    skins: int,
    received_on: date,
    actor: User | None,
    at: datetime,
    form: str = LotForm.SKINS,
) -> RawMaterialLot:
    """Receive skins that a firm bought; they count from the receipt in the ledger.

    Raises:
        Invalid: something entered cannot be.
    """
    owner = enterprises.lock(enterprise)
    faults = material_faults(species, process, colour, skins, ("received_on", received_on), at)
    if not supplier_name.strip():
        faults["supplier_name"] = [str(_("Give the supplier."))]
    if form not in LotForm.values:
        faults["form"] = [str(_("Choose skins or plates."))]
    refuse(faults)
    lot = RawMaterialLot(
        enterprise=owner,
        supplier_name=supplier_name.strip(),
        form=form,
        species=species,
        process=process,
        colour=colour,
        skins_received=skins,
        received_on=received_on,
    )
    return _receive(lot, owner, actor, at)


@transaction.atomic
def receive_delivery(
    *,
    number: str,
    received_on: date,
    actor: User | None,
    at: datetime,
    skins: int | None = None,
    form: str = LotForm.SKINS,
) -> RawMaterialLot:
    """Receive the skins of a delivery that both sides confirmed, all of them unless told.

    A lot that a failed sample of the dyehouse reaches is quarantined on arrival.

    Raises:
        DeliveryNotAgreed: one side has not confirmed it.
        DeliveryExceeded: it was received before, or has not so many skins.
        Invalid: something entered cannot be.
    """
    sides = Delivery.objects.values_list("dyehouse", "buyer").get(number=number)
    enterprises.lock_many(sides)
    delivery = Delivery.objects.select_related("dyehouse", "buyer").get(number=number)
    if delivery.state not in DELIVERY_AGREED:
        raise DeliveryNotAgreed(delivery=number)
    received = skins if skins is not None else delivery.settled_skins or delivery.skins
    faults = material_faults(
        delivery.species,
        delivery.process,
        delivery.colour,
        received,
        ("received_on", received_on),
        at,
    )
    if received_on < delivery.delivered_on:
        faults["received_on"] = [str(_("It was delivered later."))]
    refuse(faults)
    lot = RawMaterialLot(
        enterprise=delivery.buyer,
        supplier_name=delivery.dyehouse.name_zh,
        delivery=delivery,
        dye_batch_id=delivery.dye_batch_id,
        form=form,
        species=delivery.species,
        process=delivery.process,
        colour=delivery.colour,
        skins_received=received,
        received_on=received_on,
    )
    try:
        with transaction.atomic():
            lot = _receive(lot, delivery.buyer, actor, at)
    except IntegrityError as error:
        if "delivery" not in constraint_of(error):
            raise
        raise DeliveryExceeded(delivery=number, skins=received) from error
    set_aside_doubtful(lots=[lot], at=at)
    lot.refresh_from_db()
    return lot


@transaction.atomic
def take_in_delivery(
    *,
    number: str,
    received_on: date,
    actor: User,
    at: datetime,
    form: str = LotForm.SKINS,
    version: int | None = None,
) -> RawMaterialLot:
    """Confirm, for the buyer, that a delivery came as declared, and receive its skins.

    Raises:
        SelfApproval: the same person declared it.
        IllegalTransition: it was confirmed, disputed or made void before.
        Invalid: something entered cannot be; nothing is confirmed either.
    """
    confirm_delivery(number=number, actor=actor, at=at, version=version)
    return receive_delivery(number=number, received_on=received_on, form=form, actor=actor, at=at)


@transaction.atomic
def set_aside_doubtful(*, lots: Iterable[RawMaterialLot], at: datetime) -> None:
    """Quarantine those of the lots whose delivery a failed sample of the dyehouse reaches.

    For lots that were not in stock when it failed: they had not arrived, or were used up and
    come back. The caller holds the rows of their enterprises.
    """
    for lot in lots:
        if lot.delivery is None:
            continue
        failure = failure_behind(lot.delivery, on=day_of(at))
        if failure is not None:
            failed_on, number = failure
            reason = f"硝染厂样品不合格 · Failed sample of the dyehouse, {failed_on}"
            sample = Sample.objects.filter(number=number).first() if number else None
            quarantine_lots(lots=[lot], reason=reason, actor=None, at=at, sample=sample)


def _receive(
    lot: RawMaterialLot, owner: Enterprise, actor: User | None, at: datetime
) -> RawMaterialLot:
    (lot.number,) = next_number(letter=LOT_LETTER, on=day_of(at), enterprise=owner)
    lot.state_since = day_of(at)
    lot.created_by = actor
    lot.save(force_insert=True)
    LedgerEntry.objects.create(
        lot=lot,
        kind=LedgerKind.RECEIPT,
        skins=lot.skins_received,
        posted_at=at,
        posted_by=actor,
        reference=lot.number,
    )
    reopen_after_receipt(owner, actor=actor, at=at)
    audit.record(
        actor=actor,
        at=at,
        action="lot_received",
        record_kind="lot",
        record_number=lot.number,
        enterprise=owner,
        detail={"skins": lot.skins_received, "supplier": lot.supplier_name},
    )
    outbox.tell("lot_received", at=at, lot=lot.pk)
    return lot
