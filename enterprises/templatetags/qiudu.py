"""The parts pages are made of, as tags; the words and shapes live in `templates/parts/`."""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from enterprises import field_parts, formats
from enterprises.calendar import working_days_between
from enterprises.icons import ICONS
from enterprises.languages import own_words
from enterprises.marks import badge, chip, icon, sign
from enterprises.parts import Event, Link, MatrixRow, Reason, Stat, Step, Tab, Task
from enterprises.selectors.reference import working_calendar
from enterprises.themes import COLOR_SCHEME, DARK_MEDIA, ThemeChoice
from enterprises.tones import TONE_SIGNS

register = template.Library()

# ---- formats ----------------------------------------------------------------

register.filter("number", formats.number)
register.filter("signed", formats.signed)
register.filter("own_words", own_words)
register.filter("money", formats.money)
register.filter("percent", formats.percent)


@register.filter
def missing(value: Any) -> Any:
    """Put a dash where nothing is known; zero is known."""
    return formats.MISSING if value is None or value == "" else value


# As people write of records: D26-0042-0412, S26-000599, K26-0006-001.
_RECORD_NUMBER = re.compile(
    r"(?<![A-Za-z0-9-])[A-Z]\d\d-(?:\d{6}|\d{4}(?:-\d{1,4})+)(?![0-9A-Za-z])"
)


@register.filter
def numbers_linked(text: Any, search_url: str) -> SafeString:
    """Make each record's number in a text lead to the search, which opens what the reader may see."""
    escaped = str(conditional_escape(text))
    if not search_url:
        return SafeString(escaped)
    return SafeString(
        _RECORD_NUMBER.sub(
            lambda found: format_html(
                '<a class="nowrap" href="{}?q={}">{}</a>', search_url, found[0], found[0]
            ),
            escaped,
        )
    )


@register.filter
def day(value: datetime.date | None) -> str:
    """18 Nov 2026, 2026年11月18日."""
    return formats.time_tag(value, "day")


@register.filter
def day_short(value: datetime.date | None) -> str:
    """18 Nov, 11月18日: for tables whose year is plain."""
    return formats.time_tag(value, "short")


@register.filter
def weekday(value: datetime.date | None) -> str:
    """Wednesday, 18 November 2026."""
    return formats.time_tag(value, "weekday")


@register.filter
def month(value: datetime.date | None) -> str:
    """November 2026, 2026年11月."""
    return formats.time_tag(value, "month")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """18 Nov 2026, 10:42, Beijing time."""
    return formats.time_tag(value, "moment")


@register.filter
def moment_short(value: datetime.datetime | None) -> str:
    """18 Nov, 10:42; with its year where that is not this one."""
    is_of_now = not value or timezone.localtime(value).year == timezone.localdate().year
    return formats.time_tag(value, "moment_short" if is_of_now else "moment")


@register.filter
def second(value: datetime.datetime | None) -> str:
    """18 Nov 2026, 10:42:07: where the order of things matters."""
    return formats.time_tag(value, "second")


@register.filter
def clock(value: datetime.datetime | None) -> str:
    """15:32."""
    return formats.time_tag(value, "clock")


@register.simple_tag
def due(
    until: datetime.date | None,
    now: datetime.datetime | None = None,
    stopped: str = "",
    days_late: int = 0,
) -> str:
    """Say how soon: by tomorrow; today, 17:00; 1 day late; clock stopped.

    Every clock of the bureau runs in working days, so days late are counted in them.
    """
    at = now or timezone.now()
    if until is not None and not stopped and not days_late:
        days_late = _working_days_late(until, at)
    words = formats.due_words(until, now=at, stopped=stopped, days_late=days_late)
    if words is None:
        return formats.MISSING
    note = format_html("<small>{}</small>", words.note) if words.note else ""
    return format_html(
        '<span class="due {}">{}{}</span>{}', words.tone, icon(words.sign), words.words, note
    )


def _working_days_late(until: datetime.date, at: datetime.datetime) -> int:
    last = timezone.localtime(until).date() if isinstance(until, datetime.datetime) else until
    today = timezone.localtime(at).date()
    return working_days_between(working_calendar(), last, today) if last < today else 0


# ---- marks ------------------------------------------------------------------


register.simple_tag(icon)
register.simple_tag(chip)
register.simple_tag(sign)
register.simple_tag(badge)


@register.inclusion_tag("parts/sprite.html")
def sprite() -> dict[str, Any]:
    """Stand the drawings in the page, so that nothing is fetched."""
    return {"icons": ICONS.items()}


# ---- the page itself --------------------------------------------------------


@register.simple_tag
def html_lang() -> str:
    """Name the language as HTML does: fonts and leading follow it."""
    language = get_language() or "en"
    base, _, rest = language.partition("-")
    return f"{base}-{rest.title() if len(rest) > 2 else rest.upper()}" if rest else base


@register.simple_tag
def dark_media(theme: str = "") -> str:
    return DARK_MEDIA[ThemeChoice(str(theme) or ThemeChoice.AUTO)]


@register.simple_tag
def color_scheme(theme: str = "") -> str:
    return COLOR_SCHEME[ThemeChoice(str(theme) or ThemeChoice.AUTO)]


@register.simple_tag
def theme_choices() -> list[tuple[str, str]]:
    return [(choice.value, str(choice.label)) for choice in ThemeChoice]


@register.simple_tag
def crumbs(*labels_and_urls: str) -> SafeString:
    """Name the way here: label, address, label, address …; the last may have no address."""
    pairs = [
        (labels_and_urls[at], labels_and_urls[at + 1] if at + 1 < len(labels_and_urls) else "")
        for at in range(0, len(labels_and_urls), 2)
    ]
    items = format_html_join(
        "",
        "<li>{}</li>",
        (
            (format_html('<a href="{}">{}</a>', url, label) if url else label,)
            for label, url in pairs
        ),
    )
    return format_html('<ol class="crumbs">{}</ol>', items)


# ---- forms ------------------------------------------------------------------


@register.simple_tag
def field(bound: Any, **options: Any) -> SafeString:
    """Draw one form field, whole; see `field_parts.render_field` for the options."""
    return field_parts.render_field(bound, **options)


@register.simple_tag
def fields(form: Any) -> SafeString:
    """Draw every field of a simple form, hidden ones too."""
    return format_html_join("", "{}", ((field_parts.render_field(bound),) for bound in form))


@register.simple_tag
def stepper(bound: Any, **options: Any) -> SafeString:
    """Draw a number between − and +; without script it is still an input."""
    return field_parts.render_field(bound, stepper=True, **options)


@register.simple_tag
def errors(*forms: Any) -> SafeString:
    """List what is to mend at the top of the page, each line a link to its field."""
    lines = field_parts.error_lines(*forms)
    return SafeString(render_to_string("parts/errors.html", {"lines": lines}) if lines else "")


# ---- answers and reasons ----------------------------------------------------


@register.simple_block_tag
def verdict(
    content: str,
    tone: str = "",
    answer: str = "",
    sign: str = "",
    lead: str = "",
    id: str = "",
    level: int = 2,
) -> SafeString:
    """Answer first; the block holds the sentence and the line of when and by which rules."""
    return format_html(
        '<div class="verdict {0}">{1}{2}<h{6} class="answer"{3}>{4}</h{6}>{5}</div>',
        tone,
        icon(sign or ("search" if not tone else TONE_SIGNS[tone])),
        format_html('<p class="small muted">{}</p>', lead) if lead else "",
        format_html(' id="{}"', id) if id else "",
        answer,
        SafeString(content),
        level,
    )


@register.inclusion_tag("parts/reasons.html")
def reasons(items: Iterable[Reason], wide: bool = False, level: int = 3) -> dict[str, Any]:
    """List findings, failed first; `wide` puts the values to the right."""
    order = {"no": 0, "wait": 1, "info": 2, "ok": 3}
    drawn = sorted(items, key=lambda reason: order.get(reason.tone, 4))
    return {
        "reasons": [(reason, TONE_SIGNS[reason.tone]) for reason in drawn],
        "wide": wide,
        "level": level,
    }


@register.simple_block_tag
def note(content: str, tone: str = "", sign: str = "") -> SafeString:
    """Something to know inside a page: one sentence, one link."""
    name = sign or {"wait": "alert", "no": "alert", "ok": "check"}.get(tone, "info")
    return format_html(
        '<div class="note-box {}">{}<p>{}</p></div>', tone, icon(name), SafeString(content)
    )


@register.simple_block_tag
def nothing(content: str, title: str = "", sign: str = "inbox", level: int = 3) -> SafeString:
    """An empty list: what would stand here, why it is empty, what to do."""
    return format_html(
        '<div class="empty">{0}<h{3}>{1}</h{3}>{2}</div>',
        icon(sign),
        title,
        SafeString(content),
        level,
    )


@register.simple_block_tag
def scroll(content: str, label: str = "", labelledby: str = "", late: bool = False) -> SafeString:
    """Let a wide table or picture scroll by keyboard too."""
    named = (
        format_html('aria-labelledby="{}"', labelledby)
        if labelledby
        else format_html('aria-label="{}"', label)
    )
    return format_html(
        '<div class="{}" tabindex="0" role="group" {}>{}</div>',
        "scroll late" if late else "scroll",
        named,
        SafeString(content),
    )


@register.simple_block_tag
def dialog(content: str, id: str = "", question: str = "") -> SafeString:
    """Ask one thing; a link with `data-opens="id"` opens it, and its address is the page without.

    The block holds the words and the form with its two answers.
    """
    return format_html(
        '<dialog class="dialog" id="{}" aria-labelledby="{}-question">'
        '<div class="stack"><h2 id="{}-question">{}</h2>{}</div></dialog>',
        id,
        id,
        id,
        question,
        SafeString(content),
    )


# ---- lists of small things --------------------------------------------------


@register.inclusion_tag("parts/facts.html")
def facts(pairs: Iterable[tuple[str, Any]], wide: bool = False) -> dict[str, Any]:
    """Term left, value right."""
    return {"pairs": pairs, "wide": wide}


@register.inclusion_tag("parts/stats.html")
def stats(items: Iterable[Stat], long: bool = False) -> dict[str, Any]:
    """Three to five figures, each with its sentence."""
    return {"items": [(item, TONE_SIGNS[item.tone]) for item in items], "long": long}


@register.inclusion_tag("parts/events.html")
def events(items: Iterable[Event]) -> dict[str, Any]:
    """What happened, newest first."""
    return {"events": items}


@register.inclusion_tag("parts/steps.html")
def steps(items: Iterable[Step]) -> dict[str, Any]:
    """Where one is in a long form."""
    return {"steps": items}


@register.inclusion_tag("parts/tabs.html")
def tabs(items: Iterable[Tab], label: str) -> dict[str, Any]:
    """The queues above a list."""
    return {"tabs": items, "label": label}


@register.inclusion_tag("parts/tasks.html")
def tasks(items: Iterable[Task], now: datetime.datetime | None = None) -> dict[str, Any]:
    """What waits for the reader."""
    return {"tasks": items, "now": now or timezone.now()}


@register.inclusion_tag("parts/matrix.html")
def matrix(
    heads: Sequence[str], rows: Iterable[MatrixRow], label: str, total: str = ""
) -> dict[str, Any]:
    """Subject by month, lot by market: a sign in each cell, its word unseen, the key below."""
    drawn = list(rows)
    key = {(cell.tone, cell.sign, cell.word): None for row in drawn for cell in row.cells}
    return {
        "heads": heads,
        "rows": drawn,
        "label": label,
        "total": total,
        "key": [words for words in key if words[1]],
    }


@register.inclusion_tag("parts/strip.html")
def strip(received: int, left: int, mine: int = 0, word: str = "") -> dict[str, Any]:
    """What is left of a lot: grey used, blue left, ochre what this declaration takes of it.

    `left` counts what is free before this declaration; the figure shown is what stays after it.
    """
    whole = max(received, 1)
    share_left = min(100, 100 * left / whole)
    share_mine = min(share_left, 100 * mine / whole)
    return {
        "after": left - mine,
        "received": received,
        "word": word,
        "left_x": f"{100 - share_left:.1f}",
        "left_width": f"{share_left:.1f}",
        "mine_width": f"{share_mine:.1f}" if mine else "",
    }


@register.inclusion_tag("parts/work.html", takes_context=True)
def work(
    context: template.Context,
    what: str,
    done: int,
    whole: int,
    note: str = "",
    id: str = "work",
    stop_url: str = "",
) -> dict[str, Any]:
    """Long work: what, how far, how long; it may be left."""
    share = 100 * done // whole if whole else 0
    return {
        "what": what,
        "share": share,
        "note": note,
        "id": id,
        "stop_url": stop_url,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def links(items: Iterable[Link]) -> SafeString:
    """Ways on, quickest first."""
    return format_html_join(
        "", '<li><a href="{}">{}</a></li>', ((link.url, link.label) for link in items)
    )


@register.simple_tag
def filter_field(bound: Any, grow: bool = False) -> SafeString:
    """Draw one filter of a list, compact: never marked optional, never as picks."""
    return field_parts.render_filter(bound, grow=grow)
