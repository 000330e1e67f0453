"""What a list shows and how it may be asked: columns, filters, orders."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import django_filters
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from enterprises import formats, marks
from enterprises.tones import Text, look_of

Kind = Literal["text", "num", "date", "moment", "mid", "record"]

PAGE_ROWS = 25
# Counting a million rows to say "of 1,000,000" is not worth a reader's second.
COUNTED_ROWS_MAX = 10_000


def reach(row: Any, path: str) -> Any:
    """Follow a path of attributes (`enterprise.name_en`); what is missing on the way is missing."""
    for name in path.replace("__", ".").split("."):
        row = getattr(row, name, None)
        if row is None:
            return None
    return row() if callable(row) else row


@dataclass(frozen=True)
class Column:
    """One column: how it is asked for, shown and exported.

    `value` is what is exported, by path or function; `show` draws the cell where the value alone
    does not, `href` makes the value a link (none where it answers nothing), `small` stands under it, `chip` and `badge` draw a
    state of that kind and a class. `sort` is the database path to order by; none, no order.
    """

    name: str
    label: Text
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    kind: Kind = "text"
    show: Callable[[Any], Any] | None = None
    href: Callable[[Any], str] | None = None
    small: Callable[[Any], Any] | None = None
    chip: str = ""
    badge: bool = False
    roomy: bool = False
    is_exported: bool = True
    is_shown: bool = True

    @property
    def css(self) -> str:
        """Name the classes of the column's cells."""
        kind = {"num": "num", "mid": "mid", "record": "nowrap"}.get(self.kind, "")
        return " ".join(filter(None, [kind, "roomy" if self.roomy else ""]))

    def value_of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        return reach(row, self.value or self.name)

    def exported(self, row: Any) -> Any:
        """Answer the value for a sheet: a state by its word, a truth by yes and no."""
        value = self.value_of(row)
        if self.chip and value:
            return str(look_of(value, self.chip).word or value)
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        return value

    def drawn(self, row: Any) -> SafeString:
        """Draw the cell."""
        value = self.value_of(row)
        if self.show is not None:
            shown = self.show(row)
        elif self.chip and value:
            shown = marks.chip(value, self.chip)
        elif self.badge:
            shown = marks.badge(str(value or ""))
        else:
            shown = self._written(value)
        if self.href is not None and (address := self.href(row)):
            css = "num" if self.kind == "record" else "go"
            shown = format_html('<a class="{}" href="{}">{}</a>', css, address, shown)
        under = self.small(row) if self.small is not None else ""
        return (
            format_html("{}<small>{}</small>", shown, under) if under else format_html("{}", shown)
        )

    def _written(self, value: Any) -> Any:
        if value is None or value == "":
            return formats.MISSING
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, datetime.datetime):
            return formats.time_tag(value, "moment")
        if isinstance(value, datetime.date):
            return formats.time_tag(value, "day")
        if isinstance(value, int | Decimal):
            return formats.number(value)
        return value


@dataclass(frozen=True)
class ListSpec:
    """One list: its columns, its filters, its order and what its files are called.

    `name` is the stem of exported files. `order` names a sortable column, with "-" for falling.
    `select` answers the value of the tick before each row, where rows can be acted on together.
    """

    name: str
    label: Text
    columns: tuple[Column, ...]
    order: str
    filterset: type[django_filters.FilterSet] | None = None
    rows: int = PAGE_ROWS
    counted_rows_max: int = COUNTED_ROWS_MAX
    select: Callable[[Any], str] | None = None
    empty_title: Text = ""
    empty_text: Text = ""

    def without(self, *names: str) -> "ListSpec":
        """Give the same list without some of its columns."""
        return replace(self, columns=tuple(one for one in self.columns if one.name not in names))

    def sortable(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.sort and c.name == name), None)
