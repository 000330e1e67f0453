"""The live verdict: content still being written, judged as a submission now would be."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from inspections.models import CheckDraw, ReleaseDecision
from inspections.policy.evidence import IncompleteEvidence
from inspections.policy.release import judge_release
from inspections.selectors.evidence import preview_evidence, release_evidence
from inspections.selectors.reference import rule_set_on
from inspections.states import Outcome
from lab.models import LotBalance
from tests.factories import TODAY, at
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)


class TestPreview(TestCase):
    def setUp(self):
        self.firm = make_exporter("A")
        make_month(self.firm)
        self.lot = make_lot(self.firm, skins=5000)

    def verdict(self, content, **more):
        evidence = preview_evidence(content, enterprise=self.firm, at=at(TODAY), **more)
        return judge_release(evidence, rule_set_on(TODAY).rule_set)

    def test_says_what_submission_would_and_writes_nothing(self):
        content = make_content(make_line({self.lot: 4000}))

        verdict = self.verdict(content)

        self.assertEqual(verdict.outcome, Outcome.RELEASED)
        self.assertFalse(ReleaseDecision.objects.exists() or CheckDraw.objects.exists())
        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 5000)

    def test_tells_the_rate_and_never_the_draw(self):
        content = make_content(make_line({self.lot: 400}))
        draft = make_draft(self.firm, content, is_drawn=True)

        verdict = self.verdict(content, declaration=draft)

        self.assertEqual((verdict.check_rate, verdict.is_drawn), (5, False))
        self.assertEqual(submit(draft).outcome, Outcome.HELD)

    def test_what_has_no_skins_of_the_firm_yet_is_not_judged(self):
        theirs = make_lot(make_exporter(), skins=7)
        unfinished = (
            make_content(),
            make_content(make_line({}, pieces=1)),
            make_content(make_line({theirs: 4})),
        )

        for content in unfinished:
            with self.subTest(lines=len(content.lines)), self.assertRaises(IncompleteEvidence):
                self.verdict(content)

    def test_same_goods_have_the_same_evidence_saved_or_not(self):
        content = make_content(make_line({self.lot: 4000}))
        draft = make_draft(self.firm, content)
        draft.submission = 1

        unsaved = preview_evidence(content, enterprise=self.firm, at=at(TODAY), declaration=draft)
        draft.refresh_from_db()
        draft.submission = 2
        saved = release_evidence(draft, at=at(TODAY))

        self.assertEqual(unsaved, saved)

    def test_takes_as_many_questions_for_fifty_lots_as_for_two(self):
        counts = []
        for lots in (2, 50, 50):
            uses = {make_lot(self.firm, skins=50): 40 for _lot in range(lots)}
            content = make_content(*(make_line({lot: skins}) for lot, skins in uses.items()))
            with CaptureQueriesContext(connection) as questions:
                self.verdict(content)
            counts.append(len(questions))

        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[1], counts[0])
