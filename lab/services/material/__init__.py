"""Material: dye batches, deliveries between firms, lots, and what keeps a lot from being used."""

from lab.services.material.deliveries import (
    BatchExceeded,
    confirm_delivery,
    declare_batch,
    declare_delivery,
    dispute_delivery,
    settle_delivery,
    void_delivery,
)
from lab.services.material.lots import (
    receive_delivery,
    receive_lot,
    set_aside_doubtful,
    take_in_delivery,
)
from lab.services.material.quarantine import (
    free_lot,
    free_lots,
    quarantine_lot,
    quarantine_lots,
    reject_lot,
)

__all__ = [
    "BatchExceeded",
    "confirm_delivery",
    "declare_batch",
    "declare_delivery",
    "dispute_delivery",
    "free_lot",
    "free_lots",
    "quarantine_lot",
    "quarantine_lots",
    "receive_delivery",
    "receive_lot",
    "reject_lot",
    "set_aside_doubtful",
    "settle_delivery",
    "take_in_delivery",
    "void_delivery",
]
