"""Rounds of gradings: what each says, and how the rows of a sheet stand to the firms we know."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from blacklist.models import Classification, Grading, GradingRound
from blacklist.states import Ground
from enterprises.models import Enterprise
from enterprises.policy import credit_code_is_valid, tidy_credit_code
from enterprises.selectors.reasons import say

# So many firms fit on a page to be typed in; more come by sheet or program.
TYPED_MOST = 200

_GRADES: Mapping[str, int] = MappingProxyType(
    {
        written: grade
        for grade, words in enumerate(
            (
                ("1", "一", "一类", "一级", "class 1", "first"),
                ("2", "二", "二类", "二级", "class 2", "second"),
                ("3", "三", "三类", "三级", "class 3", "third"),
                ("4", "四", "四类", "四级", "class 4", "fourth"),
            ),
            start=1,
        )
        for written in words
    }
)
_YES = frozenset({"1", "yes", "y", "true", "x", "√", "✓", "✔", "是", "有"})
_NO = frozenset({"", "0", "no", "n", "false", "-", "—", "否", "无"})


class WrittenRow(Protocol):
    """A row of a sheet as it was written."""

    @property
    def place(self) -> int: ...
    @property
    def credit_code(self) -> str: ...
    @property
    def grade(self) -> str: ...
    @property
    def grounds(self) -> tuple[tuple[str, str], ...]: ...


@dataclass(frozen=True)
class MatchedRow:
    """A row beside the firm it means; one of no firm of ours is left out, one with a fault stops all."""

    place: int
    credit_code: str
    written_grade: str
    enterprise: Enterprise | None
    grade: int | None
    grounds: frozenset[Ground]
    faults: tuple[str, ...]

    @property
    def is_left_out(self) -> bool:
        return self.enterprise is None and not self.faults

    @property
    def ground_words(self) -> str:
        named = [str(ground.label) for ground in Ground if ground in self.grounds]
        return _(", ").join(named)


def rounds() -> QuerySet[GradingRound]:
    """Give every version of every round with how many firms it places in each class."""
    later = GradingRound.objects.filter(number=OuterRef("number"), version__gt=OuterRef("version"))
    counts = {
        f"of_{grade}": Count("gradings", filter=Q(gradings__grade=grade)) for grade in (1, 2, 3, 4)
    }
    return GradingRound.objects.select_related("recorded_by").annotate(
        firms=Count("gradings"), is_superseded=Exists(later), **counts
    )


def gradings_in(found: GradingRound) -> QuerySet[Grading]:
    """Give what a round says, firm by firm."""
    return found.gradings.select_related("enterprise").order_by("grade", "enterprise__serial")


def next_number() -> int:
    """Give the number that the round after the last one has."""
    last = GradingRound.objects.order_by("-number").first()
    return last.number + 1 if last is not None else 1


def left_out_by(number: int, named: Iterable[Enterprise]) -> tuple[GradingRound | None, list[str]]:
    """Name the firms graded before that a round would leave out, and the round that graded them.

    A correction is held against the version it corrects, a new round against the one before it.
    """
    before = GradingRound.objects.filter(number__lte=number).order_by("-number", "-version").first()
    if before is None:
        return None, []
    kept = {firm.pk for firm in named}
    return before, [
        grading.enterprise.name
        for grading in gradings_in(before)
        if grading.enterprise_id not in kept
    ]


def firms_to_grade() -> list[Enterprise]:
    """Give the firms that a round typed in may name: those with a class; none if too many."""
    held = Classification.objects.filter(until__isnull=True).values("enterprise")
    firms = list(Enterprise.objects.filter(pk__in=held).order_by("serial")[: TYPED_MOST + 1])
    return firms if len(firms) <= TYPED_MOST else []


def match_rows(rows: Sequence[WrittenRow]) -> list[MatchedRow]:
    """Set every row beside its firm, with what is wrong in it, in one question."""
    codes = [tidy_credit_code(row.credit_code) for row in rows]
    firms = {firm.credit_code: firm for firm in Enterprise.objects.filter(credit_code__in=codes)}
    times = Counter(codes)
    return [
        _matched(row, code, firms.get(code), is_twice=times[code] > 1)
        for row, code in zip(rows, codes, strict=True)
    ]


def _matched(row: WrittenRow, code: str, firm: Enterprise | None, *, is_twice: bool) -> MatchedRow:
    faults = []
    if not credit_code_is_valid(code):
        faults.append(say("CREDIT_CODE_INVALID"))
    elif is_twice:
        faults.append(_("This firm stands twice in the sheet."))
    grade = _GRADES.get(row.grade.casefold().strip())
    if grade is None:
        faults.append(_("A class is 1, 2, 3 or 4."))
    grounds, unclear = _read_grounds(row.grounds)
    faults += [
        _("“%(mark)s” is neither yes nor no (%(ground)s).") % {"mark": mark, "ground": ground.label}
        for ground, mark in unclear
    ]
    return MatchedRow(
        place=row.place,
        credit_code=code,
        written_grade=row.grade,
        enterprise=firm,
        grade=grade,
        grounds=grounds,
        faults=tuple(faults),
    )


def _read_grounds(
    written: Iterable[tuple[str, str]],
) -> tuple[frozenset[Ground], list[tuple[Ground, str]]]:
    met, unclear = set(), []
    for name, mark in written:
        if mark.casefold() in _YES:
            met.add(Ground(name))
        elif mark.casefold() not in _NO:
            unclear.append((Ground(name), mark))
    return frozenset(met), unclear
