"""The laboratory of the story: samples taken, tested, entered by one person and verified by another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from django.db.models import QuerySet

from enterprises.asking import asked_often
from enterprises.models import User
from inspections.demo.world import World, later
from lab.models import RawMaterialLot, Sample, SampleItem
from lab.services import samples
from lab.services.samples import ItemOrder, ResultEntry
from lab.states import SamplePurpose, SampleState

# What a clean skin shows, as the analyst writes it; whatever else is asked is not found either.
CLEAN = {
    "AZO": "<5",
    "4-AAB": "<5",
    "CR6": "<3",
    "PCP": "<0.1",
    "DMFU": "<0.05",
    "SCCP": "<100",
    "TBT": "<0.1",
    "DBT": "<0.1",
    "PHTH": "<0.005",
    "PB": "<10",
    "NI_REL": "<0.05",
    "CR3_EXT": "<1",
    "PH": "4.1",
    "SHRINK_T": "68",
    "RUB_DRY": "4",
    "HCHO_AIR": "<0.002",
}
FORMALDEHYDE = "HCHO"
UNCERTAIN_BY = Decimal("0.06")
# Where goods of strict markets usually go: a lot with these items is judged by every panel.
STRICT_ISOS = ("DE", "JP", "KR")
SEALS = ("FZ", "FD")


@dataclass(frozen=True)
class Steps:
    """When a sample is taken, received, put to test, entered and verified."""

    taken: datetime
    received: datetime
    testing: datetime
    entered: datetime
    verified: datetime

    @classmethod
    def usual(cls, ordered: datetime) -> "Steps":
        return cls(
            taken=later(ordered, 1, 9, 40),
            received=later(ordered, 1, 16, 10),
            testing=later(ordered, 2, 8, 50),
            entered=later(ordered, 3, 15, 20),
            verified=later(ordered, 4, 10, 5),
        )

    @classmethod
    def hurried(cls, drawn: datetime) -> "Steps":
        """Take it on the day it is drawn, since the month is nearly due."""
        return cls(
            taken=later(drawn, 0, 9, 40),
            received=later(drawn, 0, 16, 10),
            testing=later(drawn, 1, 8, 50),
            entered=later(drawn, 2, 15, 20),
            verified=later(drawn, 3, 10, 5),
        )

    @classmethod
    def within(cls, start: datetime, end: datetime) -> "Steps":
        """Space the five steps evenly between two instants."""
        part = (end - start) / 6
        return cls(*(start + part * place for place in range(1, 6)))


def plan_sample(
    world: World,
    number: str,
    steps: Steps,
    *,
    findings: Mapping[str, str] | None = None,
    until: SampleState = SampleState.REPORTED,
) -> None:
    """Plan the way of a planned sample, as far as a state if not to its report."""
    agenda, analyst = world.agenda, world.analyst()
    taker = world.officer()
    agenda.plan(steps.taken, lambda at: take(number, taker, world.random, at))
    if until == SampleState.TAKEN:
        return
    agenda.plan(steps.received, lambda at: receive_sample(number, analyst, at))
    agenda.plan(steps.testing, lambda at: start_testing(number, analyst, at))
    if until == SampleState.TESTING:
        return
    found = dict(findings or {})
    agenda.plan(steps.entered, lambda at: enter(number, found, analyst, world.random, at))
    if until == SampleState.ENTERED:
        return
    agenda.plan(steps.verified, partial(verify, world, number))


def plan_lot_test(
    world: World,
    lot_number: str,
    *,
    ordered: datetime,
    items: tuple[str, ...] = (),
) -> None:
    """Plan a test of a lot before it is used: what strict markets ask, unless items are named."""

    def order(at: datetime) -> None:
        lot = RawMaterialLot.objects.get(number=lot_number)
        sample = samples.order_sample(
            enterprise=lot.enterprise_id,
            purpose=SamplePurpose.LOT_CLEARANCE,
            lot=lot,
            destinations=STRICT_ISOS,
            items=[ItemOrder(item) for item in items],
            actor=world.officer(),
            at=at,
        )
        findings = world.findings.get(lot_number)
        plan_sample(world, sample.number, Steps.usual(at), findings=findings)
        if not items:
            known = Steps.usual(at).verified + timedelta(minutes=1)
            world.agenda.plan(known, lambda at: _learn(world, lot_number))

    world.agenda.plan(ordered, order)


def _learn(world: World, lot_number: str) -> None:
    world.measured_lots.add(lot_number)
    world.lots_in_test.discard(lot_number)


def take(number: str, taker: User, random: Random, at: datetime) -> None:
    """Take a sample, unless it was given up meanwhile."""
    if _is_in(number, SampleState.PLANNED):
        samples.take_sample(
            number=number,
            place="企业原料库 · Store of the firm",
            seal_number=f"{random.choice(SEALS)}{random.randint(100000, 999999)}",
            actor=taker,
            at=at,
        )


def enter(
    number: str, findings: Mapping[str, str], analyst: User, random: Random, at: datetime
) -> None:
    """Enter a value for every item ordered: what was found, else what a clean skin shows."""
    if not _is_in(number, SampleState.TESTING):
        return
    samples.enter_results(
        number=number,
        values=[
            _entry(item, findings.get(item.analyte) or value_of(item.analyte, random))
            for item in _items(number)
        ],
        actor=analyst,
        at=at,
    )


def value_of(analyte: str, random: Random) -> str:
    """Write a value that gives nobody cause to worry."""
    if analyte == FORMALDEHYDE:
        return f"{random.uniform(8, 62):.1f}"
    return CLEAN.get(analyte, "<1")


def _entry(item: SampleItem, written: str) -> ResultEntry:
    is_measured = item.analyte == FORMALDEHYDE
    return ResultEntry(
        analyte=item.analyte,
        part=item.part,
        part_label=item.part_label,
        value_text=written,
        uncertainty=round(Decimal(written) * UNCERTAIN_BY, 1) if is_measured else None,
        instrument="Agilent 1260" if is_measured else "",
    )


def receive_sample(number: str, analyst: User, at: datetime) -> None:
    """Receive a sample that was taken."""
    if _is_in(number, SampleState.TAKEN):
        samples.receive_sample(number=number, is_seal_intact=True, actor=analyst, at=at)


def start_testing(number: str, analyst: User, at: datetime) -> None:
    """Put a sample that was received to test."""
    if _is_in(number, SampleState.RECEIVED):
        samples.start_testing(number=number, actor=analyst, at=at)


def verify(world: World, number: str, at: datetime) -> None:
    """Let the reviewer stand by the values that were entered."""
    if _is_in(number, SampleState.ENTERED):
        samples.verify_sample(number=number, actor=world.people["reviewer"], at=at)


def _is_in(number: str, state: SampleState) -> bool:
    return _state_of(number) == [state]


@asked_often
def _state_of(number: str) -> QuerySet[Sample, str]:
    return Sample.objects.filter(number=number).values_list("state", flat=True)


@asked_often
def _items(number: str) -> QuerySet[SampleItem]:
    return SampleItem.objects.filter(sample__number=number).order_by("pk")
