"""The scenes: what a visitor finds today, one of each, ready to be taken up by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from enterprises.states import Process, Species, Wearer
from inspections.demo.bench import plan_lot_test
from inspections.demo.desk import follow
from inspections.demo.goods import MAKES, Make
from inspections.demo.material import Skins, receive
from inspections.demo.shipments import content, draft, some_line, submit
from inspections.demo.world import World, later
from inspections.models import Certificate, Declaration, Hold
from inspections.services import certificates, decisions, declarations
from inspections.states import CertificateState, DeclarationState, HoldKind
from lab.models import RawMaterialLot

# What a laboratory that knows nothing of Japan's twenty-fourth amine was asked for.
WITHOUT_THE_LAST_AMINE = ("HCHO", "AZO")
LONG, SHORT, JACKET, VEST = MAKES[Species.MINK]
# The draft to walk through is not drawn on any of these days, at the rate of class A.
STAYS_SPARED, RATE_OF_A = 7, Decimal(10)
# Half of what class C ships to Russia is drawn.
RATE_OF_C = Decimal(50)


def plan_scenes(world: World) -> None:
    """Plan the lots that the scenes need, and then the scenes."""
    _plan_lots(world)
    for plan in (
        _japan,
        _near_limit,
        _drawn,
        _implausible,
        _for_the_chief,
        _returned,
        _refused,
        _withdrawn,
        _cancelled,
        _half_written,
        _korean_child,
        _certificates,
    ):
        plan(world)


def _plan_lots(world: World) -> None:
    for name, key, skins, days, items in (
        ("japan held, whole", "direct", 2600, 34, ()),
        ("japan held, short", "direct", 1800, 33, WITHOUT_THE_LAST_AMINE),
        ("japan draft, whole", "direct", 2400, 32, ()),
        ("japan draft, short", "direct", 1900, 31, WITHOUT_THE_LAST_AMINE),
        ("korea", "direct", 3000, 30, ()),
        ("chromium", "scored", 2800, 30, ()),
        ("formaldehyde", "steady", 5200, 29, ()),
        ("near limit", "objecting", 4100, 27, ()),
        ("drawn", "third", 4800, 26, ()),
        ("implausible", "third", 4500, 25, ()),
        ("black", "black", 5200, 52, ()),
        ("marks", "steady", 3600, 24, ()),
        ("skins", "objecting", 1500, 23, ()),
        ("cancelled", "red", 4200, 28, ()),
        ("untested", "nearly", 3000, 27, None),
    ):
        world.agenda.plan(
            world.ago(days, 10, 30), partial(_receive, world, name, key, skins, items)
        )


_FINDINGS = {
    "korea": {"HCHO": "96"},
    "chromium": {"CR6": "3.2", "HCHO": "41.0"},
    "formaldehyde": {"HCHO": "418"},
    "near limit": {"HCHO": "294"},
}


def _receive(
    world: World, name: str, key: str, skins: int, items: tuple[str, ...] | None, at: datetime
) -> None:
    lot = receive(world, key, Skins(Species.MINK, Process.DYED, "black", skins), at)
    _reserve(world, name, lot)
    if name in _FINDINGS:
        world.findings[lot.number] = _FINDINGS[name]
    if items is not None:
        plan_lot_test(world, lot.number, ordered=later(at, 0, 15), items=items)


def _reserve(world: World, name: str, lot: RawMaterialLot) -> None:
    world.lots[name] = lot.number
    world.reserved_lots.add(lot.number)


def write(
    world: World,
    key: str,
    iso: str,
    make: Make,
    pieces: int,
    uses: Callable[[], list[tuple[str, int]]],
    at: datetime,
    *,
    marks: int | None = None,
    wearer: Wearer = Wearer.ADULT,
    spared_for: int = 1,
    rate: Decimal = Decimal(30),
    is_drawn_now: bool = False,
) -> str:
    """Write a draft of one line, of the lots that `uses` names then; gives its number."""
    one = some_line(world, make, Species.MINK, pieces, uses(), iso=iso, marks=marks, wearer=wearer)
    return draft(
        world,
        key,
        content(world, key, iso, [one], at),
        at,
        spared_for=spared_for,
        rate=rate,
        is_drawn_now=is_drawn_now,
    )


def _named(world: World, *uses: tuple[str, int]) -> Callable[[], list[tuple[str, int]]]:
    return lambda: [(world.lots[name], skins) for name, skins in uses]


def _japan(world: World) -> None:
    """One declaration to Japan waits for the missing amine of one lot; one draft will, if submitted."""

    def declare(at: datetime) -> None:
        uses = _named(world, ("japan held, whole", 1400), ("japan held, short", 950))
        number = write(world, "direct", "JP", LONG, 60, uses, at)
        submit(world, number, at + timedelta(minutes=20), is_followed=False)

    def prepare(at: datetime) -> None:
        uses = _named(world, ("japan draft, whole", 1000), ("japan draft, short", 800))
        world.lots["walk-through"] = write(
            world, "direct", "JP", JACKET, 100, uses, at, spared_for=STAYS_SPARED, rate=RATE_OF_A
        )

    world.agenda.plan(world.at_work(2, 10, 40), declare)
    world.agenda.plan(world.now - timedelta(minutes=30), prepare)


def _near_limit(world: World) -> None:
    """A value so near to the limit that nobody can tell: the retained part is to be tested again."""

    def declare(at: datetime) -> None:
        uses = _named(world, ("near limit", 1440))
        number = write(world, "objecting", "RU", VEST, 120, uses, at)
        submit(world, number, at + timedelta(minutes=10), is_followed=False)

    world.agenda.plan(world.at_work(4, 9, 50), declare)


def _drawn(world: World) -> None:
    def declare(at: datetime) -> None:
        uses = _named(world, ("drawn", 1440))
        number = write(
            world, "third", "RU", JACKET, 80, uses, at, rate=RATE_OF_C, is_drawn_now=True
        )
        submit(world, number, at + timedelta(minutes=10), is_followed=False)

    world.agenda.plan(world.at_work(1, 11, 15), declare)


def _implausible(world: World) -> None:
    """Too few skins for so many coats: an officer asked, and the firm has not answered yet."""

    def declare(at: datetime) -> None:
        number = write(world, "third", "RU", LONG, 100, _named(world, ("implausible", 900)), at)
        submit(world, number, at + timedelta(minutes=10), is_followed=False)
        inspected = partial(follow, world, number, kinds=(HoldKind.INSPECTION,), rounds=1)
        world.agenda.plan(at + timedelta(hours=2), inspected)
        world.agenda.plan(at + timedelta(hours=6), partial(_ask, world, number))

    world.agenda.plan(world.at_work(2, 9, 20), declare)


def _ask(world: World, number: str, at: datetime) -> None:
    hold = Hold.objects.filter(
        declaration__number=number, kind=HoldKind.REVIEW, closed_at__isnull=True
    ).first()
    if hold is not None:
        decisions.ask_firm(
            hold=hold.pk,
            version=hold.declaration.version,
            question="100件长大衣仅用900张皮，请说明。 100 long coats of 900 skins: please explain.",
            actor=world.people["inspector"],
            at=at,
        )


def _for_the_chief(world: World) -> None:
    """The black-listed firm ships: one lot was released by the chief, one waits for him today."""

    def declare(is_released: bool, at: datetime) -> None:
        number = write(world, "black", "RU", VEST, 60, _named(world, ("black", 720)), at)
        submit(world, number, at + timedelta(minutes=15), is_followed=False)
        kinds = tuple(HoldKind) if is_released else (HoldKind.TEST, HoldKind.INSPECTION)
        world.agenda.plan(later(at, 1, 9), partial(follow, world, number, kinds=kinds, rounds=5))

    world.agenda.plan(world.at_work(38, 10), partial(declare, True))
    world.agenda.plan(world.at_work(9, 10), partial(declare, False))


def _returned(world: World) -> None:
    def short_of_marks(at: datetime) -> None:
        uses = _named(world, ("marks", 1900))
        number = write(world, "steady", "RU", LONG, 50, uses, at, marks=46)
        submit(world, number, at + timedelta(minutes=10))

    def short_of_skins(at: datetime) -> None:
        number = write(world, "objecting", "RU", SHORT, 80, _named(world, ("skins", 1920)), at)
        submit(world, number, at + timedelta(minutes=10))

    world.agenda.plan(world.at_work(1, 15, 30), short_of_marks)
    world.agenda.plan(world.at_work(3, 10, 10), short_of_skins)


def _refused(world: World) -> None:
    def to_germany(at: datetime) -> None:
        number = write(world, "scored", "DE", SHORT, 60, _named(world, ("chromium", 1440)), at)
        submit(world, number, at + timedelta(minutes=10))

    def of_a_failed_lot(at: datetime) -> None:
        uses = _named(world, ("formaldehyde", 1900))
        number = write(world, "steady", "RU", LONG, 50, uses, at)
        submit(world, number, at + timedelta(minutes=10))

    world.agenda.plan(world.at_work(6, 14), to_germany)
    world.agenda.plan(world.at_work(5, 14), of_a_failed_lot)


def _withdrawn(world: World) -> None:
    """Skins that nobody tested are held on their way to a strict market; the firm withdraws them."""

    def declare(at: datetime) -> None:
        number = write(world, "nearly", "DE", JACKET, 70, _named(world, ("untested", 1260)), at)
        submit(world, number, at + timedelta(minutes=10), is_followed=False)
        world.agenda.plan(later(at, 1, 15), partial(withdraw, number))

    def withdraw(number: str, at: datetime) -> None:
        declarations.withdraw_declaration(
            number=number,
            version=Declaration.objects.get(number=number).version,
            reason="客户取消订单。 The buyer cancelled the order.",
            actor=world.owners["nearly"],
            at=at,
        )

    world.agenda.plan(world.at_work(8, 10), declare)


def _cancelled(world: World) -> None:
    def declare(at: datetime) -> None:
        number = write(world, "red", "RU", LONG, 90, _named(world, ("cancelled", 3420)), at)
        submit(world, number, at + timedelta(minutes=10), is_followed=False)
        world.agenda.plan(later(at, 1, 15), partial(cancel, number))

    def cancel(number: str, at: datetime) -> None:
        declarations.cancel_release(
            number=number,
            version=Declaration.objects.get(number=number).version,
            reason="船期推迟，货物未离厂。 The sailing was put off; the goods have not left.",
            actor=world.owners["red"],
            at=at,
        )

    world.agenda.plan(world.at_work(12, 10), declare)


def _half_written(world: World) -> None:
    """A draft of a class C firm: goods without skins yet, and next to nothing else."""

    def prepare(at: datetime) -> None:
        one = some_line(world, SHORT, Species.MINK, 40, (), iso="IT")
        written = content(world, "third", "IT", [one], at)
        draft(world, "third", replace(written, consignee_address="", remarks="待补原料批"), at)

    world.agenda.plan(world.now - timedelta(hours=3), prepare)


def _korean_child(world: World) -> None:
    """A lot fit for adults in Korea and not for children: shipped to the former, drafted for these."""

    def ship(at: datetime) -> None:
        number = write(world, "direct", "KR", SHORT, 40, _named(world, ("korea", 960)), at)
        submit(world, number, at + timedelta(minutes=10))

    def prepare(at: datetime) -> None:
        small = replace(JACKET, name="儿童水貂夹克 Child's mink jacket", skins=Decimal(14))
        uses = _named(world, ("korea", 700))
        write(world, "direct", "KR", small, 50, uses, at, wearer=Wearer.CHILD)

    world.agenda.plan(world.at_work(15, 10), ship)
    world.agenda.plan(world.now - timedelta(hours=2), prepare)


def _certificates(world: World) -> None:
    """One certificate was lost and replaced, one revoked."""

    def oldest_active() -> Certificate | None:
        return (
            Certificate.objects.filter(
                state=CertificateState.ACTIVE, declaration__state=DeclarationState.RELEASED
            )
            .exclude(declaration__enterprise=world.firms["red"])
            .order_by("-issued_at")
            .first()
        )

    def replace_one(at: datetime) -> None:
        certificate = oldest_active()
        if certificate is not None:
            certificates.replace(
                number=certificate.number,
                version=certificate.version,
                reason="证书在邮寄途中遗失。 Lost in the post.",
                actor=world.people["inspector2"],
                at=at,
            )

    def revoke_one(at: datetime) -> None:
        certificate = oldest_active()
        if certificate is not None:
            certificates.revoke(
                number=certificate.number,
                version=certificate.version,
                reason="企业实际装运件数与证书不符。 The pieces shipped are not those certified.",
                actor=world.people["chief"],
                at=at,
            )

    world.agenda.plan(world.ago(9, 16), replace_one)
    world.agenda.plan(world.ago(7, 16), revoke_one)
