"""The other firms of the county, read from a sheet: who they are, and what befell them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from blacklist.states import Ground
from enterprises.states import EnterpriseKind, Species
from inspections.demo.firms import (
    EVERY_GROUND,
    NO_PENALTY,
    RATED_GOOD,
    RECOGNISED,
    TAX_A,
    Firm,
)

SHEET = Path(__file__).resolve().parent.parent / "data" / "demo_firms.csv"
PIECES_OF_A_WORKER = 180


@dataclass(frozen=True)
class _Standing:
    """What the government and the departments say of a firm of this sort."""

    rounds: tuple[int | None, ...] | None = None
    grounds: frozenset[Ground] = frozenset()
    honours: tuple[tuple[str, str], ...] = ()


_STANDINGS = {
    "direct_a": _Standing((1, 1, 1), EVERY_GROUND, (TAX_A, RATED_GOOD)),
    "a": _Standing(
        (1, 1, 1), frozenset({Ground.HONEST, Ground.QUALITY}), (TAX_A, NO_PENALTY, RATED_GOOD)
    ),
    # On the red list until the third round no longer placed it first.
    "a_fallen": _Standing((1, 1, 2), frozenset({Ground.HONEST}), (TAX_A, NO_PENALTY, RECOGNISED)),
    "b": _Standing((2, 2, 2), honours=(TAX_A,)),
    "b_new": _Standing((None, None, 2)),
    "c": _Standing((3, 3, 3), honours=(NO_PENALTY,)),
    "d": _Standing((3, 4, 4)),
    "none": _Standing(),
}


@cache
def roster() -> tuple[Firm, ...]:
    """Give the firms of the sheet, in its order."""
    with SHEET.open(encoding="utf-8", newline="") as sheet:
        return tuple(_firm(row) for row in csv.DictReader(sheet))


def _firm(row: dict[str, str]) -> Firm:
    standing = _STANDINGS[row["standing"]]
    flags = set(row["flags"].split())
    workers = int(row["workers"])
    recognised = (RECOGNISED,) if "recognised" in flags else ()
    return Firm(
        key=row["key"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        township=row["township"],
        representative=row["representative"],
        kind=EnterpriseKind(row["kinds"]),
        workers=workers,
        pieces_per_year=workers * PIECES_OF_A_WORKER,
        markets=tuple(row["markets"].split()),
        outlets=tuple(_three(outlet) for outlet in _listed(row["outlets"], "|")),
        brands=tuple(_two(brand) for brand in _listed(row["brands"], "|")),
        rounds=standing.rounds,
        grounds=standing.grounds,
        honours=(*standing.honours, *recognised),
        species=tuple(Species(name) for name in row["species"].split()),
        share=int(row["share"]),
        buys_from_dyehouse="dyehouse" in flags,
        tests_every_lot="tests" in flags,
        is_leading="leading" in flags,
        in_zone="zone" in flags,
        ports=tuple(_listed(row["earlier_ports"], ";")),
        fate=row["fate"],
        registered_days_ago=int(row["registered_days_ago"]),
    )


def _listed(written: str, mark: str) -> Iterable[str]:
    return [part.strip() for part in written.split(mark) if part.strip()]


def _two(brand: str) -> tuple[str, str]:
    name, _mark, iso = brand.partition("@")
    return name, iso


def _three(outlet: str) -> tuple[str, str, str]:
    iso, name, address = outlet.split(":", 2)
    return iso, name, address
