"""A sheet of lines read: what it says, and each fault at its row and column in words."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from enterprises import files
from enterprises.errors import DomainError, Invalid
from enterprises.models import Enterprise
from inspections.content import LINES_MAX, DeclarationContent, LineContent, read_content
from inspections.forms.sheet.columns import (
    BY_CODE,
    COLUMNS,
    USE,
    SheetColumn,
    codes_by_label,
    plain,
    values_by_label,
)
from inspections.forms.typed import HEADER_STANDING_IN, Typed
from inspections.services.declarations import refuse_unknown_goods

BYTES_MAX = 2 * 1024 * 1024
ROWS_MAX, COLUMNS_MAX = 5_000, 60
# Among so many rows the heads are looked for, and so many of them make a row of heads.
HEAD_ROWS, HEADS_LEAST = 6, 3
TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
_GROUPED = re.compile(r"\d{1,3}([, ]\d{3})+(\.\d+)?")
_MARKS_APART = re.compile(r"[\n\r;；,，、]+")
_FIELD = re.compile(r"lines\.(\d+)\.(?:uses\.(\d+)\.)?(\w+)")

Cells = list[tuple[int, list[str]]]


class SheetUnreadable(DomainError):
    """There is no table in the file that could be read."""

    code = "SHEET_UNREADABLE"
    sentence = gettext_lazy("Give a CSV or XLSX file of 2 MB at most.")
    status = 400


@dataclass(frozen=True)
class SheetFault:
    """What cannot be, where it stands, and what stands there."""

    row: int
    column: str
    label: str
    written: str
    sentence: str

    @property
    def place(self) -> str:
        """Say where: "Row 5, column G (Pieces)"."""
        if not self.column:
            return _("Row %(row)d") % {"row": self.row}
        return _("Row %(row)d, column %(column)s (%(label)s)") % {
            "row": self.row,
            "column": self.column,
            "label": self.label,
        }


@dataclass
class Sheet:
    """What a sheet says: the lines as somebody would have typed them, and the faults."""

    lines: list[Typed] = field(default_factory=list)
    faults: list[SheetFault] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    @property
    def pieces(self) -> int:
        return sum(_whole(line.get("pieces", "")) for line in self.lines)

    @property
    def skins(self) -> int:
        return sum(_whole(use["skins"]) for line in self.lines for use in line["uses"])


def read_sheet(content: bytes, *, enterprise: Enterprise, on: date) -> Sheet:
    """Read the lines of a CSV or XLSX file for a firm; nothing is kept.

    Raises:
        SheetUnreadable: it is no such file, or too large.
    """
    cells = _cells(content)
    reader = _Reader(cells, enterprise, on)
    return reader.read()


class _Reader:
    def __init__(self, cells: Cells, enterprise: Enterprise, on: date) -> None:
        self._cells, self._enterprise, self._on = cells, enterprise, on
        self._sheet = Sheet()
        self._places: dict[str, int] = {}
        # Where each line and each use of it stands, by the field's name without its last word.
        self._rows: dict[str, int] = {}
        self._faulty: set[tuple[int, str]] = set()

    def read(self) -> Sheet:
        head = _head(self._cells)
        if head is None:
            sentence = _("No row names the columns. Take the empty sheet, and keep its heads.")
            self._sheet.faults.append(SheetFault(1, "", "", "", sentence))
            return self._sheet
        number, self._places, self._sheet.unread = head
        missing = [one for one in COLUMNS if one.is_needed and one.code not in self._places]
        for column in missing:
            sentence = _("The column “%(name)s” is missing.") % {"name": column.label}
            self._sheet.faults.append(SheetFault(number, "", "", "", sentence))
        if missing:
            return self._sheet
        for row, values in self._filled(number):
            self._take(row, values)
        if not self._sheet.lines and not self._sheet.faults:
            sentence = _("No line stands below the heads.")
            self._sheet.faults.append(SheetFault(number, "", "", "", sentence))
        self._judge()
        self._sheet.faults.sort(key=lambda fault: (fault.row, fault.column))
        return self._sheet

    def _filled(self, head: int) -> Iterator[tuple[int, dict[str, str]]]:
        for row, cells in self._cells:
            values = {
                code: cells[place] if place < len(cells) else ""
                for code, place in self._places.items()
            }
            if row > head and any(values.values()):
                yield row, values

    def _take(self, row: int, values: Mapping[str, str]) -> None:
        """Make a row the next line, or a further lot of the line above."""
        is_use_alone = not any(value for code, value in values.items() if code not in USE)
        lines = self._sheet.lines
        if not is_use_alone:
            if len(lines) == LINES_MAX:
                self._fault(row, None, _("At most %(count)d lines.") % {"count": LINES_MAX})
                return
            lines.append({**self._line(row, values), "uses": []})
            self._rows[f"{len(lines)}"] = row
        elif not lines:
            self._fault(row, "lot", _("A lot stands below the line it is used in."))
            return
        if any(values.get(code) for code in USE):
            uses = lines[-1]["uses"]
            uses.append({code: self._text(values, code) for code in USE})
            uses[-1]["lot"] = uses[-1]["lot"].upper()
            self._rows[f"{len(lines)}.{len(uses)}"] = row

    def _line(self, row: int, values: Mapping[str, str]) -> Typed:
        line: Typed = {}
        for column in COLUMNS:
            if column.code in USE:
                continue
            text = self._text(values, column.code)
            if column.choices is not None and text:
                known = values_by_label(column.choices)
                text = known.get(plain(text), "")
                if not text:
                    self._fault(row, column.code, _unknown(column))
            if column.code == "marks":
                text = "\n".join(filter(None, (one.strip() for one in _MARKS_APART.split(text))))
            line[column.code] = text
        return line

    def _text(self, values: Mapping[str, str], code: str) -> str:
        text = values.get(code, "").strip()
        if not BY_CODE[code].is_figure:
            return text
        # A figure may be grouped (1,200) or typed with the wide signs of Chinese.
        text = unicodedata.normalize("NFKC", text)
        return re.sub("[, ]", "", text) if _GROUPED.fullmatch(text) else text

    def _judge(self) -> None:
        """Let the same rules judge as judge the form; each of their sentences finds its cell.

        Every line is read by itself, so that a fault in one hides none in another.
        """
        header = {**HEADER_STANDING_IN, "destination_iso": "RU", "planned_on": self._on}
        sound: list[LineContent] = []
        numbers: list[int] = []
        content: DeclarationContent | None = None
        for number, line in enumerate(self._sheet.lines, start=1):
            try:
                content = read_content({**header, "lines": [line]})
            except Invalid as refusal:
                self._tell(refusal, [number])
            else:
                sound += content.lines
                numbers.append(number)
        if content is None or not sound:
            return
        try:
            whole = replace(content, lines=tuple(sound))
            refuse_unknown_goods(self._enterprise, whole, self._on)
        except Invalid as refusal:
            self._tell(refusal, numbers)

    def _tell(self, refusal: Invalid, numbers: Sequence[int]) -> None:
        """Put the sentences of a refusal at their cells; `numbers` are those of its lines."""
        for name, sentences in refusal.fields.items():
            found = _FIELD.fullmatch(name)
            if found is None:
                continue
            line, use, code = numbers[int(found[1]) - 1], found[2], found[3]
            row = self._rows[f"{line}.{use}" if use else f"{line}"]
            if (row, code) not in self._faulty:
                for sentence in sentences:
                    self._fault(row, code, sentence)

    def _fault(self, row: int, code: str | None, sentence: str) -> None:
        place = self._places.get(code or "")
        written = ""
        if place is not None:
            cells = dict(self._cells).get(row, [])
            written = cells[place] if place < len(cells) else ""
        self._faulty.add((row, code or ""))
        self._sheet.faults.append(
            SheetFault(
                row=row,
                column=get_column_letter(place + 1) if place is not None else "",
                label=str(BY_CODE[code].label) if code in BY_CODE else "",
                written=written[:60],
                sentence=sentence,
            )
        )


def _unknown(column: SheetColumn) -> str:
    assert column.choices is not None
    known = [str(label) for _value, label in column.choices.choices]
    return _("Write one of these: %(known)s.") % {"known": _(", ").join(known)}


def _head(cells: Cells) -> tuple[int, dict[str, int], tuple[str, ...]] | None:
    """Find the row that names the most columns, by codes or words; of two as good, the lower."""
    known = {**codes_by_label(), **{code: code for code in BY_CODE}}
    best: tuple[int, dict[str, int], tuple[str, ...]] | None = None
    for row, texts in cells[:HEAD_ROWS]:
        named: dict[str, int] = {}
        for place, text in enumerate(texts):
            if code := known.get(plain(text)):
                named.setdefault(code, place)
        if len(named) >= max(HEADS_LEAST, len(best[1]) if best else 0):
            places = set(named.values())
            unread = tuple(text for at, text in enumerate(texts) if text and at not in places)
            best = (row, named, unread)
    return best


# ---- files -----------------------------------------------------------------------------


def _cells(content: bytes) -> Cells:
    if not content or len(content) > BYTES_MAX:
        raise SheetUnreadable
    try:
        kind = files.sniff(content)
    except files.FileTypeUnknown as fault:
        raise SheetUnreadable from fault
    if kind == files.XLSX:
        return _of_workbook(content)
    if kind == files.CSV:
        return _of_csv(content)
    raise SheetUnreadable


def _of_csv(content: bytes) -> Cells:
    for encoding in TEXT_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        mark = max(",;\t", key=first.count)
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=mark))
        except csv.Error as fault:
            raise SheetUnreadable from fault
        return [
            (number, [cell.strip() for cell in row[:COLUMNS_MAX]])
            for number, row in enumerate(rows[:ROWS_MAX], start=1)
        ]
    raise SheetUnreadable


def _of_workbook(content: bytes) -> Cells:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=ROWS_MAX, max_col=COLUMNS_MAX, values_only=True)
        found = [
            (number, [_written(value) for value in row]) for number, row in enumerate(rows, start=1)
        ]
        book.close()
    except (
        InvalidFileException,
        BadZipFile,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        SyntaxError,
    ) as fault:
        # What is wrong inside a workbook comes out as any of these.
        raise SheetUnreadable from fault
    return found


def _written(value: Any) -> str:
    """Write a cell as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, float):
        exact = Decimal(repr(value))
        return f"{exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
