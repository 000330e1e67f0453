"""Which held declarations wait for a thing that has just happened."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from inspections.models import Declaration
from inspections.states import DeclarationState
from lab.models import Sample


def held_for_sample(sample: Sample) -> list[str]:
    """Name the declarations that a sample's result may move: its hold, its check, or its lots."""
    wanted = Q(holds__sample=sample) | Q(checks__sample=sample)
    if sample.lot_id is not None:
        wanted |= Q(lines__uses__lot=sample.lot_id)
    if sample.dye_batch_id is not None:
        wanted |= Q(lines__uses__lot__dye_batch=sample.dye_batch_id)
    return _numbers(_held().filter(wanted))


def held_for_lots(lots: Iterable[int]) -> list[str]:
    """Name the declarations that use one of some lots."""
    return _numbers(_held().filter(lines__uses__lot__in=list(lots)))


def held_for_firm(serial: str) -> list[str]:
    """Name the declarations of a firm, and those with skins that it dyed and delivered."""
    return _numbers(
        _held().filter(
            Q(enterprise__serial=serial) | Q(lines__uses__lot__delivery__dyehouse__serial=serial)
        )
    )


def _held() -> QuerySet[Declaration]:
    return Declaration.objects.filter(state=DeclarationState.HELD)


def _numbers(rows: QuerySet[Declaration]) -> list[str]:
    # The oldest first: whoever has waited longest is answered first.
    found = rows.order_by("pk").distinct().values_list("pk", "number")
    return [number for _pk, number in found]
