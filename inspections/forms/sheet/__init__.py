"""Lines of a declaration out of a sheet: its columns, how it is read, and the empty one to fill in."""

from inspections.forms.sheet.columns import COLUMNS
from inspections.forms.sheet.reading import Sheet, SheetFault, SheetUnreadable, read_sheet
from inspections.forms.sheet.template import template_csv, template_xlsx

__all__ = [
    "COLUMNS",
    "Sheet",
    "SheetFault",
    "SheetUnreadable",
    "read_sheet",
    "template_csv",
    "template_xlsx",
]
