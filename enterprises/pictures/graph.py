"""A trace: records in columns from left to right, joined by lines; red where harm runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from enterprises import formats
from enterprises.pictures.frame import svg_of
from enterprises.tones import TONE_SIGNS, Text, Tone

WIDTH, NODE_WIDTH, NODE_HEIGHT, GAP, TOP = 1100, 152, 62, 16, 30
# A column of more than these says how many more there are; the table names them.
SHOWN_MAX = 7
# How much of a text one line of a node holds; a Han character is as wide as two Latin ones.
ROOM = 22


@dataclass(frozen=True)
class Node:
    """One record: its number, two lines of words, and where it is read."""

    key: str
    title: str
    lines: tuple[Text, ...] = ()
    tone: Tone = ""
    url: str = ""


@dataclass(frozen=True)
class Stage:
    """One column of records of a kind."""

    label: Text
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Edge:
    """A line from one record to another, by their keys."""

    source: str
    target: str
    is_hot: bool = False


def graph(
    stages: Sequence[Stage], edges: Sequence[Edge], *, label: str, more_url: str = ""
) -> SafeString:
    """Draw the columns that have something in them; what is left out leads to the table."""
    shown = [stage for stage in stages if stage.nodes]
    height = TOP + max((_height(stage) for stage in shown), default=NODE_HEIGHT) + 2
    places: dict[str, tuple[float, float]] = {}
    boxes: list[SafeString] = []
    step = (WIDTH - NODE_WIDTH) / max(len(shown) - 1, 1)
    for at, stage in enumerate(shown):
        x = step * at if len(shown) > 1 else 0
        boxes.append(
            format_html('<text x="{}" y="14" class="strong">{}</text>', f"{x:.0f}", stage.label)
        )
        nodes = _fitting(stage, more_url)
        y = TOP + (height - TOP - _height(stage)) / 2
        for node in nodes:
            places[node.key] = (x, y)
            boxes.append(_box(node, x, y))
            y += NODE_HEIGHT + GAP
        for node in stage.nodes[len(nodes) - 1 :] if len(nodes) < len(stage.nodes) else ():
            places.setdefault(node.key, places[nodes[-1].key])
    lines = _lines(edges, places)
    return svg_of([*lines, *boxes], label, WIDTH, round(height), "wide-pic far", role="group")


def _height(stage: Stage) -> int:
    count = min(len(stage.nodes), SHOWN_MAX)
    return count * NODE_HEIGHT + (count - 1) * GAP


def _fitting(stage: Stage, more_url: str) -> tuple[Node, ...]:
    if len(stage.nodes) <= SHOWN_MAX:
        return stage.nodes
    kept = stage.nodes[: SHOWN_MAX - 1]
    left = len(stage.nodes) - len(kept)
    words = _("%(count)s more") % {"count": formats.number(left)}
    rest = Node(f"more {stage.label}", words, (_("in the table below"),), "", more_url)
    return (*kept, rest)


def _lines(edges: Sequence[Edge], places: Mapping[str, tuple[float, float]]) -> list[SafeString]:
    """Draw each line once, the red ones last so that they lie on top."""
    drawn: dict[tuple[float, float, float, float], bool] = {}
    for edge in edges:
        if edge.source in places and edge.target in places:
            line = (*places[edge.source], *places[edge.target])
            drawn[line] = drawn.get(line, False) or edge.is_hot
    return [
        _line(*line, is_hot=is_hot)
        for line, is_hot in sorted(drawn.items(), key=lambda pair: pair[1])
    ]


def _line(x1: float, y1: float, x2: float, y2: float, *, is_hot: bool) -> SafeString:
    start, end, bend = x1 + NODE_WIDTH, x2, (x1 + NODE_WIDTH + x2) / 2
    a, b = y1 + NODE_HEIGHT / 2, y2 + NODE_HEIGHT / 2
    path = f"M{start:.1f} {a:.1f}C{bend:.1f} {a:.1f} {bend:.1f} {b:.1f} {end:.1f} {b:.1f}"
    return format_html('<path class="link{}" d="{}"/>', " hot" if is_hot else "", path)


def _box(node: Node, x: float, y: float) -> SafeString:
    left = f"{x + 10:.1f}"
    words = [
        format_html(
            '<text x="{}" y="{}" class="strong">{}</text>', left, f"{y + 20:.1f}", cut(node.title)
        )
    ]
    tone = f"t-{node.tone}" if node.tone in ("no", "wait", "ok") else "faint"
    last = len(node.lines) - 1
    for at, line in enumerate(node.lines[:2]):
        words.append(
            format_html(
                '<text x="{}" y="{}" class="{}">{}</text>',
                left,
                f"{y + 37 + 16 * at:.1f}",
                tone if at == last else "",
                cut(str(line)),
            )
        )
    sign = TONE_SIGNS[node.tone] if node.tone else "dot"
    drawn = format_html(
        '<rect class="node {}" x="{}" y="{}" width="{}" height="{}" rx="5"/>{}'
        '<use href="#i-{}" class="go {}" x="{}" y="{}" width="14" height="14"/>',
        node.tone,
        f"{x + 0.75:.2f}",
        f"{y + 0.75:.2f}",
        NODE_WIDTH - 1.5,
        NODE_HEIGHT - 1.5,
        SafeString("".join(words)),
        sign,
        f"t-{node.tone or 'x'}",
        f"{x + NODE_WIDTH - 22:.1f}",
        f"{y + 8:.1f}",
    )
    return format_html('<a href="{}">{}</a>', node.url, drawn) if node.url else drawn


def cut(text: str) -> str:
    """Cut a text to what a line of a node holds."""
    room = ROOM
    for at, sign in enumerate(text):
        room -= 2 if sign > "\u2e80" else 1
        if room < 0:
            return f"{text[: at - 1]}…"
    return text
