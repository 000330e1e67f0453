"""The reference facts as the repository ships them, read into policy objects without a database."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from lab.policy.limits import (
    Amine,
    DestinationRow,
    Jurisdiction,
    LimitBook,
    LimitRow,
    MethodFact,
    PanelItem,
    ScopeRule,
)

ROOT = Path(__file__).resolve().parent.parent


def rows_of(path: str) -> list[dict[str, str]]:
    """Read a data file of the repository, named from its root."""
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def limit_facts() -> dict[str, list[Any]]:
    """Everything a limit book is made of, by the names of its arguments."""
    return {
        "jurisdictions": _read("enterprises/data/markets.csv", _jurisdiction),
        "limits": [
            _limit(number, row)
            for number, row in enumerate(rows_of("lab/data/limits.csv"), start=1)
        ],
        "scopes": _read("lab/data/scope_map.csv", _scope),
        "amines": _read("lab/data/aromatic_amines.csv", _amine),
        "panels": _read("lab/data/panels.csv", _panel_item),
        "methods": _read("lab/data/methods.csv", _method),
        "destinations": _read("enterprises/data/destinations.csv", _destination),
    }


def limit_book(**changes: list[Any]) -> LimitBook:
    """The shipped book of limits, with whole tables replaced where a test says so."""
    return LimitBook(**{**limit_facts(), **changes})


def _read(path: str, make: Callable[[dict[str, str]], Any]) -> list[Any]:
    return [make(row) for row in rows_of(path)]


def _jurisdiction(row: dict[str, str]) -> Jurisdiction:
    return Jurisdiction(
        code=row["code"],
        kind=row["kind"],
        binding=row["binding"],
        panel=row["panel"],
        amine_list=row["amine_list"],
        amine_list_textile=row["amine_list_textile"],
        contact_rule=row["contact_rule"],
        infant_months=int(row["infant_months"]) if row["infant_months"] else None,
        infant_op=row["infant_op"],
        child_years=int(row["child_years"]) if row["child_years"] else None,
        decision_rule=row["decision_rule"],
        comparison_rule=row["comparison_rule"],
    )


def _limit(number: int, row: dict[str, str]) -> LimitRow:
    return LimitRow.as_written(
        id=number,
        jurisdiction=row["market"],
        analyte=row["analyte_code"],
        scope=row["product_scope"],
        value_text=row["limit_value"],
        unit=row["unit"],
        operator=row["operator"],
        valid_from=_first_day(row["valid_from"]),
        valid_until=_day_after(row["valid_to"]),
        active=row["active"] == "1",
    )


def _scope(row: dict[str, str]) -> ScopeRule:
    return ScopeRule(
        code=row["code"],
        tier=row["tier"],
        wearers=_words(row["wearers"]),
        contacts=_words(row["contacts"]),
        parts=_words(row["parts"]),
        garments=_words(row["garments"]),
    )


def _amine(row: dict[str, str]) -> Amine:
    lists = {name for name, value in row.items() if name.startswith("in_") and value == "1"}
    return Amine(code=row["code"], lists=frozenset(lists))


def _panel_item(row: dict[str, str]) -> PanelItem:
    return PanelItem(
        panel=row["panel"],
        analyte=row["analyte"],
        required=row["required"],
        parts=_words(row["parts"]),
        wearers=_words(row["wearers"]),
    )


def _method(row: dict[str, str]) -> MethodFact:
    return MethodFact(
        code=row["code"],
        analyte=row["analyte"],
        loq=Decimal(row["loq"]) if row["loq"] else None,
        unit=row["unit"],
    )


def _destination(row: dict[str, str]) -> DestinationRow:
    return DestinationRow(
        iso=row["iso"],
        market=row["market"],
        overlay=row["overlay"],
        regime=row["regime"],
        since=_first_day(row["since"]),
        until=_day_after(row["until"]),
    )


def _words(cell: str) -> frozenset[str]:
    return frozenset(word for word in cell.split(";") if word)


def _first_day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _day_after(cell: str) -> date | None:
    return date.fromisoformat(cell) + timedelta(days=1) if cell else None
