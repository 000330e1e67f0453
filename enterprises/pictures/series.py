"""Figures over time: stacked columns and lines."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from enterprises.pictures.frame import Figure, figure, grid, nice_steps, picture, svg_of

# About as wide as a letter of an axis.
LETTER = 7.0
# The room that a line's name takes at its end.
NAME_HEIGHT, NAME_WIDTH = 15.0, 110.0


@dataclass(frozen=True)
class Series:
    """One row of figures with its name; at most five, in one order everywhere."""

    name: str
    values: Sequence[Figure | None]


def stacked_columns(
    names: Sequence[str],
    series: Sequence[Series],
    *,
    finding: str,
    first_head: str,
    unit: str = "",
    width: int = 1080,
) -> SafeString:
    """Draw one column per name, its series stacked in order, named at the last column's side.

    `finding` is the sentence the picture says; it is what a screen reader hears.
    """
    left, right, top, bottom = 56.0, width - 150.0, 30.0, 280.0
    totals = [sum(float(one.values[at] or 0) for one in series) for at in range(len(names))]
    steps = nice_steps(max(totals, default=0))
    scale = (bottom - top) / steps[-1]
    pitch = (right - left) / max(len(names), 1)
    bar = min(pitch * 0.57, 64)
    drawn: list[SafeString] = [grid(steps, left, right, top, bottom)]
    middles: list[float] = []
    for at, name in enumerate(names):
        x = left + pitch * at + (pitch - bar) / 2
        base = bottom
        middles = []
        for number, one in enumerate(series, start=1):
            height = float(one.values[at] or 0) * scale
            middles.append(base - height / 2)
            if height > 0:
                drawn.append(
                    format_html(
                        '<rect class="s{}" x="{}" y="{}" width="{}" height="{}"/>',
                        number,
                        f"{x:.1f}",
                        f"{base - height:.2f}",
                        f"{bar:.1f}",
                        # A hair of ground parts the pieces of a column.
                        f"{max(height - 1.5, 1):.2f}",
                    )
                )
            base -= height
        drawn.append(
            format_html(
                '<text x="{x}" y="{above}" class="mid">{total}</text>'
                '<text x="{x}" y="{below}" class="mid">{name}</text>',
                x=f"{x + bar / 2:.1f}",
                above=f"{base - 7:.1f}",
                total=figure(totals[at]),
                below=bottom + 20,
                name=name,
            )
        )
    for number, (one, y) in enumerate(
        zip(series, _apart(middles, 16, bottom), strict=False), start=1
    ):
        drawn.append(
            format_html(
                '<rect class="s{}" x="{}" y="{}" width="10" height="10"/><text x="{}" y="{}">{}</text>',
                number,
                right + 6,
                f"{y - 5:.1f}",
                right + 22,
                f"{y + 4:.1f}",
                one.name,
            )
        )
    svg = svg_of(drawn, finding, width, 310, "wide-pic")
    heads, rows = table_of(names, series, first_head)
    return picture(
        svg, label=f"{finding} ({unit})" if unit else finding, heads=heads, rows=rows, late=True
    )


def lines(
    names: Sequence[str],
    series: Sequence[Series],
    *,
    finding: str,
    first_head: str,
    unit: str = "",
    width: int = 520,
) -> SafeString:
    """Draw up to two lines over time, the second dashed, each named at its end."""
    left, right, top, bottom = 40.0, width - 120.0, 16.0, 250.0
    known = [float(v) for one in series for v in one.values if v is not None]
    steps = nice_steps(max(known, default=0), lines=3)
    scale = (bottom - top) / steps[-1]
    pitch = (right - left) / max(len(names) - 1, 1)
    drawn: list[SafeString] = [grid(steps, left, right, top, bottom)]
    # Names that would run into each other give way to every other one.
    room = max((len(name) for name in names), default=0) * LETTER + LETTER
    every = max(1, math.ceil(room / pitch))
    for at, name in enumerate(names):
        if (len(names) - 1 - at) % every == 0:
            x = f"{left + pitch * at:.1f}"
            drawn.append(format_html('<text x="{}" y="{}" class="mid">{}</text>', x, 270, name))
    paths = [
        [
            (left + pitch * at, bottom - float(value) * scale)
            for at, value in enumerate(one.values)
            if value is not None
        ]
        for one in series
    ]
    named_at = iter(_beside([points[-1] for points in paths if points], bottom))
    for number, (one, points) in enumerate(zip(series, paths, strict=True), start=1):
        if not points:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        end_x, end_y = points[-1]
        drawn.append(
            format_html(
                '<polyline class="l{n}" points="{path}"/><circle class="s{n}" cx="{x}" cy="{y}" r="4"/>'
                '<text x="{tx}" y="{ty}" class="strong">{name}</text>',
                n=number,
                path=path,
                x=f"{end_x:.1f}",
                y=f"{end_y:.1f}",
                tx=f"{end_x + 9:.1f}",
                ty=f"{next(named_at) + 4:.1f}",
                name=one.name,
            )
        )
    svg = svg_of(drawn, finding, width, 284, "half-pic")
    heads, rows = table_of(names, series, first_head)
    label = f"{finding} ({unit})" if unit else finding
    return picture(svg, label=label, heads=heads, rows=rows, late=True)


def table_of(
    names: Sequence[str], series: Sequence[Series], first_head: str
) -> tuple[list[str], list[list[str]]]:
    heads = [first_head, *(one.name for one in series)]
    rows = [[name, *(figure(one.values[at]) for one in series)] for at, name in enumerate(names)]
    return heads, rows


def _beside(ends: Sequence[tuple[float, float]], bottom: float) -> list[float]:
    """Give the height of each line's name: its end, or moved where two names would overlap."""
    if len(ends) != 2:
        return [y for _x, y in ends]
    (one_x, one), (other_x, other) = ends
    if abs(one - other) >= NAME_HEIGHT or abs(one_x - other_x) >= NAME_WIDTH:
        return [one, other]
    middle = min((one + other) / 2, bottom - NAME_HEIGHT / 2)
    upper, lower = middle - NAME_HEIGHT / 2, middle + NAME_HEIGHT / 2
    return [upper, lower] if one <= other else [lower, upper]


def _apart(wanted: Sequence[float], least: float, bottom: float) -> list[float]:
    """Move labels apart, so that each keeps its line; given from the bottom upwards."""
    placed: list[float] = []
    for y in wanted:
        limit = placed[-1] - least if placed else bottom
        placed.append(min(y, limit))
    return placed
