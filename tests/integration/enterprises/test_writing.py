"""Rows written often: as Django would write them, in one statement."""

from django.core.exceptions import ObjectDoesNotExist
from django.test import TestCase

from enterprises import writing
from enterprises.models import AuditEntry, Enterprise, OutboxFact
from tests.factories import at, make_enterprise


def entry(number: str, **fields) -> AuditEntry:
    values = {"action": "seen", "record_kind": "book", "detail": {}, **fields}
    return AuditEntry(at=at(), actor_name="Li Wei", record_number=number, **values)


class Insert(TestCase):
    def test_rows_are_kept_as_given_and_get_their_keys_in_order(self):
        firm = make_enterprise()
        rows = [entry("1", enterprise=firm), entry("2", detail={"why": "裘皮", "skins": 3})]

        with self.assertNumQueries(1):
            writing.insert(rows)

        kept = AuditEntry.objects.in_bulk([row.pk for row in rows])
        for row in rows:
            self.assertFalse(row._state.adding)
            for field in AuditEntry._meta.concrete_fields:
                value = getattr(row, field.attname)
                self.assertEqual(getattr(kept[row.pk], field.attname), value, field.name)

    def test_rows_of_several_kinds_go_in_together(self):
        fact = OutboxFact(name="told", payload={"to": "所有人"}, told_at=at())
        rows = [entry("1"), fact, entry("2"), entry("3")]

        with self.assertNumQueries(1):
            writing.insert(rows)

        for row in rows:
            kept = type(row)._default_manager.get(pk=row.pk)
            for field in row._meta.concrete_fields:
                value = getattr(row, field.attname)
                self.assertEqual(getattr(kept, field.attname), value, field.name)

    def test_rows_keep_the_keys_they_bring(self):
        rows = [entry("1", pk=2_000_000_002), entry("2", pk=2_000_000_001)]

        writing.insert(rows)

        kept = AuditEntry.objects.in_bulk([2_000_000_001, 2_000_000_002])
        self.assertEqual([kept[row.pk].record_number for row in rows], ["1", "2"])

    def test_no_rows_ask_nothing(self):
        with self.assertNumQueries(0):
            writing.insert([])

    def test_percent_signs_and_quotes_are_values_like_others(self):
        row = entry("100 % {} 'wool'; --")

        writing.insert([row])

        self.assertTrue(AuditEntry.objects.filter(record_number="100 % {} 'wool'; --").exists())


class Update(TestCase):
    def test_saves_the_fields_that_are_named_and_no_others(self):
        firm = make_enterprise(township="大营")
        firm.township, firm.name_en = "留善寺", "Changed"

        with self.assertNumQueries(1):
            writing.update(firm, ["township"])

        kept = Enterprise.objects.get(pk=firm.pk)
        self.assertEqual(kept.township, "留善寺")
        self.assertNotEqual(kept.name_en, "Changed")

    def test_a_row_that_is_gone_is_missed(self):
        gone = Enterprise(pk=0, township="大营")

        with self.assertRaises(ObjectDoesNotExist):
            writing.update(gone, ["township"])
