"""Lines out of a sheet: read as typed, each fault at its cell, nothing stored before it is said."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from inspections.forms.sheet import COLUMNS, SheetUnreadable, read_sheet, template_csv
from inspections.forms.sheet.template import template_xlsx
from inspections.models import Declaration
from tests.factories import TODAY
from tests.factories.inspections import declarant_of, make_exporter, make_lot

CODES = [column.code for column in COLUMNS]
GOOD = {
    "product": "coat_long",
    "hs_code": "4303101090",
    "description": "女式水貂皮大衣",
    "species": "mink",
    "wearer": "adult",
    "contact": "indirect",
    "pieces": "10",
    "net_weight_kg": "28.5",
    "value": "9,000.00",
    "marks": "RU-1；RU-2",
}


def csv_of(*rows, heads=CODES):
    lines = [",".join(heads)]
    for row in rows:
        lines.append(",".join(f'"{row.get(head, "")}"' for head in heads))
    return "\n".join(lines).encode()


def xlsx_of(*rows, heads=CODES, above=()):
    book = Workbook()
    sheet = book.worksheets[0]
    for line in above:
        sheet.append(list(line))
    sheet.append(list(heads))
    for row in rows:
        sheet.append([row.get(code) for code in CODES])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class SheetCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A")
        cls.lot, cls.other = make_lot(cls.firm), make_lot(cls.firm)
        cls.declarant = declarant_of(cls.firm)

    def read(self, content):
        return read_sheet(content, enterprise=self.firm, on=TODAY)

    def good(self, **changes):
        return {**GOOD, "lot": self.lot.number, "skins": "400", **changes}

    def places(self, sheet):
        return [(fault.row, fault.column) for fault in sheet.faults]


class TestReading(SheetCase):
    def test_says_what_somebody_would_have_typed(self):
        sheet = self.read(csv_of(self.good(), {"lot": self.other.number, "skins": "20"}))

        (line,) = sheet.lines
        self.assertEqual(sheet.faults, [])
        self.assertEqual(line["value"], "9000.00")
        self.assertEqual(line["marks"], "RU-1\nRU-2")
        self.assertEqual(
            line["uses"],
            [
                {"lot": self.lot.number, "skins": "400"},
                {"lot": self.other.number, "skins": "20"},
            ],
        )

    def test_workbook_says_the_same_as_text(self):
        row = self.good(pieces=10, net_weight_kg=28.5, value=9000, skins=400, hs_code=4303101090)

        sheet = self.read(xlsx_of(row))

        self.assertEqual(sheet.faults, [])
        self.assertEqual(sheet.lines[0]["pieces"], "10")
        self.assertEqual(sheet.lines[0]["net_weight_kg"], "28.5")
        self.assertEqual(sheet.lines[0]["hs_code"], "4303101090")

    def test_heads_and_values_may_be_words_of_either_language(self):
        for language in ("en", "zh-hans"):
            with override(language):
                heads = [str(column.label) for column in COLUMNS]
                words = {
                    column.code: str(dict(column.choices.choices)[GOOD[column.code]])
                    for column in COLUMNS
                    if column.choices
                }
            content = xlsx_of(self.good(**words), heads=heads, above=[["北辰裘皮"], []])
            with self.subTest(language):
                sheet = self.read(content)

                self.assertEqual(sheet.faults, [])
                self.assertEqual(sheet.lines[0]["product"], "coat_long")

    def test_text_of_a_chinese_spreadsheet(self):
        content = csv_of(self.good()).decode().encode("gb18030")

        self.assertEqual(self.read(content).lines[0]["description"], "女式水貂皮大衣")

    def test_every_fault_stands_at_its_cell(self):
        sheet = self.read(
            csv_of(
                self.good(pieces="ten", product="cloak"),
                self.good(hs_code="9999999999"),
                self.good(lot="L26-9999-0001", net_weight_kg=""),
                self.good(lot="L26-9999-0001"),
            )
        )

        self.assertEqual(self.places(sheet), [(2, "A"), (2, "G"), (3, "B"), (4, "H"), (5, "L")])
        self.assertEqual(sheet.faults[1].written, "ten")
        self.assertIn("L26-9999-0001", sheet.faults[-1].sentence)

    def test_lot_above_all_lines_and_missing_columns(self):
        above = self.read(csv_of({"lot": self.lot.number, "skins": "1"}, self.good()))
        short = self.read(csv_of(self.good(), heads=[c for c in CODES if c != "pieces"]))

        self.assertEqual(self.places(above), [(2, "L")])
        self.assertEqual(len(short.faults), 1)
        self.assertEqual(short.lines, [])

    def test_what_is_no_table_is_refused_whole(self):
        for content in (b"", b"%PDF-1.7", b"PK\x03\x04junk", b"x" * (2 * 1024 * 1024 + 1)):
            with self.subTest(content[:8]), self.assertRaises(SheetUnreadable):
                self.read(content)

    def test_empty_sheet_can_be_filled_in(self):
        book = load_workbook(io.BytesIO(template_xlsx()))
        book.worksheets[0].append([self.good().get(code, "") for code in CODES])
        file = io.BytesIO()
        book.save(file)

        sheet = self.read(file.getvalue())

        self.assertEqual((sheet.faults, len(sheet.lines)), ([], 1))
        self.assertEqual(self.read(template_csv()).lines, [])


class TestPages(SheetCase):
    def setUp(self):
        self.client.force_login(self.declarant)
        self.address = reverse("inspections:declaration-lines")

    def send(self, content, **typed):
        file = SimpleUploadedFile("lines.csv", content, "text/csv")
        return self.client.post(
            self.address, {"firm": self.firm.serial, "do": "read", "sheet": file, **typed}
        )

    def test_preview_carries_the_form_and_stores_nothing(self):
        page = self.send(csv_of(self.good()), consignee="Northern Fur", destination_iso="JP")

        self.assertContains(page, 'name="consignee" value="Northern Fur"')
        self.assertContains(page, 'name="lines.1.pieces" value="10"')
        self.assertFalse(Declaration.objects.exists())

    def test_lines_are_put_after_those_there_are(self):
        page = self.send(csv_of(self.good()), **{"lines.1.pieces": "7", "lines.1.hs_code": "4303"})

        self.assertContains(page, 'name="lines.2.pieces" value="10"')
        self.assertContains(page, 'name="lines.1.pieces" value="7"')

    def test_faults_are_told_in_words(self):
        page = self.send(csv_of(self.good(pieces="ten")))

        self.assertContains(page, "Row 2, column G", status_code=422)
        self.assertNotContains(page, 'name="do" value="refresh">Put', status_code=422)

    def test_without_a_file_it_asks_for_one(self):
        page = self.client.post(self.address, {"firm": self.firm.serial, "do": "read"})

        self.assertContains(page, "Choose a file first.", status_code=422)

    def test_another_firms_form_is_not_there(self):
        stranger = make_exporter("A")

        page = self.client.post(self.address, {"firm": stranger.serial})

        self.assertEqual(page.status_code, 404)

    def test_form_takes_what_the_preview_sends(self):
        sheet = self.read(csv_of(self.good()))
        typed = {"lines.1." + name: value for name, value in sheet.lines[0].items()}
        typed.pop("lines.1.uses")
        typed |= {"lines.1.uses.1.lot": self.lot.number, "lines.1.uses.1.skins": "400"}

        page = self.client.post(
            reverse("inspections:declaration-new"),
            {"firm": self.firm.serial, "do": "refresh", "destination_iso": "RU", **typed},
        )

        self.assertContains(page, "4303101090")
        self.assertContains(page, "9000.00")
