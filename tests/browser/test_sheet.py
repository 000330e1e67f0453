"""A declarant fills in a spreadsheet: one fault is told at its cell, mended, declared, released."""

import csv
import io

import pytest

from inspections.forms.sheet import COLUMNS
from inspections.states import DeclarationState
from tests.browser import deeds
from tests.factories.inspections import (
    choose_number,
    declarant_of,
    make_exporter,
    make_lot,
    make_month,
    make_report,
)

pytestmark = pytest.mark.browser

CODES = [column.code for column in COLUMNS]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_lines_of_a_sheet_are_mended_put_into_the_form_and_released(house, visit, language):
    firm = make_exporter("A")
    make_month(firm)
    lots = [make_lot(firm), make_lot(firm)]
    for lot in lots:
        make_report(lot)
    choose_number(firm)
    declarant = visit(house, language).log_in(declarant_of(firm))
    declarant.follow("New declaration")
    declarant.choose("Destination", "JP")
    declarant.fill("Consignee", "Northern Fur Co.")
    declarant.fill("Contract number", "BC-JP-26-011")
    deeds.fill_in_papers(declarant)

    declarant.press("Lines from a sheet…")
    _gives(declarant, lots, pieces="ten")
    declarant.sees(
        "Row %(row)d, column %(column)s (%(label)s)",
        row=2,
        column="G",
        label=declarant.words("Pieces"),
    )
    _gives(declarant, lots, pieces="10")
    declarant.press("Put them into the form")

    declaration = deeds.submit(declarant)
    assert declaration.state == DeclarationState.RELEASED
    assert declaration.consignee == "Northern Fur Co."
    assert list(declaration.lines.values_list("pieces", "uses__skins")) == [(10, 400), (5, 200)]


def _gives(declarant, lots, *, pieces):
    declarant.page.set_input_files(
        "#sheet", {"name": "lines.csv", "mimeType": "text/csv", "buffer": _sheet(lots, pieces)}
    )
    declarant.press("Read the sheet")


def _sheet(lots, pieces) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, CODES, restval="")
    writer.writeheader()
    for lot, count, skins in ((lots[0], pieces, 400), (lots[1], "5", 200)):
        writer.writerow(
            {
                "product": "长大衣",
                "hs_code": "4303101090",
                "description": "Women's mink coat",
                "species": "mink",
                "wearer": "adult",
                "contact": "indirect",
                "pieces": count,
                "net_weight_kg": "28.5",
                "value": "9,000.00",
                "lot": lot.number,
                "skins": skins,
            }
        )
    return file.getvalue().encode()
