"""What the tags of pages write."""

from django.test import SimpleTestCase

from enterprises.templatetags.qiudu import numbers_linked


class NumbersLinked(SimpleTestCase):
    def test_lead_to_the_search(self):
        said = numbers_linked("R26-000583: HCHO, V26-0043-0022（E26-0011-0001）", "/search/")

        for number in ("R26-000583", "V26-0043-0022", "E26-0011-0001"):
            self.assertIn(f'<a class="nowrap" href="/search/?q={number}">{number}</a>', said)

    def test_are_no_part_of_another_reference(self):
        for text in ("commerce-261127-0015-S06", "XX26-000583", "PA26-0001-01", "M-13"):
            with self.subTest(text):
                self.assertEqual(numbers_linked(text, "/search/"), text)

    def test_leave_no_markup_in(self):
        said = numbers_linked("<b>S26-000599</b>", "/search/")

        self.assertIn("&lt;b&gt;<a ", said)

    def test_stay_text_where_nothing_is_searched(self):
        self.assertEqual(numbers_linked("S26-000599", ""), "S26-000599")
