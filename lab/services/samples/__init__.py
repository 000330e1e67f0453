"""Samples: ordered, taken, received, tested, entered, verified by another, reported."""

from lab.services.samples.custody import (
    cancel_sample,
    receive_sample,
    reject_sample,
    start_testing,
    take_sample,
)
from lab.services.samples.orders import ItemOrder, order_retest, order_sample
from lab.services.samples.results import (
    ResultEntry,
    SameAnalyst,
    enter_results,
    item_key,
    send_back,
)
from lab.services.samples.verification import invalidate_sample, verify_sample

__all__ = [
    "ItemOrder",
    "ResultEntry",
    "SameAnalyst",
    "cancel_sample",
    "enter_results",
    "invalidate_sample",
    "item_key",
    "order_retest",
    "order_sample",
    "receive_sample",
    "reject_sample",
    "send_back",
    "start_testing",
    "take_sample",
    "verify_sample",
]
