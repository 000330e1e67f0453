"""Sheets of gradings: CSV and XLSX read row by row, as people name columns and write marks."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from blacklist.states import Ground
from enterprises.errors import Invalid
from enterprises.files import CSV, SIZE_MAX, XLSX, FileTypeUnknown, sniff

ROWS_MAX = 5_000
COLUMNS_MAX = 40
CELL_MAX = 200
CODE, GRADE = "credit_code", "grade"

# What a column may be called, in either language.
_HEADS: Mapping[str, str] = MappingProxyType(
    {
        "credit code": CODE,
        "unified social credit code": CODE,
        "统一社会信用代码": CODE,
        "社会信用代码": CODE,
        "信用代码": CODE,
        "class": GRADE,
        "grade": GRADE,
        "类别": GRADE,
        "分类": GRADE,
        "等级": GRADE,
        "评级": GRADE,
        "honest": Ground.HONEST.value,
        "诚信": Ground.HONEST.value,
        "诚信良好": Ground.HONEST.value,
        "management": Ground.MANAGEMENT.value,
        "well managed": Ground.MANAGEMENT.value,
        "管理": Ground.MANAGEMENT.value,
        "管理水平": Ground.MANAGEMENT.value,
        "管理水平高": Ground.MANAGEMENT.value,
        "scale": Ground.SCALE.value,
        "large": Ground.SCALE.value,
        "规模": Ground.SCALE.value,
        "生产规模": Ground.SCALE.value,
        "生产规模大": Ground.SCALE.value,
        "quality": Ground.QUALITY.value,
        "of good quality": Ground.QUALITY.value,
        "质量": Ground.QUALITY.value,
        "产品质量": Ground.QUALITY.value,
        "产品质量好": Ground.QUALITY.value,
    }
)
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class SheetRow:
    """One row as it was written; nothing in it is believed yet."""

    place: int
    credit_code: str
    grade: str
    grounds: tuple[tuple[str, str], ...] = ()

    def as_list(self) -> list[Any]:
        return [self.place, self.credit_code, self.grade, [list(pair) for pair in self.grounds]]


def row_from(kept: list[Any]) -> SheetRow:
    """Read back what `as_list` wrote."""
    place, code, grade, grounds = kept
    return SheetRow(place, code, grade, tuple((name, mark) for name, mark in grounds))


def rows_of(content: bytes) -> list[SheetRow]:
    """Read the rows of a sheet, blank ones left out.

    Raises:
        Invalid: it is no sheet, its columns are not named, or it is empty or too long.
    """
    if len(content) > SIZE_MAX:
        raise _fault(_("A sheet has at most 10 MB."))
    try:
        media_type = sniff(content)
    except FileTypeUnknown:
        media_type = ""
    if media_type == XLSX:
        cells = _of_workbook(content)
    elif media_type == CSV:
        cells = _of_text(content)
    else:
        raise _fault(_("This is neither CSV nor XLSX."))
    head = next(cells, [])
    columns = {_HEADS[_folded(name)]: at for at, name in enumerate(head) if _folded(name) in _HEADS}
    missing = [name for name in (CODE, GRADE) if name not in columns]
    if missing:
        raise _fault(
            _("The first row must name the columns “credit code” and “class”; it names: %(heads)s.")
            % {"heads": ", ".join(filter(None, head)) or "—"}
        )
    found = list(_rows(cells, columns))
    if not found:
        raise _fault(_("There is no row below the names of the columns."))
    if len(found) > ROWS_MAX:
        raise _fault(_("A sheet has at most %(rows)s rows.") % {"rows": f"{ROWS_MAX:,}"})
    return found


def _rows(cells: Iterable[list[str]], columns: Mapping[str, int]) -> Iterator[SheetRow]:
    for place, row in enumerate(cells, start=2):
        if place > ROWS_MAX + 100:
            raise _fault(_("A sheet has at most %(rows)s rows.") % {"rows": f"{ROWS_MAX:,}"})
        if not any(row):
            continue

        def cell(name: str, row: list[str] = row) -> str:
            at = columns.get(name)
            return row[at] if at is not None and at < len(row) else ""

        yield SheetRow(
            place=place,
            credit_code=cell(CODE),
            grade=cell(GRADE),
            grounds=tuple((ground.value, cell(ground.value)) for ground in Ground),
        )


def _of_text(content: bytes) -> Iterator[list[str]]:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first_line = text.split("\n", 1)[0]
        mark = max(",;\t", key=first_line.count)
        try:
            yield from (
                [_tidy(cell) for cell in row]
                for row in csv.reader(io.StringIO(text), delimiter=mark)
            )
        except csv.Error as error:
            raise _fault(_("This sheet cannot be read.")) from error
        return


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True):
            yield [_tidy("" if value is None else str(value)) for value in row]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
    ) as error:
        raise _fault(_("This sheet cannot be read.")) from error


def _tidy(text: str) -> str:
    written = unicodedata.normalize("NFKC", text).strip()[:CELL_MAX]
    return "".join(sign for sign in written if sign.isprintable())


def _folded(head: str) -> str:
    return " ".join(head.casefold().split())


def _fault(sentence: str) -> Invalid:
    return Invalid(fields={"sheet": [sentence]})
