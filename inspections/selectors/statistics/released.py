"""What was released: batches, pieces and value by month, market, class, firm and brand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncMonth

from enterprises.models import Brand, Enterprise
from inspections.models import DeclarationFigure
from inspections.selectors.statistics.asked import SERIES, Asked, Span, series_of
from inspections.states import DeclarationState

FIRMS_SHOWN = 10


@dataclass(frozen=True)
class Amount:
    """How much: consignments, pieces, and what they are worth. Units: US dollars."""

    batches: int = 0
    pieces: int = 0
    value_usd: Decimal = Decimal(0)

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


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
    """Add up what was released, in a question for each way of looking at it."""
    rows = _released(asked)
    months, destinations = _by_month(rows, asked.span)
    firms = _grouped(rows, "enterprise")
    largest = sorted(firms, key=lambda pair: (-pair[1].value_usd, pair[0]))[:FIRMS_SHOWN]
    known = Enterprise.objects.in_bulk([pk for pk, _amount in largest])
    return Released(
        months=months,
        destinations=destinations,
        levels=tuple(NamedAmount(key, key, amount) for key, amount in _grouped(rows, "level")),
        firms=tuple(
            NamedAmount(known[pk].serial, known[pk].name, amount) for pk, amount in largest
        ),
        firms_whole=len(firms),
        brands=_by_brand(rows),
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
    is_after = Q(decided_on__gte=since)
    found = _released(both).aggregate(
        **{
            f"{name}_{when}": kind(path, filter=condition, default=default)
            if kind is Sum
            else kind(path, filter=condition)
            for when, condition in (("after", is_after), ("before", ~is_after))
            for name, kind, path, default in (
                ("batches", Count, "pk", 0),
                ("pieces", Sum, "pieces", 0),
                ("value", Sum, "value_usd", Decimal(0)),
            )
        }
    )
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
        before=Amount(found["batches_before"], found["pieces_before"], found["value_before"]),
        after=Amount(found["batches_after"], found["pieces_after"], found["value_after"]),
        before_at_once=(first["at_once_before"], first["whole_before"]),
        after_at_once=(first["at_once_after"], first["whole_after"]),
    )


def _released(asked: Asked) -> QuerySet[DeclarationFigure]:
    return asked.decided.filter(state=DeclarationState.RELEASED)


def _by_month(
    rows: QuerySet[DeclarationFigure], span: Span
) -> tuple[tuple[MonthRow, ...], tuple[NamedAmount, ...]]:
    """Add up by month and country; a month without a release is a row all the same."""
    months: dict[date, dict[str, Amount]] = {
        month: dict.fromkeys(SERIES, Amount()) for month in span.months
    }
    countries: dict[str, Amount] = defaultdict(Amount)
    found = (
        rows.annotate(month=TruncMonth("decided_on"))
        .values_list("month", "destination_iso", "market")
        .annotate(**_AMOUNT)
        .order_by("month", "destination_iso", "market")
    )
    for month, iso, market, batches, pieces, value in found:
        amount = Amount(batches, pieces, value)
        months[month][series_of(iso, market)] += amount
        countries[iso] += amount
    largest = sorted(countries.items(), key=lambda pair: (-pair[1].value_usd, pair[0]))
    return (
        tuple(MonthRow(month, by_series) for month, by_series in months.items()),
        tuple(NamedAmount(iso, iso, amount) for iso, amount in largest),
    )


def _grouped(rows: QuerySet[DeclarationFigure], path: str) -> list[tuple[Any, Amount]]:
    found = rows.values_list(path).annotate(**_AMOUNT).order_by(path)
    return [(key, Amount(batches, pieces, value)) for key, batches, pieces, value in found]


def _by_brand(rows: QuerySet[DeclarationFigure]) -> tuple[NamedAmount, ...]:
    """Add up what firms sent to countries for which they have a brand of their own.

    A declaration does not name a brand, so the brands of a firm for a country stand together.
    """
    own = (
        Brand.objects.filter(
            Q(iso=OuterRef("destination_iso")) | Q(iso=""), enterprise=OuterRef("enterprise")
        )
        .order_by()
        .values("enterprise")
        .annotate(names=StringAgg("name", delimiter=", ", order_by="name"))
        .values("names")
    )
    by_country = (
        rows.filter(enterprise__in=Brand.objects.values("enterprise"))
        .values("enterprise", "destination_iso")
        .annotate(**_AMOUNT, names=Subquery(own))
        .filter(names__isnull=False)
        .values_list("names", "batches", "whole_pieces", "whole_value")
    )
    found: dict[str, Amount] = defaultdict(Amount)
    for names, batches, pieces, value in by_country:
        found[names] += Amount(batches, pieces, value)
    ordered: Sequence[tuple[str, Amount]] = sorted(
        found.items(), key=lambda pair: (-pair[1].value_usd, pair[0])
    )
    return tuple(NamedAmount(names, names, amount) for names, amount in ordered[:FIRMS_SHOWN])
