"""The audit speaks: known deeds by their words, new ones by their end, strange ones as written."""

from django.test import SimpleTestCase
from django.utils.translation import override

from enterprises.deeds import deed_choices, deed_words, kind_words, record_address


class Deeds(SimpleTestCase):
    def test_are_told_in_the_readers_language(self):
        told = {
            "create_declaration": "Draft opened",
            "registration_provisional": "Provisional",
            "sample_taken": "Taken",
            "assessment_sent_back": "Sent back",
        }
        for action, english in told.items():
            with self.subTest(action):
                with override("en"):
                    self.assertEqual(deed_words(action), english)
                with override("zh-hans"):
                    self.assertRegex(deed_words(action), "^[\u4e00-\u9fff]+$")

    def test_that_nobody_words_are_told_as_they_are_written(self):
        self.assertEqual(deed_words("moon_walked_upon"), "Moon walked upon")
        self.assertEqual(kind_words("moon_rock"), "Moon rock")
        self.assertEqual(record_address("moon_rock", "1"), "")
        self.assertEqual(record_address("declaration", ""), "")

    def test_are_offered_by_their_words(self):
        with override("en"):
            offered = deed_choices()

        self.assertIn(("create_declaration", "Draft opened"), offered)
        self.assertEqual([words for _code, words in offered], sorted(w for _c, w in offered))
