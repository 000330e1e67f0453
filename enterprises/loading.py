"""Reference data: how rows of the CSV files become rows of tables, and which become ours.

Each app has a module `loading` with a function `load`; `load_reference` calls them in the order
of the floors. Rows are added, never overwritten: what an administrator changed or ended stays as
it is until somebody asks for the shipped values.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import models

from enterprises.models import (
    ChecklistItem,
    Destination,
    ExchangeRate,
    Holiday,
    Market,
    PartnerDepartment,
    PolicyMeasure,
    ReasonCode,
)
from enterprises.roles import Role

DATA = Path(__file__).resolve().parent / "data"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Loaded:
    """What loading did to one table; `differing` rows were left as somebody made them."""

    table: str
    added: int = 0
    restored: int = 0
    differing: int = 0


def synchronise(
    model: type[models.Model],
    key: Sequence[str],
    wanted: Iterable[Mapping[str, Any]],
    *,
    restore: bool,
) -> Loaded:
    """Add the rows that a table lacks, known by their key; give back shipped values if asked.

    A second run finds nothing to do and writes nothing, so the stamp of the reference data rests.
    """
    manager = model._default_manager
    existing = {_key_of(vars(row), key): row for row in manager.all()}
    new, changed, fields = [], [], set()
    for values in wanted:
        row = existing.get(_key_of(values, key))
        if row is None:
            new.append(model(**values))
            continue
        different = [name for name, value in values.items() if getattr(row, name) != value]
        if different:
            changed.append(row)
        if restore:
            fields.update(different)
            for name in different:
                setattr(row, name, values[name])
    if new:
        manager.bulk_create(new)
    if changed and restore:
        manager.bulk_update(changed, sorted(fields))
    return Loaded(
        table=model._meta.model_name or "",
        added=len(new),
        restored=len(changed) if restore else 0,
        differing=0 if restore else len(changed),
    )


def rows_of(path: Path) -> Iterator[Row]:
    """Read a file of facts, each row once."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def words(cell: str) -> list[str]:
    """Read a list inside a cell; the star stays, for it means every value."""
    return [word for word in cell.split(";") if word]


def number_or_none(cell: str) -> int | None:
    return int(cell) if cell else None


def decimal_or_none(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def first_day(cell: str) -> date | None:
    """Read the first day of a period; empty is open."""
    return date.fromisoformat(cell) if cell else None


def day_after(cell: str) -> date | None:
    """Read a printed last day, which still counts, as the first day that no longer does."""
    return date.fromisoformat(cell) + timedelta(days=1) if cell else None


def sourced(row: Row) -> dict[str, str]:
    """Read where a fact is from and how far it is to be trusted; a file may know neither."""
    return {"source": row.get("source", ""), "confidence": row.get("confidence", "")}


def load(*, restore: bool) -> list[Loaded]:
    """Load the ground floor: roles, departments, measures, markets, words, days, checklists."""

    def take(
        file: str,
        model: type[models.Model],
        key: Sequence[str],
        read: Callable[[Row], dict[str, Any]],
        *,
        only: Callable[[Row], bool] = bool,
    ) -> Loaded:
        rows = [read(row) for row in rows_of(DATA / file) if only(row)]
        return synchronise(model, key, rows, restore=restore)

    roles = synchronise(Group, ["name"], [{"name": role.value} for role in Role], restore=restore)
    return [
        roles,
        take("partner_departments.csv", PartnerDepartment, ["code"], dict),
        take("policy_measures.csv", PolicyMeasure, ["code"], _measure),
        # A member state's row names its parent, which has to be there first.
        take("markets.csv", Market, ["code"], _market, only=lambda row: not row["parent"]),
        take("markets.csv", Market, ["code"], _market, only=lambda row: bool(row["parent"])),
        take("destinations.csv", Destination, ["iso", "valid_from"], _destination),
        take("reason_codes.csv", ReasonCode, ["code"], _reason_code),
        take("public_holidays_cn.csv", Holiday, ["day"], _holiday),
        take("exchange_rates.csv", ExchangeRate, ["currency", "valid_from"], _exchange_rate),
        take(
            "checklist_items.csv", ChecklistItem, ["checklist", "version", "code"], _checklist_item
        ),
    ]


def _key_of(values: Mapping[str, Any], key: Sequence[str]) -> tuple[Any, ...]:
    parts = (values[name] for name in key)
    return tuple(tuple(part) if isinstance(part, list) else part for part in parts)


def _measure(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "part": row["part"],
        "clause_en": row["clause_en"],
        "clause_zh": row["clause_zh_hans"],
        "document_en": row["document_en"],
        "document_zh": row["document_zh_hans"],
        "issuer_en": row["issuer_en"],
        "issuer_zh": row["issuer_zh_hans"],
        "backed_by_en": row["backed_by_en"],
        "backed_by_zh": row["backed_by_zh_hans"],
        "design": row["design"],
        "rules": row["rules"],
        "tables": row["tables"],
        "valid_from": first_day(row["valid_from"]),
        "valid_until": day_after(row["valid_to"]),
        **sourced(row),
    }


def _exchange_rate(row: Row) -> dict[str, Any]:
    return {
        "currency": row["currency"],
        "usd_rate": Decimal(row["usd_rate"]),
        "valid_from": first_day(row["valid_from"]),
        "valid_until": day_after(row["valid_to"]),
        **sourced(row),
    }


def _market(row: Row) -> dict[str, Any]:
    as_written = (
        "code",
        "name_en",
        "kind",
        "binding",
        "regime",
        "panel",
        "amine_list",
        "amine_list_textile",
        "hcho_basis",
        "azo_basis",
        "cr6_basis",
        "contact_rule",
        "infant_op",
        "decision_rule",
        "comparison_rule",
        "note",
    )
    parent = row["parent"]
    return {
        **{name: row[name] for name in as_written},
        "name_zh": row["name_zh_hans"],
        "parent_id": Market.objects.get(code=parent).pk if parent else None,
        "infant_months": number_or_none(row["infant_months"]),
        "child_years": number_or_none(row["child_years"]),
        "valid_from": first_day(row["valid_from"]),
        "valid_until": day_after(row["valid_to"]),
        **sourced(row),
    }


def _destination(row: Row) -> dict[str, Any]:
    return {
        "iso": row["iso"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh_hans"],
        "market_id": row["market"],
        "overlay_id": row["overlay"] or None,
        "regime": row["regime"],
        "valid_from": first_day(row["since"]),
        "valid_until": day_after(row["until"]),
        "note": row["note"],
        **sourced(row),
    }


def _reason_code(row: Row) -> dict[str, Any]:
    return {
        "group": row["group"],
        "code": row["code"],
        "text_en": row["text_en"],
        "text_zh": row["text_zh_hans"],
        **sourced(row),
    }


def _holiday(row: Row) -> dict[str, Any]:
    return {
        "day": date.fromisoformat(row["date"]),
        "kind": row["kind"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh_hans"],
        "status": row["status"],
        **sourced(row),
    }


def _checklist_item(row: Row) -> dict[str, Any]:
    return {
        "checklist": row["checklist"],
        "version": int(row["version"]),
        "code": row["code"],
        "text_en": row["text_en"],
        "text_zh": row["text_zh_hans"],
        "weight": int(row["weight"]),
        "is_critical": row["critical"] == "yes",
        "evidence_expected": row["evidence_expected"],
        "measure_id": row["measure"],
        **sourced(row),
    }
