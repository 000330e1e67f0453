"""The words of messages: each leads to a page, and speaks of firms, months and codes as people do."""

from django.test import SimpleTestCase
from django.urls import reverse
from django.utils.translation import override

from enterprises.models import Notification
from enterprises.wording import address_of, catalogue, say

# Whoever is told these has nothing left to open.
_WITHOUT_A_PAGE = {"member_removed"}


class Messages(SimpleTestCase):
    def test_lead_to_a_page_that_exists(self):
        for kind, words in catalogue().items():
            with self.subTest(kind=kind):
                params = dict.fromkeys(words.by, "X26-0001-01")
                self.assertEqual(bool(words.address(params)), kind not in _WITHOUT_A_PAGE)

    def test_to_the_bureau_lead_to_the_application_and_name_the_firm_in_the_readers_language(self):
        params = {"registration": "R26-0076-01", "firm_en": "Xinhai Fur", "firm_zh": "新海皮草"}

        self.assertEqual(
            address_of(Notification(kind="application_submitted", params=params)),
            reverse("enterprises:registration-detail", args=["R26-0076-01"]),
        )
        for language, name in (("en", "Xinhai Fur"), ("zh-hans", "新海皮草")):
            with override(language):
                self.assertIn(name, say("application_submitted", params)[0])

    def test_say_what_the_system_wrote_in_both_languages_in_the_readers(self):
        params = {"lots": "L26-0001-0007", "reason": "样品不合格 · Failed sample S26-000585"}

        with override("en"):
            _subject, body = say("stock_set_aside", params)

        self.assertIn("Failed sample S26-000585", body)
        self.assertNotIn("样品不合格", body)

    def test_write_a_month_as_a_month(self):
        with override("en"):
            subject, _body = say("obligation_waived", {"month": "2026-10"})
        self.assertIn("October 2026", subject)

    def test_of_a_list_lead_to_the_entry_of_which_the_firm_may_speak(self):
        params = {"kind": "black", "state": "noticed", "entry": "B26-0040-01"}

        with override("en"):
            subject, _body = say("list_entry_moved", params)

        self.assertTrue(subject.startswith("Black list"))
        self.assertEqual(
            address_of(Notification(kind="list_entry_moved", params=params)),
            reverse("blacklist:entry-detail", args=["B26-0040-01"]),
        )

    def test_write_figures_as_pages_do(self):
        with override("en"):
            _subject, body = say("delivery_confirmed", {"delivery": "V26-0047-0011", "skins": 5590})

        self.assertIn("5,590 skins", body)
