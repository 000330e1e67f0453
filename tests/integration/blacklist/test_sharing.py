"""Data shared with departments: only what a memorandum names, only while it lasts, never unseen."""

from datetime import timedelta

from django.db import DatabaseError, transaction
from django.test import TestCase
from django.urls import reverse

from blacklist.errors import NoMemorandum
from blacklist.models import Memorandum, SharedRead
from blacklist.services import sharing
from blacklist.states import SharedField
from enterprises.errors import NotPermitted
from enterprises.models import AuditEntry
from enterprises.roles import Role
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_department,
    make_enterprise,
    make_memorandum,
    make_user,
)

ONE_DAY = timedelta(days=1)


class ReadFirm(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise(address="Daying 1", workers=40)
        make_classification(cls.firm, "B")
        cls.tax = make_department("tax")
        cls.reader = make_user(Role.DEPARTMENT, department=cls.tax)

    def read(self, reader=None):
        return sharing.read_firm(enterprise=self.firm, actor=reader or self.reader, at=at())

    def test_gives_what_is_named_and_writes_it_down(self):
        memorandum = make_memorandum(self.tax, [SharedField.CREDIT_CLASS, SharedField.SIZE])

        reading = self.read()

        self.assertEqual(set(reading.values), {SharedField.CREDIT_CLASS, SharedField.SIZE})
        self.assertEqual(reading.values[SharedField.CREDIT_CLASS].value["credit_class"], "B")
        row = SharedRead.objects.get()
        self.assertEqual(
            (row.memorandum, row.reader, row.enterprise), (memorandum, self.reader, self.firm)
        )
        self.assertEqual(set(row.fields), {"credit_class", "size"})
        self.assertTrue(
            AuditEntry.objects.filter(action="shared_data_read", enterprise=self.firm).exists()
        )

    def test_every_field_can_be_read(self):
        make_memorandum(self.tax, list(SharedField))

        self.assertEqual(list(self.read().values), list(SharedField))

    def test_under_no_memorandum_gives_nothing_and_leaves_no_trace(self):
        make_memorandum(make_department("commerce"), [SharedField.SCORE])
        make_memorandum(self.tax, [SharedField.SCORE], valid_until=TODAY, code="old")
        make_memorandum(self.tax, [SharedField.SCORE], valid_from=TODAY + ONE_DAY, code="new")

        with self.assertRaises(NoMemorandum):
            self.read()

        self.assertFalse(SharedRead.objects.exists())

    def test_holds_on_its_first_and_its_last_day(self):
        memorandum = make_memorandum(
            self.tax, [SharedField.SCORE], valid_from=TODAY, valid_until=TODAY + ONE_DAY
        )

        self.assertEqual(self.read().memoranda, (memorandum,))

    def test_is_for_departments_alone(self):
        make_memorandum(self.tax, [SharedField.SCORE])

        for reader in (make_user(Role.CREDIT_OFFICER), make_user(enterprise=self.firm)):
            with self.assertRaises(NotPermitted):
                self.read(reader)


class TheDatabase(TestCase):
    """Refuses what the service never asks for."""

    def setUp(self):
        self.tax = make_department("tax")
        self.memorandum = make_memorandum(self.tax, [SharedField.SCORE])
        self.row = {
            "enterprise": make_enterprise(),
            "memorandum": self.memorandum,
            "reader": make_user(Role.DEPARTMENT, department=self.tax),
            "fields": ["score"],
            "at": at(),
        }

    def refuses(self, **changes):
        with self.assertRaises(DatabaseError), transaction.atomic():
            SharedRead.objects.create(**{**self.row, **changes})

    def test_a_read_beyond_the_memorandum(self):
        self.refuses(fields=["score", "address"])
        self.refuses(fields=[])
        self.refuses(reader=make_user(Role.DEPARTMENT, department=make_department("commerce")))
        self.refuses(at=at(TODAY - timedelta(days=4000)))

        SharedRead.objects.create(**self.row)

    def test_to_forget_or_change_a_read(self):
        read = SharedRead.objects.create(**self.row)

        for change in (
            lambda: SharedRead.objects.filter(pk=read.pk).update(at=at(TODAY - ONE_DAY)),
            lambda: SharedRead.objects.filter(pk=read.pk).delete(),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()

    def test_a_memorandum_that_ends_before_it_begins(self):
        with self.assertRaises(DatabaseError), transaction.atomic():
            Memorandum.objects.filter(pk=self.memorandum.pk).update(
                valid_from=TODAY, valid_until=TODAY
            )


class ThePages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise()
        make_classification(cls.firm, "B")
        cls.officer, cls.government = make_user(Role.CREDIT_OFFICER), make_user(Role.DEPARTMENT)
        cls.owner = make_user(enterprise=cls.firm)

    def get(self, person, name, *args):
        self.client.force_login(person)
        return self.client.get(reverse(f"blacklist:{name}", args=args))

    def test_opening_a_firm_is_written_down_each_time(self):
        make_memorandum(make_department(), [SharedField.SCORE], code="MOU-P")

        listed = self.get(self.government, "department-firms")
        page = self.get(self.government, "department-firm", self.firm.credit_code)
        self.get(self.government, "department-firm", self.firm.credit_code)

        self.assertContains(listed, self.firm.credit_code)
        self.assertContains(page, "80")
        self.assertNotContains(page, self.firm.legal_representative)
        self.assertEqual(SharedRead.objects.filter(enterprise=self.firm).count(), 2)
        self.assertContains(self.get(self.owner, "firm-file", self.firm.serial), "MOU-P")

    def test_without_a_memorandum_no_firm_is_listed_or_read(self):
        listed = self.get(self.government, "department-firms")
        page = self.get(self.government, "department-firm", self.firm.credit_code)

        self.assertNotContains(listed, self.firm.credit_code)
        self.assertEqual(page.status_code, 403)
        self.assertFalse(SharedRead.objects.exists())

    def test_a_department_reads_only_its_own_memorandum(self):
        make_memorandum(make_department("tax"), code="MOU-TAX")

        self.assertEqual(self.get(self.government, "memorandum-detail", "MOU-TAX").status_code, 404)
        self.assertEqual(self.get(self.officer, "memorandum-detail", "MOU-TAX").status_code, 200)
