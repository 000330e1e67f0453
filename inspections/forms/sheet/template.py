"""The empty sheet: heads in the reader's language, stable codes below, and the values known."""

import csv
import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from inspections.forms.sheet.columns import COLUMNS

WIDTH = 18


def template_csv() -> bytes:
    """Give the heads and codes as CSV; the mark tells a spreadsheet that it is UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerows(_heads())
    return f"\ufeff{file.getvalue()}".encode()


def template_xlsx() -> bytes:
    """Give the same as a workbook, with the values that each column knows on a sheet of its own."""
    book = Workbook()
    lines = book.worksheets[0]
    lines.title = _("Lines")
    for row in _heads():
        lines.append(row)
    for place in range(1, len(COLUMNS) + 1):
        lines.cell(row=1, column=place).font = Font(bold=True)
        lines.column_dimensions[get_column_letter(place)].width = WIDTH
    lines.freeze_panes = "A3"
    known = book.create_sheet(_("Values"))
    known.append([_("Column"), _("Code"), _("Word")])
    for cell in known[1]:
        cell.font = Font(bold=True)
    for column in COLUMNS:
        for value, label in column.choices.choices if column.choices else ():
            known.append([column.code, value, str(label)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _heads() -> list[list[str]]:
    return [[str(column.label) for column in COLUMNS], [column.code for column in COLUMNS]]
