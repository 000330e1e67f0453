"""Decisions replayed, draws made again, seeds published before and revealed after."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from inspections.models import CheckDraw, DaySeed, ReleaseDecision
from inspections.policy.draw import draw_value, seed_hash
from inspections.selectors.proofs import replay, verify_draw
from inspections.services import seeds
from inspections.services.decisions import decide_again
from inspections.states import Outcome
from lab.states import ObligationState
from tests.factories import TODAY, at
from tests.factories.inspections import (
    HARMLESS,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    make_report,
    submit,
)

TOMORROW = TODAY + timedelta(days=1)


class TestReplay(TestCase):
    """Every outcome there is, replayed from what was stored."""

    @classmethod
    def setUpTestData(cls):
        firm = make_exporter("A")
        make_month(firm, ObligationState.MISSED)
        tested, bare, bad = make_lot(firm), make_lot(firm), make_lot(firm)
        make_report(tested)
        make_report(bad, {**HARMLESS, "HCHO": "420"})
        cases = (
            ({tested: 400}, "RU"),
            ({bare: 400}, "RU"),
            ({bad: 400}, "DE"),
            ({bare: 9000}, "JP"),
        )
        for uses, iso in cases:
            declaration = make_draft(firm, make_content(make_line(uses), iso=iso))
            decision = submit(declaration)
            if decision.outcome == Outcome.HELD:
                make_report(bare, {"HCHO": "12"}, reported_on=TODAY)
                decide_again(number=declaration.number, cause="test", at=at(TODAY, 17))

    def test_every_verdict_is_the_same_to_the_letter(self):
        said = StringIO()

        call_command("replay_decisions", stdout=said)

        outcomes = set(ReleaseDecision.objects.values_list("outcome", flat=True))
        self.assertEqual(outcomes, {"released", "held", "refused", "returned"})
        self.assertIn("5 decisions replayed", said.getvalue())

    def test_altered_evidence_or_verdict_is_noticed(self):
        decision = ReleaseDecision.objects.filter(outcome="released").get()
        decision.evidence["lots"][0]["remaining"] += 1
        self.assertIn("digest", replay(decision))

        decision = ReleaseDecision.objects.get(pk=decision.pk)
        decision.verdict["check_rate"] = "99"
        self.assertIn("judged released", replay(decision))

    def test_command_fails_where_one_differs(self):
        decision = ReleaseDecision.objects.filter(outcome="released").get()
        decision.pk, decision.ordinal, decision.is_final = None, 9, False
        decision.outcome, decision.path, decision.evidence_digest = "held", "", "0" * 64
        decision.save(force_insert=True)

        with self.assertRaises(CommandError):
            call_command("replay_decisions", stderr=StringIO())


class TestSeeds(TestCase):
    def test_hashes_are_published_ahead_and_once(self):
        first = seeds.publish_commitments(at=at(TODAY), days=7)
        again = seeds.publish_commitments(at=at(TODAY), days=7)

        self.assertEqual((first, again), (8, 0))
        ahead = DaySeed.objects.get(day=TODAY + timedelta(days=7))
        self.assertEqual(ahead.commitment, seed_hash(seeds.seed_of(ahead.day)))
        self.assertEqual(ahead.revealed, "")

    def test_only_days_that_are_past_are_revealed(self):
        seeds.publish_commitments(at=at(TODAY), days=1)

        same_day = seeds.reveal(at=at(TODAY, 23, 59))
        day_after = seeds.reveal(at=at(TOMORROW, 0, 5))

        self.assertEqual((same_day, day_after), ([], [TODAY]))

    def test_key_changed_after_the_hash_was_published_stops_the_draw(self):
        seeds.publish_commitments(at=at(TODAY), days=0)

        with override_settings(DRAW_KEY="another"), self.assertRaises(ImproperlyConfigured):
            seeds.committed_seed(TODAY, at=at(TODAY))

    def test_key_changed_meanwhile_reveals_no_wrong_seed(self):
        seeds.publish_commitments(at=at(TODAY), days=0)

        with override_settings(DRAW_KEY="another"), self.assertLogs(seeds.__name__, "ERROR"):
            self.assertEqual(seeds.reveal(at=at(TOMORROW)), [])
        self.assertEqual(seeds.reveal(at=at(TOMORROW)), [TODAY])

    def test_another_key_gives_other_seeds(self):
        before = seeds.seed_of(TODAY)

        with override_settings(DRAW_KEY="another"):
            self.assertNotEqual(seeds.seed_of(TODAY), before)


class TestDraws(TestCase):
    def setUp(self):
        firm = make_exporter("A")
        make_month(firm)
        content = make_content(make_line({make_lot(firm): 400}))
        self.declaration = make_draft(firm, content)
        submit(self.declaration)
        seeds.reveal(at=at(TOMORROW))

    def test_anybody_repeats_the_draw_from_number_and_seed(self):
        said = StringIO()

        call_command("verify_draws", stdout=said)

        seed = bytes.fromhex(DaySeed.objects.get(day=TODAY).revealed)
        draw = CheckDraw.objects.get()
        self.assertEqual(draw.value, draw_value(self.declaration.number, seed))
        self.assertIn("1 draws agree", said.getvalue())

    def test_other_value_rate_or_seed_is_noticed(self):
        seed = DaySeed.objects.get(day=TODAY)
        alterations = [
            ({"value": Decimal("0.1")}, "value"),
            ({"is_drawn": True}, "rate"),
            ({"drawn_on": TOMORROW}, "another day"),
        ]
        for changes, told in alterations:
            draw = CheckDraw.objects.select_related("declaration").get()
            for name, value in changes.items():
                setattr(draw, name, value)
            with self.subTest(told):
                self.assertIn(told, verify_draw(draw, seed))
