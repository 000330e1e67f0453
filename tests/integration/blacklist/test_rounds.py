"""The pages of rounds: typed in, read from a sheet row by row, corrected by a version."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from openpyxl import Workbook

from blacklist.models import (
    GradingRound,
)
from enterprises.roles import Role
from tests.factories import (
    TODAY,
    make_classification,
    make_credit_code,
    make_enterprise,
    make_user,
)


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise(name_en="Xueling Furs")
        make_classification(cls.firm, "B", score=80)
        cls.officer = make_user(Role.CREDIT_OFFICER)
        cls.chief = make_user(Role.CHIEF)
        cls.owner = make_user(enterprise=cls.firm)
        cls.government = make_user(Role.DEPARTMENT)

    def get(self, person, name, *args, **query):
        self.client.force_login(person)
        return self.client.get(reverse(f"blacklist:{name}", args=args), query)

    def post(self, person, name, *args, query="", **data):
        self.client.force_login(person)
        return self.client.post(reverse(f"blacklist:{name}", args=args) + query, data)


class Rounds(Pages):
    def sheet(self, *rows, head="credit code,class,honest,management,scale,quality"):
        return SimpleUploadedFile("round.csv", "\n".join([head, *rows]).encode())

    def look(self, sheet, person=None, **changes):
        sent = {
            "number": 7,
            "held_on": TODAY.isoformat(),
            "document": "County circular 7",
            "sheet": sheet,
            **changes,
        }
        return self.post(person or self.government, "round-import", **sent)

    def confirm(self, preview, person=None, **changes):
        sent = {
            "rows": preview.context["payload"],
            "number": 7,
            "held_on": TODAY.isoformat(),
            "document": "County circular 7",
            **changes,
        }
        return self.post(person or self.government, "round-import", **sent)

    def test_are_looked_at_first_and_recorded_when_confirmed(self):
        unknown = make_credit_code()
        preview = self.look(
            self.sheet(f"{self.firm.credit_code},1,yes,no,√,是", f"{unknown},2,,,,")
        )

        self.assertEqual(preview.status_code, 200)
        self.assertFalse(GradingRound.objects.exists())
        self.assertEqual(len(preview.context["left_out"]), 1)
        self.confirm(preview)
        grading = GradingRound.objects.get().gradings.get()
        self.assertEqual((grading.enterprise, grading.grade), (self.firm, 1))
        self.assertEqual(
            (
                grading.is_honest,
                grading.is_well_managed,
                grading.is_large,
                grading.is_of_good_quality,
            ),
            (True, False, True, True),
        )

    def test_show_every_fault_at_its_row_and_record_nothing(self):
        code = self.firm.credit_code
        preview = self.look(
            self.sheet(
                f"{code},1,,,,",
                f"{code},2,,,,",
                "911311210000000000,1,,,,",
                f"{make_credit_code()},5,maybe,,,",
            )
        )
        faults = [(row.place, len(row.faults)) for row in preview.context["rows"]]

        self.assertEqual(faults, [(2, 1), (3, 1), (4, 1), (5, 2)])
        self.assertEqual(self.confirm(preview).status_code, 422)
        self.assertFalse(GradingRound.objects.exists())

    def test_name_the_firms_that_the_sheet_would_leave_out(self):
        other = make_enterprise(name_en="Left Behind Furs")
        both = self.sheet(f"{self.firm.credit_code},1,,,,", f"{other.credit_code},2,,,,")
        self.confirm(self.look(both))

        whole = self.look(self.sheet(f"{self.firm.credit_code},1,,,,", f"{other.credit_code},2"))
        short = self.look(self.sheet(f"{self.firm.credit_code},1,,,,"))
        following = self.look(self.sheet(f"{self.firm.credit_code},1,,,,"), number=8)

        self.assertEqual(whole.context["missing"], [])
        self.assertEqual(short.context["missing"], ["Left Behind Furs"])
        self.assertContains(short, "1 firm of round 7 is not in the sheet")
        self.assertContains(following, "1 firm of round 7 is not in the sheet")

    def test_are_offered_the_number_after_the_last(self):
        self.confirm(self.look(self.sheet(f"{self.firm.credit_code},1,,,,")))

        for name in ("round-new", "round-import"):
            with self.subTest(page=name):
                page = self.get(self.government, name)

                self.assertEqual(page.context["form"]["number"].value(), 8)

    def test_are_read_from_a_workbook_in_chinese(self):
        book = Workbook()
        book.active.append(["企业名称", "统一社会信用代码", "类别", "诚信"])
        book.active.append(["雪岭", self.firm.credit_code, "三类", "是"])
        held = BytesIO()
        book.save(held)

        self.confirm(self.look(SimpleUploadedFile("round.xlsx", held.getvalue())))

        self.assertEqual(GradingRound.objects.get().gradings.get().grade, 3)

    def test_are_refused_where_the_sheet_is_none(self):
        sheets = {
            "a program": SimpleUploadedFile("x.csv", b"MZ\x90\x00"),
            "no columns": self.sheet("a,b", head="name,place"),
            "no rows": self.sheet(),
            "a broken workbook": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing"),
        }
        for name, sheet in sheets.items():
            with self.subTest(name):
                page = self.look(sheet)

                self.assertEqual(page.status_code, 422)
                self.assertIn("sheet", page.context["form"].errors)
        self.assertFalse(GradingRound.objects.exists())

    def test_rows_of_another_reader_or_changed_ones_are_not_recorded(self):
        preview = self.look(self.sheet(f"{self.firm.credit_code},1,,,,"))

        stolen = self.confirm(preview, person=self.officer)
        changed = self.confirm(preview, rows=preview.context["payload"][:-2] + "xx")

        self.assertEqual((stolen.status_code, changed.status_code), (422, 422))
        self.assertFalse(GradingRound.objects.exists())

    def test_are_typed_in_and_corrected(self):
        sent = {"number": 8, "held_on": TODAY.isoformat(), "document": "Circular 8"}
        serial = self.firm.serial
        self.post(self.officer, "round-new", **sent, **{f"grade_{serial}": "2"})
        again = self.get(self.officer, "round-new", corrects="8").context["form"]
        self.post(
            self.officer,
            "round-new",
            **sent,
            **{f"grade_{serial}": "1", f"grounds_{serial}": ["honest"]},
        )

        self.assertEqual(again.initial[f"grade_{serial}"], "2")
        versions = GradingRound.objects.order_by("version")
        self.assertEqual([(one.number, one.version) for one in versions], [(8, 1), (8, 2)])
        old = self.get(self.officer, "round-detail", 8, 1)
        self.assertContains(old, "A later version corrects this one")

    def test_without_a_firm_are_refused(self):
        page = self.post(
            self.officer, "round-new", number=8, held_on=TODAY.isoformat(), document="Circular 8"
        )

        self.assertEqual(page.status_code, 422)
        self.assertFalse(GradingRound.objects.exists())
