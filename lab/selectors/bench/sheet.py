"""The sheet of a sample: every item to be measured, how, and what was entered so far."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.text import capfirst

from enterprises.languages import either
from lab.models import Method, Result, Sample, SampleItem
from lab.policy.limits import AZO, FOUR_AAB
from lab.selectors.limits import limit_book
from lab.selectors.methods import methods
from lab.states import Part, SampleSubject
from lab.words import analyte_name, colour_name, joined

Key = tuple[str, str, str]

# A name of the grid's first column that is longer loses its brackets.
NAME_LENGTH = 26

# "GB/T 19941.1 Leather and fur: ..." goes by what stands before its first word.
_DESIGNATION = re.compile(
    r"([A-Z][A-Z/]*(?: [A-Z]+)*[ -]?[0-9A-Z][0-9A-Z.:/-]*(?: [0-9.:-]+)?)(?= )"
)


@dataclass(frozen=True)
class SheetItem:
    """One line of the sheet; `slot` names its inputs and says nothing else."""

    slot: str
    analyte: str
    part: str
    part_label: str
    method: str
    unit: str
    loq: Decimal | None
    result: Result | None = None
    corrected: tuple[Result, ...] = ()

    @property
    def key(self) -> Key:
        return (self.analyte, self.part, self.part_label)

    @property
    def name(self) -> str:
        return analyte_name(self.analyte)

    @property
    def short_name(self) -> str:
        """The name without what its brackets explain, where it is long."""
        return self.name if len(self.name) <= NAME_LENGTH else self.name.partition(" (")[0]

    @property
    def where(self) -> str:
        """The part it is measured of, where that is not the fur itself."""
        if self.part == Part.FUR and not self.part_label:
            return ""
        return self.part_label or str(Part(self.part).label).lower()

    @property
    def corrections(self) -> tuple[tuple[Result, str], ...]:
        """Each value that no longer counts, the newest first, with why the next replaced it."""
        if self.result is None:
            return ()
        following = (*self.corrected, self.result)[1:]
        pairs = zip(self.corrected, (row.reason for row in following), strict=True)
        return tuple(reversed(tuple(pairs)))

    @property
    def method_name(self) -> str:
        return designation(methods().get(self.method), self.method)

    @property
    def is_group(self) -> bool:
        return self.analyte == AZO


@dataclass(frozen=True)
class Sheet:
    """The items of a sample; `members` are the amines of each azo item, by the item's slot."""

    items: tuple[SheetItem, ...]
    members: Mapping[str, tuple[SheetItem, ...]] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return sum(self.is_answered(item) for item in self.items)

    def is_answered(self, item: SheetItem) -> bool:
        """Whether an item has its value; the azo group also through all its amines."""
        members = self.members.get(item.slot, ())
        return item.result is not None or (
            bool(members) and all(member.result is not None for member in members)
        )

    @property
    def every(self) -> tuple[SheetItem, ...]:
        """Every line that can hold a value."""
        return (*self.items, *(one for some in self.members.values() for one in some))


def sheet_of(sample: Sample) -> Sheet:
    """Lay out the sheet of a sample, in two questions."""
    results: dict[Key, list[Result]] = {}
    for row in sample.results.select_related("analyst").order_by("pk"):
        results.setdefault((row.analyte, row.part, row.part_label), []).append(row)
    ordered = list(sample.items.order_by("pk"))
    items = tuple(_item(f"item-{at}", row, row.analyte, results) for at, row in enumerate(ordered))
    members = {
        f"item-{at}": tuple(
            _item(f"item-{at}-{number}", row, amine, results)
            for number, amine in enumerate(limit_book().amines)
            if amine != FOUR_AAB
        )
        for at, row in enumerate(ordered)
        if row.analyte == AZO
    }
    return Sheet(items=items, members=members)


def material_of(sample: Sample) -> str:
    """Name what was sampled without saying whose it is: Fox, dyed, blue-grey."""
    words = [capfirst(str(sample.get_species_display()))]
    if sample.subject == SampleSubject.PRODUCT:
        words.append(str(sample.get_product_display()))
    else:
        words += [str(sample.get_process_display()), colour_name(sample.colour)]
    return joined(*filter(None, words))


def designation(method: Method | None, code: str) -> str:
    """Give the number of a standard, or its title where it has none."""
    if method is None:
        return code
    found = _DESIGNATION.match(method.title_en)
    if found:
        return found[1]
    return either(method.title_en, method.title_zh)


def _item(
    slot: str, row: SampleItem, analyte: str, results: Mapping[Key, list[Result]]
) -> SheetItem:
    method = methods().get(row.method)
    entered = results.get((analyte, row.part, row.part_label), [])
    return SheetItem(
        slot=slot,
        analyte=analyte,
        part=row.part,
        part_label=row.part_label,
        method=row.method,
        unit=method.unit if method else "",
        loq=method.loq if method else None,
        result=entered[-1] if entered else None,
        corrected=tuple(entered[:-1]),
    )
