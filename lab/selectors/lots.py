"""Lots of a firm, as lists and pages ask for them."""

from django.db.models import QuerySet

from lab.models import RawMaterialLot
from lab.states import LotState


def lots_of(enterprise_id: int) -> QuerySet[RawMaterialLot]:
    """The lots of a firm with their balances, the newest first."""
    return (
        RawMaterialLot.objects.filter(enterprise=enterprise_id)
        .select_related("balance", "delivery__dyehouse", "dye_batch")
        .order_by("-received_on", "-pk")
    )


def usable_lots_of(enterprise_id: int) -> QuerySet[RawMaterialLot]:
    """The lots of a firm that still have skins to give, the oldest first."""
    return (
        lots_of(enterprise_id)
        .filter(state=LotState.IN_STOCK, balance__free_skins__gt=0)
        .order_by("received_on", "pk")
    )
