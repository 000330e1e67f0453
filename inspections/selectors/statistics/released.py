"""What was released: batches, pieces and value by month, market, class, firm and brand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from enterprises.models import Brand, Enterprise
from inspections.models import DeclarationFigure
from inspections.selectors.statistics.asked import SERIES, Asked, Span, series_of
from inspections.states import DeclarationState

FIRMS_SHOWN = 10
RUSSIA = "RU"


@dataclass(frozen=True)
class Amount:
    """How much: consignments, pieces, and what they are worth. Units: US dollars."""

    batches: int = 0
    pieces: int = 0
    value_usd: Decimal = Decimal(0)

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.batches + other.batches,
            self.pieces + other.pieces,
            self.value_usd + other.value_usd,
        )


@dataclass(frozen=True)
class MonthRow:
    """What left in a month, by the series of its market."""

    month: date
    by_series: Mapping[str, Amount]

    @property
    def whole(self) -> Amount:
        return sum(self.by_series.values(), Amount())


@dataclass(frozen=True)
class NamedAmount:
    """An amount and what it is of."""

    key: str
    name: str
    amount: Amount


@dataclass(frozen=True)
class Released:
    """Everything about what was released in the span."""

    months: tuple[MonthRow, ...]
    destinations: tuple[NamedAmount, ...]
    levels: tuple[NamedAmount, ...]
    firms: tuple[NamedAmount, ...]
    firms_whole: int
    brands: tuple[NamedAmount, ...]

    @property
    def whole(self) -> Amount:
        return sum((row.whole for row in self.months), Amount())

    def of_series(self, series: str) -> Amount:
        """Add up one market over all months."""
        return sum((row.by_series.get(series, Amount()) for row in self.months), Amount())


_AMOUNT: Mapping[str, Any] = {
    "batches": Count("pk"),
    "whole_pieces": Sum("pieces", default=0),
    "whole_value": Sum("value_usd", default=Decimal(0)),
}


def released(asked: Asked) -> Released:
    """Add up what was released in one walk over its rows, then look at the sums in every way."""
    months = {month: dict.fromkeys(SERIES, Amount()) for month in asked.span.months}
    countries: dict[str, Amount] = defaultdict(Amount)
    levels: dict[str, Amount] = defaultdict(Amount)
    firms: dict[int, Amount] = defaultdict(Amount)
    sent: dict[tuple[int, str], Amount] = defaultdict(Amount)
    found = (
        _released(asked)
        .annotate(month=TruncMonth("decided_on"))
        .values_list("month", "destination_iso", "market", "level", "enterprise")
        .annotate(**_AMOUNT)
        .order_by()
    )
    for month, iso, market, level, firm, *figures in found.iterator(chunk_size=2000):
        amount = Amount(*figures)
        months[month][series_of(iso, market)] += amount
        countries[iso] += amount
        levels[level] += amount
        firms[firm] += amount
        sent[firm, iso] += amount
    largest = _largest(firms)[:FIRMS_SHOWN]
    known = Enterprise.objects.in_bulk([pk for pk, _amount in largest])
    return Released(
        months=tuple(MonthRow(month, by_series) for month, by_series in months.items()),
        destinations=tuple(NamedAmount(iso, iso, amount) for iso, amount in _largest(countries)),
        levels=tuple(NamedAmount(key, key, amount) for key, amount in sorted(levels.items())),
        firms=tuple(
            NamedAmount(known[pk].serial, known[pk].name, amount) for pk, amount in largest
        ),
        firms_whole=len(firms),
        brands=_by_brand(sent),
    )


@dataclass(frozen=True)
class ReleasedRow:
    """One line of the export: what a firm sent to a country in a month, in a class."""

    month: date
    iso: str
    market: str
    level: str
    serial: str
    credit_code: str
    name_en: str
    name_zh: str
    amount: Amount


def released_rows(asked: Asked) -> Iterator[ReleasedRow]:
    """Give what was released line by line, oldest first, a chunk of rows at a time."""
    by = (
        *("month", "destination_iso", "market", "level"),
        *("enterprise__serial", "enterprise__credit_code"),
        *("enterprise__name_en", "enterprise__name_zh"),
    )
    rows = (
        _released(asked)
        .annotate(month=TruncMonth("decided_on"))
        .values_list(*by)
        .annotate(**_AMOUNT)
        .order_by("month", "enterprise__serial", "destination_iso", "market", "level")
    )
    for row in rows.iterator(chunk_size=2000):
        month, iso, market, level, serial, code, name_en, name_zh, *amount = row
        yield ReleasedRow(
            month, iso, market, level, serial, code, name_en, name_zh, Amount(*amount)
        )


@dataclass(frozen=True)
class Comparison:
    """The same before and after a day, over as many days each."""

    before_span: Span
    after_span: Span
    before: Amount
    after: Amount
    russia_before: Amount
    russia_after: Amount
    before_at_once: tuple[int, int]
    after_at_once: tuple[int, int]

    @property
    def growth(self) -> float | None:
        """By how much the pieces were multiplied; None where there were none before."""
        return self.after.pieces / self.before.pieces if self.before.pieces else None


def compared(asked: Asked, since: date, today: date) -> Comparison:
    """Set the days since the measures beside as many just before them, in one question each."""
    after_span = Span(since, today)
    before_span = after_span.before
    both = asked.on(Span(before_span.first, today))
    is_after, to_russia = Q(decided_on__gte=since), Q(destination_iso=RUSSIA)
    kinds = {
        "after": is_after,
        "before": ~is_after,
        "russia_after": is_after & to_russia,
        "russia_before": ~is_after & to_russia,
    }
    found = _released(both).aggregate(
        **{
            f"{kind}_{name}": amount
            for kind, condition in kinds.items()
            for name, amount in (
                ("batches", Count("pk", filter=condition)),
                ("pieces", Sum("pieces", filter=condition, default=0)),
                ("value_usd", Sum("value_usd", filter=condition, default=Decimal(0))),
            )
        }
    )
    amounts = {
        kind: Amount(**{one.name: found[f"{kind}_{one.name}"] for one in fields(Amount)})
        for kind in kinds
    }
    began = Q(submitted_on__gte=since)
    at_once = Q(first_outcome=DeclarationState.RELEASED)
    first = both.submitted.aggregate(
        whole_after=Count("pk", filter=began),
        whole_before=Count("pk", filter=~began),
        at_once_after=Count("pk", filter=began & at_once),
        at_once_before=Count("pk", filter=~began & at_once),
    )
    return Comparison(
        before_span=before_span,
        after_span=after_span,
        **amounts,
        before_at_once=(first["at_once_before"], first["whole_before"]),
        after_at_once=(first["at_once_after"], first["whole_after"]),
    )


def _released(asked: Asked) -> QuerySet[DeclarationFigure]:
    return asked.decided.filter(state=DeclarationState.RELEASED)


_Key = TypeVar("_Key", int, str)


def _largest(amounts: Mapping[_Key, Amount]) -> list[tuple[_Key, Amount]]:
    return sorted(amounts.items(), key=lambda pair: (-pair[1].value_usd, pair[0]))


def _by_brand(sent: Mapping[tuple[int, str], Amount]) -> tuple[NamedAmount, ...]:
    """Add up what firms sent to countries for which they have a brand of their own.

    A declaration does not name a brand, so the brands of a firm for a country stand together.
    """
    own: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for firm, iso, name in Brand.objects.order_by("name", "pk").values_list(
        "enterprise", "iso", "name"
    ):
        own[firm].append((iso, name))
    found: dict[str, Amount] = defaultdict(Amount)
    for (firm, iso), amount in sent.items():
        names = [name for of, name in own.get(firm, ()) if of in ("", iso)]
        if names:
            found[", ".join(names)] += amount
    return tuple(
        NamedAmount(names, names, amount) for names, amount in _largest(found)[:FIRMS_SHOWN]
    )
