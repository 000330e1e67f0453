"""How the laboratory's files become its reference tables."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import models

from enterprises.loading import (
    Loaded,
    Row,
    day_after,
    decimal_or_none,
    first_day,
    number_or_none,
    rows_of,
    sourced,
    synchronise,
    words,
)
from lab.models import (
    Analyte,
    AromaticAmine,
    Limit,
    Method,
    PanelItem,
    SamplingPlanRow,
    ScopeRule,
)

DATA = Path(__file__).resolve().parent / "data"


def load(*, restore: bool) -> list[Loaded]:
    """Load analytes, amines, methods, panels, scopes, limits and sampling plans."""

    def take(
        file: str,
        model: type[models.Model],
        key: Sequence[str],
        read: Callable[[Row], dict[str, Any]],
    ) -> Loaded:
        return synchronise(model, key, [read(row) for row in rows_of(DATA / file)], restore=restore)

    panel_key = ["panel", "analyte", "wearers", "parts", "valid_from"]
    limit_key = ["market_id", "analyte", "scope_id", "valid_from"]
    return [
        take("analytes.csv", Analyte, ["code"], _analyte),
        take("aromatic_amines.csv", AromaticAmine, ["code"], _amine),
        take("methods.csv", Method, ["code"], _method),
        take("panels.csv", PanelItem, panel_key, _panel_item),
        take("scope_map.csv", ScopeRule, ["code"], _scope),
        take("limits.csv", Limit, limit_key, _limit),
        take("sampling_plans.csv", SamplingPlanRow, ["plan", "size_from"], _sampling_plan_row),
    ]


def _analyte(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh_hans"],
        "kind": row["kind"],
        "dimension": row["dimension"],
        "group": row["group"],
        "note": row["note"],
        **sourced(row),
    }


def _amine(row: Row) -> dict[str, Any]:
    lists = ("in_gb20400", "in_reach_app8", "in_japan", "in_korea")
    return {
        "code": row["code"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh"],
        "cas": row["cas"],
        **{name: row[name] == "1" for name in lists},
        **sourced(row),
    }


def _method(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "title_en": row["title_en"],
        "title_zh": row["title_zh_hans"],
        "analyte": row["analyte"],
        "loq": decimal_or_none(row["loq"]),
        "unit": row["unit"],
        "supersedes": row["supersedes"],
        "note": row["note"],
        **sourced(row),
    }


def _panel_item(row: Row) -> dict[str, Any]:
    return {
        "panel": row["panel"],
        "panel_name_en": row["panel_name_en"],
        "panel_name_zh": row["panel_name_zh_hans"],
        "analyte": row["analyte"],
        "required": row["required"],
        "wearers": words(row["wearers"]),
        "parts": words(row["parts"]),
        "note": row["note"],
        "valid_from": None,
        **sourced(row),
    }


def _scope(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh_hans"],
        "tier": row["tier"],
        "wearers": words(row["wearers"]),
        "contacts": words(row["contacts"]),
        "parts": words(row["parts"]),
        "garments": words(row["garments"]),
        "note": row["note"],
        **sourced(row),
    }


def _limit(row: Row) -> dict[str, Any]:
    return {
        "market_id": row["market"],
        "analyte": row["analyte_code"],
        "scope_id": row["product_scope"],
        "value": decimal_or_none(row["limit_value"]),
        "value_text": row["limit_value"],
        "unit": row["unit"],
        "operator": row["operator"],
        "method": row["method"],
        "legal_basis": row["legal_basis"],
        "is_active": row["active"] == "1",
        "inactive_because": row["inactive_because"],
        "note": row["note"],
        "valid_from": first_day(row["valid_from"]),
        "valid_until": day_after(row["valid_to"]),
        **sourced(row),
    }


def _sampling_plan_row(row: Row) -> dict[str, Any]:
    return {
        "plan": row["plan"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh_hans"],
        "unit": row["unit"],
        "size_from": int(row["size_from"]),
        "size_to": number_or_none(row["size_to"]),
        "sample": row["sample"],
        "step": row["step"],
        "note": row["note"],
        **sourced(row),
    }
