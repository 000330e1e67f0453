"""The book of limits, and the plans of sampling, kept in memory until reference data change."""

import math
from collections.abc import Iterable, Mapping

from enterprises.models import Destination, Market
from enterprises.selectors.reference import kept_until_changed
from lab.models import AromaticAmine, Limit, Method, SamplingPlanRow
from lab.models import PanelItem as PanelItemRow
from lab.models import ScopeRule as ScopeRow
from lab.policy.limits import (
    Amine,
    DestinationRow,
    Jurisdiction,
    Kind,
    LimitBook,
    LimitRow,
    MethodFact,
    PanelItem,
    ScopeRule,
)

_AMINE_LISTS = ("in_gb20400", "in_reach_app8", "in_japan", "in_korea")


@kept_until_changed
def limit_book() -> LimitBook:
    """Give every figure, panel, scope, method and destination, of every day."""
    return LimitBook(
        jurisdictions=[_jurisdiction(row) for row in Market.objects.order_by("pk")],
        limits=[_limit(row) for row in Limit.objects.filter(is_active=True).order_by("pk")],
        scopes=[_scope(row) for row in ScopeRow.objects.order_by("pk")],
        amines=[
            Amine(code=row.code, lists=frozenset(n for n in _AMINE_LISTS if getattr(row, n)))
            for row in AromaticAmine.objects.order_by("pk")
        ],
        panels=[_panel_item(row) for row in PanelItemRow.objects.order_by("pk")],
        methods=[
            MethodFact(code=row.code, analyte=row.analyte, loq=row.loq, unit=row.unit)
            for row in Method.objects.order_by("pk")
        ],
        destinations=[_destination(row) for row in Destination.objects.order_by("pk")],
    )


def binding(codes: Iterable[str]) -> tuple[str, ...]:
    """Keep the markets that bind; what a voluntary mark asks is advice."""
    known = limit_book().jurisdictions
    return tuple(code for code in codes if code in known and known[code].kind != Kind.VOLUNTARY)


@kept_until_changed
def _plans() -> Mapping[str, list[SamplingPlanRow]]:
    plans: dict[str, list[SamplingPlanRow]] = {}
    for row in SamplingPlanRow.objects.order_by("plan", "size_from"):
        plans.setdefault(row.plan, []).append(row)
    return plans


def number_to_draw(plan: str, size: int) -> int:
    """Say how many a plan draws from so many; never more than there are.

    Raises:
        LookupError: there is no such plan, or none of its ranges holds the size.
    """
    for row in _plans().get(plan, ()):
        if row.size_from <= size and (row.size_to is None or size <= row.size_to):
            return min(_drawn(row.sample, size), size)
    raise LookupError(f"no row of {plan} for {size}")


def lots_of_plan(plan: str) -> int:
    """Say how many lots or batches a monitoring plan draws."""
    return int(_plans()[plan][0].sample)


def _drawn(written: str, size: int) -> int:
    """Read "3", "all", or "0.5 % rounded up, at least 16"."""
    if written.isdigit():
        return int(written)
    if written == "all":
        return size
    share, _, least = written.partition(" % rounded up, at least ")
    return max(math.ceil(size * float(share) / 100), int(least))


def _jurisdiction(row: Market) -> Jurisdiction:
    return Jurisdiction(
        code=row.code,
        kind=row.kind,
        binding=row.binding,
        panel=row.panel,
        amine_list=row.amine_list,
        amine_list_textile=row.amine_list_textile,
        contact_rule=row.contact_rule,
        infant_months=row.infant_months,
        infant_op=row.infant_op,
        child_years=row.child_years,
        decision_rule=row.decision_rule,
        comparison_rule=row.comparison_rule,
    )


def _limit(row: Limit) -> LimitRow:
    return LimitRow.as_written(
        id=row.pk,
        jurisdiction=row.market_id,
        analyte=row.analyte,
        scope=row.scope_id,
        value_text=row.value_text,
        unit=row.unit,
        operator=row.operator,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _scope(row: ScopeRow) -> ScopeRule:
    return ScopeRule(
        code=row.code,
        tier=row.tier,
        wearers=frozenset(row.wearers),
        contacts=frozenset(row.contacts),
        parts=frozenset(row.parts),
        garments=frozenset(row.garments),
    )


def _panel_item(row: PanelItemRow) -> PanelItem:
    return PanelItem(
        panel=row.panel,
        analyte=row.analyte,
        required=row.required,
        parts=frozenset(row.parts),
        wearers=frozenset(row.wearers),
    )


def _destination(row: Destination) -> DestinationRow:
    return DestinationRow(
        iso=row.iso,
        market=row.market_id,
        overlay=row.overlay_id or "",
        regime=row.regime,
        since=row.valid_from,
        until=row.valid_until,
    )
