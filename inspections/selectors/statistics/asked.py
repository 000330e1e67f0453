"""What statistics are asked of: a span of days, and which declarations in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Self

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext_lazy

from enterprises.calendar import SHANGHAI, days_on, months_on
from enterprises.models import Enterprise
from enterprises.selectors import reference
from enterprises.tones import Text
from inspections.models import DeclarationFigure

MONTHS_SHOWN = 12
# Compared while no clause of the measures says since when it holds.
MONTHS_COMPARED = 2
OTHERS = "other"

# The markets that pictures tell apart, in one order everywhere.
SERIES: Mapping[str, Text] = MappingProxyType(
    {
        "RU": pgettext_lazy("market", "Russia"),
        "EU": pgettext_lazy("market", "EU"),
        "JP": pgettext_lazy("market", "Japan"),
        "KR": pgettext_lazy("market", "Korea"),
        OTHERS: pgettext_lazy("market", "Others"),
    }
)
_IS_IN: Mapping[str, Q] = MappingProxyType(
    {
        "RU": Q(destination_iso="RU"),
        "EU": Q(market="EU"),
        "JP": Q(destination_iso="JP"),
        "KR": Q(destination_iso="KR"),
    }
)


def series_of(iso: str, market: str) -> str:
    """Name the series that goods to a country of a market belong to."""
    if iso in SERIES:
        return iso
    return "EU" if market == "EU" else OTHERS


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return max((self.last - self.first).days + 1, 0)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=SHANGHAI)

    @property
    def ends_before(self) -> datetime:
        return datetime.combine(days_on(self.last, 1), time(), tzinfo=SHANGHAI)

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of every month that has a day in the span, oldest first."""
        return tuple(self._months())

    def _months(self) -> Iterator[date]:
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = months_on(month, 1)

    @property
    def before(self) -> "Span":
        """As many days, just before."""
        return Span(days_on(self.first, -self.days), days_on(self.first, -1))


@dataclass(frozen=True)
class Which:
    """Which declarations: all, or those of a market, a country, a class, one firm or some."""

    market: str = ""
    destination: str = ""
    level: str = ""
    firm: Enterprise | None = None
    # Whose figures the asker may see at all; None: everybody's.
    seen: QuerySet[Enterprise] | None = None

    @property
    def condition(self) -> Q:
        """The condition on a row of figures."""
        wanted = self.of_firms("enterprise")
        if self.market == OTHERS:
            for known in _IS_IN.values():
                wanted &= ~known
        elif self.market:
            wanted &= _IS_IN[self.market]
        if self.destination:
            wanted &= Q(destination_iso=self.destination)
        if self.level:
            wanted &= Q(level=self.level)
        return wanted

    def of_firms(self, path: str) -> Q:
        """The condition on any record that belongs to a firm by this path."""
        wanted = Q()
        if self.firm is not None:
            wanted &= Q(**{path: self.firm.pk})
        if self.seen is not None:
            wanted &= Q(**{f"{path}__in": self.seen.values("pk")})
        return wanted


@dataclass(frozen=True)
class Asked:
    """One question to the statistics."""

    span: Span
    which: Which = field(default_factory=Which)

    def on(self, span: Span) -> Self:
        """Ask the same of other days."""
        return type(self)(span, self.which)

    @property
    def decided(self) -> QuerySet[DeclarationFigure]:
        """The figures of what was last judged in the span."""
        return DeclarationFigure.objects.filter(
            self.which.condition,
            decided_on__gte=self.span.first,
            decided_on__lte=self.span.last,
        )

    @property
    def submitted(self) -> QuerySet[DeclarationFigure]:
        """The figures of what was first submitted in the span."""
        return DeclarationFigure.objects.filter(
            self.which.condition,
            submitted_on__gte=self.span.first,
            submitted_on__lte=self.span.last,
        )


def usual_span(today: date) -> Span:
    """Give the months that are shown unless others are asked for, this one included."""
    return Span(months_on(today.replace(day=1), 1 - MONTHS_SHOWN), today)


def measures_since(today: date) -> date:
    """Say from which day the measures count: the earliest that a clause holds from.

    Administrators keep it with the clauses. While none has a day, the last two months stand
    beside the two before, as on the public page.
    """
    days = [row.valid_from for row in reference.measures().values() if row.valid_from]
    first = min(days, default=None)
    if first is None or first > today:
        return last_two_months(today).first
    return first


def last_two_months(today: date) -> Span:
    """Give the two months that end today; every public figure of two months is of these days."""
    return Span(days_on(months_on(today, -MONTHS_COMPARED), 1), today)
