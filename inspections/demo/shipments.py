"""The declarations of the story: what the firms ship on working days, and how it is decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet

from enterprises.calendar import day_of
from enterprises.models import User
from enterprises.states import Contact, Product, Species, Wearer
from inspections.content import DeclarationContent, LineContent, UseContent
from inspections.demo.bench import Steps, plan_sample
from inspections.demo.firms import AGENT, BY_KEY, MAKERS, PRINCIPALS, Firm
from inspections.demo.world import World, later
from inspections.models import Declaration, Hold
from inspections.policy.draw import draw_value, is_drawn
from inspections.services import decisions, declarations
from inspections.services.decisions import Found
from inspections.services.seeds import seed_of
from inspections.states import CheckKind, DeclarationState, HoldKind, TradeMode, Transport
from lab.models import RawMaterialLot
from lab.states import LotState

APPAREL, HEAD = "4303101090", "4303102090"
RUSSIA = "RU"
TO_RUSSIA = 0.82
SMALLEST, USUAL, LARGEST = 40, 360, 900
LOTS_MOST = 3
# How often officers come back to a declaration that is still held.
ROUNDS_OF_ANSWERS = 4


@dataclass(frozen=True)
class Make:
    """A product of one species: usual skins and price of a piece, its weight in kilograms."""

    product: Product
    skins: Decimal
    usd: int
    kg: Decimal
    name: str


def _make(product: Product, skins: str, usd: int, kg: str, name: str) -> Make:
    return Make(product, Decimal(skins), usd, Decimal(kg), name)


MAKES: dict[Species, tuple[Make, ...]] = {
    Species.MINK: (
        _make(Product.COAT_LONG, "38", 2150, "2.6", "水貂长大衣 Long mink coat"),
        _make(Product.COAT_SHORT, "24", 1520, "1.9", "水貂短大衣 Short mink coat"),
        _make(Product.JACKET, "18", 1180, "1.5", "水貂夹克 Mink jacket"),
        _make(Product.VEST, "12", 760, "0.9", "水貂马甲 Mink vest"),
    ),
    Species.FOX: (
        _make(Product.COAT_SHORT, "9", 860, "2.2", "狐狸短大衣 Short fox coat"),
        _make(Product.VEST, "6", 520, "1.2", "狐狸马甲 Fox vest"),
    ),
    Species.RACCOON_DOG: (
        _make(Product.COAT_SHORT, "9", 640, "2.3", "貉子短大衣 Short raccoon-dog coat"),
        _make(Product.VEST, "6", 410, "1.3", "貉子马甲 Raccoon-dog vest"),
    ),
    Species.RABBIT: (
        _make(Product.COAT_SHORT, "20", 380, "1.8", "獭兔短大衣 Short rex-rabbit coat"),
        _make(Product.JACKET, "16", 290, "1.4", "獭兔夹克 Rex-rabbit jacket"),
    ),
    Species.LAMB: (
        _make(Product.COAT_LONG, "20", 820, "2.4", "羔皮长大衣 Long lamb coat"),
        _make(Product.JACKET, "12", 540, "1.6", "羔皮夹克 Lamb jacket"),
    ),
    Species.SHEARLING: (_make(Product.JACKET, "5", 460, "1.9", "羊剪绒夹克 Shearling jacket"),),
}
CONSIGNEES = {
    "RU": (
        ("ООО «Северный мех»", "Москва, ул. Шоссейная, 90"),
        ("ООО «Меховая компания Урал»", "Екатеринбург, ул. Бебеля, 17"),
        ("ИП Соколова Н. В.", "Новосибирск, ул. Гусинобродское, 62"),
    ),
    "KZ": (("ТОО «Алматы Мех»", "Алматы, пр. Рыскулова, 103"),),
    "DE": (("Pelzhaus Brandt GmbH", "Frankfurt am Main, Niddastrasse 64"),),
    "FR": (("Maison Delorme Fourrures", "Paris, 47 rue du Faubourg Poissonniere"),),
    "IT": (("Pellicceria Valsesia S.r.l.", "Milano, Via Solferino 12"),),
    "JP": (("株式会社北斗ファー Hokuto Fur Co.", "東京都台東区浅草橋 3-12"),),
    "KR": (("한빛모피 Hanbit Fur Co.", "Seoul, Jung-gu, Toegye-ro 212"),),
}
WAYS = {
    "RU": (("满洲里 Manzhouli", Transport.RAIL), ("二连浩特 Erenhot", Transport.ROAD)),
    "KZ": (("霍尔果斯 Khorgos", Transport.RAIL),),
}
BY_SEA, BY_AIR = ("天津 Tianjin", Transport.SEA), ("北京首都机场 Beijing airport", Transport.AIR)


def plan_shipments(world: World) -> None:
    """Plan a number of declarations for every working day of the weeks that are told."""
    owed = 0.0
    makers = [firm for firm in MAKERS if firm.share]
    for days in range(world.scope.weeks * 7, 0, -1):
        if not world.is_working_day(world.today - timedelta(days=days)):
            continue
        owed += world.scope.shipments_a_day * world.random.uniform(0.6, 1.4)
        while owed >= 1:
            owed -= 1
            (firm,) = world.random.choices(makers, [firm.share for firm in makers])
            at = world.ago(days, world.random.randint(8, 16), world.random.randint(0, 59))
            world.agenda.plan(at, partial(_ship, world, firm))
    _plan_of_the_small(world)


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
        if days < world.scope.weeks * 7:
            action = partial(_ship, world, BY_KEY[key], iso=iso, pieces=90)
            world.agenda.plan(world.at_work(days, 14, 20), action)


def _ship(
    world: World, firm: Firm, at: datetime, *, iso: str = "", pieces: int | None = None
) -> None:
    """Let a firm declare what its stock allows; with nothing fit in stock it ships nothing."""
    others = [market for market in firm.markets if market != RUSSIA]
    iso = iso or (
        RUSSIA if not others or world.random.random() < TO_RUSSIA else world.random.choice(others)
    )
    one = _line_of_stock(world, firm, iso, pieces)
    if one is None:
        return
    written = at - timedelta(minutes=world.random.randint(4, 50))
    number = draft(world, firm.key, content(world, firm.key, iso, [one], at), written)
    # At once, before anybody else takes the skins.
    hand_in(world, number, at)


def _line_of_stock(world: World, firm: Firm, iso: str, pieces: int | None) -> LineContent | None:
    """Take the oldest lots of one species that may go there, for as many pieces as they give."""
    is_fit = iso == RUSSIA and not firm.tests_every_lot
    in_stock = (
        RawMaterialLot.objects.filter(
            enterprise=world.firms[firm.key], state=LotState.IN_STOCK, balance__free_skins__gt=600
        )
        .exclude(number__in=world.reserved_lots)
        .select_related("balance")
        .order_by("received_on", "pk")
    )
    fit = [lot for lot in in_stock if is_fit or lot.number in world.measured_lots]
    if not fit:
        return None
    species = Species(world.random.choice(fit).species)
    make = world.random.choice(MAKES[species])
    wanted = pieces or int(
        world.random.triangular(SMALLEST, LARGEST, USUAL) * (1 if iso == RUSSIA else 0.35)
    )
    lots = [lot for lot in fit if lot.species == species][:LOTS_MOST]
    each = make.skins * Decimal(str(round(world.random.uniform(0.93, 1.1), 3)))
    most = int(sum(lot.balance.free_skins for lot in lots) / each)
    if most < SMALLEST:
        return None
    wanted = min(wanted, most)
    left, uses = int(wanted * each), []
    for lot in lots:
        taken = min(left, lot.balance.free_skins)
        uses.append((lot.number, taken))
        left -= taken
        if left <= 0:
            break
    return line(world, make, species, wanted, uses, iso=iso)


def line(
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
    """Write one line; goods for the Eurasian union carry a mark on every piece."""
    is_marked = iso in ("RU", "KZ")
    count = (pieces if marks is None else marks) if is_marked else 0
    first = world.random.randint(100_000, 899_999)
    price = Decimal(make.usd) * Decimal(str(round(world.random.uniform(0.9, 1.12), 2)))
    return LineContent(
        hs_code=APPAREL,
        description=make.name,
        product=make.product,
        species=species,
        wearer=wearer,
        contact=Contact.INDIRECT,
        pieces=pieces,
        net_weight_kg=make.kg * pieces,
        value=(price * pieces).quantize(Decimal("0.01")),
        marks=tuple(f"RU-430301-{first + place:07d}" for place in range(count)),
        uses=tuple(UseContent(number, skins) for number, skins in uses),
    )


def content(
    world: World, key: str, iso: str, lines: Sequence[LineContent], at: datetime
) -> DeclarationContent:
    """Write a declaration of a firm; to its own shop where it has one in the country."""
    enterprise = world.firms[key]
    outlet = enterprise.outlets.filter(iso=iso).order_by("pk").first()
    is_own_shop = outlet is not None and world.random.random() < 0.6
    name, address = world.random.choice(CONSIGNEES[iso])
    port, transport = world.random.choice(WAYS.get(iso, (BY_SEA, BY_AIR)))
    pieces = sum(one.pieces for one in lines)
    return DeclarationContent(
        destination_iso=iso,
        outlet=outlet.pk if outlet is not None and is_own_shop else None,
        consignee=outlet.name if outlet is not None and is_own_shop else name,
        consignee_address=outlet.address if outlet is not None and is_own_shop else address,
        contract_number=f"{enterprise.serial}-{iso}-{at:%y%m}-{world.random.randint(10, 99)}",
        trade_mode=TradeMode.SELF_SOLD if is_own_shop else TradeMode.GENERAL,
        port=port,
        transport=transport,
        planned_on=later(at, world.random.randint(5, 14)).date(),
        storage_place=enterprise.address,
        packages=max(pieces // 12, 1),
        lines=tuple(lines),
    )


def declarant_of(world: World, key: str) -> User:
    """Give who files: the agent for the firms that let it, every other time."""
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
    declaration = Declaration.objects.select_related("created_by").get(number=number)
    declarations.submit_declaration(
        number=number,
        version=declaration.version,
        declarant=declaration.created_by,
        submitted_at=at,
    )
    if is_followed:
        world.agenda.plan(later(at, 1, 9, 10), partial(follow, world, number))


def follow(
    world: World,
    number: str,
    at: datetime,
    *,
    kinds: Sequence[HoldKind] = tuple(HoldKind),
    rounds: int = ROUNDS_OF_ANSWERS,
) -> None:
    """Do what the open holds of a declaration ask for, and come back until it is decided."""
    declaration = Declaration.objects.get(number=number)
    if declaration.state != DeclarationState.HELD or not rounds:
        return
    _order_tests(world, declaration, at, kinds)
    for kind, answer in (
        (HoldKind.INSPECTION, _inspect),
        (HoldKind.REVIEW, _accept),
        (HoldKind.CHIEF, _release),
    ):
        hold = _open_holds(declaration).filter(kind=kind).order_by("pk").first()
        if hold is not None and kind in kinds:
            answer(world, hold, at + timedelta(hours=3))
    again = partial(follow, world, number, kinds=kinds, rounds=rounds - 1)
    world.agenda.plan(later(at, 2, 11), again)


def _open_holds(declaration: Declaration) -> QuerySet[Hold]:
    return Hold.objects.filter(
        declaration=declaration,
        declaration__state=DeclarationState.HELD,
        closed_at__isnull=True,
    )


def _order_tests(
    world: World, declaration: Declaration, at: datetime, kinds: Sequence[HoldKind]
) -> None:
    if HoldKind.TEST not in kinds:
        return
    waiting = _open_holds(declaration).filter(kind=HoldKind.TEST, sample__isnull=True)
    for hold in waiting.order_by("pk"):
        sample = decisions.order_test_for_hold(
            hold=hold.pk,
            version=_version(declaration.number),
            actor=world.officer(),
            at=at,
        )
        plan_sample(
            world, sample.number, Steps.usual(at), findings=world.findings.get(hold.subject)
        )


def _inspect(world: World, hold: Hold, at: datetime) -> None:
    number = hold.declaration.number
    decisions.record_check(
        number=number,
        version=_version(number),
        kind=CheckKind.INSPECTION,
        found=Found(
            has_passed=True,
            finding="件数、标识与申报相符。 Pieces and marks are as declared.",
            pieces_examined=world.random.choice((5, 20, 32)),
        ),
        actor=world.officer(),
        at=at,
    )


def _accept(world: World, hold: Hold, at: datetime) -> None:
    if hold.is_acceptable:
        decisions.accept_review(
            hold=hold.pk,
            version=_version(hold.declaration.number),
            reason="企业说明合理，予以接受。 The firm's explanation is accepted.",
            actor=world.officer(),
            at=at,
        )


def _release(world: World, hold: Hold, at: datetime) -> None:
    """Release as chief, once nothing else is waited for."""
    if not _open_holds(hold.declaration).exclude(kind=HoldKind.CHIEF).exists():
        decisions.release_as_chief(
            hold=hold.pk,
            version=_version(hold.declaration.number),
            reason="检测、查验均合格，同意放行。 Tested and inspected; released.",
            actor=world.people["chief"],
            at=at,
        )


def _version(number: str) -> int:
    return Declaration.objects.values_list("version", flat=True).get(number=number)
