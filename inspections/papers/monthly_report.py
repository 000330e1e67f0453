"""The report of a month: what left, how fast, what was tested and checked, on paper in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Choices, Count
from django.utils.translation import override

from blacklist.states import Level
from enterprises import formats
from enterprises.calendar import day_of, days_on, months_on
from enterprises.models import Enterprise
from enterprises.papers import draw
from enterprises.papers.words import CHINESE, ENGLISH, Both
from inspections.papers.certificate import country_in_both
from inspections.selectors import statistics
from inspections.selectors.pages.figures import share_words, took_words
from inspections.selectors.statistics import Asked, Released, Span
from inspections.selectors.statistics.released import Amount
from inspections.states import Outcome
from lab.models import MonitoringObligation
from lab.states import ObligationState

COUNTRIES_SHOWN, FIRMS_SHOWN = 15, 10
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is of, in both languages, and its figures as written."""

    name: Both
    figures: tuple[str, ...]


def month_named(written: str) -> date | None:
    """Read a month as addresses write it; None where it is none."""
    found = _MONTH.fullmatch(written)
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) else None


def monthly_report_pdf(month: date, *, at: datetime) -> bytes:
    """Draw the report.

    Raises:
        PangoMissing: the machine lacks the library that sets type.
    """
    return draw("pdf/monthly_report.html", monthly_report_context(month, at=at))


def monthly_report_context(month: date, *, at: datetime) -> dict[str, Any]:
    """Gather what the paper says; nothing on it depends on the reader's language."""
    with override(ENGLISH):
        return _context(month, at)


def _context(month: date, at: datetime) -> dict[str, Any]:
    asked, former = Asked(_month(month)), Asked(_month(months_on(month, -1)))
    released, before = statistics.released(asked), statistics.released(former)
    whole_pace, _months = statistics.medians(asked)
    answered = statistics.outcomes(asked)
    (tests,) = statistics.tests_by_month(asked)
    home = statistics.came_home(asked)
    return {
        "month": month,
        "printed_at": at,
        "is_running": day_of(at) < months_on(month, 1),
        "whole": _figures(released.whole),
        "before": _figures(before.whole),
        "russia": _figures(released.of_series("RU")),
        "at_once": share_words(answered.counts[Outcome.RELEASED], answered.whole),
        "median": _took(whole_pace),
        "home": home.firms,
        "tests": tests,
        "countries": [
            Line(country_in_both(row.key), _figures(row.amount))
            for row in released.destinations[:COUNTRIES_SHOWN]
        ],
        "classes": list(_classes(released)),
        "firms": _firms(released),
        "outcomes": [
            Line(
                Both.of(outcome),
                (
                    formats.number(answered.counts[outcome]),
                    share_words(answered.counts[outcome], answered.whole),
                ),
            )
            for outcome in reversed(Outcome)
        ],
        "checks": [
            Line(
                Both(row.title_zh, row.title_en),
                (
                    row.lane,
                    formats.number(row.carried_out),
                    formats.number(row.failed),
                    formats.number(row.proven.per_ten_thousand)
                    if row.proven and row.carried_out
                    else formats.MISSING,
                ),
            )
            for row in statistics.lane_checks(asked)
        ],
        "monitoring": list(_monitoring(month)),
    }


def _month(first: date) -> Span:
    return Span(first, days_on(months_on(first, 1), -1))


def _figures(amount: Amount) -> tuple[str, str, str]:
    return (
        formats.number(amount.batches),
        formats.number(amount.pieces),
        formats.number(amount.value_usd, 2),
    )


def _took(pace: statistics.Pace) -> Both:
    with override(CHINESE):
        chinese = "".join(took_words(pace.whole))
    with override(ENGLISH):
        english = " ".join(took_words(pace.whole)).strip()
    return Both(chinese, english)


def _classes(released: Released) -> Iterator[Line]:
    for row in released.levels:
        known: Choices | None = Level(row.key) if row.key in Level.values else None
        name = Both.of(known) if known else Both(formats.MISSING, formats.MISSING)
        yield Line(name, _figures(row.amount))


def _firms(released: Released) -> list[Line]:
    rows = released.firms[:FIRMS_SHOWN]
    known = {
        firm.serial: firm
        for firm in Enterprise.objects.filter(serial__in=[row.key for row in rows])
    }
    return [
        Line(Both(known[row.key].name_zh, known[row.key].name_en), _figures(row.amount))
        for row in rows
    ]


def _monitoring(month: date) -> Iterator[Line]:
    counted = dict(
        MonitoringObligation.objects.filter(month=month)
        .values_list("state")
        .annotate(count=Count("pk"))
        .order_by("state")
    )
    for state in ObligationState:
        if state in counted:
            yield Line(Both.of(state), (formats.number(counted[state]),))
