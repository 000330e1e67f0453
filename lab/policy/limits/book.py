"""The book of limits: the reference facts in force on a day, indexed and in memory."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from lab.policy.limits.facts import (
    EVERY_AMINE,
    Amine,
    DestinationRow,
    Jurisdiction,
    Kind,
    LimitRow,
    MethodFact,
    PanelItem,
    ScopeRule,
)

Answer = TypeVar("Answer")
KEPT_MOST = 1024


class UnknownDestination(LookupError):
    """No destination row is in force for this country on this day."""


class UnknownPanel(LookupError):
    """A market asks for a panel that has no items, so nothing would be required."""


class LimitBook:
    """The reference facts, read once and never changed; every question names its day.

    Raises:
        ValueError: a row names a scope, jurisdiction or panel that the book does not know.
    """

    def __init__(
        self,
        *,
        jurisdictions: Iterable[Jurisdiction],
        limits: Iterable[LimitRow],
        scopes: Iterable[ScopeRule],
        amines: Iterable[Amine],
        panels: Iterable[PanelItem],
        methods: Iterable[MethodFact],
        destinations: Iterable[DestinationRow],
    ) -> None:
        self.jurisdictions: Mapping[str, Jurisdiction] = {row.code: row for row in jurisdictions}
        self.scopes: Mapping[str, ScopeRule] = {row.code: row for row in scopes}
        self.methods: Mapping[str, MethodFact] = {row.code: row for row in methods}
        self._amine_lists = _amine_lists(amines)
        self.amines = self._amine_lists[EVERY_AMINE]
        self._limits = _grouped(
            (row.jurisdiction, row.analyte, row) for row in limits if row.active
        )
        self._panels: dict[str, list[PanelItem]] = defaultdict(list)
        for item in panels:
            self._panels[item.panel].append(item)
        self.destinations: tuple[DestinationRow, ...] = tuple(destinations)
        self.base = self._only(Kind.BASE)
        self.contract = self._only(Kind.CONTRACT)
        self._kept: dict[Hashable, Any] = {}
        self._refuse_loose_ends()

    def kept(self, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """Give what was made for a question before, or make it: the book says the same for ever."""
        if question not in self._kept:
            if len(self._kept) >= KEPT_MOST:
                self._kept.clear()
            self._kept[question] = make()
        answer: Answer = self._kept[question]
        return answer

    def limits(self, jurisdiction: str, analyte: str, on: date) -> tuple[LimitRow, ...]:
        """The rows of one jurisdiction for an analyte that are in force on a day."""
        rows = self._limits.get((jurisdiction, analyte), ())
        return tuple(row for row in rows if row.is_in_force(on))

    def is_amine(self, analyte: str) -> bool:
        return analyte in self.amines

    def amine_list(self, jurisdiction: Jurisdiction, part: str) -> tuple[str, ...] | None:
        """The amines a jurisdiction lists for a part, in order; None where it keeps no list."""
        name = jurisdiction.amine_list_for(part)
        return self._amine_lists[name] if name else None

    def panel_items(self, panel: str) -> tuple[PanelItem, ...]:
        """The items of a panel, in order.

        Raises:
            UnknownPanel: there is no such panel, or it is empty.
        """
        if panel not in self._panels:
            raise UnknownPanel(panel)
        return tuple(self._panels[panel])

    def destination(self, iso: str, on: date) -> DestinationRow:
        """The row of a country in force on a day, the latest if rows overlap.

        Raises:
            UnknownDestination: there is none.
        """
        rows = [row for row in self.destinations_on(on) if row.iso == iso]
        if not rows:
            raise UnknownDestination(iso, on)
        return max(rows, key=lambda row: row.since or date.min)

    def destinations_on(self, on: date) -> tuple[DestinationRow, ...]:
        """Every destination row in force on a day."""
        return tuple(row for row in self.destinations if row.is_in_force(on))

    def _only(self, kind: Kind) -> Jurisdiction:
        found = [row for row in self.jurisdictions.values() if row.kind == kind]
        if len(found) != 1:
            raise ValueError(f"a book needs one jurisdiction of kind {kind}, not {len(found)}")
        return found[0]

    def _refuse_loose_ends(self) -> None:
        rows = [row for group in self._limits.values() for row in group]
        asked = {name for row in self.destinations for name in (row.market, row.overlay) if name}
        asked |= {row.jurisdiction for row in rows}
        lists = {
            name
            for row in self.jurisdictions.values()
            for name in (row.amine_list, row.amine_list_textile)
            if name
        }
        loose = (
            (asked - self.jurisdictions.keys())
            | ({row.scope for row in rows} - self.scopes.keys())
            | (lists - self._amine_lists.keys())
        )
        if loose:
            raise ValueError(f"named but not in the book: {', '.join(sorted(loose))}")


def _amine_lists(amines: Iterable[Amine]) -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = defaultdict(list)
    for amine in amines:
        for name in (EVERY_AMINE, *amine.lists):
            lists[name].append(amine.code)
    return {EVERY_AMINE: ()} | {name: tuple(codes) for name, codes in lists.items()}


def _grouped(
    rows: Iterable[tuple[str, str, LimitRow]],
) -> dict[tuple[str, str], tuple[LimitRow, ...]]:
    groups: dict[tuple[str, str], list[LimitRow]] = defaultdict(list)
    for jurisdiction, analyte, row in rows:
        groups[jurisdiction, analyte].append(row)
    return {key: tuple(group) for key, group in groups.items()}
