"""Monthly monitoring: opened for all who owe it, drawn at random, followed up, waived by two."""

from lab.services.monitoring.daily import keep_up
from lab.services.monitoring.deadlines import mark_missed, remind
from lab.services.monitoring.draws import draw_for, draw_where_due
from lab.services.monitoring.opening import open_obligations
from lab.services.monitoring.waivers import (
    approve_waiver,
    decline_waiver,
    order_late_sample,
    propose_waiver,
)
from lab.services.obligations import settle_obligation

__all__ = [
    "approve_waiver",
    "decline_waiver",
    "draw_for",
    "draw_where_due",
    "keep_up",
    "mark_missed",
    "open_obligations",
    "order_late_sample",
    "propose_waiver",
    "remind",
    "settle_obligation",
]
