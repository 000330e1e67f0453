"""How the credit tables become a scoring scheme; a new version of it is a scheme of its own."""

from datetime import date
from pathlib import Path
from typing import Any

from blacklist.models import CreditIndicator, SchemeValue, ScoringScheme
from enterprises.loading import Loaded, Row, rows_of, sourced, synchronise, words

DATA = Path(__file__).resolve().parent / "data"
FIRST_SCHEME = "CS-2009-01"
FIRST_SCHEME_FROM = date(2009, 1, 1)


def load(*, restore: bool) -> list[Loaded]:
    """Load the first scheme, with its keyed figures and its indicators."""
    schemes = [
        {
            "code": FIRST_SCHEME,
            "valid_from": FIRST_SCHEME_FROM,
            "source": "credit_scheme.csv; credit_indicators.csv",
            "confidence": "design default, editable",
        }
    ]
    loaded = synchronise(ScoringScheme, ["code"], schemes, restore=False)
    scheme = ScoringScheme.objects.get(code=FIRST_SCHEME)
    values = [_value(row, scheme) for row in rows_of(DATA / "credit_scheme.csv")]
    indicators = [_indicator(row, scheme) for row in rows_of(DATA / "credit_indicators.csv")]
    return [
        loaded,
        synchronise(SchemeValue, ["scheme_id", "section", "key"], values, restore=restore),
        synchronise(CreditIndicator, ["scheme_id", "code"], indicators, restore=restore),
    ]


def _value(row: Row, scheme: ScoringScheme) -> dict[str, Any]:
    return {
        "scheme_id": scheme.pk,
        "section": row["section"],
        "key": row["key"],
        "value": row["value"],
        "unit": row["unit"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh_hans"],
        **sourced(row),
    }


def _indicator(row: Row, scheme: ScoringScheme) -> dict[str, Any]:
    return {
        "scheme_id": scheme.pk,
        "code": row["code"],
        "pillar": row["pillar"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh_hans"],
        "points": int(row["points"]),
        "severity": row["severity"],
        "lapse_months": int(row["lapse_months"]),
        "reporters": words(row["reporters"]),
        "confirmed_by": row["confirmed_by"],
        "immediate_effect": row["immediate_effect"],
        "stacking": row["stacking"],
        "note": row["note"],
        **sourced(row),
    }
