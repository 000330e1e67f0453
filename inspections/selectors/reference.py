"""Rule sets, goods, norms and risk floors, kept in memory until somebody changes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from blacklist.selectors import scheme_on
from enterprises.calendar import day_of
from enterprises.selectors.reference import kept_until_changed
from inspections.models import HsCode, ReleaseRule, RiskLevel, YieldNorm
from inspections.models import RuleSet as StoredRuleSet
from inspections.policy import yields
from inspections.policy.rules import Rule, RuleSet
from inspections.states import CheckKind, HoldKind, Outcome, Path, RuleKind, RuleSetState
from lab.states import Ground

# A heading or subheading names no goods that can be declared.
HS_DIGITS_LEAST = 8


@dataclass(frozen=True)
class Floor:
    """The least check rate that the risk analysis asks for some goods in a regime, per cent."""

    products: frozenset[str]
    wearers: frozenset[str]
    regime: str
    rate: Decimal

    def concerns(self, product: str, wearer: str, regime: str) -> bool:
        is_worn_so = not self.wearers or wearer in self.wearers
        return regime == self.regime and product in self.products and is_worn_so


@dataclass(frozen=True)
class RuleSetInForce:
    """A rule set with its key, its period and the floors of the analysis it cites."""

    pk: int
    rule_set: RuleSet
    analysis: int
    floors: tuple[Floor, ...]
    valid_from: date | None
    valid_until: date | None

    def floor_rate(self, product: str, wearer: str, regime: str) -> Decimal:
        """Give the highest floor for these goods; 0 where the analysis names none."""
        rates = (one.rate for one in self.floors if one.concerns(product, wearer, regime))
        return max(rates, default=Decimal(0))


@dataclass(frozen=True)
class HsFacts:
    """What a customs code says of goods in a period."""

    needs_permit: bool
    is_apparel: bool
    description_en: str
    description_zh: str
    valid_from: date | None
    valid_until: date | None


def rule_set_on(day: date) -> RuleSetInForce | None:
    """Give the rule set in force on a day; none: everything is held for review."""
    return next((one for one in _rule_sets() if _is_in_force(one, day)), None)


@kept_until_changed
def stored_rule_set(pk: int) -> RuleSet:
    """Give a rule set that a decision rests on, in force or not, by its key."""
    return _policy(StoredRuleSet.objects.get(pk=pk))


def hs_facts(code: str, on: date) -> HsFacts | None:
    """Say what a customs code means on a day; None where it names no goods then."""
    return next((one for one in _hs_codes().get(code, ()) if _is_in_force(one, on)), None)


def yield_norm(product: str, species: str, on: date) -> yields.YieldNorm | None:
    """Give the norm for a product of a species on a day, if there is one."""
    rows = _yield_norms().get((product, species), ())
    return next((norm for dates, norm in rows if _covers(*dates, on)), None)


def clock(name: str, on: date) -> int:
    """Give the length of a clock of the scheme in force, in its own unit."""
    return scheme_on(on).clocks[name].amount


def ship_days(at: datetime) -> int:
    """Give the days within which released goods ship, the last one included."""
    return clock("certificate_ship", day_of(at))


@kept_until_changed
def _rule_sets() -> tuple[RuleSetInForce, ...]:
    stored = StoredRuleSet.objects.filter(
        state__in=[RuleSetState.ACTIVE, RuleSetState.RETIRED]
    ).order_by("pk")
    return tuple(
        RuleSetInForce(
            pk=one.pk,
            rule_set=_policy(one),
            analysis=one.risk_analysis_id,
            floors=_floors(one.risk_analysis_id),
            valid_from=one.valid_from,
            valid_until=one.valid_until,
        )
        for one in stored
    )


def _policy(stored: StoredRuleSet) -> RuleSet:
    rules = stored.rules.prefetch_related("measures").order_by("order")
    return RuleSet(
        code=stored.code, version=stored.version, rules=tuple(_rule(row) for row in rules)
    )


def _rule(row: ReleaseRule) -> Rule:
    grounds = frozenset(row.grounds_allowed)
    return Rule(
        code=row.code,
        kind=RuleKind(row.kind),
        order=row.order,
        outcome=Outcome(row.outcome),
        reason_code=row.reason_code,
        regimes=frozenset(row.regimes),
        classes=frozenset(row.classes),
        registrations=frozenset(row.registration),
        months=frozenset([row.month]) if row.month else frozenset(),
        grounds=tuple(ground for ground in Ground if ground in grounds),
        hold_kind=HoldKind(row.hold_kind) if row.hold_kind else None,
        is_acceptable=row.is_acceptable,
        path=Path(row.path) if row.path else None,
        check_rate=None if row.check_rate is None else Decimal(row.check_rate),
        check_kind=CheckKind(row.check_kind) if row.check_kind else None,
        extra_steps=frozenset(row.extra_steps),
        measures=tuple(sorted(measure.code for measure in row.measures.all())),
        title_en=row.title_en,
        title_zh=row.title_zh,
        condition=row.condition,
        next_en=row.next_en,
        next_zh=row.next_zh,
    )


def _floors(analysis: int) -> tuple[Floor, ...]:
    return tuple(
        Floor(
            products=frozenset(row.products),
            wearers=frozenset(row.wearers),
            regime=row.regime,
            rate=Decimal(row.check_floor),
        )
        for row in RiskLevel.objects.filter(analysis=analysis)
    )


@kept_until_changed
def _hs_codes() -> Mapping[str, tuple[HsFacts, ...]]:
    found: dict[str, list[HsFacts]] = {}
    for row in HsCode.objects.order_by("code", "valid_from"):
        code = row.code.replace(".", "")
        if len(code) >= HS_DIGITS_LEAST:
            found.setdefault(code, []).append(
                HsFacts(
                    needs_permit=row.is_cites,
                    is_apparel=row.is_apparel,
                    description_en=row.description_en,
                    description_zh=row.description_zh,
                    valid_from=row.valid_from,
                    valid_until=row.valid_until,
                )
            )
    return MappingProxyType({code: tuple(rows) for code, rows in found.items()})


_Dates = tuple[date | None, date | None]


@kept_until_changed
def _yield_norms() -> Mapping[tuple[str, str], tuple[tuple[_Dates, yields.YieldNorm], ...]]:
    found: dict[tuple[str, str], list[tuple[_Dates, yields.YieldNorm]]] = {}
    for row in YieldNorm.objects.order_by("product", "species", "valid_from"):
        norm = yields.YieldNorm(
            product=row.product,
            species=row.species,
            skins_min=row.skins_min,
            skins_typical=row.skins_typical,
            skins_max=row.skins_max,
            loss_rate=row.loss_rate,
            id=row.pk,
        )
        dates = (row.valid_from, row.valid_until)
        found.setdefault((row.product, row.species), []).append((dates, norm))
    return MappingProxyType({key: tuple(rows) for key, rows in found.items()})


def _is_in_force(row: RuleSetInForce | HsFacts, on: date) -> bool:
    return _covers(row.valid_from, row.valid_until, on)


def _covers(first: date | None, end: date | None, on: date) -> bool:
    return (first is None or first <= on) and (end is None or on < end)
