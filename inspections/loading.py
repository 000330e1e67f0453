"""How goods, norms, the risk analysis and the default release rules become tables."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models
from django.utils import timezone

from enterprises.calendar import months_on
from enterprises.loading import (
    Loaded,
    Row,
    number_or_none,
    rows_of,
    sourced,
    synchronise,
    words,
)
from enterprises.models import PolicyMeasure
from inspections.models import HsCode, ReleaseRule, RiskAnalysis, RiskLevel, RuleSet, YieldNorm
from inspections.states import RuleSetState

DATA = Path(__file__).resolve().parent / "data"
IN_FORCE_FROM = date(2009, 1, 1)
FIRST_ANALYSIS = "RA-2009-01"
FIRST_RULE_SET = "RS-2009-01"
FUR_APPAREL = "430310"
PROTECTED_SPECIES = "CITES"


def load(*, restore: bool) -> list[Loaded]:
    """Load goods and norms, then the first risk analysis and the rule set that cites it."""

    def take(
        file: str,
        model: type[models.Model],
        key: Sequence[str],
        read: Callable[[Row], dict[str, Any]],
    ) -> Loaded:
        return synchronise(model, key, [read(row) for row in rows_of(DATA / file)], restore=restore)

    return [
        take("hs_codes.csv", HsCode, ["code", "valid_from"], _hs_code),
        take("yield_norms.csv", YieldNorm, ["product", "species", "valid_from"], _yield_norm),
        *_load_analysis(),
        *_load_rule_set(),
    ]


def _load_analysis() -> list[Loaded]:
    """Load the first analysis whole or not at all: a later change is a new version of it."""
    if RiskAnalysis.objects.filter(code=FIRST_ANALYSIS).exists():
        return [Loaded("riskanalysis")]
    rows = list(rows_of(DATA / "risk_analysis.csv"))
    soonest_review = min(int(row["review_months"]) for row in rows)
    analysis = RiskAnalysis.objects.create(
        code=FIRST_ANALYSIS,
        valid_from=IN_FORCE_FROM,
        review_on=months_on(timezone.localdate(), soonest_review),
        source="risk_analysis.csv",
        confidence="design default, editable",
    )
    levels = RiskLevel.objects.bulk_create(
        RiskLevel(analysis=analysis, **_risk_level(row)) for row in rows
    )
    return [Loaded("riskanalysis", added=1), Loaded("risklevel", added=len(levels))]


def _load_rule_set() -> list[Loaded]:
    """Load the default rules whole or not at all: decisions name the version they rest on."""
    if RuleSet.objects.filter(code=FIRST_RULE_SET).exists():
        return [Loaded("ruleset")]
    rows = list(rows_of(DATA / "release_rules.csv"))
    rule_set = RuleSet.objects.create(
        code=FIRST_RULE_SET,
        state=RuleSetState.ACTIVE,
        valid_from=IN_FORCE_FROM,
        risk_analysis=RiskAnalysis.objects.get(code=FIRST_ANALYSIS),
        reason="The default rules that come with the system.",
        source="release_rules.csv",
        confidence="design default, editable",
    )
    rules = ReleaseRule.objects.bulk_create(
        ReleaseRule(rule_set=rule_set, **_release_rule(row)) for row in rows
    )
    keys = dict(PolicyMeasure.objects.values_list("code", "pk"))
    cited = ReleaseRule.measures.through
    cited._default_manager.bulk_create(
        cited(releaserule_id=rule.pk, policymeasure_id=keys[code])
        for rule, row in zip(rules, rows, strict=True)
        for code in words(row["measure"])
    )
    return [Loaded("ruleset", added=1), Loaded("releaserule", added=len(rules))]


def _hs_code(row: Row) -> dict[str, Any]:
    code = row["code"].replace(".", "")
    return {
        "code": code,
        "description_en": row["description_en"],
        "description_zh": row["description_zh"],
        "unit": row["unit"],
        "level": row["level"],
        "quarantine_category": row["quarantine_category"],
        "is_cites": PROTECTED_SPECIES in row["quarantine_category"],
        "is_apparel": code.startswith(FUR_APPAREL),
        "valid_from": None,
        **sourced(row),
    }


def _yield_norm(row: Row) -> dict[str, Any]:
    figures = ("skins_min", "skins_typical", "skins_max", "loss_rate")
    return {
        "product": row["product"],
        "species": row["species"],
        **{name: Decimal(row[name]) for name in figures},
        "note": row["note"],
        "valid_from": None,
        **sourced(row),
    }


def _risk_level(row: Row) -> dict[str, Any]:
    return {
        "product_group": row["product_group"],
        "products": words(row["products"]),
        "wearers": words(row["wearers"]),
        "name_en": row["name_en"],
        "name_zh": row["name_zh_hans"],
        "regime": row["destination_group"],
        "level": row["level"],
        "check_floor": int(row["check_floor"]),
        "grounds_en": row["grounds_en"],
        "grounds_zh": row["grounds_zh_hans"],
        "review_months": int(row["review_months"]),
        **sourced(row),
    }


def _release_rule(row: Row) -> dict[str, Any]:
    as_written = (
        "code",
        "kind",
        "title_en",
        "month",
        "condition",
        "outcome",
        "hold_kind",
        "path",
        "check_kind",
        "reason_code",
        "next_en",
        "basis",
    )
    lists = ("regimes", "classes", "registration", "grounds_allowed", "extra_steps")
    return {
        **{name: row[name] for name in as_written},
        **{name: words(row[name]) for name in lists},
        "order": int(row["order"]),
        "title_zh": row["title_zh_hans"],
        "next_zh": row["next_zh_hans"],
        "is_acceptable": row["acceptable"] == "yes",
        "check_rate": number_or_none(row["check_rate"]),
        **sourced(row),
    }
