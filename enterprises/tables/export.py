"""Exports: the filtered rows as CSV, streamed, or as a workbook."""

import csv
import datetime
import re
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from enterprises.tables.spec import Column, ListSpec

# A workbook is built whole before it is sent; more rows than this go as CSV.
WORKBOOK_ROWS_MAX = 50_000
CHUNK_ROWS = 2_000

# What a spreadsheet takes for a formula at the beginning of a text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def export(
    queryset: QuerySet[Any], spec: ListSpec, form: str, *, now: datetime.datetime
) -> HttpResponseBase:
    """Answer the rows as a file named by list and day."""
    return export_rows(queryset.iterator(chunk_size=CHUNK_ROWS), spec, form, now=now)


def export_rows(
    found: Iterable[Any], spec: ListSpec, form: str, *, now: datetime.datetime
) -> HttpResponseBase:
    """Answer rows of any kind as a file named by list and day."""
    columns = [column for column in spec.columns if column.is_exported]
    stem = f"{spec.name}-{timezone.localtime(now):%Y-%m-%d}"
    rows = _values(found, columns)
    if form == "xlsx":
        return _workbook(columns, rows, spec, stem)
    return _csv(columns, rows, stem)


def _values(rows: Iterable[Any], columns: list[Column]) -> Iterator[list[Any]]:
    return ([column.exported(row) for column in columns] for row in rows)


class _Echo:
    """A file that hands back what is written to it, a line at a time."""

    def write(self, line: str) -> str:
        return line


def _csv(columns: list[Column], rows: Iterator[list[Any]], stem: str) -> StreamingHttpResponse:
    language = translation.get_language() or "en"

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        # The stream is read after the request's language has been put away.
        with translation.override(language):
            # The mark tells a spreadsheet that the text is UTF-8.
            yield "\ufeff" + writer.writerow([str(column.label) for column in columns])
            for row in rows:
                yield writer.writerow([_for_csv(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{stem}.csv"'
    return response


def _for_csv(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, int | float | Decimal | datetime.date):
        return value
    return harmless(str(value))


def harmless(text: str) -> str:
    """Keep a text from being run as a formula when the file is opened in a spreadsheet."""
    if text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _workbook(
    columns: list[Column], rows: Iterator[list[Any]], spec: ListSpec, stem: str
) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=re.sub(r"[\[\]:*?/\\]", " ", str(spec.label))[:31])
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=str(column.label)) for column in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_for_workbook(sheet, value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it when it is sent
    book.save(file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{stem}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def _for_workbook(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if value is None or isinstance(value, int | float | Decimal | datetime.date):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", str(value)))
    cell.data_type = "s"  # a text, whatever it begins with
    return cell
