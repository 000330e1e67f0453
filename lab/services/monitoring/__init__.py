"""Monthly monitoring: opened for all who owe it, drawn at random, followed up, waived by two."""

from lab.services.monitoring.daily import keep_up
from lab.services.monitoring.deadlines import (
    approve_waiver,
    mark_missed,
    propose_waiver,
    remind,
)
from lab.services.monitoring.draws import draw_for, draw_where_due
from lab.services.monitoring.opening import open_obligations
from lab.services.obligations import settle_obligation

__all__ = [
    "approve_waiver",
    "draw_for",
    "draw_where_due",
    "keep_up",
    "mark_missed",
    "open_obligations",
    "propose_waiver",
    "remind",
    "settle_obligation",
]
