"""Reference data, kept in memory for as long as nobody changes it.

The database raises one stamp with every change of reference data; whatever is kept here, or on
the floors above by `kept_until_changed`, is made anew when the stamp is no longer the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import wraps
from types import MappingProxyType
from typing import ParamSpec, TypeVar

from django.db import connection

from enterprises import calendar
from enterprises.models import (
    Destination,
    ExchangeRate,
    Holiday,
    Market,
    PolicyMeasure,
    ReasonCode,
)

Stamp = tuple[int, str]
Answer = TypeVar("Answer")
P = ParamSpec("P")

KEPT_MOST = 64

_held_stamp: ContextVar[Stamp | None] = ContextVar("held_stamp", default=None)


class UnknownCountry(LookupError):
    """No destination row is in force for this country on this day."""


@dataclass(frozen=True)
class DestinationFacts:
    """A country on a day: the market it belongs to and the regime that counts."""

    pk: int
    iso: str
    name_en: str
    name_zh: str
    market: str
    overlay: str
    regime: str
    valid_from: date | None
    valid_until: date | None

    def is_in_force(self, on: date) -> bool:
        has_begun = self.valid_from is None or self.valid_from <= on
        return has_begun and (self.valid_until is None or on < self.valid_until)


def stamp() -> Stamp:
    """Ask which version of the reference data holds.

    The transaction that wrote the stamp is part of it: a change that was rolled back had the
    same number as the one that follows it.
    """
    held = _held_stamp.get()
    if held is not None:
        return held
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, xmin::text FROM enterprises_referencestamp")
        version, written_by = cursor.fetchone()
    return version, written_by


@contextmanager
def one_look() -> Iterator[None]:
    """Ask for the stamp once only, for a piece of work that reads a lot and changes none of it."""
    token = _held_stamp.set(stamp())
    try:
        yield
    finally:
        _held_stamp.reset(token)


def kept_until_changed(make: Callable[P, Answer]) -> Callable[P, Answer]:
    """Keep what a function made from reference data, by its arguments, until the data change."""
    kept: dict[object, Answer] = {}
    made_of: Stamp | None = None

    @wraps(make)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Answer:
        nonlocal made_of
        current = stamp()
        if current != made_of or len(kept) > KEPT_MOST:
            kept.clear()
            made_of = current
        question = (args, tuple(sorted(kwargs.items())))
        if question not in kept:
            kept[question] = make(*args, **kwargs)
        return kept[question]

    return answer


@kept_until_changed
def destinations() -> Mapping[str, tuple[DestinationFacts, ...]]:
    """Give every row of every country, past and future ones too, by country code."""
    rows: dict[str, list[DestinationFacts]] = defaultdict(list)
    for row in Destination.objects.order_by("iso", "valid_from"):
        rows[row.iso].append(
            DestinationFacts(
                pk=row.pk,
                iso=row.iso,
                name_en=row.name_en,
                name_zh=row.name_zh,
                market=row.market_id,
                overlay=row.overlay_id or "",
                regime=row.regime,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
            )
        )
    return MappingProxyType({iso: tuple(found) for iso, found in rows.items()})


def find_destination(iso: str, on: date) -> DestinationFacts | None:
    """Find the row of a country that is in force on a day; none: no rule covers it."""
    return next((row for row in destinations().get(iso, ()) if row.is_in_force(on)), None)


def destination_on(iso: str, on: date) -> DestinationFacts:
    """Give the row of a country that is in force on a day.

    Raises:
        UnknownCountry: there is none.
    """
    found = find_destination(iso, on)
    if found is None:
        raise UnknownCountry(iso)
    return found


def destinations_of_regime(regime: str, on: date) -> frozenset[str]:
    """Name the countries that are of a regime on a day."""
    return frozenset(
        row.iso
        for rows in destinations().values()
        for row in rows
        if row.regime == regime and row.is_in_force(on)
    )


@kept_until_changed
def markets() -> Mapping[str, Market]:
    """Give every jurisdiction by its code."""
    return MappingProxyType({market.code: market for market in Market.objects.all()})


@kept_until_changed
def working_calendar() -> calendar.WorkingCalendar:
    """Give the working days as published."""
    return calendar.working_calendar(Holiday.objects.values_list("day", "kind", "status"))


@kept_until_changed
def reason_codes() -> Mapping[str, ReasonCode]:
    """Give the words of every reason by its code."""
    return MappingProxyType({reason.code: reason for reason in ReasonCode.objects.all()})


@kept_until_changed
def measures() -> Mapping[str, PolicyMeasure]:
    """Give every clause of the measures by its code."""
    return MappingProxyType({measure.code: measure for measure in PolicyMeasure.objects.all()})


@kept_until_changed
def exchange_rates() -> Mapping[str, tuple[ExchangeRate, ...]]:
    """Give every rate of every currency, past and future ones too, by its code."""
    rows: dict[str, list[ExchangeRate]] = defaultdict(list)
    for row in ExchangeRate.objects.order_by("currency", "valid_from"):
        rows[row.currency].append(row)
    return MappingProxyType({currency: tuple(found) for currency, found in rows.items()})


def usd_rate(currency: str, on: date) -> Decimal | None:
    """Give what one unit of a currency is worth in US dollars on a day; None: nobody said."""
    for row in exchange_rates().get(currency, ()):
        has_begun = row.valid_from is None or row.valid_from <= on
        if has_begun and (row.valid_until is None or on < row.valid_until):
            return row.usd_rate
    return None
