"""Submission: judged, decided, written off and recorded in one transaction."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from blacklist.models import CreditEvent
from enterprises.errors import Invalid
from enterprises.models import AuditEntry, ExportMarket, OutboxFact
from enterprises.states import RegistrationState, Species
from inspections.models import Certificate, CheckDraw, Hold
from inspections.services.decisions.anew import decide_again
from inspections.states import DeclarationState, Outcome, Path
from lab.models import LedgerEntry
from lab.states import LedgerKind, ObligationState
from tests.factories import TODAY, at, make_list_entry
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


def ledger_of(lot):
    """The kinds and skins posted to a lot after its receipt."""
    entries = LedgerEntry.objects.filter(lot=lot).exclude(kind=LedgerKind.RECEIPT)
    return list(entries.order_by("pk").values_list("kind", "skins"))


def codes_of(decision):
    """The reasons of a decision's failures, each with its lot."""
    return [
        (finding["reason"]["code"], finding.get("lot", ""))
        for finding in decision.verdict["findings"]
        if finding["status"] == "failed"
    ]


class TestRussianLane(TestCase):
    """The key move: from testing the product to testing the raw material and its source."""

    def setUp(self):
        self.firm = make_exporter("A")
        self.lot = make_lot(self.firm, skins=5000)

    def declare(self, when=None, iso="RU", **fields):
        content = make_content(make_line({self.lot: 4000}), iso=iso, **fields)
        declaration = make_draft(self.firm, content, when)
        return declaration, submit(declaration, when)

    def test_month_covered_is_released_on_raw_material_and_written_off(self):
        make_month(self.firm)

        declaration, decision = self.declare()

        self.assertEqual(
            (decision.outcome, decision.path, decision.lane),
            (Outcome.RELEASED, Path.RAW_MATERIAL_RELEASE, "R-31"),
        )
        self.assertEqual(declaration.state, DeclarationState.RELEASED)
        self.assertEqual(
            ledger_of(self.lot), [("reservation", -4000), ("give_back", 4000), ("write_off", -4000)]
        )
        self.lot.balance.refresh_from_db()
        self.assertEqual((self.lot.balance.free_skins, self.lot.balance.written_off), (1000, 4000))

    def test_release_leaves_certificate_audit_fact_draw_and_market(self):
        make_month(self.firm)

        declaration, decision = self.declare()

        certificate = Certificate.objects.get(declaration=declaration)
        self.assertEqual(certificate.number, f"C{declaration.number[1:]}-1")
        self.assertEqual(certificate.ship_until, TODAY + timedelta(days=61))
        self.assertTrue(AuditEntry.objects.filter(record_number=declaration.number).exists())
        fact = OutboxFact.objects.get(name="declaration_decided")
        self.assertEqual(fact.payload["decision"], decision.pk)
        draw = CheckDraw.objects.get(declaration=declaration)
        self.assertEqual((draw.rate, draw.is_drawn), (5, False))
        market = ExportMarket.objects.get(enterprise=self.firm)
        self.assertEqual((market.iso, market.is_reported), ("RU", True))

    def test_month_missed_is_held_for_the_lot(self):
        make_month(self.firm, ObligationState.MISSED)

        declaration, decision = self.declare()

        self.assertEqual(decision.outcome, Outcome.HELD)
        self.assertEqual(codes_of(decision), [("LOT_EVIDENCE_MISSING", self.lot.number)])
        hold = Hold.objects.get(declaration=declaration)
        self.assertEqual(
            (hold.kind, hold.rule_code, hold.subject), ("test", "R-62", self.lot.number)
        )
        self.assertEqual(ledger_of(self.lot), [("reservation", -4000)])

    def test_month_missed_is_released_with_a_tested_lot(self):
        make_month(self.firm, ObligationState.MISSED)
        make_report(self.lot)

        _declaration, decision = self.declare()

        self.assertEqual((decision.outcome, decision.path), (Outcome.RELEASED, Path.LOT_EVIDENCE))

    def test_last_months_pass_covers_until_the_due_day(self):
        first = (TODAY.replace(day=1) + timedelta(days=31)).replace(day=1)
        make_month(self.firm, ObligationState.PASSED, TODAY)
        month = make_month(self.firm, ObligationState.OPEN, first)
        after_due = month.due_on + timedelta(days=1)

        outcomes = []
        for day in (first, month.due_on, after_due):
            self.lot = make_lot(self.firm, skins=5000)
            outcomes.append(self.declare(at(day))[1].outcome)

        self.assertEqual(outcomes, [Outcome.RELEASED, Outcome.RELEASED, Outcome.HELD])

    def test_base_law_is_judged_for_russia_too(self):
        make_month(self.firm)
        make_report(self.lot, {**HARMLESS, "HCHO": "420"})

        _declaration, decision = self.declare()

        self.assertEqual(decision.outcome, Outcome.REFUSED)
        self.assertIn(("LOT_FAILED", self.lot.number), codes_of(decision))

    def test_refusal_writes_nothing_off_and_is_reported(self):
        make_month(self.firm)
        make_report(self.lot, {**HARMLESS, "HCHO": "420"})

        declaration, _decision = self.declare()

        self.assertEqual(ledger_of(self.lot), [])
        event = CreditEvent.objects.get(enterprise=self.firm)
        self.assertEqual((event.indicator, event.state), ("M11", "reported"))
        self.assertFalse(Certificate.objects.filter(declaration=declaration).exists())

    def test_black_listed_has_no_fast_lane(self):
        make_month(self.firm)
        make_list_entry(self.firm)

        declaration, decision = self.declare()

        self.assertEqual((decision.outcome, decision.lane), (Outcome.HELD, "R-20"))
        kinds = set(Hold.objects.filter(declaration=declaration).values_list("kind", flat=True))
        self.assertEqual(kinds, {"test", "inspection", "chief"})

    def test_skins_short_is_returned_without_a_mark_on_credit(self):
        make_month(self.firm)
        small = make_lot(self.firm, skins=3999)
        declaration = make_draft(self.firm, make_content(make_line({small: 4000})))

        decision = submit(declaration)

        self.assertEqual(decision.outcome, Outcome.RETURNED)
        self.assertEqual(codes_of(decision), [("SKINS_SHORT", small.number)])
        self.assertEqual(ledger_of(small), [])
        self.assertFalse(CreditEvent.objects.exists())

    def test_two_lines_share_the_skins_of_one_lot(self):
        make_month(self.firm)
        content = make_content(make_line({self.lot: 2800}), make_line({self.lot: 2400}))

        decision = submit(make_draft(self.firm, content))

        self.assertEqual(codes_of(decision), [("SKINS_SHORT", self.lot.number)])

    def test_unknown_destination_is_held_for_review(self):
        declaration, decision = self.declare(iso="PE")

        self.assertEqual(decision.outcome, Outcome.HELD)
        self.assertEqual(codes_of(decision), [("DESTINATION_UNKNOWN", "")])
        self.assertFalse(Hold.objects.get(declaration=declaration).is_acceptable)

    def test_declaration_without_skins_is_not_judged(self):
        declaration = make_draft(
            self.firm, make_content(make_line({self.lot: 40}), make_line({}, pieces=3))
        )

        with self.assertRaises(Invalid) as refusal:
            submit(declaration)

        self.assertEqual(set(refusal.exception.fields), {"lines.2.uses"})

    def test_line_of_no_skin_of_its_fur_is_not_judged(self):
        fox = make_lot(self.firm)
        fox.species = Species.FOX
        fox.save()
        trimmed = make_content(make_line({self.lot: 4000, fox: 20}, pieces=100))
        mistaken = make_content(make_line({self.lot: 40}), make_line({fox: 4000}))

        self.assertIn(submit(make_draft(self.firm, trimmed)).outcome, Outcome)
        with self.assertRaises(Invalid) as refusal:
            submit(make_draft(self.firm, mistaken))

        self.assertEqual(set(refusal.exception.fields), {"lines.2.uses"})

    def test_shipping_date_that_is_past_is_not_judged(self):
        line = make_line({self.lot: 40})
        today = make_draft(self.firm, make_content(line, planned_on=TODAY))
        yesterday = make_draft(self.firm, make_content(line, planned_on=TODAY - timedelta(days=1)))

        self.assertIn(submit(today).outcome, Outcome)
        with self.assertRaises(Invalid) as refusal:
            submit(yesterday)

        self.assertEqual(set(refusal.exception.fields), {"planned_on"})


class TestStrictMarkets(TestCase):
    def setUp(self):
        self.firm = make_exporter("A")
        make_month(self.firm)
        self.tested, self.bare = make_lot(self.firm), make_lot(self.firm)

    def test_japan_is_held_for_exactly_the_lot_without_azo(self):
        make_report(self.tested)
        make_report(self.bare, {"HCHO": "12"})
        content = make_content(make_line({self.tested: 2000, self.bare: 2000}), iso="JP")

        declaration = make_draft(self.firm, content)
        decision = submit(declaration)

        hold = Hold.objects.get(declaration=declaration)
        self.assertEqual(decision.outcome, Outcome.HELD)
        self.assertEqual(
            (hold.subject, hold.reason_code), (self.bare.number, "LOT_EVIDENCE_MISSING")
        )
        self.assertIn("AZO", hold.params["items"])
        self.assertNotIn("HCHO", hold.params["items"])

    def test_verified_result_releases_it(self):
        make_report(self.tested)
        make_report(self.bare, {"HCHO": "12"})
        content = make_content(make_line({self.tested: 2000, self.bare: 2000}), iso="JP")
        declaration = make_draft(self.firm, content)
        submit(declaration)

        make_report(self.bare, {"AZO": "<5", "4-AAB": "<5"}, reported_on=TODAY)
        decision = decide_again(number=declaration.number, cause="test", at=at(TODAY, 15))

        self.assertEqual((decision.outcome, decision.ordinal), (Outcome.RELEASED, 2))
        self.assertEqual(Hold.objects.get(declaration=declaration).ended, "met")
        self.assertEqual(
            ledger_of(self.bare),
            [("reservation", -2000), ("give_back", 2000), ("write_off", -2000)],
        )

    def test_azo_at_the_limit_passes_in_the_union(self):
        make_report(self.tested, {**HARMLESS, "BZD": "30.0"})

        decision = submit(
            make_draft(self.firm, make_content(make_line({self.tested: 2000}), iso="DE"))
        )

        self.assertNotIn(("LOT_FAILED", self.tested.number), codes_of(decision))

    def test_chromium_at_three_is_refused_in_the_union(self):
        make_report(self.tested, {**HARMLESS, "CR6": "3.0"})
        line = make_line({self.tested: 2000}, contact="direct")

        decision = submit(make_draft(self.firm, make_content(line, iso="DE")))

        self.assertEqual(decision.outcome, Outcome.REFUSED)
        self.assertIn(("LOT_FAILED", self.tested.number), codes_of(decision))


class TestProvisionalRegistration(TestCase):
    def setUp(self):
        self.firm = make_exporter(
            "B",
            registration={
                "state": RegistrationState.PROVISIONAL,
                "allowed_isos": ["RU"],
                "cap_pieces": 150,
            },
        )
        make_month(self.firm)
        self.lot = make_lot(self.firm, skins=20000)
        make_report(self.lot)

    def test_other_destination_is_returned(self):
        decision = submit(
            make_draft(self.firm, make_content(make_line({self.lot: 4000}), iso="JP"))
        )

        self.assertEqual(decision.outcome, Outcome.RETURNED)
        self.assertEqual(codes_of(decision), [("PROVISIONAL_DESTINATION", "")])

    def test_cap_counts_what_was_released_before(self):
        first = submit(make_draft(self.firm, make_content(make_line({self.lot: 4000}))))
        second = submit(make_draft(self.firm, make_content(make_line({self.lot: 2040}))))
        third = submit(make_draft(self.firm, make_content(make_line({self.lot: 2000}))))

        self.assertEqual(
            [first.outcome, second.outcome, third.outcome],
            [Outcome.RELEASED, Outcome.RETURNED, Outcome.RELEASED],
        )
        self.assertEqual(codes_of(second), [("PROVISIONAL_CAP", "")])


class TestStatements(TestCase):
    """Write set-wise from the start: the number of statements does not grow with the goods."""

    def test_deciding_takes_as_many_statements_for_three_hundred_lines_as_for_one(self):
        firm = make_exporter("A")
        make_month(firm)
        counts = {}
        for lines in (1, 5, 50, 300):
            lots = [make_lot(firm, skins=50) for _lot in range(lines)]
            declaration = make_draft(firm, make_content(*(make_line({lot: 40}) for lot in lots)))
            with CaptureQueriesContext(
                connection,
            ) as statements:
                decision = submit(declaration)
            self.assertEqual(decision.outcome, Outcome.RELEASED)
            counts[lines] = len(statements)

        # The first of them also names the market and commits to the day's seed.
        self.assertEqual(counts[5], counts[50])
        self.assertEqual(counts[50], counts[300])
        self.assertLessEqual(counts[300], counts[1])
        self.assertLess(counts[300], 36)
