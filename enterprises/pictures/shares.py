"""Shares beside their limit: margins of measured values, failures found in checks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from enterprises import formats
from enterprises.pictures.frame import figure, nice_steps, picture, svg_of

# Room that the figure of a line takes under a picture.
LABEL_WIDTH = 34


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
    svg = svg_of(drawn, finding, width, round(height), "half-pic")
    rows = [[item.name, item.words] for item in items]
    return picture(svg, label=finding, heads=heads, rows=rows)


@dataclass(frozen=True)
class Share:
    """A share found, with the interval it may truly lie in; all in hundredths."""

    name: str
    percent: float
    low: float
    high: float
    words: str
    is_notable: bool = False


def intervals(
    items: Sequence[Share],
    *,
    finding: str,
    heads: tuple[str, str],
    limit: float,
    width: int = 540,
) -> SafeString:
    """Draw a ring for each share, a line for its interval, and the limit dashed."""
    left, right, row = 132.0, width - 92.0, 34
    bottom = 8 + row * len(items)
    steps = nice_steps(max([limit, *(item.high for item in items)]), lines=3)
    scale = (right - left) / steps[-1]
    marks = sorted({*steps, limit})
    # The limit says its figure; a step too near to it keeps its line and says nothing.
    spoken = {at for at in marks if at == limit or scale * abs(at - limit) > LABEL_WIDTH}
    drawn = [
        format_html_join(
            "",
            '<line class="{1}" x1="{0}" x2="{0}" y1="8" y2="{2}"/>'
            '<text x="{0}" y="{3}" class="mid {4}">{5}</text>',
            (
                (
                    f"{left + scale * at:.1f}",
                    "limit" if at == limit else "grid" if at else "axis",
                    bottom,
                    bottom + 18,
                    "t-no" if at == limit else "faint",
                    formats.percent(figure(at)) if at in spoken else "",
                )
                for at in marks
            ),
        )
    ]
    for number, item in enumerate(items):
        y = 8 + row * number + row / 2
        drawn.append(
            format_html(
                '<text x="{lx}" y="{ty}" class="end {strong}">{name}</text>'
                '<path class="l1" d="M{low} {y}H{high}M{low} {up}v10M{high} {up}v10"/>'
                '<circle class="hole" cx="{at}" cy="{y}" r="4.5"/>'
                '<text x="{rx}" y="{ty}">{words}</text>',
                lx=left - 12,
                rx=right + 14,
                y=f"{y:.1f}",
                ty=f"{y + 4:.1f}",
                up=f"{y - 5:.1f}",
                low=f"{left + scale * item.low:.1f}",
                high=f"{left + scale * item.high:.1f}",
                at=f"{left + scale * item.percent:.1f}",
                name=item.name,
                words=item.words,
                strong="strong" if item.is_notable else "",
            )
        )
    svg = svg_of(drawn, finding, width, bottom + 26, "half-pic")
    return picture(
        svg, label=finding, heads=heads, rows=[[item.name, item.words] for item in items]
    )
