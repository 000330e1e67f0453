"""How figures, dates and money are written for the reader, in either language."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from enterprises.languages import is_chinese

MISSING = "—"
MINUS = "−"
# Between a unit and its figure, so that the two never part at the end of a line.
HARD_SPACE = "\u00a0"

_ENGLISH = {
    "day": "j M Y",
    "short": "j M",
    "weekday": "l, j F Y",
    "month": "F Y",
    "moment": "j M Y, H:i",
    "moment_short": "j M, H:i",
    "second": "j M Y, H:i:s",
    "clock": "H:i",
}
_CHINESE = {
    "day": "Y年n月j日",
    "short": "n月j日",
    "weekday": "Y年n月j日 l",
    "month": "Y年n月",
    "moment": "Y年n月j日 H:i",
    "moment_short": "n月j日 H:i",
    "second": "Y年n月j日 H:i:s",
    "clock": "H:i",
}


def number(value: Any, places: int | None = None) -> str:
    """Write a figure with thousands separators and as many decimals as were measured."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, str):
        return value
    if places is not None:
        value = round(Decimal(value), places)
    return f"{value:,f}".replace("-", MINUS) if isinstance(value, Decimal) else _plain(value)


def _plain(value: Any) -> str:
    return f"{value:,}".replace("-", MINUS)


def signed(value: Any) -> str:
    """Write a movement: +640 or −13,770."""
    written = number(value)
    return f"+{written}" if isinstance(value, int | Decimal) and value > 0 else written


def money(value: Any, currency: str = "USD") -> str:
    """Write an amount with its currency before it and two decimals: USD 52,800.00."""
    if value is None or value == "":
        return MISSING
    return f"{currency}{HARD_SPACE}{number(Decimal(value), 2)}"


def percent(value: Any, places: int | None = None) -> str:
    """Write a share given in hundredths: 30 %."""
    if value is None or value == "":
        return MISSING
    return f"{number(value, places)}{HARD_SPACE}%"


def written_date(value: datetime.date, style: str = "day") -> str:
    """Write a date or a moment in Beijing time, in the reader's language and the given style."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, (_CHINESE if is_chinese() else _ENGLISH)[style])


def month_short(month: datetime.date) -> str:
    """Name a month shortly, where the year is plain: among the last twelve."""
    return f"{month.month}月" if is_chinese() else f"{month:%b}"


def sentences(words: Iterable[object]) -> str:
    """Set sentences one after the other; Chinese needs no space between them."""
    return ("" if is_chinese() else " ").join(text for text in map(str, words) if text)


def time_tag(value: datetime.date | None, style: str = "day") -> str | SafeString:
    """Write a date inside a <time> that machines can read too; a missing one is a dash."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        stamp = local.isoformat(timespec="minutes")
    else:
        stamp = value.isoformat()
    return format_html('<time datetime="{}">{}</time>', stamp, written_date(value, style))


@dataclass(frozen=True)
class Due:
    """A due time in words: its tone, its sign, what it says, and the date behind it."""

    tone: str
    sign: str
    words: str
    note: str = ""


def due_words(
    until: datetime.date | None, *, now: datetime.datetime, stopped: str = "", days_late: int = 0
) -> Due | None:
    """Say how soon a thing is due, as a person would.

    `stopped` says for whom the clock stands still; `days_late` counts in working days where the
    caller knows the calendar, else the days between are counted.
    """
    if stopped:
        return Due("", "pause", gettext("clock stopped"), stopped)
    if until is None:
        return None
    here = timezone.localtime(now)
    if isinstance(until, datetime.datetime):
        at = timezone.localtime(until)
        day, clock, has_passed = at.date(), written_date(at, "clock"), at < here
    else:
        day, clock, has_passed = until, "", until < here.date()
    if day < here.date():
        days = days_late or (here.date() - day).days
        words = ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
        was_due = gettext("was due %(day)s") % {"day": written_date(day, "short")}
        return Due("no", "alert", words, was_due)
    if has_passed:
        return Due("no", "alert", gettext("late since %(clock)s") % {"clock": clock})
    if day == here.date():
        words = gettext("today, %(clock)s") % {"clock": clock} if clock else gettext("today")
        return Due("wait", "clock", words)
    if day == here.date() + datetime.timedelta(days=1):
        return Due("", "clock", gettext("by tomorrow"))
    style = "short" if day.year == here.year else "day"
    return Due("", "clock", gettext("by %(day)s") % {"day": written_date(day, style)})
