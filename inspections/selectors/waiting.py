"""Which held declarations wait for a thing that has just happened."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from enterprises.asking import asked_often
from inspections.models import Declaration
from inspections.states import DeclarationState
from lab.models import Sample


def held_for_sample(sample: Sample) -> list[str]:
    """Name the declarations that a sample's result may move: its hold, its check, or its lots."""
    found = _for_sample(sample.pk, sample.lot_id, sample.dye_batch_id)
    return [number for _pk, number in found]


def held_for_lots(lots: Iterable[int]) -> list[str]:
    """Name the declarations that use one of some lots."""
    return [number for _pk, number in _for_lots(list(lots))]


def held_for_firm(serial: str) -> list[str]:
    """Name the declarations of a firm, and those with skins that it dyed and delivered."""
    return [number for _pk, number in _for_firm(serial)]


# A sample without a lot or a batch asks for those of none, which nothing is equal to.
@asked_often
def _for_sample(
    sample: int, lot: int | None, batch: int | None
) -> QuerySet[Declaration, tuple[int, str]]:
    return _held(
        Q(holds__sample=sample)
        | Q(checks__sample=sample)
        | Q(lines__uses__lot=lot)
        | Q(lines__uses__lot__dye_batch=batch)
    )


@asked_often
def _for_lots(lots: Iterable[int]) -> QuerySet[Declaration, tuple[int, str]]:
    return _held(Q(lines__uses__lot__in=lots))


@asked_often
def _for_firm(serial: str) -> QuerySet[Declaration, tuple[int, str]]:
    return _held(
        Q(enterprise__serial=serial) | Q(lines__uses__lot__delivery__dyehouse__serial=serial)
    )


def _held(wanted: Q) -> QuerySet[Declaration, tuple[int, str]]:
    """The held ones, the oldest first: whoever has waited longest is answered first."""
    rows = Declaration.objects.filter(wanted, state=DeclarationState.HELD)
    return rows.order_by("pk").distinct().values_list("pk", "number")
