"""What is known of a lot and its sources, as eligibility asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lab.policy.monitoring import MonthEvidence
from lab.policy.verdicts import SetVerdict
from lab.states import LotState


@dataclass(frozen=True)
class MeasuredEvidence:
    """The values of one lot or dye batch, judged for each context that asks.

    `reported_on` is the day of the report its clearance counts from (the oldest where several
    speak together), None while nothing is reported. `verdicts` is keyed by `context_key`; a
    set that is still empty names its items as missing or awaited. `due_on` is the day an
    awaited result is due.
    """

    reported_on: date | None
    sample_number: str
    verdicts: Mapping[str, SetVerdict]
    due_on: date | None = None


@dataclass(frozen=True)
class DyeBatchEvidence:
    """The lot's own dye batch, and whether both sides confirmed the delivery out of it."""

    number: str
    confirmed: bool
    measured: MeasuredEvidence


@dataclass(frozen=True)
class DyehouseEvidence:
    """What a filed dyehouse answers for, as known on the decision date.

    `filed_until` and the second day of a suspension are exclusive. `scope` lists
    "species/process/colour", in which "*" stands for every one. `month` is asked on the
    delivery date. `passes` and `failures` are the days of its monitoring samples.
    """

    name: str
    delivered_on: date
    confirmed: bool
    month: MonthEvidence
    filed_from: date | None = None
    filed_until: date | None = None
    suspensions: tuple[tuple[date, date | None], ...] = ()
    scope: tuple[str, ...] = ()
    passes: tuple[date, ...] = ()
    failures: tuple[date, ...] = ()


@dataclass(frozen=True)
class FailedElsewhere:
    """A failed result of this lot for another market, scope or sample."""

    market: str
    failed_on: date


@dataclass(frozen=True)
class LotEvidence:
    """One raw-material lot, as it stands on the decision date.

    Units: `remaining` is whole skins free for this declaration, what it has already reserved
    included. `state_since` is the day of a quarantine or rejection.
    """

    number: str
    state: LotState
    received_on: date
    remaining: int
    species: str
    process: str
    colour: str
    own: MeasuredEvidence | None = None
    dye_batch: DyeBatchEvidence | None = None
    dyehouse: DyehouseEvidence | None = None
    failed_elsewhere: FailedElsewhere | None = None
    state_since: date | None = None


@dataclass(frozen=True)
class PeriodicCover:
    """What the firm's own monitoring rests on: its level, its steadiness, its month.

    `adverse_on` is the day of the last adverse event within `steady_months`, None while steady.
    """

    level: str
    steady: bool
    month: MonthEvidence
    adverse_on: date | None = None
    steady_months: int = 24


def context_key(wearer: str, contact: str, product: str, age_months: int | None = None) -> str:
    """Name the use a lot is judged for: "adult/indirect/coat_long"."""
    key = f"{wearer}/{contact}/{product}"
    return key if age_months is None else f"{key}/{age_months}"
