"""Refusals speak as pages do."""

from datetime import date

from django.test import SimpleTestCase
from django.utils.translation import override

from blacklist.errors import HearingOpen


class Refusals(SimpleTestCase):
    def test_write_a_day_as_the_reader_does(self):
        for day in (date(2026, 12, 3), "2026-12-03"):
            refusal = HearingOpen(date=day)
            with self.subTest(day=day):
                with override("en"):
                    self.assertIn("until 3 Dec 2026.", str(refusal))
                with override("zh-hans"):
                    self.assertIn("2026年12月3日", str(refusal))
