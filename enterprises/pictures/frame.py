"""What every picture has: its drawing, its finding in words, and the same as a table."""

import math
from collections.abc import Sequence
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from enterprises import formats

Figure = int | float | Decimal


def nice_steps(top: float, lines: int = 4) -> list[float]:
    """Answer round figures from zero to just above the top, three or four steps."""
    if top <= 0:
        return [0, 1]
    rough = top / lines
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * unit for unit in (1, 2, 2.5, 5, 10) if power * unit >= rough)
    return [step * at for at in range(math.ceil(top / step - 1e-9) + 1)]


def figure(value: Figure | None) -> str:
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


def grid(steps: list[float], left: float, right: float, top: float, bottom: float) -> SafeString:
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
        ((c, x1, x2, y, y, tx, ty, figure(step)) for c, x1, x2, y, tx, ty, step in lines),
    )


def svg_of(
    drawn: Sequence[SafeString], label: str, width: int, height: int, size: str, role: str = "img"
) -> SafeString:
    """Frame the parts; a picture whose parts are links is a group, else one image."""
    return format_html(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="{}" aria-label="{}">{}</svg>',
        size,
        width,
        height,
        role,
        label,
        mark_safe("".join(drawn)),  # noqa: S308 - each part was made by format_html
    )
