"""The release rules as data: blocks, lanes and holds in their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from inspections.policy.verdict import Finding
from inspections.states import CheckKind, FindingStatus, HoldKind, Outcome, Path, RuleKind
from lab.states import Ground

EVERY = frozenset({"*"})

# In any other standing the lane is chosen as if the firm were registered, so that every
# further reason is given.
LANE_STANDINGS = frozenset({"registered", "provisional", "provisional_narrowed"})


@dataclass(frozen=True)
class Rule:
    """One row of a rule set.

    A block or hold says by its code which condition it tries; a lane says for whom it is and
    what it accepts and asks for. Rates are per cent. An empty set of words stands for none.
    """

    code: str
    kind: RuleKind
    order: int
    outcome: Outcome
    reason_code: str
    regimes: frozenset[str] = EVERY
    classes: frozenset[str] = EVERY
    registrations: frozenset[str] = EVERY
    months: frozenset[str] = EVERY
    grounds: tuple[Ground, ...] = ()
    hold_kind: HoldKind | None = None
    is_acceptable: bool = False
    path: Path | None = None
    check_rate: Decimal | None = None
    check_kind: CheckKind | None = None
    extra_steps: frozenset[str] = frozenset()
    measures: tuple[str, ...] = ()
    title_en: str = ""
    title_zh: str = ""
    condition: str = ""
    next_en: str = ""
    next_zh: str = ""

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> "Rule":
        """Make a rule of a row with the columns of `release_rules.csv`."""
        return cls(
            code=row["code"],
            kind=RuleKind(row["kind"]),
            order=int(row["order"]),
            outcome=Outcome(row["outcome"]),
            reason_code=row["reason_code"],
            regimes=frozenset(_words(row["regimes"])),
            classes=frozenset(_words(row["classes"])),
            registrations=frozenset(_words(row["registration"])),
            months=frozenset(_words(row["month"])),
            grounds=tuple(ground for ground in Ground if ground in _words(row["grounds_allowed"])),
            hold_kind=HoldKind(row["hold_kind"]) if row["hold_kind"] else None,
            is_acceptable=row["acceptable"] == "yes",
            path=Path(row["path"]) if row["path"] else None,
            check_rate=Decimal(row["check_rate"]) if row["check_rate"] else None,
            check_kind=CheckKind(row["check_kind"]) if row["check_kind"] else None,
            extra_steps=frozenset(_words(row["extra_steps"])),
            measures=_words(row["measure"]),
            title_en=row["title_en"],
            title_zh=row["title_zh_hans"],
            condition=row["condition"],
            next_en=row["next_en"],
            next_zh=row["next_zh_hans"],
        )

    def fits(self, regime: str, level: str, registration: str, month: str) -> bool:
        """Tell whether a lane is for this regime, effective class, registration and month."""
        return (
            _covers(self.regimes, regime)
            and _covers(self.classes, level)
            and _covers(self.registrations, registration)
            and _covers(self.months, month)
        )

    @cached_property
    def scope_registrations(self) -> frozenset[str]:
        """The standings a block or hold is limited to.

        The blocks on registration itself name the fault they look for (none, suspended, ended);
        that is their condition, and no limit to whom they concern.
        """
        return (self.registrations & LANE_STANDINGS) or EVERY

    @cached_property
    def not_applicable(self) -> Finding:
        """What the rule finds wherever it does not apply; always the same, so made once."""
        return Finding(self.code, FindingStatus.NOT_APPLICABLE, measures=self.measures)

    @cached_property
    def met(self) -> Finding:
        """What the rule finds wherever it is met and there are no values to show."""
        return Finding(self.code, FindingStatus.PASSED, measures=self.measures)

    def concerns(self, regime: str | None, level: str, standing: str, month: str) -> bool:
        """Tell whether a block or hold is to be tried at all; without a regime only by `*`."""
        return (
            _covers(self.regimes, regime)
            and _covers(self.classes, level)
            and _covers(self.scope_registrations, standing)
            and _covers(self.months, month)
        )


@dataclass(frozen=True)
class RuleSet:
    """One version of the release rules, in order."""

    code: str
    version: int
    rules: tuple[Rule, ...]

    @classmethod
    def from_rows(cls, code: str, version: int, rows: Iterable[Mapping[str, str]]) -> "RuleSet":
        """Make a rule set of rows with the columns of `release_rules.csv`."""
        rules = sorted((Rule.from_row(row) for row in rows), key=lambda rule: rule.order)
        return cls(code=code, version=version, rules=tuple(rules))

    @cached_property
    def lanes(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == RuleKind.LANE)

    @cached_property
    def by_code(self) -> Mapping[str, Rule]:
        return {rule.code: rule for rule in self.rules}

    def lane_for(
        self, regime: str | None, level: str, registration: str, month: str
    ) -> Rule | None:
        """Find the lane of a declaration; None without a regime, or where no lane fits."""
        if regime is None:
            return None
        fitting = (lane for lane in self.lanes if lane.fits(regime, level, registration, month))
        return next(fitting, None)


def _covers(words: frozenset[str], word: str | None) -> bool:
    return "*" in words or word in words


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in cell.split(";")) if word)
