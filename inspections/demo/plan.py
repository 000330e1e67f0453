"""What the firms mean to ship, worked out before anything happens; pure, by a seed of each day.

A day's shipments depend on the day and on who may ship, so that the story and the daily round
that goes on with it plan a day alike. What the article tells is the aim: in two months so many
pieces worth so much released to Russia, a multiple of the months before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

from enterprises.states import Species
from inspections.demo.firms import Firm
from inspections.demo.goods import MAKES, RUSSIA, Make

SEED = 20090817
ABROAD_SMALLEST, ABROAD_USUAL, ABROAD_LARGEST = 24, 35, 80
FIRST_MINUTE, LAST_MINUTE = 8 * 60 + 10, 17 * 60 + 20
# Some of what is declared is still held at the end, and some is refused.
RELEASED_SHARE = Decimal("0.985")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sizes:
    """How many pieces a shipment to Russia has, and how many go elsewhere for each of them."""

    smallest: int = 50
    usual: int = 180
    largest: int = 280
    abroad_per_russia: float = 0.33


@dataclass(frozen=True)
class Aim:
    """What shall have been released to Russia, in the quiet months and in the two that follow."""

    pieces: int = 60_000
    usd: Decimal = Decimal(60_000_000)
    quiet_pieces: int = 12_000
    sizes: Sizes = Sizes()

    @property
    def usd_a_piece(self) -> Decimal:
        return self.usd / self.pieces

    @property
    def half(self) -> "Aim":
        """Half as much, all of it in the busy time."""
        return Aim(self.pieces // 2, self.usd / 2, 0, self.sizes)


@dataclass(frozen=True)
class Shipment:
    """What a firm means to declare on a day: pieces of one make to one country."""

    day: date
    minute: int
    key: str
    iso: str
    species: Species
    make: Make
    pieces: int
    usd_each: Decimal

    @property
    def usd(self) -> Decimal:
        return self.usd_each * self.pieces

    @property
    def skins(self) -> int:
        """Skins it will need at the most."""
        return int(self.pieces * self.make.skins * Decimal("1.1")) + 1


def shipments_between(
    first: date,
    last: date,
    *,
    busy_since: date,
    aim: Aim,
    is_working_day: Callable[[date], bool],
    shippers_on: Callable[[date], Sequence[Firm]],
) -> list[Shipment]:
    """Plan every working day from the first to the last; before `busy_since` it is quiet."""
    days = [
        first + timedelta(days=count)
        for count in range((last - first).days + 1)
        if is_working_day(first + timedelta(days=count))
    ]
    quiet = [day for day in days if day < busy_since]
    busy = [day for day in days if day >= busy_since]
    planned: list[Shipment] = []
    for part, pieces in ((quiet, aim.quiet_pieces), (busy, aim.pieces)):
        quotas = even(int(pieces / RELEASED_SHARE), len(part))
        for day, quota in zip(part, quotas, strict=True):
            planned += shipments_of(
                day,
                to_russia=quota,
                usd_a_piece=aim.usd_a_piece,
                shippers=shippers_on(day),
                sizes=aim.sizes,
            )
    return planned


def even(total: int, parts: int) -> list[int]:
    """Split a number into parts that differ by one at the most and add up to it."""
    marks = [total * part // parts for part in range(parts + 1)] if parts else [0]
    return [after - before for before, after in pairwise(marks)]


def shipments_of(
    day: date, *, to_russia: int, usd_a_piece: Decimal, shippers: Sequence[Firm], sizes: Sizes
) -> list[Shipment]:
    """Plan one day: so many pieces to Russia, at this price on the average, and some elsewhere."""
    random = Random(f"{SEED} {day.isoformat()}")  # noqa: S311 - a story, no secret
    to_russia_by = [firm for firm in shippers if RUSSIA in firm.markets]
    if not to_russia_by:
        return []
    drafts = [
        _one(random, day, to_russia_by, pieces, lambda firm: RUSSIA)
        for pieces in _pieces(random, to_russia, sizes)
    ]
    planned = _priced(drafts, usd_a_piece)
    abroad_by = [firm for firm in shippers if _others(firm)]
    if abroad_by:
        for _count in range(_rounded(random, len(planned) * sizes.abroad_per_russia)):
            pieces = int(random.triangular(ABROAD_SMALLEST, ABROAD_LARGEST, ABROAD_USUAL))
            planned.append(
                _one(
                    random,
                    day,
                    abroad_by,
                    pieces,
                    lambda firm: random.choice(sorted(_others(firm))),
                )
            )
    return sorted(planned, key=lambda one: (one.minute, one.key))


def _one(
    random: Random, day: date, firms: Sequence[Firm], pieces: int, where: Callable[[Firm], str]
) -> Shipment:
    (firm,) = random.choices(firms, [max(firm.share, 1) for firm in firms])
    species = random.choice(firm.species)
    makes = MAKES[species]
    (make,) = random.choices(makes, [make.often for make in makes])
    return Shipment(
        day=day,
        minute=random.randint(FIRST_MINUTE, LAST_MINUTE),
        key=firm.key,
        iso=where(firm),
        species=species,
        make=make,
        pieces=pieces,
        usd_each=(make.usd * Decimal(str(round(random.uniform(0.92, 1.1), 2)))).quantize(CENT),
    )


def _pieces(random: Random, total: int, sizes: Sizes) -> Iterable[int]:
    """Split a day's pieces into shipments of a usual size; the last takes what is left."""
    while total > 0:
        pieces = min(int(random.triangular(sizes.smallest, sizes.largest, sizes.usual)), total)
        if total - pieces < sizes.smallest:
            pieces = total
        yield pieces
        total -= pieces


def _priced(drafts: Sequence[Shipment], usd_a_piece: Decimal) -> list[Shipment]:
    """Move the day's prices alike, so that their average is the one aimed at."""
    pieces, usd = sum(one.pieces for one in drafts), sum(one.usd for one in drafts)
    if not usd:
        return list(drafts)
    factor = usd_a_piece * pieces / usd
    return [replace(one, usd_each=(one.usd_each * factor).quantize(CENT)) for one in drafts]


def _others(firm: Firm) -> set[str]:
    return set(firm.markets) - {RUSSIA}


def _rounded(random: Random, number: float) -> int:
    """Round up or down by chance, so that the average is kept."""
    whole = int(number)
    return whole + (random.random() < number - whole)
