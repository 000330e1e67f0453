"""The picture of a set of values: how much of each limit every one of them uses."""

from dataclasses import replace
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from enterprises.pictures.frame import picture, svg_of
from enterprises.tones import TONE_SIGNS
from lab.policy.verdicts import Verdict
from lab.selectors.bench.judged import Judged, Line

WIDTH = 760
NAME_X, JUDGE_X, LEFT, RIGHT, VALUE_X, LIMIT_X, SIGN_X = 0, 176, 296, 572, 586, 678, 742
ROW, TOP = 34, 26
REACH_MAX = Decimal("1.6")
NAME_LENGTH, JUDGE_LENGTH = 26, 18


def margins(judged: Judged) -> SafeString | str:
    """Draw one bar for each value and figure: its share of the limit, with its uncertainty."""
    rows = [line for line in _worth_drawing(judged) if line.share is not None]
    if not rows:
        return ""
    most = max(max(line.share or 0, line.high or 0) for line in rows)
    reach = min(max(Decimal("1.2"), most * Decimal("1.05")), REACH_MAX)
    scale = Decimal(RIGHT - LEFT) / reach
    height = TOP + ROW * len(rows) + 6
    drawn = [_heads(scale, height)]
    before = ""
    for at, line in enumerate(rows):
        drawn.append(_row(line, TOP + ROW * at, scale, reach, is_named=line.name != before))
        before = line.name
    finding = _finding(judged)
    svg = svg_of(drawn, finding, WIDTH, height, "half-pic wide")
    return picture(
        svg,
        label=finding,
        heads=(_("Item"), _("Limit of"), _("Value"), _("Limit"), _("Share of the limit")),
        rows=[
            (
                line.name,
                _(", ").join(line.judges),
                f"{line.measured} {line.unit}",
                line.bound,
                _percent(line),
            )
            for line in rows
        ],
    )


def _worth_drawing(judged: Judged) -> list[Line]:
    """Leave out amines that were not found where others of them stand for the same figure."""
    drawn: list[Line] = []
    told: set[tuple[str, str, str]] = set()
    for line in judged.lines:
        if line.is_amine and line.value[:1] == "<":
            key = (line.where, line.bound, line.value)
            if key in told:
                continue
            told.add(key)
            line = replace(line, name=_("Amines, none found"))
        drawn.append(line)
    order = {name: at for at, name in enumerate(dict.fromkeys(line.name for line in drawn))}
    return sorted(drawn, key=lambda line: (order[line.name], -(line.share or 0)))


def _heads(scale: Decimal, height: int) -> SafeString:
    limit = f"{LEFT + scale:.1f}"
    return format_html(
        '<text x="{}" y="12">0</text><text x="{}" y="12" class="mid t-no">{}</text>'
        '<text x="{}" y="12">{}</text><text x="{}" y="12">{}</text>'
        '<line class="limit" x1="{}" x2="{}" y1="18" y2="{}"/>',
        LEFT,
        limit,
        _("limit"),
        VALUE_X,
        _("value"),
        LIMIT_X,
        _("limit"),
        limit,
        limit,
        height - 4,
    )


def _row(line: Line, y: int, scale: Decimal, reach: Decimal, *, is_named: bool) -> SafeString:
    share = min(line.share or Decimal(0), reach)
    text_y, bar_y = y + 21, y + 11
    parts = [
        format_html(
            '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            NAME_X if is_named else JUDGE_X,
            WIDTH,
            y,
            y,
        ),
        format_html(
            '<text x="{}" y="{}" class="strong">{}</text>', NAME_X, text_y, _short(line.name)
        )
        if is_named
        else "",
        format_html('<text x="{}" y="{}">{}</text>', JUDGE_X, text_y, _judges(line)),
        format_html(
            '<rect class="track" x="{}" y="{}" width="{}" height="12" rx="2"/>'
            '<rect class="{}" x="{}" y="{}" width="{}" height="12" rx="2"/>',
            LEFT,
            bar_y,
            RIGHT - LEFT,
            _tone(line),
            LEFT,
            bar_y,
            f"{scale * share:.1f}",
        ),
        _whisker(line, y + 17, scale, reach),
        format_html(
            '<text x="{}" y="{}" class="{}">{}</text><text x="{}" y="{}">{}</text>'
            '<use href="#i-{}" class="go t-{}" x="{}" y="{}" width="15" height="15"/>',
            VALUE_X,
            text_y,
            "" if line.tone == "ok" else "strong",
            line.measured,
            LIMIT_X,
            text_y,
            line.bound,
            TONE_SIGNS[line.tone],
            _tone(line),
            SIGN_X,
            y + 9,
        ),
    ]
    return SafeString("".join(parts))


def _whisker(line: Line, y: int, scale: Decimal, reach: Decimal) -> SafeString | str:
    if line.low is None or line.high is None:
        return ""
    start = f"{LEFT + scale * min(line.low, reach):.1f}"
    end = f"{LEFT + scale * min(line.high, reach):.1f}"
    return format_html(
        '<path class="axis go" d="M{a} {y}H{b}M{a} {u}v8M{b} {u}v8"/>', a=start, b=end, y=y, u=y - 4
    )


def _finding(judged: Judged) -> str:
    """Say what the picture shows, worst first."""
    named = list(dict.fromkeys(line.name for line in judged.lines if line.verdict is Verdict.FAIL))
    if named:
        return _("Over its limit: %(items)s") % {"items": _(", ").join(named)}
    near = list(
        dict.fromkeys(line.name for line in judged.lines if line.verdict is Verdict.INCONCLUSIVE)
    )
    if near:
        return _("Cannot be decided: %(items)s; no value is over its limit") % {
            "items": _(", ").join(near)
        }
    return _("Every value that has a limit lies within it")


def _tone(line: Line) -> str:
    return line.tone if line.tone in ("ok", "wait", "no") else "wait"


def _percent(line: Line) -> str:
    return f"{(line.share or Decimal(0)) * 100:.0f} %"


def _judges(line: Line) -> str:
    """Name whose figure it is: one of them, and how many more."""
    first, *more = line.judges
    if not more:
        return _short(first, JUDGE_LENGTH)
    return f"{_short(first, JUDGE_LENGTH - 3)} +{len(more)}"


def _short(words: str, most: int = NAME_LENGTH) -> str:
    """Cut a name that would run into the next column; the table behind has it whole."""
    if len(words) > most:
        words = words.partition(" (")[0]
    return words if len(words) <= most else f"{words[: most - 1]}…"
