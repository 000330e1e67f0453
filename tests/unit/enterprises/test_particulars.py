"""The particulars of an audit entry in the reader's words."""

from django.test import SimpleTestCase
from django.utils.translation import override

from enterprises.particulars import LENGTH, particulars


class Particulars(SimpleTestCase):
    def test_leave_out_what_says_nothing(self):
        with override("en"):
            self.assertEqual(
                particulars({"version": 3, "note": "", "fails": [], "skins": 0}), "skins: 0"
            )

    def test_are_named_in_the_readers_language_and_keep_a_name_that_nobody_knows(self):
        with override("zh-hans"):
            said = particulars({"reason": "缺平面图", "odd": True})
        self.assertNotIn("reason", said)
        self.assertIn("缺平面图", said)
        self.assertIn("odd", said)

    def test_shorten_digests_and_what_does_not_fit_on_a_line(self):
        with override("en"):
            self.assertEqual(particulars({"evidence": "ab" * 32}), "evidence: abababababab…")
            self.assertEqual(len(particulars({"note": "x" * 500})), LENGTH)

    def test_tell_what_a_form_changed_from_what_to_what(self):
        with override("en"):
            said = particulars({"valid_until": ["", "2027-01-02"]}, are_changes=True)
            of_a_firm = particulars(
                {
                    "before": {"workers": 45, "address": "a"},
                    "after": {"workers": 46, "address": "a"},
                }
            )

        self.assertEqual(said, "valid until: — → 2027-01-02")
        self.assertEqual(of_a_firm, "workers: 45 → 46")
