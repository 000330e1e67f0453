"""The declarations of the story: what the firms ship on working days, out of what is in stock."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet

from enterprises.asking import asked_often
from enterprises.calendar import day_of
from enterprises.models import User
from enterprises.selectors.reference import destination_on
from enterprises.states import Contact, Regime, Species, Wearer
from inspections.content import DeclarationContent, LineContent, UseContent
from inspections.demo import desk
from inspections.demo.accounts import MEMBERS
from inspections.demo.firms import AGENT, PRINCIPALS, Firm
from inspections.demo.goods import (
    APPAREL,
    BY_AIR,
    BY_SEA,
    CONSIGNEES,
    MAKES,
    MARKED,
    RUSSIA,
    WAYS,
    Make,
)
from inspections.demo.plan import Shipment, shipments_between
from inspections.demo.world import World, instant, later
from inspections.models import Declaration
from inspections.policy.draw import draw_value, is_drawn
from inspections.services import declarations
from inspections.services.seeds import seed_of
from inspections.states import Outcome, TradeMode
from lab.models import RawMaterialLot
from lab.states import LotState

LOTS_MOST = 3
# So many skins of the newest lot are kept for the monthly draw.
KEPT_SKINS = 300
# Of some goods an officer has to ask how so few skins could do.
IMPLAUSIBLE_SHARE, IMPLAUSIBLE_SKINS = 0.015, 0.55
# How many other firms are asked at the end of a day to ship what was planned and could not be.
ASKED_IN_PLACE = 12
TO_OWN_SHOP = 0.6
SHIPPED_TODAY = 5
DECLARANT_OF, _MAY = MEMBERS["declarant"]


def plan_shipments(world: World, planned: Sequence[Shipment]) -> None:
    """Plan what is declared on every day of the story, and what makes up for what could not be."""
    for one in planned:
        world.agenda.plan(_at(one), partial(_ship, world, one))
    for day in sorted({one.day for one in planned}):
        world.agenda.plan(instant(day, 17, 40), partial(_make_up, world))
    if not world.goes_on:
        _plan_of_the_small(world)


def planned_shipments(world: World) -> list[Shipment]:
    """Work out the shipments of the story: the days told, this morning, and the weeks to come.

    Those to come are never declared by the story; firms buy skins for them all the same.
    """
    yesterday = world.today - timedelta(days=1)
    told = shipments_between(
        world.ships_since,
        yesterday,
        busy_since=world.busy_since,
        aim=world.scope.aim,
        is_working_day=world.is_working_day,
        shippers_on=world.shippers_on,
    )
    to_come = shipments_between(
        world.today,
        world.today + (world.today - world.busy_since) / 2,
        busy_since=world.today,
        aim=world.scope.aim.half,
        is_working_day=world.is_working_day,
        shippers_on=world.shippers_on,
    )
    today = [one for one in to_come if one.day == world.today][:SHIPPED_TODAY]
    return [*told, *today, *(one for one in to_come if one.day > world.today)]


def _at(one: Shipment) -> datetime:
    return instant(one.day, one.minute // 60, one.minute % 60)


def _plan_of_the_small(world: World) -> None:
    for key, days, iso in (
        ("provisional", 36, "RU"),
        ("provisional", 22, "KZ"),
        ("provisional", 12, "RU"),
        # Before it was found dishonest.
        ("black", 68, "RU"),
        ("black", 60, "RU"),
        ("black", 51, "RU"),
    ):
        if world.today - timedelta(days=days) > world.ships_since:
            action = partial(_ship_some, world, world.by_key[key], iso, 60)
            world.agenda.plan(world.at_work(days, 14, 20), action)


def _ship(world: World, planned: Shipment, at: datetime) -> None:
    """Let a firm declare what it planned, as far as its stock goes; the rest is owed to others."""
    firm = world.by_key[planned.key]
    one = _line_of_stock(
        world, firm, planned.iso, planned.species, planned.make, planned.pieces, planned.usd_each
    )
    if planned.iso == RUSSIA:
        world.owed_pieces += planned.pieces - (one.pieces if one else 0)
    if one is not None:
        declare(world, firm, planned.iso, one, at)


def _ship_some(world: World, firm: Firm, iso: str, pieces: int, at: datetime) -> int:
    """Let a firm ship anything that is in stock; gives the pieces."""
    species = world.random.choice(firm.species)
    makes = MAKES[species]
    (make,) = world.random.choices(makes, [make.often for make in makes])
    price = min(world.scope.aim.usd_a_piece, Decimal(make.usd) * Decimal("1.2"))
    one = _line_of_stock(world, firm, iso, species, make, pieces, price)
    if one is None:
        return 0
    declare(world, firm, iso, one, at)
    return one.pieces


def _make_up(world: World, at: datetime) -> None:
    """Let others ship to Russia in the evening what could not be shipped by day."""
    firms = [firm for firm in world.shippers_on(day_of(at)) if RUSSIA in firm.markets]
    sizes = world.scope.aim.sizes
    for _turn in range(ASKED_IN_PLACE):
        if world.owed_pieces < sizes.smallest:
            return
        (firm,) = world.random.choices(firms, [firm.share for firm in firms])
        world.owed_pieces -= _ship_some(
            world, firm, RUSSIA, min(world.owed_pieces, sizes.largest), at
        )


def declare(world: World, firm: Firm, iso: str, one: LineContent, at: datetime) -> None:
    """Write a declaration of one line and hand it in at once, before others take the skins."""
    written = at - timedelta(minutes=world.random.randint(4, 50))
    hand_in(world, draft(world, firm.key, content(world, firm.key, iso, [one], at), written), at)


def _line_of_stock(
    world: World,
    firm: Firm,
    iso: str,
    species: Species,
    make: Make,
    pieces: int,
    usd_each: Decimal,
) -> LineContent | None:
    """Take the oldest lots of the species that may go there, for as many pieces as they give."""
    is_strict = destination_on(iso, world.today).regime == Regime.STRICT
    wants_tested = is_strict or firm.tests_every_lot
    fit = [
        lot
        for lot in _in_stock(world.firms[firm.key].pk, species)
        if lot.number not in world.reserved_lots
        and lot.number not in world.lots_in_test
        and (lot.number in world.measured_lots or not wants_tested)
    ]
    lots = fit[:LOTS_MOST]
    is_odd = world.random.random() < IMPLAUSIBLE_SHARE
    share = IMPLAUSIBLE_SKINS if is_odd else round(world.random.uniform(0.93, 1.08), 3)
    each = make.skins * Decimal(str(share))
    free = {lot.number: lot.balance.free_skins for lot in lots}
    if lots and lots[-1] == fit[-1]:
        free[lots[-1].number] = max(free[lots[-1].number] - KEPT_SKINS, 0)
    free = {number: skins for number, skins in free.items() if skins}
    pieces = min(pieces, int(sum(free.values()) / each))
    if pieces < world.scope.aim.sizes.smallest // 2:
        return None
    left, uses = int(pieces * each), []
    for number, skins in free.items():
        taken = min(left, skins)
        uses.append((number, taken))
        left -= taken
        if left <= 0:
            break
    return line(make, species, pieces, uses, iso=iso, usd_each=usd_each, first=_mark(world))


@asked_often
def _in_stock(firm: int, species: str) -> QuerySet[RawMaterialLot]:
    of_species = RawMaterialLot.objects.filter(enterprise=firm, species=species)
    rows = of_species.filter(state=LotState.IN_STOCK, balance__free_skins__gt=0)
    return rows.select_related("balance").order_by("received_on", "pk")


def some_line(
    world: World,
    make: Make,
    species: Species,
    pieces: int,
    uses: Iterable[tuple[str, int]],
    *,
    iso: str,
    wearer: Wearer = Wearer.ADULT,
    marks: int | None = None,
) -> LineContent:
    """Write one line at about the usual price of the make."""
    price = Decimal(make.usd) * Decimal(str(round(world.random.uniform(0.9, 1.12), 2)))
    return line(
        make,
        species,
        pieces,
        uses,
        iso=iso,
        usd_each=price,
        first=_mark(world),
        wearer=wearer,
        marks=marks,
    )


def line(
    make: Make,
    species: Species,
    pieces: int,
    uses: Iterable[tuple[str, int]],
    *,
    iso: str,
    usd_each: Decimal,
    first: int,
    wearer: Wearer = Wearer.ADULT,
    marks: int | None = None,
) -> LineContent:
    """Write one line; goods for the Eurasian union carry a mark on every piece, from the first."""
    count = (pieces if marks is None else marks) if iso in MARKED else 0
    return LineContent(
        hs_code=APPAREL,
        description=make.name,
        product=make.product,
        species=species,
        wearer=wearer,
        contact=Contact.INDIRECT,
        pieces=pieces,
        net_weight_kg=make.kg * pieces,
        value=(usd_each * pieces).quantize(Decimal("0.01")),
        marks=tuple(f"{iso}-430301-{first + place:07d}" for place in range(count)),
        uses=tuple(UseContent(number, skins) for number, skins in uses),
    )


def _mark(world: World) -> int:
    return world.random.randint(1_000_000, 9_899_999)


def content(
    world: World, key: str, iso: str, lines: Sequence[LineContent], at: datetime
) -> DeclarationContent:
    """Write a declaration of a firm; to its own shop where it has one in the country."""
    enterprise = world.firms[key]
    outlets = world.outlets_of(key, iso)
    outlet = outlets[0] if outlets and world.random.random() < TO_OWN_SHOP else None
    name, address = world.random.choice(CONSIGNEES[iso])
    port, transport = world.random.choice(WAYS.get(iso, (BY_SEA, BY_AIR)))
    pieces = sum(one.pieces for one in lines)
    return DeclarationContent(
        destination_iso=iso,
        outlet=outlet.pk if outlet else None,
        consignee=outlet.name if outlet else name,
        consignee_address=outlet.address if outlet else address,
        contract_number=f"{enterprise.serial}-{iso}-{at:%y%m}-{world.random.randint(10, 99)}",
        trade_mode=TradeMode.SELF_SOLD if outlet else TradeMode.GENERAL,
        port=port,
        transport=transport,
        planned_on=later(at, world.random.randint(5, 14)).date(),
        storage_place=enterprise.address,
        packages=max(pieces // 12, 1),
        lines=tuple(lines),
    )


def declarant_of(world: World, key: str) -> User:
    """Give who files: the owner, or as often the agent that it lets, or its declarant."""
    if key == DECLARANT_OF and world.random.random() < 0.5:
        return world.people["declarant"]
    if key in PRINCIPALS and world.random.random() < 0.5:
        return world.owners[AGENT.key]
    return world.owners[key]


def draft(
    world: World,
    key: str,
    written: DeclarationContent,
    at: datetime,
    *,
    spared_for: int = 0,
    rate: Decimal = Decimal(30),
    is_drawn_now: bool = False,
) -> str:
    """Write a draft; where a scene asks, of a number that the draw spares, or takes.

    `spared_for` is for how many days the number stays spared at a rate in per cent. Numbers that do not serve go to
    drafts that are thrown away, as a firm may do.
    """
    actor = declarant_of(world, key)
    while True:
        made = declarations.create_draft(
            enterprise=world.firms[key], content=written, actor=actor, at=at
        )
        if _serves(made.number, day_of(at), spared_for, rate, is_drawn_now=is_drawn_now):
            return made.number
        declarations.delete_draft(number=made.number, version=made.version, actor=actor, at=at)


def _serves(number: str, day: date, spared_for: int, rate: Decimal, *, is_drawn_now: bool) -> bool:
    if is_drawn_now:
        return is_drawn(draw_value(number, seed_of(day)), rate)
    days = [day + timedelta(days=ahead) for ahead in range(spared_for)]
    return not any(is_drawn(draw_value(number, seed_of(one)), rate) for one in days)


def submit(world: World, number: str, at: datetime, *, is_followed: bool = True) -> None:
    """Plan the submission of a draft, and the officers' answers to what it then waits for."""
    world.agenda.plan(at, partial(hand_in, world, number, is_followed=is_followed))


def hand_in(world: World, number: str, at: datetime, *, is_followed: bool = True) -> None:
    """Submit a draft, as who wrote it."""
    (declaration,) = _written(number)
    decision = declarations.submit_declaration(
        number=number,
        version=declaration.version,
        declarant=declaration.created_by,
        submitted_at=at,
    )
    if is_followed and decision.outcome == Outcome.HELD:
        desk.take_up(world, number, at)


@asked_often
def _written(number: str) -> QuerySet[Declaration]:
    return Declaration.objects.filter(number=number).select_related("created_by")
