"""Eligibility: what a lot may rest on in one market and use."""

from lab.policy.eligibility.facts import (
    DyeBatchEvidence,
    DyehouseEvidence,
    FailedElsewhere,
    LotEvidence,
    MeasuredEvidence,
    PeriodicCover,
    context_key,
)
from lab.policy.eligibility.grounds import (
    GroundAnswer,
    GroundFinding,
    failure_reaching,
    ground_of,
)

__all__ = [
    "DyeBatchEvidence",
    "DyehouseEvidence",
    "FailedElsewhere",
    "GroundAnswer",
    "GroundFinding",
    "LotEvidence",
    "MeasuredEvidence",
    "PeriodicCover",
    "context_key",
    "failure_reaching",
    "ground_of",
]
