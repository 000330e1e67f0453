"""A class over time: one row per class, bars with letter and points, marks that lead to events."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from enterprises import formats
from enterprises.marks import class_words
from enterprises.pictures.frame import picture, svg_of

CLASSES = "abcd"
LEFT, RIGHT, FIRST_ROW, ROW = 36.0, 1088.0, 29.0, 38.0
MARKS, AXIS, WIDTH, HEIGHT = 179.0, 206.0, 1100, 232
# A bar narrower than this has no room for words; its letter stands at the row.
WORDS_LEAST = 60.0
# Marks nearer to one another than this would hide their numbers.
APART = 25.0


@dataclass(frozen=True)
class ClassPeriod:
    """A class held from a day until a day, or still."""

    letter: str
    since: datetime.date
    until: datetime.date | None
    words: str = ""


@dataclass(frozen=True)
class Mark:
    """An event on the line, numbered as in the list it leads to; round is good, square is bad."""

    number: int
    on: datetime.date
    words: str
    url: str
    is_adverse: bool = False


def class_timeline(
    periods: Sequence[ClassPeriod],
    marks: Sequence[Mark] = (),
    *,
    today: datetime.date,
    finding: str,
) -> SafeString:
    """Draw the classes a firm held, oldest first, up to today."""
    start = min([period.since for period in periods] + [mark.on for mark in marks], default=today)
    days = max((today - start).days, 1)

    def x_of(day: datetime.date) -> float:
        return LEFT + (RIGHT - LEFT - 12) * min((day - start).days, days) / days

    drawn = [_rows(), *(_mark_line(x_of(mark.on)) for mark in marks)]
    former: ClassPeriod | None = None
    for period in periods:
        if former is not None:
            drawn.append(_step(x_of(period.since), former.letter, period.letter))
        drawn.append(_bar(period, x_of(period.since), x_of(period.until or today)))
        former = period
    places = _apart([x_of(mark.on) for mark in marks])
    drawn += [_mark(mark, x) for mark, x in zip(marks, places, strict=True)]
    drawn += [
        _year(year, x_of(max(datetime.date(year, 1, 1), start)))
        for year in range(start.year, today.year + 1)
    ]
    drawn.append(_today(x_of(today)))
    svg = svg_of(drawn, finding, WIDTH, HEIGHT, "wide-pic", role="group" if marks else "img")
    rows = [
        [
            class_words(period.letter.lower()),
            formats.written_date(period.since),
            formats.written_date(period.until) if period.until else gettext("today"),
            period.words or formats.MISSING,
        ]
        for period in reversed(periods)
    ]
    heads = [gettext("Class"), gettext("Since"), gettext("Until"), gettext("Points")]
    return picture(svg, label=finding, heads=heads, rows=rows, late=True)


def _row(letter: str) -> float:
    return FIRST_ROW + ROW * CLASSES.index(letter.lower())


def _rows() -> SafeString:
    rows = format_html_join(
        "",
        '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text x="20" y="{3}" class="mid strong">{4}</text>',
        ((LEFT, RIGHT, _row(letter), _row(letter) + 5, letter.upper()) for letter in CLASSES),
    )
    axis = '{}<line class="axis" x1="{}" x2="{}" y1="{y}" y2="{y}"/>'
    return format_html(axis, rows, LEFT, RIGHT, y=AXIS)


def _bar(period: ClassPeriod, x: float, until: float) -> SafeString:
    width = max(until - x - 2, 2)
    words = format_html(
        '<text x="{}" y="{}" class="on">{}  {}</text>',
        f"{x + 10:.1f}",
        _row(period.letter) + 4,
        period.letter.upper(),
        period.words,
    )
    return format_html(
        '<rect class="cls-{}" x="{}" y="{}" width="{}" height="26" rx="3"/>{}',
        period.letter.lower(),
        f"{x + 1:.1f}",
        _row(period.letter) - 13,
        f"{width:.1f}",
        words if width >= WORDS_LEAST else "",
    )


def _step(x: float, former: str, letter: str) -> SafeString:
    return format_html(
        '<line class="axis" x1="{x}" x2="{x}" y1="{}" y2="{}"/>',
        _row(former),
        _row(letter),
        x=f"{x:.1f}",
    )


def _apart(places: Sequence[float]) -> list[float]:
    """Move marks, given in order, so far apart that each number is read."""
    moved: list[float] = []
    for x in places:
        moved.append(max(x, moved[-1] + APART) if moved else x)
    limit = RIGHT
    for i in range(len(moved) - 1, -1, -1):
        moved[i] = min(moved[i], limit)
        limit = moved[i] - APART
    return moved


def _mark_line(x: float) -> SafeString:
    return format_html('<line class="grid" x1="{x}" x2="{x}" y1="10" y2="168"/>', x=f"{x:.1f}")


def _mark(mark: Mark, x: float) -> SafeString:
    if mark.is_adverse:
        shape = format_html(
            '<rect class="node no" x="{}" y="{}" width="22" height="22" rx="2"/>',
            f"{x - 11:.1f}",
            MARKS - 11,
        )
    else:
        shape = format_html('<circle class="node" cx="{}" cy="{}" r="11"/>', f"{x:.1f}", MARKS)
    return format_html(
        '<a href="{}" aria-label="{}">{}<text x="{}" y="{}" class="mid strong">{}</text></a>',
        mark.url,
        gettext("Event %(number)s: %(words)s") % {"number": mark.number, "words": mark.words},
        shape,
        f"{x:.1f}",
        MARKS + 4.5,
        mark.number,
    )


def _year(year: int, x: float) -> SafeString:
    return format_html(
        '<line class="axis" x1="{x}" x2="{x}" y1="{}" y2="{}"/><text x="{}" y="{}">{}</text>',
        AXIS,
        AXIS + 6,
        f"{x + 2:.1f}",
        AXIS + 20,
        year,
        x=f"{x:.1f}",
    )


def _today(x: float) -> SafeString:
    return format_html(
        '<line class="limit" x1="{x}" x2="{x}" y1="10" y2="{}"/>'
        '<text x="{}" y="{}" class="end">{}</text>',
        AXIS,
        f"{x + 4:.1f}",
        AXIS + 20,
        gettext("today"),
        x=f"{x:.1f}",
    )
