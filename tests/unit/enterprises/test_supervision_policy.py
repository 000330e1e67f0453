"""Scores, lateness and missing papers, as pure rules."""

from datetime import date, timedelta

from django.test import SimpleTestCase

from enterprises.policy import (
    ItemFound,
    assessment_score,
    has_critical_fault,
    papers_missing,
    rectification_is_overdue,
)
from enterprises.states import DocumentKind, ItemFinding, RectificationState

_F, _R = ItemFinding, RectificationState
DAY = date(2026, 11, 20)


def found(weight, finding, *, is_critical=False):
    return ItemFound(weight=weight, is_critical=is_critical, finding=finding)


class Score(SimpleTestCase):
    def test_is_the_share_of_the_weight_that_applies(self):
        items = [found(60, _F.CONFORMING), found(20, _F.NONCONFORMING), found(20, None)]

        self.assertEqual(assessment_score(items), 75)

    def test_leaves_out_what_does_not_apply(self):
        items = [found(30, _F.CONFORMING), found(70, _F.NOT_APPLICABLE)]

        self.assertEqual(assessment_score(items), 100)

    def test_rounds_half_up(self):
        for met, whole, score in ((1, 8, 13), (1, 3, 33), (2, 3, 67), (0, 5, 0)):
            with self.subTest(met=met, whole=whole):
                items = [found(met, _F.CONFORMING), found(whole - met, _F.NONCONFORMING)]
                self.assertEqual(assessment_score(items), score)

    def test_of_nothing_is_none(self):
        self.assertIsNone(assessment_score([found(10, _F.NOT_APPLICABLE)]))

    def test_says_nothing_about_a_critical_item(self):
        items = [found(99, _F.CONFORMING), found(1, _F.NONCONFORMING, is_critical=True)]

        self.assertEqual((assessment_score(items), has_critical_fault(items)), (99, True))


class Lateness(SimpleTestCase):
    def test_begins_the_day_after_and_never_while_the_bureau_looks(self):
        for state in _R:
            for days in (-1, 0, 1):
                with self.subTest(state=state, days=days):
                    late = rectification_is_overdue(state, DAY, DAY + timedelta(days=days))
                    self.assertEqual(late, days == 1 and state in (_R.OPEN, _R.RETURNED))


class Papers(SimpleTestCase):
    def test_are_four_and_another_is_never_one_of_them(self):
        missing = papers_missing(["other", "plan"])

        self.assertEqual(
            missing, (DocumentKind.LICENCE, DocumentKind.PROCESS_CHART, DocumentKind.RULE_BOOK)
        )
