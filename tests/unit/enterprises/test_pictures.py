"""Pictures say their finding, and give the same as a table."""

import re
from datetime import date
from itertools import pairwise

from django.test import SimpleTestCase

from enterprises.pictures import (
    Bar,
    ClassPeriod,
    Mark,
    Series,
    Share,
    bars,
    class_timeline,
    intervals,
    lines,
    nice_steps,
    stacked_columns,
    timeline,
)


class Pictures(SimpleTestCase):
    def test_grid_lines_are_round_and_reach_over_the_top(self):
        for top in (0.7, 3, 9, 38_700, 1_000_000):
            with self.subTest(top=top):
                steps = nice_steps(top)

                self.assertGreaterEqual(steps[-1], top)
                self.assertLessEqual(len(steps), 6)

    def test_say_their_finding_and_give_the_same_as_a_table(self):
        drawings = [
            stacked_columns(
                ["Sep", "Oct"], [Series("Russia", [1_420, 2_840])], finding="More", first_head="M"
            ),
            lines(["Sep", "Oct"], [Series("All", [4.5, None])], finding="More", first_head="M"),
            intervals(
                [Share("C, Russia", 7.2, 3.6, 14.2, "7 of 97")],
                finding="More",
                heads=("Lane", "Failed"),
                limit=5,
            ),
            bars([Bar("Chromium (VI)", 0.4, "1.20 of 3.0")], finding="More", heads=("I", "V")),
        ]
        for drawing in drawings:
            self.assertIn('role="img" aria-label="More"', drawing)
            self.assertIn("<details>", drawing)
            self.assertNotIn("style=", drawing)
        self.assertIn('<td class="num">2,840</td>', drawings[0])
        self.assertIn('<td class="num">—</td>', drawings[1])
        self.assertIn("1.20 of 3.0", drawings[3])
        self.assertIn("7 of 97", drawings[2])

    def test_names_of_two_lines_that_end_together_are_both_read(self):
        for ends in ((21, 19), (19, 21), (20, 20), (0, 0)):
            with self.subTest(ends=ends):
                drawn = lines(
                    ["Sep", "Oct"],
                    [Series("All", [70, ends[0]]), Series("Not at once", [60, ends[1]])],
                    finding="More",
                    first_head="M",
                )
                heights = [float(y) for y in re.findall(r'y="([\d.]+)" class="strong"', str(drawn))]

                self.assertGreaterEqual(abs(heights[0] - heights[1]), 14)
                self.assertLessEqual(max(heights), 256)

    def test_nothing_to_show_is_drawn_without_falling_over(self):
        self.assertIn("<svg", stacked_columns([], [], finding="None", first_head="M"))
        self.assertIn("<svg", lines([], [], finding="None", first_head="M"))

    def test_a_class_over_time_leads_to_its_events(self):
        drawing = class_timeline(
            [
                ClassPeriod("B", date(2025, 9, 1), date(2026, 8, 28), "81.5"),
                ClassPeriod("A", date(2026, 8, 28), None, "<b>"),
            ],
            [Mark(1, date(2026, 8, 28), "Sample failed", "#event-1", is_adverse=True)],
            today=date(2026, 11, 18),
            finding="B, then A",
        )

        self.assertIn('<a href="#event-1" aria-label="Event 1: Sample failed">', drawing)
        self.assertIn('role="group" aria-label="B, then A"', drawing)
        self.assertLess(drawing.index("28 Aug 2026"), drawing.index("1 Sep 2025"))
        self.assertNotIn("<b>", drawing)

    def test_a_firm_classed_today_is_drawn_too(self):
        today = date(2026, 11, 18)

        drawing = class_timeline([ClassPeriod("C", today, None)], today=today, finding="New today")

        self.assertIn("cls-c", drawing)


class MarksApart(SimpleTestCase):
    def test_marks_of_the_same_days_are_all_read_and_none_leaves_the_picture(self):
        moved = timeline._apart([40.0, 41.0, 42.0, 600.0, 1086.0, 1087.0])

        self.assertEqual((moved[0], moved[3]), (40.0, 600.0))
        self.assertLessEqual(moved[-1], timeline.RIGHT)
        gaps = [later - earlier for earlier, later in pairwise(moved)]
        self.assertGreaterEqual(min(gaps), timeline.APART)
