"""What is kept in both languages is said in the reader's."""

from django.test import SimpleTestCase
from django.utils.translation import override

from enterprises.languages import own_words


class OwnWords(SimpleTestCase):
    def test_gives_the_half_that_the_reader_reads_with_the_number_that_belongs_to_both(self):
        written = "样品不合格 · Failed sample S26-000545"

        for language, words in (
            ("en", "Failed sample S26-000545"),
            ("zh-hans", "样品不合格 S26-000545"),
        ):
            with self.subTest(language), override(language):
                self.assertEqual(own_words(written), words)

    def test_leaves_what_a_person_wrote(self):
        for words in ("Torn · see photographs", "破损 · 已拍照", "盘点差异。 Stock count.", ""):
            with self.subTest(words), override("en"):
                self.assertEqual(own_words(words), words)
