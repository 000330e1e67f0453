"""One page of a list: from the address to rows, heads, tags and links."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from enterprises import formats
from enterprises.tables import keyset
from enterprises.tables.export import WORKBOOK_ROWS_MAX, export
from enterprises.tables.spec import Column, ListSpec

SORT, AFTER, BEFORE, EXPORT = "sort", "after", "before", "export"
_PLACES = (AFTER, BEFORE, EXPORT)


@dataclass(frozen=True)
class Head:
    """The head of a column: its word and, if it sorts, the address that does it."""

    column: Column
    url: str = ""
    aria_sort: str = ""


@dataclass(frozen=True)
class DrawnCell:
    column: Column
    html: SafeString


@dataclass(frozen=True)
class DrawnRow:
    record: Any
    cells: tuple[DrawnCell, ...]
    select: str = ""

    @property
    def name(self) -> Any:
        """Answer what the row is called, for whoever hears its tick read aloud."""
        return self.cells[0].column.value_of(self.record)


@dataclass(frozen=True)
class Tag:
    """One active filter, and the address without it."""

    text: str
    url: str


@dataclass(frozen=True)
class ListPage:
    """All that `parts/table.html` draws."""

    spec: ListSpec
    heads: tuple[Head, ...]
    rows: tuple[DrawnRow, ...]
    total: int
    is_counted: bool
    tags: tuple[Tag, ...]
    form: Any
    hidden: tuple[tuple[str, str], ...]
    clear_url: str
    first_url: str
    before_url: str
    after_url: str
    csv_url: str
    xlsx_url: str

    @property
    def total_words(self) -> str:
        if self.is_counted:
            return formats.number(self.total)
        return _("more than %(number)s") % {"number": formats.number(self.spec.counted_rows_max)}

    @property
    def has_ticks(self) -> bool:
        # A template would call `spec.select` where it only means to ask for it.
        return self.spec.select is not None

    @property
    def is_filtered(self) -> bool:
        return bool(self.tags)

    @property
    def bare(self) -> "ListPage":
        """The list without its filter bar, to stand in a form of its own for bulk actions."""
        return replace(self, form=None)


def list_page(
    request: HttpRequest,
    queryset: QuerySet[Any],
    spec: ListSpec,
    template: str,
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer a list as a page, or as the file that its export asks for.

    The queryset is already what the reader may see. Two statements whatever the depth, and what
    its own prefetching adds.
    """
    filterset = _filterset(request, queryset, spec)
    found = queryset if filterset is None else _filtered(filterset)
    order = _order(request.GET, spec)
    form = request.GET.get(EXPORT, "")
    is_valid = filterset is None or filterset.form.is_valid()
    if form in {"csv", "xlsx"} and is_valid:
        if form == "xlsx" and found.order_by()[: WORKBOOK_ROWS_MAX + 1].count() > WORKBOOK_ROWS_MAX:
            messages.warning(
                request,
                _("A workbook holds up to %(rows)s rows. Take CSV, or filter further.")
                % {"rows": formats.number(WORKBOOK_ROWS_MAX)},
            )
            return redirect(_address(request.GET))
        return export(order.applied(found), spec, form, now=timezone.now())
    page = _page(request.GET, found, spec, order, filterset)
    return render(request, template, {**(context or {}), "table": page})


def page_of(request: HttpRequest, queryset: QuerySet[Any], spec: ListSpec) -> ListPage:
    """Answer one page of a list, for a page that holds more than the list."""
    filterset = _filterset(request, queryset, spec)
    found = queryset if filterset is None else _filtered(filterset)
    return _page(request.GET, found, spec, _order(request.GET, spec), filterset)


def _filterset(
    request: HttpRequest, queryset: QuerySet[Any], spec: ListSpec
) -> django_filters.FilterSet | None:
    if spec.filterset is None:
        return None
    return spec.filterset(data=request.GET, queryset=queryset, request=request)


def _filtered(filterset: django_filters.FilterSet) -> QuerySet[Any]:
    # A filter that cannot be read finds nothing, so that nobody takes all rows for its answer.
    found: QuerySet[Any] = filterset.qs
    return found if filterset.form.is_valid() else found.none()


def _order(address: QueryDict, spec: ListSpec) -> keyset.Order:
    for code in (address.get(SORT, ""), spec.order):
        column = spec.sortable(code.removeprefix("-"))
        if column is not None:
            return keyset.Order(column.name, column.sort, code.startswith("-"))
    raise ValueError(f"The list {spec.name} has no column to order by called {spec.order}")


def _page(
    address: QueryDict,
    found: QuerySet[Any],
    spec: ListSpec,
    order: keyset.Order,
    filterset: django_filters.FilterSet | None,
) -> ListPage:
    model = found.model
    if BEFORE in address:
        cursor = keyset.read(address.get(BEFORE, ""), order, model, is_backwards=True)
    else:
        cursor = keyset.read(address.get(AFTER, ""), order, model, is_backwards=False)
    cut = keyset.cut(found, order, cursor, spec.rows)
    total = found.order_by()[: spec.counted_rows_max + 1].count()
    shown = [column for column in spec.columns if column.is_shown]
    names = set(filterset.form.fields) if filterset is not None else set()
    return ListPage(
        spec=spec,
        heads=tuple(_head(column, address, order) for column in shown),
        rows=tuple(_row(record, shown, spec) for record in cut.rows),
        total=total,
        is_counted=total <= spec.counted_rows_max,
        tags=tuple(_tags(filterset, address)) if filterset is not None else (),
        form=filterset.form if filterset is not None else None,
        hidden=tuple(_kept(address, names)),
        clear_url=_address(address, only=(SORT,)),
        first_url=_address(address) if cursor is not None else "",
        before_url=_address(address, put=(BEFORE, cut.before)),
        after_url=_address(address, put=(AFTER, cut.after)),
        csv_url=_address(address, put=(EXPORT, "csv")),
        xlsx_url=_address(address, put=(EXPORT, "xlsx")),
    )


def _head(column: Column, address: QueryDict, order: keyset.Order) -> Head:
    if not column.sort:
        return Head(column)
    is_sorted = column.name == order.name
    code = f"-{column.name}" if is_sorted and not order.is_falling else column.name
    words = ("descending" if order.is_falling else "ascending") if is_sorted else ""
    return Head(column, _address(address, without=(*_PLACES, SORT), put=(SORT, code)), words)


def _row(record: Any, columns: list[Column], spec: ListSpec) -> DrawnRow:
    return DrawnRow(
        record=record,
        cells=tuple(DrawnCell(column, column.drawn(record)) for column in columns),
        select=spec.select(record) if spec.select else "",
    )


def _address(
    address: QueryDict,
    *,
    without: tuple[str, ...] = _PLACES,
    only: tuple[str, ...] = (),
    put: tuple[str, str] | None = None,
) -> str:
    """Write the address anew, as it is for the first page; no address to put nothing."""
    if put is not None and not put[1]:
        return ""
    kept = address.copy()
    for name in list(kept):
        if name in without or (only and name not in only):
            del kept[name]
    if put is not None:
        kept[put[0]] = put[1]
    return f"?{kept.urlencode()}"


def _kept(address: QueryDict, names: set[str]) -> Iterator[tuple[str, str]]:
    """Name what the filter form must carry along: the order, and what belongs to the page."""
    for name, values in address.lists():
        if name in _PLACES or any(name == own or name.startswith(f"{own}_") for own in names):
            continue
        for value in values:
            yield name, value


def _tags(filterset: django_filters.FilterSet, address: QueryDict) -> Iterator[Tag]:
    form = filterset.form
    for name, field in form.fields.items():
        value = getattr(form, "cleaned_data", {}).get(name)
        if value in (None, "", [], ()) or (hasattr(value, "exists") and not value):
            continue
        label = str(field.label or name)
        if isinstance(value, slice):
            yield Tag(_pair(label, _range_words(value)), _without(address, name))
        elif isinstance(value, list | tuple | set) or hasattr(value, "exists"):
            for raw in address.getlist(name):
                yield Tag(_words(field, raw), _without(address, name, raw))
        else:
            yield Tag(
                _tag_text(field, label, address.get(name, ""), value), _without(address, name)
            )


def _tag_text(field: Any, label: str, raw: str, value: Any) -> str:
    if hasattr(field, "choices"):
        return _words(field, raw)
    if hasattr(value, "isoformat"):
        return _pair(label, formats.written_date(value))
    return label if value is True else _pair(label, value)


def _pair(label: str, value: Any) -> str:
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def _words(field: Any, raw: str) -> str:
    for value, label in field.choices:
        if str(value) == raw:
            return str(label)
    return raw


def _range_words(value: slice) -> str:
    def word(end: Any) -> str:
        return formats.written_date(end) if hasattr(end, "isoformat") else formats.number(end)

    if value.start is None:
        return _("up to %(end)s") % {"end": word(value.stop)}
    if value.stop is None:
        return _("from %(start)s") % {"start": word(value.start)}
    return f"{word(value.start)}–{word(value.stop)}"


def _without(address: QueryDict, name: str, value: str = "") -> str:
    kept = address.copy()
    rest = [held for held in kept.getlist(name) if value and held != value]
    for key in list(kept):
        if key in _PLACES or key == name or key.startswith(f"{name}_"):
            del kept[key]
    if rest:
        kept.setlist(name, rest)
    return f"?{kept.urlencode()}"
