"""The stores: dye batches with what is left of them, deliveries by their sides, who asks for what."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from enterprises import formats
from enterprises.models import AuditEntry, Enterprise
from enterprises.parts import Event
from enterprises.states import EnterpriseKind, Process, Species
from lab.models import Delivery, DyeBatch, RawMaterialLot
from lab.states import DELIVERY_AGREED, DeliveryState
from lab.words import colour_name, joined

BATCHES_OFFERED_MOST = 200
_TONES = {"delivery_disputed": "wait", "delivery_confirmed": "ok", "delivery_settled": "ok"}


def firm_with_code(code: str) -> Enterprise | None:
    """Find whoever has a credit code; the exact code alone is answered."""
    return Enterprise.objects.filter(credit_code=code).first()


def with_delivered(batches: QuerySet[DyeBatch]) -> QuerySet[Any]:
    """Add the skins that left each batch by deliveries that are not void, and what stays."""
    counted = (
        Delivery.objects.filter(dye_batch=OuterRef("pk"))
        .exclude(state=DeliveryState.VOID)
        .order_by()
        .values("dye_batch")
        .annotate(total=Sum(Coalesce("settled_skins", "skins")))
        .values("total")
    )
    return batches.annotate(delivered=Coalesce(Subquery(counted), 0)).annotate(
        left=F("skins") - F("delivered")
    )


def batches_to_deliver(firms: Iterable[Enterprise]) -> Sequence[tuple[DyeBatch, str]]:
    """Offer the batches of dyehouses that still have skins, the latest first, each in words."""
    rows = with_delivered(DyeBatch.objects.filter(enterprise__in=list(firms)))
    found = rows.filter(left__gt=0).order_by("-dyed_on", "-pk")[:BATCHES_OFFERED_MOST]
    return [
        (
            batch,
            _("%(number)s: %(material)s, %(left)s skins left")
            % {
                "number": batch.number,
                "material": skins_name(batch),
                "left": formats.number(batch.left),
            },
        )
        for batch in found
    ]


def skins_name(of: DyeBatch | Delivery | RawMaterialLot) -> str:
    """Name skins by species, process and colour: Fox, dyed, black."""
    return joined(
        capfirst(str(Species(of.species).label)),
        str(Process(of.process).label),
        colour_name(of.colour),
    )


def dyes(firm: Enterprise) -> bool:
    """Tell whether a firm is a dyehouse."""
    return EnterpriseKind.DYEHOUSE in firm.kinds


def skins_that_count(delivery: Delivery) -> int:
    """Give the skins of a delivery: what was settled, else what was declared."""
    return delivery.settled_skins or delivery.skins


def waits_for_receipt(delivery: Delivery) -> bool:
    """Tell whether an agreed delivery has not come into the buyer's store yet."""
    return (
        delivery.state in DELIVERY_AGREED
        and not RawMaterialLot.objects.filter(delivery=delivery).exists()
    )


def history_of(delivery: Delivery) -> tuple[Event, ...]:
    """Tell what both sides and the bureau said of a delivery, newest first."""
    words = {
        "delivery_declared": _("Declared by the dyehouse"),
        "delivery_confirmed": _("Confirmed by the buyer"),
        "delivery_disputed": _("Disputed by the buyer"),
        "delivery_settled": _("Settled by the bureau"),
        "delivery_void": _("Made void"),
    }
    # Every line stands in the audit of both sides; one side tells it.
    entries = AuditEntry.objects.filter(
        record_kind="delivery", record_number=delivery.number, enterprise=delivery.dyehouse
    ).select_related("actor")
    told = []
    for entry in entries.order_by("-pk"):
        detail = entry.detail or {}
        skins = _("%(skins)s skins") % {"skins": formats.number(detail.get("skins"))}
        note = " · ".join(filter(None, [skins, str(detail.get("note") or ""), entry.actor_name]))
        told.append(
            Event(
                entry.at,
                words.get(entry.action, entry.action),
                note,
                _TONES.get(entry.action, ""),  # type: ignore[arg-type]
            )
        )
    return tuple(told)


def deliveries_to_answer(firms: QuerySet[Enterprise]) -> QuerySet[Delivery]:
    """The deliveries that wait for a buyer to confirm or dispute, or to take them into stock."""
    waits = Q(state=DeliveryState.DECLARED) | Q(state__in=list(DELIVERY_AGREED), lot__isnull=True)
    return Delivery.objects.filter(waits, buyer__in=firms.values("pk"))
