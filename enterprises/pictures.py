"""Pictures as accessible SVG with the same as a table behind; classes, never colours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from enterprises import formats

Figure = int | float | Decimal


@dataclass(frozen=True)
class Series:
    """One row of figures with its name; at most five, in one order everywhere."""

    name: str
    values: Sequence[Figure | None]


def nice_steps(top: float, lines: int = 4) -> list[float]:
    """Answer round figures from zero to just above the top, three or four steps."""
    if top <= 0:
        return [0, 1]
    rough = top / lines
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * unit for unit in (1, 2, 2.5, 5, 10) if power * unit >= rough)
    return [step * at for at in range(math.ceil(top / step - 1e-9) + 1)]


def _figure(value: Figure | None) -> str:
    if value is None:
        return formats.MISSING
    if isinstance(value, float):
        value = int(value) if value == int(value) else Decimal(str(round(value, 3)))
    return formats.number(value)


def picture(
    svg: SafeString,
    *,
    label: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    late: bool = False,
) -> SafeString:
    """Put a drawing where it can scroll, with the same as a table in <details>."""
    context = {"svg": svg, "label": label, "heads": heads, "rows": rows, "late": late}
    return SafeString(render_to_string("parts/picture.html", context))


def _table(
    names: Sequence[str], series: Sequence[Series], first_head: str
) -> tuple[list[str], list[list[str]]]:
    heads = [first_head, *(one.name for one in series)]
    rows = [[name, *(_figure(one.values[at]) for one in series)] for at, name in enumerate(names)]
    return heads, rows


def _grid(steps: list[float], left: float, right: float, top: float, bottom: float) -> SafeString:
    """Draw the zero line, the grid and the figures at its left."""
    height = bottom - top
    lines = []
    for step in steps:
        y = bottom - height * step / steps[-1]
        lines.append(
            ("grid" if step else "axis", left, right, f"{y:.1f}", left - 8, f"{y + 4:.1f}", step)
        )
    return format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text x="{}" y="{}" class="end faint">{}</text>',
        ((c, x1, x2, y, y, tx, ty, _figure(step)) for c, x1, x2, y, tx, ty, step in lines),
    )


def _apart(wanted: Sequence[float], least: float, bottom: float) -> list[float]:
    """Move labels apart, so that each keeps its line; given from the bottom upwards."""
    placed: list[float] = []
    for y in wanted:
        limit = placed[-1] - least if placed else bottom
        placed.append(min(y, limit))
    return placed


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
    drawn: list[SafeString] = [_grid(steps, left, right, top, bottom)]
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
                total=_figure(totals[at]),
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
    svg = _svg(drawn, finding, width, 310, "wide-pic")
    heads, rows = _table(names, series, first_head)
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
    drawn: list[SafeString] = [_grid(steps, left, right, top, bottom)]
    every = math.ceil(len(names) / 12)
    for at, name in enumerate(names):
        if at % every == 0:
            x = f"{left + pitch * at:.1f}"
            drawn.append(format_html('<text x="{}" y="{}" class="mid">{}</text>', x, 270, name))
    for number, one in enumerate(series, start=1):
        points = [
            (left + pitch * at, bottom - float(value) * scale)
            for at, value in enumerate(one.values)
            if value is not None
        ]
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
                ty=f"{end_y + 4:.1f}",
                name=one.name,
            )
        )
    svg = _svg(drawn, finding, width, 284, "half-pic")
    heads, rows = _table(names, series, first_head)
    return picture(svg, label=f"{finding} ({unit})" if unit else finding, heads=heads, rows=rows)


@dataclass(frozen=True)
class Bar:
    """One measured value beside its limit, both as written; shares are of the limit used."""

    name: str
    share: float
    words: str
    tone: str = "ok"
    spread: float = 0.0


def bars(
    items: Sequence[Bar],
    *,
    finding: str,
    heads: tuple[str, str],
    limit_word: str = "",
    width: int = 520,
) -> SafeString:
    """Draw one bar per item to the share of its limit, with a whisker for the uncertainty."""
    left, right, row = 150.0, width - 130.0, 28
    top = 22.0
    height = top + row * len(items) + 8
    reach = max([1.2, *(item.share + item.spread for item in items)])
    scale = (right - left) / reach
    limit_x = f"{left + scale:.1f}"
    drawn: list[SafeString] = []
    for at, item in enumerate(items):
        y = top + row * at
        middle = y + 7
        end = left + scale * item.share
        drawn.append(
            format_html(
                '<text x="{lx}" y="{ty}" class="end">{name}</text>'
                '<rect class="track" x="{left}" y="{y}" width="{all}" height="14"/>'
                '<rect class="{tone}" x="{left}" y="{y}" width="{width}" height="14"/>'
                '<text x="{rx}" y="{ty}">{words}</text>',
                lx=left - 10,
                ty=f"{y + 11:.1f}",
                name=item.name,
                left=left,
                y=f"{y:.1f}",
                all=f"{right - left:.1f}",
                tone=item.tone,
                width=f"{scale * item.share:.1f}",
                rx=right + 10,
                words=item.words,
            )
        )
        if item.spread:
            from_x, to_x = max(left, end - scale * item.spread), end + scale * item.spread
            drawn.append(
                format_html(
                    '<path class="go" d="M{a} {y}H{b}M{a} {u}v8M{b} {u}v8"/>',
                    a=f"{from_x:.1f}",
                    b=f"{to_x:.1f}",
                    y=f"{middle:.1f}",
                    u=f"{middle - 4:.1f}",
                )
            )
    drawn.append(
        format_html(
            '<line class="limit" x1="{x}" x2="{x}" y1="14" y2="{y}"/>'
            '<text x="{x}" y="10" class="mid t-no">{word}</text>',
            x=limit_x,
            y=f"{height - 4:.1f}",
            word=limit_word,
        )
    )
    svg = _svg(drawn, finding, width, round(height), "half-pic")
    rows = [[item.name, item.words] for item in items]
    return picture(svg, label=finding, heads=heads, rows=rows)


def _svg(drawn: list[SafeString], label: str, width: int, height: int, size: str) -> SafeString:
    return format_html(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        size,
        width,
        height,
        label,
        mark_safe("".join(drawn)),  # noqa: S308 - each part was made by format_html
    )
