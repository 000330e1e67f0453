"""What a dyehouse has in hand: the batches with skins left, and its latest deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass

from enterprises.models import Enterprise
from enterprises.states import EnterpriseKind
from lab.models import Delivery, DyeBatch
from lab.selectors.stores import skins_name, with_delivered

ROWS_SHOWN = 8
_WITH_GOODS = {EnterpriseKind.MANUFACTURER, EnterpriseKind.TRADER}


@dataclass(frozen=True)
class BatchRow:
    """A batch in words, with the skins that stay of it."""

    batch: DyeBatch
    material: str
    left: int


@dataclass(frozen=True)
class DyehouseWork:
    """The stores of a dyehouse, as its home shows them."""

    batches: Sequence[BatchRow]
    count: int
    left: int
    deliveries: Sequence[Delivery]


def only_dyes(firm: Enterprise) -> bool:
    """Tell whether a firm dyes for others and has no goods of its own to declare."""
    kinds = set(firm.kinds)
    return EnterpriseKind.DYEHOUSE in kinds and not kinds & _WITH_GOODS


def work_of(firm: Enterprise) -> DyehouseWork:
    """Gather the stores of a dyehouse, the latest first."""
    rows = list(
        with_delivered(firm.dye_batches.all()).filter(left__gt=0).order_by("-dyed_on", "-pk")
    )
    deliveries = firm.deliveries_made.select_related("buyer").order_by("-delivered_on", "-pk")
    return DyehouseWork(
        batches=[BatchRow(row, skins_name(row), row.left) for row in rows[:ROWS_SHOWN]],
        count=len(rows),
        left=sum(row.left for row in rows),
        deliveries=list(deliveries[:ROWS_SHOWN]),
    )
