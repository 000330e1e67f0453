"""What somebody typed into the form of a declaration: read, written back, added to, taken from."""

import re
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from enterprises.errors import Invalid
from inspections.content import DeclarationContent, LineContent, read_content
from inspections.states import Transport

Typed = dict[str, Any]
MONEY = -2

_LINE = re.compile(r"lines\.(\d+)\.(\w+)")
_USE = re.compile(r"lines\.(\d+)\.uses\.(\d+)\.(\w+)")
_LIMIT = re.compile(r"contract_limits\.(\d+)\.(\w+)")
# What a choice offers first says nothing of its own, so a line of nothing else is blank.
_CHOSEN_AT_FIRST = frozenset({"product", "species", "wearer", "contact", "uses"})
# What the verdict does not look at; a line may be judged before these are filled in.
_ASKED_FOR_PAPERS_ONLY: Mapping[str, str] = {
    "description": "-",
    "net_weight_kg": "1",
    "value": "1",
}
HEADER_STANDING_IN: Mapping[str, str] = {
    "consignee": "-",
    "contract_number": "-",
    "port": "-",
    "transport": Transport.SEA.value,
    "storage_place": "-",
    "packages": "1",
}
HEADER = tuple(
    one.name for one in fields(DeclarationContent) if one.name not in ("lines", "contract_limits")
)
LINE = tuple(one.name for one in fields(LineContent) if one.name != "uses")


def typed_in(post: QueryDict) -> Typed:
    """Read what was typed, as it stands; blank lines, uses and limits are left out."""
    typed: Typed = {name: post.get(name, "").strip() for name in HEADER}
    lines: dict[int, Typed] = {}
    uses: dict[int, dict[int, Typed]] = {}
    limits: dict[int, Typed] = {}
    for key in post:
        value = post.get(key, "").strip()
        if found := _USE.fullmatch(key):
            line, use = int(found[1]), int(found[2])
            uses.setdefault(line, {}).setdefault(use, {})[found[3]] = value
        elif found := _LINE.fullmatch(key):
            lines.setdefault(int(found[1]), {})[found[2]] = value
        elif found := _LIMIT.fullmatch(key):
            limits.setdefault(int(found[1]), {})[found[2]] = value
    for number, written in lines.items():
        written["uses"] = [
            use for _number, use in sorted(uses.get(number, {}).items()) if any(use.values())
        ]
    typed["lines"] = [line for _number, line in sorted(lines.items()) if not _is_blank(line)]
    typed["contract_limits"] = [
        limit
        for _number, limit in sorted(limits.items())
        if limit.get("analyte") or limit.get("value_text")
    ]
    return typed


def typed_of(content: DeclarationContent) -> Typed:
    """Write the content of a declaration as a person would type it."""
    typed: Typed = {name: _as_typed(getattr(content, name)) for name in HEADER}
    typed["lines"] = [_line_typed(line) for line in content.lines]
    typed["contract_limits"] = [dict(vars(limit)) for limit in content.contract_limits]
    return typed


def readable_content(typed: Typed) -> DeclarationContent | None:
    """Make of what was typed so far something to judge; half-filled lines are left out.

    None while there is no destination or no line that can be judged.
    """
    if not typed.get("destination_iso"):
        return None
    header = {
        **HEADER_STANDING_IN,
        "destination_iso": typed["destination_iso"],
        "outlet": typed.get("outlet", ""),
        "planned_on": timezone.localdate(),
    }
    lines = [line for line in typed["lines"] if line_is_readable(line, header)]
    if not lines:
        return None
    limits = [limit for limit in typed["contract_limits"] if _is_readable(header, [], [limit])]
    try:
        return read_content(_standing_in(header, lines, limits))
    except Invalid:
        # Only a fault between lines or limits is left: one of them named twice.
        return None


def line_is_readable(line: Typed, header: Mapping[str, Any] | None = None) -> bool:
    """Tell whether a line says enough to be judged."""
    header = header or {
        **HEADER_STANDING_IN,
        "destination_iso": "RU",
        "planned_on": timezone.localdate(),
    }
    return bool(line["uses"]) and _is_readable(header, [line], [])


def _is_readable(header: Mapping[str, Any], lines: list[Typed], limits: list[Typed]) -> bool:
    try:
        read_content(_standing_in(header, lines, limits))
    except Invalid:
        return False
    return True


def _standing_in(header: Mapping[str, Any], lines: list[Typed], limits: list[Typed]) -> Typed:
    papers = _ASKED_FOR_PAPERS_ONLY
    return {
        **header,
        "lines": [{**line, **{name: papers[name] for name in papers}} for line in lines],
        "contract_limits": limits,
    }


def _is_blank(line: Typed) -> bool:
    written = any(value for name, value in line.items() if name not in _CHOSEN_AT_FIRST)
    return not written and not line["uses"]


def _line_typed(line: LineContent) -> Typed:
    typed: Typed = {name: _as_typed(getattr(line, name)) for name in LINE}
    typed["marks"] = "\n".join(line.marks)
    typed["uses"] = [{"lot": use.lot, "skins": str(use.skins)} for use in line.uses]
    return typed


def _as_typed(value: Any) -> str:
    if isinstance(value, Decimal):
        # Money keeps its two decimals; of a rate or a weight, zeros at the end say nothing.
        return f"{value:f}" if value.as_tuple().exponent == MONEY else f"{value.normalize():f}"
    return "" if value is None else str(value)


def whole(text: str) -> int:
    """Read a whole number that somebody is still typing; what cannot be read counts as none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def reshaped(typed: Typed, wish: str) -> tuple[Typed, int]:
    """Answer a button that adds or takes away; gives what is typed then, and the blank lines."""
    verb, _dash, place = wish.partition(":")
    lines = [dict(line) for line in typed["lines"]]
    blanks = 1 if verb == "add-line" else 0
    line, _dot, use = place.partition(".")
    at = whole(line) - 1
    if verb == "remove-line" and 0 <= at < len(lines):
        del lines[at]
    elif verb == "remove-use" and 0 <= at < len(lines):
        kept = list(lines[at]["uses"])
        if 0 < whole(use) <= len(kept):
            del kept[whole(use) - 1]
        lines[at]["uses"] = kept
    return {**typed, "lines": lines}, blanks
