"""The audit speaks: known deeds by their words, new ones by their end, strange ones as written."""

from importlib import import_module

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

    def test_say_every_state_that_a_record_can_come_to(self):
        machines = [
            machine
            for floor in ("enterprises", "blacklist", "lab", "inspections")
            for name, machine in vars(import_module(f"{floor}.states")).items()
            if name.startswith("NEXT_") and isinstance(machine, dict)
        ]
        self.assertGreater(len(machines), 9)
        for state in {str(state.value) for machine in machines for state in machine}:
            with self.subTest(state), override("zh-hans"):
                self.assertRegex(deed_words(f"record_{state}"), "[\u4e00-\u9fff]")

    def test_name_a_table_of_reference_data_as_the_administration_does(self):
        with override("en"):
            self.assertEqual(kind_words("yieldnorm"), "Yield norm")
            self.assertEqual(kind_words("hscode"), "HS code")
        with override("zh-hans"):
            self.assertEqual(kind_words("scoringscheme"), "评分方案")

    def test_that_are_said_alike_are_offered_once(self):
        with override("zh-hans"):
            words = [said for _code, said in deed_choices()]

        self.assertEqual(len(words), len(set(words)))

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
