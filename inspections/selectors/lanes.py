"""What each class gets and loses: the lanes of a rule set as a table, whatever lanes there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from blacklist.states import Level
from enterprises.states import Regime
from enterprises.tones import Text
from inspections.policy.rules import Rule, RuleSet

OPEN, CLOSED = "open", "closed"
STEPS: Mapping[str, Text] = MappingProxyType(
    {
        "product_test": _("test of the product"),
        "inspection": _("inspection"),
        "chief_release": _("release by the section chief"),
    }
)
_TITLES: Mapping[str, tuple[Text, Text]] = MappingProxyType(
    {
        Regime.MONITORED: (_("Monitored market"), _("Monitored market, month closed")),
        Regime.STRICT: (_("Strict market"), _("Strict market, month closed")),
        Regime.DEFAULT: (_("Other destination"), _("Other destination, month closed")),
    }
)
STANDINGS: Sequence[tuple[str, Text]] = (
    ("registered", _("Fully registered")),
    ("provisional", _("Provisionally registered")),
    ("provisional_narrowed", _("Provisional, a condition overdue")),
)


@dataclass(frozen=True)
class LaneCell:
    """What a class meets in one situation: the lane's rule, its path, grounds, check and steps."""

    rule: str
    path: Text
    grounds: tuple[Text, ...]
    check_rate: Decimal | None
    check: Text
    steps: tuple[Text, ...]


@dataclass(frozen=True)
class ClassRow:
    badge: str
    word: Text
    situations: tuple[Text, ...]
    cells: tuple[LaneCell | None, ...]

    @property
    def named_cells(self) -> Iterator[tuple[Text, LaneCell | None]]:
        return zip(self.situations, self.cells, strict=True)


@dataclass(frozen=True)
class LaneTable:
    """The lanes of one standing: a row for each class, a column for each situation."""

    standing: str
    title: Text
    situations: tuple[Text, ...]
    rows: tuple[ClassRow, ...]


def lane_tables(rule_set: RuleSet) -> tuple[LaneTable, ...]:
    """Give a table for each standing that a registration may have."""
    return tuple(lane_table(rule_set, standing, title) for standing, title in STANDINGS)


def lane_table(
    rule_set: RuleSet, standing: str = STANDINGS[0][0], title: Text = STANDINGS[0][1]
) -> LaneTable:
    """Read off the lanes what each class meets; months stand apart only where they differ."""
    situations = tuple(_situations(rule_set, standing))
    names = tuple(name for _regime, _month, name in situations)
    return LaneTable(
        standing=standing,
        title=title,
        situations=names,
        rows=tuple(
            ClassRow(
                badge=level.lower(),
                word=level.label,
                situations=names,
                cells=tuple(
                    _cell(rule_set.lane_for(regime, level, standing, month))
                    for regime, month, _name in situations
                ),
            )
            for level in Level
        ),
    )


def steps_of(codes: frozenset[str]) -> tuple[Text, ...]:
    """Say extra steps in the order they are known; one that is new speaks for itself."""
    return (
        *(word for step, word in STEPS.items() if step in codes),
        *sorted(codes - set(STEPS)),
    )


def _situations(rule_set: RuleSet, standing: str) -> Iterator[tuple[str, str, Text]]:
    for regime, (usual, closed) in _TITLES.items():
        yield regime, OPEN, usual
        if any(
            rule_set.lane_for(regime, level, standing, OPEN)
            != rule_set.lane_for(regime, level, standing, CLOSED)
            for level in Level
        ):
            yield regime, CLOSED, closed


def _cell(lane: Rule | None) -> LaneCell | None:
    if lane is None:
        return None
    return LaneCell(
        rule=lane.code,
        path=lane.path.label if lane.path else "",
        grounds=tuple(ground.label for ground in lane.grounds),
        check_rate=lane.check_rate,
        check=lane.check_kind.label if lane.check_kind else "",
        steps=steps_of(lane.extra_steps),
    )
