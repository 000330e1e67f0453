"""What is tested a second time, disputed, or corrected: asked for by one side, answered by the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from enterprises.states import Process, Species
from inspections.demo import bench
from inspections.demo.bench import Steps
from inspections.demo.material import Skins, receive
from inspections.demo.plan import SEED
from inspections.demo.world import World, later
from lab.models import LedgerAdjustment, RawMaterialLot, Retest, Sample
from lab.services import ledger, material, retests, samples
from lab.states import SamplePurpose, SampleState

SUPPLIER = "山东文登养殖合作社 Wendeng farmers' cooperative"
TOO_MUCH, LITTLE = {"HCHO": "352"}, {"HCHO": "231"}
# Measured first by one analyst, and so a second time by the other.
FIRST_ANALYST, SECOND_ANALYST = "analyst", "analyst2"
ITEMS = ("HCHO", "AZO", "CR6")
PASSED, WAITING, IN_TEST = "passed", "waiting", "in test"


@dataclass(frozen=True)
class _Again:
    """A lot that failed, and as how far its second test has come; days are counted back."""

    key: str
    skins: int
    received: int
    asked: int
    fate: str
    accepted: int = 0


_AGAIN = (
    _Again("direct", 1600, 44, 38, PASSED, 37),
    _Again("red", 2200, 16, 9, IN_TEST, 6),
    _Again("third", 1400, 8, 1, WAITING),
)
GROUNDS = (
    "同批皮张自检均在200 mg/kg以下，请求对留样复验。 "
    "Our own tests of this lot lie below 200 mg/kg; please test the retained part."
)
DECLINED, DECLINED_ASKED, DECLINED_ANSWERED = "formaldehyde", 22, 20
DECLINED_GROUNDS = "疑为取样部位不具代表性。 The place of sampling may not be typical."
DECLINED_ANSWER = (
    "按方案随机取样，检出值远超限量，不予复验。 "
    "It was drawn by the plan, and the value lies far above the limit."
)
COUNTED_SHORT = "入库清点短少60张。 60 skins fewer when counted in."
SETTLED = "双方会同清点，确认2740张。 Counted again by both sides before an inspector: 2,740 skins."
SENT, CAME = 2800, 2740


def plan_retests(world: World) -> None:
    """Plan the second tests, the deliveries that somebody answers for, and the ledger's corrections."""
    random = Random(SEED)  # noqa: S311 - a story, no secret
    for one in _AGAIN:
        world.agenda.plan(world.at_work(one.received, 9, 5), partial(_fail, world, random, one))
    _plan_declined(world)
    _plan_deliveries(world)
    _plan_corrections(world)


# ---- second tests --------------------------------------------------------------------


def _fail(world: World, random: Random, one: _Again, at: datetime) -> None:
    """Receive a lot that will fail its first test, which its owner does not believe."""
    lot = receive(
        world,
        one.key,
        Skins(Species.MINK, Process.DYED, "brown", one.skins),
        at,
        supplier=SUPPLIER,
    )
    # Nobody ships or rejects it meanwhile, and no month is monitored by it.
    world.reserved_lots.add(lot.number)
    sample = samples.order_sample(
        enterprise=lot.enterprise_id,
        purpose=SamplePurpose.LOT_CLEARANCE,
        lot=lot,
        items=[samples.ItemOrder(item) for item in ITEMS],
        actor=world.people["inspector"],
        at=at + timedelta(minutes=30),
    )
    steps = Steps.usual(at)
    _plan_steps(world, random, sample.number, steps, TOO_MUCH, FIRST_ANALYST)
    asked_at = max(world.at_work(one.asked, 11), steps.verified + timedelta(hours=1))
    world.agenda.plan(asked_at, partial(_ask, world, one.key, sample.number, GROUNDS))
    if one.fate != WAITING:
        accepted_at = max(world.at_work(one.accepted, 14), asked_at + timedelta(hours=2))
        accept = partial(_accept, world, random, sample.number, one.fate == PASSED)
        world.agenda.plan(accepted_at, accept)


def _ask(world: World, key: str, sample: str, grounds: str, at: datetime) -> None:
    retests.ask_retest(sample=sample, grounds=grounds, actor=world.owners[key], at=at)


def _accept(world: World, random: Random, sample: str, is_done: bool, at: datetime) -> None:
    """Accept a request; the other analyst measures the retained part, or has it on the bench."""
    asked = Retest.objects.get(sample__number=sample)
    accepted = retests.accept_retest(number=asked.number, actor=world.people["inspector2"], at=at)
    assert accepted.retained is not None
    _plan_steps(
        world,
        random,
        accepted.retained.number,
        Steps.usual(at),
        LITTLE,
        SECOND_ANALYST,
        until=SampleState.REPORTED if is_done else SampleState.TESTING,
    )


def _plan_steps(
    world: World,
    random: Random,
    number: str,
    steps: Steps,
    findings: Mapping[str, str],
    analyst: str,
    *,
    until: SampleState = SampleState.REPORTED,
) -> None:
    """Plan the way of a sample with a named analyst, as far as a state."""
    taker, who = world.people["inspector"], world.people[analyst]
    plan = world.agenda.plan
    plan(steps.taken, lambda at: bench.take(number, taker, random, at))
    plan(steps.received, lambda at: bench.receive_sample(number, who, at))
    plan(steps.testing, lambda at: bench.start_testing(number, who, at))
    if until == SampleState.TESTING:
        return
    plan(steps.entered, lambda at: bench.enter(number, findings, who, random, at))
    plan(steps.verified, partial(bench.verify, world, number))


def _plan_declined(world: World) -> None:
    """A failure so clear that nothing speaks for a second test."""

    def ask(at: datetime) -> None:
        sample = Sample.objects.get(
            lot__number=world.lots[DECLINED], purpose=SamplePurpose.LOT_CLEARANCE
        )
        _ask(world, "steady", sample.number, DECLINED_GROUNDS, at)

    def decline(at: datetime) -> None:
        asked = Retest.objects.get(sample__lot__number=world.lots[DECLINED])
        retests.decline_retest(
            number=asked.number, answer=DECLINED_ANSWER, actor=world.people["inspector"], at=at
        )

    world.agenda.plan(world.at_work(DECLINED_ASKED, 10), ask)
    world.agenda.plan(world.at_work(DECLINED_ANSWERED, 15), decline)


# ---- deliveries and corrections -----------------------------------------------------


def _plan_deliveries(world: World) -> None:
    """One waits for the firm of the story, one was disputed and settled; another still is."""

    def deliver(buyer: str, skins: int, at: datetime) -> str:
        return material.declare_delivery(
            dyehouse=world.firms["dyehouse"].pk,
            buyer=world.firms[buyer].pk,
            species=Species.MINK,
            process=Process.DYED,
            colour="black",
            skins=skins,
            delivered_on=at.date(),
            actor=world.owners["dyehouse"],
            at=at,
        ).number

    def settle(number: str, at: datetime) -> None:
        material.settle_delivery(
            number=number, skins=CAME, note=SETTLED, actor=world.people["inspector2"], at=at
        )
        material.receive_delivery(
            number=number,
            received_on=at.date(),
            actor=world.owners["missed"],
            at=at + timedelta(hours=1),
        )

    def dispute(at: datetime) -> None:
        number = deliver("missed", SENT, at)
        material.dispute_delivery(
            number=number,
            note=COUNTED_SHORT,
            skins=CAME,
            actor=world.owners["missed"],
            at=at + timedelta(hours=5),
        )
        world.agenda.plan(later(at, 2, 15), partial(settle, number))

    world.agenda.plan(world.at_work(34, 9, 20), dispute)
    world.agenda.plan(world.ago(1, 15, 40), partial(deliver, "direct", 1600))


def _plan_corrections(world: World) -> None:
    """One correction of the ledger was declined, one waits; the months' stock-taking made others."""

    def propose(key: str, skins: int, reason: str, at: datetime) -> LedgerAdjustment | None:
        lot = _lot(world, key)
        if lot is None:
            return None
        return ledger.propose_adjustment(
            lot_number=lot.number,
            skins=skins,
            reason=reason,
            actor=world.people["inspector2"],
            at=at,
        )

    def decline(at: datetime) -> None:
        proposed = propose(
            "scored", 40, "企业称供应商补发40张。 The supplier sent 40 more, the firm says.", at
        )
        if proposed is not None:
            answer = partial(
                ledger.decline_adjustment,
                adjustment=proposed.pk,
                answer="无补发单据，不予调整。 No paper shows it; the balance stays.",
                actor=world.people["chief"],
            )
            _plan_at(world, later(at, 1, 10), answer)

    world.agenda.plan(world.at_work(9, 14), decline)
    world.agenda.plan(
        world.at_work(1, 10, 30),
        lambda at: propose(
            "red", -6, "盘点破损6张，已拍照。 Six skins torn; see the photographs.", at
        ),
    )


def _plan_at(world: World, at: datetime, act: Callable[..., object]) -> None:
    world.agenda.plan(at, lambda at: act(at=at))


def _lot(world: World, key: str) -> RawMaterialLot | None:
    lots = world.firms[key].lots.filter(balance__free_skins__gt=200)
    found: RawMaterialLot | None = (
        lots.exclude(number__in=world.reserved_lots).order_by("-pk").first()
    )
    return found
