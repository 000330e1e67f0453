"""What we measured: reference data, material and its ledger, samples, monitoring."""

from lab.models.ledger import LedgerAdjustment, LedgerEntry, LotBalance
from lab.models.material import Delivery, DyeBatch, RawMaterialLot
from lab.models.monitoring import MonitoringObligation, ObligationDraw
from lab.models.reference import (
    Analyte,
    AromaticAmine,
    Limit,
    Method,
    PanelItem,
    SamplingPlanRow,
    ScopeRule,
)
from lab.models.retests import Retest
from lab.models.samples import Report, Result, Sample, SampleItem

__all__ = [
    "Analyte",
    "AromaticAmine",
    "Delivery",
    "DyeBatch",
    "LedgerAdjustment",
    "LedgerEntry",
    "Limit",
    "LotBalance",
    "Method",
    "MonitoringObligation",
    "ObligationDraw",
    "PanelItem",
    "RawMaterialLot",
    "Report",
    "Result",
    "Retest",
    "Sample",
    "SampleItem",
    "SamplingPlanRow",
    "ScopeRule",
]
