"""What codes of material are called in the reader's language."""

from django.test import SimpleTestCase
from django.utils.translation import override

from inspections.demo.material import COLOURS
from lab.models import RawMaterialLot, Retest
from lab.words import colour_name, colours_named, material_name


class Colours(SimpleTestCase):
    def test_usual_colours_have_a_name_in_chinese(self):
        with override("zh-hans"):
            for colour in {colour for some in COLOURS.values() for colour in some}:
                with self.subTest(colour=colour):
                    lot = RawMaterialLot(species="mink", process="dyed", colour=colour)

                    self.assertNotIn(colour, material_name(lot))

    def test_a_colour_in_own_words_is_shown_as_written(self):
        self.assertEqual(colour_name("Arctic marble"), "Arctic marble")

    def test_a_colour_is_found_by_its_name(self):
        with override("zh-hans"):
            self.assertEqual(colours_named(colour_name("black")), ["black"])


class Retests(SimpleTestCase):
    def test_say_their_outcome_once_they_have_one(self):
        for state, outcome, words in (
            ("accepted", "", "Accepted"),
            ("done", "failed", "Failed again"),
            ("declined", "", "Declined"),
        ):
            with self.subTest(state):
                self.assertEqual(str(Retest(state=state, outcome=outcome).standing), words)
