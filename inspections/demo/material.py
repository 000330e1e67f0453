"""The skins of the story: bought or dyed and delivered, confirmed by both sides, tested, in stock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from enterprises.states import Process, Species
from inspections.demo.bench import plan_lot_test
from inspections.demo.firms import MAKERS, Firm
from inspections.demo.world import World, later
from lab.models import RawMaterialLot
from lab.services import ledger, material

SUPPLIERS = (
    "尚村皮毛交易市场 Shangcun Fur Market",
    "哥本哈根拍卖行 Copenhagen auction",
    "赫尔辛基拍卖行 Helsinki auction",
    "山东文登养殖合作社 Wendeng farmers' cooperative",
    "大连金州水貂场 Jinzhou mink farm",
    "辛集皮革城 Xinji Leather City",
)
COLOURS = {
    Species.MINK: ("black", "brown", "natural"),
    Species.FOX: ("blue", "natural", "black"),
    Species.RACCOON_DOG: ("natural", "brown"),
    Species.RABBIT: ("grey", "brown", "natural"),
    Species.LAMB: ("black", "grey"),
    Species.SHEARLING: ("brown", "natural"),
}
# How many skins a usual lot of a firm with the share of ten holds.
USUAL_SKINS = {
    Species.MINK: 15_000,
    Species.FOX: 6_500,
    Species.RACCOON_DOG: 6_000,
    Species.RABBIT: 14_000,
    Species.LAMB: 9_000,
    Species.SHEARLING: 4_000,
}
SMALL_SHARE = 2
STRICT_SHARE = 0.4
LOTS_AT_FIRST = 2
# The new firm, and the one that had stopped after its penalty, had no stock to begin with.
LATECOMERS = ("provisional", "penalised")
DYEHOUSES = ("dyehouse", "dyehouse2")


@dataclass(frozen=True)
class Skins:
    """What comes in: so many skins of one species, process and colour group."""

    species: Species
    process: Process
    colour: str
    skins: int


def plan_material(world: World) -> None:
    """Plan what every maker buys: a stock before the first month, then from the first shipments on."""
    first = world.scope.weeks * 7 + 10
    for place, firm in enumerate(MAKERS):
        if firm.key not in LATECOMERS:
            for _lot in range(LOTS_AT_FIRST):
                _plan_purchase(
                    world, firm, (world.today - world.month(world.scope.months)).days + 8
                )
        begins = _first_purchase(world, firm, first)
        step = world.scope.days_between_lots * (1 if firm.share else 3)
        for days in range(begins - place % step, 1, -step):
            _plan_purchase(world, firm, days)
    _plan_dyed_each_month(world)
    _plan_open_ends(world)


def receive(
    world: World, key: str, skins: Skins, at: datetime, *, supplier: str = ""
) -> RawMaterialLot:
    """Receive skins that a maker bought on the market."""
    return material.receive_lot(
        enterprise=world.firms[key].pk,
        supplier_name=supplier or world.random.choice(SUPPLIERS),
        species=skins.species,
        process=skins.process,
        colour=skins.colour,
        skins=skins.skins,
        received_on=at.date(),
        actor=world.owners[key],
        at=at,
    )


def some_skins(world: World, firm: Firm) -> Skins:
    """Choose what a firm buys next."""
    species = world.random.choice(firm.species)
    size = USUAL_SKINS[species] * max(firm.share, SMALL_SHARE) / 10
    return Skins(
        species=species,
        process=world.random.choice((Process.DYED, Process.DYED, Process.DRESSED)),
        colour=world.random.choice(COLOURS[species]),
        skins=int(size * world.random.uniform(0.8, 1.2)) // 10 * 10,
    )


def _first_purchase(world: World, firm: Firm, first: int) -> int:
    """Give the day, counted back, of a firm's first purchase."""
    if firm.key == "provisional":
        return min(first, 55)
    if firm.key == "penalised":
        # Nothing came in for two months after the penalty, so nothing was in stock.
        back = max(world.scope.failed_month - 2, 1)
        return min(first, (world.today - world.month(back)).days)
    return first


def _plan_purchase(world: World, firm: Firm, days: int) -> None:
    is_first_stock = days > world.scope.weeks * 7 + 10
    if firm.buys_from_dyehouse and not is_first_stock and world.random.random() < 1 - STRICT_SHARE:
        dyehouse = world.random.choice(DYEHOUSES)
        skins = some_skins(world, firm)
        deliver = partial(_dye_and_deliver, world, dyehouse, firm.key, skins)
        world.agenda.plan(world.ago(days, 9), deliver)
        return
    is_tested = (
        firm.tests_every_lot
        or firm.buys_from_dyehouse
        or (len(firm.markets) > 1 and world.random.random() < STRICT_SHARE)
    )

    def buy(at: datetime) -> None:
        lot = receive(world, firm.key, some_skins(world, firm), at)
        if is_tested:
            plan_lot_test(world, lot.number, ordered=later(at, 0, 15))

    world.agenda.plan(world.ago(days, 11), buy)


def _dye_and_deliver(world: World, dyehouse: str, buyer: str, skins: Skins, at: datetime) -> None:
    """Let a batch be dyed, delivered, confirmed by the buyer and received."""
    seller = world.owners[dyehouse]
    batch = material.declare_batch(
        enterprise=world.firms[dyehouse].pk,
        species=skins.species,
        process=Process.DYED,
        colour=skins.colour,
        skins=skins.skins + world.random.randint(0, 400),
        dyed_on=later(at, -2).date(),
        actor=seller,
        at=at,
    )
    at += timedelta(minutes=30)
    delivery = material.declare_delivery(
        dyehouse=world.firms[dyehouse].pk,
        buyer=world.firms[buyer].pk,
        skins=skins.skins,
        delivered_on=at.date(),
        dye_batch=batch.number,
        actor=seller,
        at=at,
    )
    at += timedelta(hours=1)
    material.confirm_delivery(number=delivery.number, actor=world.owners[buyer], at=at)
    material.receive_delivery(
        number=delivery.number, received_on=at.date(), actor=world.owners[buyer], at=at
    )


def _plan_dyed_each_month(world: World) -> None:
    """Let the filed dyehouses dye on the first of each month, so that there is what to draw from."""
    for back in range(world.scope.months, -1, -1):
        for dyehouse in DYEHOUSES:
            days = (world.today - world.month(back)).days
            for hour in (0, 1):
                at = world.ago(days, 0, 2 + hour)
                world.agenda.plan(at, partial(dye, world, dyehouse))


def dye(world: World, dyehouse: str, at: datetime) -> None:
    """Enter a batch of a dyehouse."""
    species = world.random.choice((Species.MINK, Species.FOX))
    material.declare_batch(
        enterprise=world.firms[dyehouse].pk,
        species=species,
        process=Process.DYED,
        colour=world.random.choice(COLOURS[species]),
        skins=world.random.randint(40, 90) * 100,
        dyed_on=later(at, -1).date(),
        actor=world.owners[dyehouse],
        at=at,
    )


def _plan_open_ends(world: World) -> None:
    """Plan a delivery that waits for its buyer, one in dispute, and two corrections of the ledger."""

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

    def dispute(at: datetime) -> None:
        number = deliver("nearly", 3200, at)
        material.dispute_delivery(
            number=number,
            note="实收3150张，短少50张。 3,150 skins came, 50 fewer.",
            actor=world.owners["nearly"],
            at=at + timedelta(hours=3),
        )

    def correct(key: str, skins: int, is_approved: bool, at: datetime) -> None:
        lot = world.firms[key].lots.filter(balance__free_skins__gt=200).order_by("-pk")[0]
        proposed = ledger.propose_adjustment(
            lot_number=lot.number,
            skins=skins,
            reason="盘点差异，已核对入库单。 Stock count; checked against the receipt.",
            actor=world.people["inspector"],
            at=at,
        )
        if is_approved:
            ledger.approve_adjustment(
                adjustment=proposed.pk, actor=world.people["chief"], at=at + timedelta(hours=1)
            )

    world.agenda.plan(world.ago(2, 16), partial(deliver, "third", 2400))
    world.agenda.plan(world.ago(6, 9), dispute)
    world.agenda.plan(world.ago(14, 15), partial(correct, "missed", -12, True))
    world.agenda.plan(world.ago(3, 15), partial(correct, "steady", 8, False))
