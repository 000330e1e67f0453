"""The skins of the story: bought or dyed and delivered, confirmed by both sides, tested, in stock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from enterprises.calendar import day_of
from enterprises.selectors.reference import destination_on
from enterprises.states import Process, Regime, Species
from inspections.demo.bench import plan_lot_test
from inspections.demo.firms import Firm
from inspections.demo.plan import Shipment
from inspections.demo.world import World, instant, later
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
# What the dyehouses of the story are on file for.
FILED_SPECIES = (Species.MINK, Species.FOX, Species.RACCOON_DOG, Species.LAMB)
FILED_COLOURS = ("black", "brown", "blue", "grey", "natural")
# Skins come in so long before they are needed, and last for so long.
LEAD = timedelta(days=10)
LASTS_QUIET, LASTS_BUSY = timedelta(days=90), timedelta(days=34)
TO_SPARE = 1.25
FEWEST_SKINS = 900
# Dyed for the monthly draw by each dyehouse, beside what is ordered.
SKINS_DYED = (40, 90)
LITTLE_USED = "dyehouse4"


@dataclass(frozen=True)
class Skins:
    """What comes in: so many skins of one species, process and colour group."""

    species: Species
    process: Process
    colour: str
    skins: int


@dataclass(frozen=True)
class Purchase:
    """What a firm has to buy, by when, for its shipments; tested where one of them needs values."""

    key: str
    day: date
    species: Species
    skins: int
    is_tested: bool


def plan_material(world: World, shipments: Sequence[Shipment]) -> None:
    """Plan what every maker buys for its shipments, and what the dyehouses dye each month."""
    for purchase in purchases_for(world, shipments, first=_first_day(world)):
        world.agenda.plan(
            instant(purchase.day, 8, world.random.randint(0, 59)), partial(buy, world, purchase)
        )
    _plan_for_the_small(world)
    _plan_dyed_each_month(world)
    _plan_open_ends(world)


def purchases_for(
    world: World,
    shipments: Iterable[Shipment],
    *,
    first: date,
    in_stock: dict[tuple[str, Species], int] | None = None,
) -> list[Purchase]:
    """Work out what firms buy, lot by lot, so that their shipments find skins in stock."""
    free = dict(in_stock or {})
    by_kind: dict[tuple[str, Species], list[Shipment]] = {}
    for one in sorted(shipments, key=lambda one: (one.day, one.minute)):
        by_kind.setdefault((one.key, one.species), []).append(one)
    bought = []
    for kind, needs in by_kind.items():
        firm, left = world.by_key[kind[0]], free.get(kind, 0)
        for place, need in enumerate(needs):
            if left >= need.skins:
                left -= need.skins
                continue
            lasts = LASTS_BUSY if need.day >= world.busy_since else LASTS_QUIET
            covered = [one for one in needs[place:] if one.day < need.day + lasts]
            skins = max(int(sum(one.skins for one in covered) * TO_SPARE), FEWEST_SKINS) // 10 * 10
            is_first = place == 0 and in_stock is None and not firm.registered_days_ago
            day = first if is_first else max(need.day - LEAD, _earliest(world, firm, first))
            bought.append(
                Purchase(
                    kind[0],
                    day,
                    kind[1],
                    skins,
                    is_tested=firm.tests_every_lot or any(map(_is_strict, covered)),
                )
            )
            left += skins - need.skins
    return sorted(bought, key=lambda one: (one.day, one.key))


def buy(world: World, purchase: Purchase, at: datetime) -> None:
    """Let a firm buy a lot: from a filed dyehouse if it usually does, else on the market."""
    firm = world.by_key[purchase.key]
    skins = _skins(world, purchase)
    if firm.buys_from_dyehouse and not purchase.is_tested and purchase.species in FILED_SPECIES:
        dyehouses = world.dyehouses_covering(day_of(at))
        if dyehouses:
            weights = [1 if firm.key == LITTLE_USED else 2 for firm in dyehouses]
            (dyehouse,) = world.random.choices(dyehouses, weights)
            _dye_and_deliver(world, dyehouse.key, firm.key, skins, at)
            return
    lot = receive(world, firm.key, skins, at)
    if purchase.is_tested or firm.buys_from_dyehouse:
        world.lots_in_test.add(lot.number)
        plan_lot_test(world, lot.number, ordered=later(at, 0, 15))


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


def dye(world: World, dyehouse: str, at: datetime) -> None:
    """Enter a batch of a dyehouse."""
    species = world.random.choice((Species.MINK, Species.FOX))
    material.declare_batch(
        enterprise=world.firms[dyehouse].pk,
        species=species,
        process=Process.DYED,
        colour=world.random.choice(COLOURS[species]),
        skins=world.random.randint(*SKINS_DYED) * 100,
        dyed_on=later(at, -1).date(),
        actor=world.owners[dyehouse],
        at=at,
    )


def _is_strict(one: Shipment) -> bool:
    return destination_on(one.iso, one.day).regime == Regime.STRICT


def _first_day(world: World) -> date:
    """The day of the first stock, before the first month that is monitored."""
    return world.first_month - timedelta(days=8)


def _earliest(world: World, firm: Firm, first: date) -> date:
    """Nobody buys before the story begins, nor before the firm is registered."""
    if not firm.registered_days_ago:
        return first
    return max(first, world.today - timedelta(days=firm.registered_days_ago - 2))


def _skins(world: World, purchase: Purchase) -> Skins:
    return Skins(
        species=purchase.species,
        process=world.random.choice((Process.DYED, Process.DYED, Process.DRESSED)),
        colour=world.random.choice(COLOURS[purchase.species]),
        skins=purchase.skins,
    )


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


def _plan_for_the_small(world: World) -> None:
    """Plan lots of those who ship by scenes alone, so that they have something in stock."""
    for key, days, skins in (
        ("provisional", 50, 4200),
        ("provisional", 24, 3600),
        ("penalised", 70, 2800),
        ("penalised", 30, 3000),
        ("mingzhu", 46, 3800),
        ("jinxiu", 90, 4600),
        ("xinyuan", 60, 2400),
        ("haida", 120, 3200),
    ):
        day = world.today - timedelta(days=days)
        if key in world.by_key and day > _first_day(world):
            purchase = Purchase(key, day, Species.MINK, skins, is_tested=True)
            world.agenda.plan(world.ago(days, 11), partial(buy, world, purchase))


def _plan_dyed_each_month(world: World) -> None:
    """Let the filed dyehouses dye on the first of each month, so that there is what to draw from."""
    for back in range(world.months_back(world.first_month), -1, -1):
        for dyehouse in world.filed_dyehouses:
            for hour in (0, 1):
                at = instant(world.month(back), 0, 2 + hour)
                world.agenda.plan(at, partial(dye, world, dyehouse.key))


def _plan_open_ends(world: World) -> None:
    """Plan deliveries that wait for their buyers, one in dispute, and two corrections of the ledger."""

    def deliver(dyehouse: str, buyer: str, skins: int, at: datetime) -> str:
        return material.declare_delivery(
            dyehouse=world.firms[dyehouse].pk,
            buyer=world.firms[buyer].pk,
            species=Species.MINK,
            process=Process.DYED,
            colour="black",
            skins=skins,
            delivered_on=at.date(),
            actor=world.owners[dyehouse],
            at=at,
        ).number

    def dispute(at: datetime) -> None:
        number = deliver("dyehouse", "nearly", 3200, at)
        material.dispute_delivery(
            number=number,
            note="实收3150张，短少50张。 3,150 skins came, 50 fewer.",
            skins=3150,
            actor=world.owners["nearly"],
            at=at + timedelta(hours=3),
        )

    def correct(key: str, skins: int, is_approved: bool, at: datetime) -> None:
        lot = world.firms[key].lots.filter(balance__free_skins__gt=200).order_by("-pk").first()
        if lot is None:
            return
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

    world.agenda.plan(world.ago(2, 16), partial(deliver, "dyehouse", "third", 2400))
    for days, buyer in ((1, "fuyuan"), (1, "shunda"), (3, "haoyu")):
        if buyer in world.by_key:
            world.agenda.plan(world.ago(days, 15), partial(deliver, "dyehouse2", buyer, 1800))
    world.agenda.plan(world.ago(6, 9), dispute)
    world.agenda.plan(world.ago(14, 15), partial(correct, "missed", -12, True))
    world.agenda.plan(world.ago(3, 15), partial(correct, "steady", 8, False))
