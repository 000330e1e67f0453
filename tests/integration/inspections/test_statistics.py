"""Statistics agree with what one counts by hand, whatever is asked, at a fixed number of questions."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from statistics import median

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.models import Enterprise, PolicyMeasure
from enterprises.states import RegistrationState
from inspections.models import Check, Declaration
from inspections.policy.leniency import most_failing
from inspections.selectors import statistics
from inspections.selectors.statistics import Asked, Span, Which, measures_since
from tests.factories import TODAY, at, make_registration, make_user
from tests.factories.figures import judged, judged_firm
from tests.factories.inspections import make_lot, make_report

MARKETS = {"RU": "EAEU", "DE": "EU", "FR": "EU", "JP": "JP", "KR": "KR", "KZ": "EAEU", "US": "US"}
LEVELS = ("RED", "A", "B", "C", "D")
YEAR = Span(TODAY - timedelta(days=364), TODAY)


class TestReleased(TestCase):
    """A random year of some firms, counted by hand beside it."""

    @classmethod
    def setUpTestData(cls):
        chance = Random(7)
        cls.firms = [judged_firm() for _count in range(3)]
        cls.firms[0].brands.create(name="Beichen", iso="RU")
        cls.firms[0].brands.create(name="Aurora", iso="RU")
        cls.firms[1].brands.create(name="Polar")
        cls.declarations = [
            judged(
                chance.choice(cls.firms),
                iso=chance.choice(list(MARKETS)),
                markets=MARKETS,
                level=chance.choice(LEVELS),
                submitted=at(TODAY - timedelta(days=chance.randint(0, 420)), chance.randint(0, 23)),
                hours=chance.choice((0, 0, 0, 5, 30, 200)),
                pieces=chance.randint(1, 900),
                state=chance.choice(("released", "released", "released", "refused", "cancelled")),
            )
            for _count in range(120)
        ]

    def released_by_hand(self, span: Span, **conditions) -> list[Declaration]:
        return [
            one
            for one in self.declarations
            if one.state == "released"
            and span.first <= timezone.localtime(one.decided_at).date() <= span.last
            and all(getattr(one, name) == value for name, value in conditions.items())
        ]

    def assert_agrees(self, asked: Asked, by_hand: list[Declaration]) -> None:
        found = statistics.released(asked)
        self.assertEqual(found.whole.batches, len(by_hand))
        self.assertEqual(found.whole.pieces, sum(one.pieces for one in by_hand))
        self.assertEqual(found.whole.value_usd, sum((one.value_usd for one in by_hand), Decimal(0)))

        months: dict[date, Counter] = defaultdict(Counter)
        for one in by_hand:
            month = timezone.localtime(one.decided_at).date().replace(day=1)
            series = statistics.series_of(one.destination_iso, MARKETS[one.destination_iso])
            months[month][series] += one.pieces
        for row in found.months:
            pieces = {series: amount.pieces for series, amount in row.by_series.items()}
            self.assertEqual(+Counter(pieces), months[row.month])
        self.assertEqual([row.month for row in found.months], list(asked.span.months))

        levels = Counter()
        firms = Counter()
        for one in by_hand:
            levels[one.level] += 1
            firms[one.enterprise.serial] += one.pieces
        self.assertEqual({row.key: row.amount.batches for row in found.levels}, levels)
        self.assertEqual({row.key: row.amount.pieces for row in found.firms}, firms)
        lines = list(statistics.released_rows(asked))
        self.assertEqual(sum(line.amount.pieces for line in lines), found.whole.pieces)

    def test_agrees_with_a_count_by_hand(self):
        self.assert_agrees(Asked(YEAR), self.released_by_hand(YEAR))

    def test_agrees_whatever_narrows_it(self):
        short = Span(TODAY - timedelta(days=40), TODAY - timedelta(days=11))
        firm = self.firms[1]
        everything = self.released_by_hand(YEAR)
        narrowed = {
            "days": (Asked(short), self.released_by_hand(short)),
            "firm": (
                Asked(YEAR, Which(firm=firm)),
                [d for d in everything if d.enterprise == firm],
            ),
            "class": (Asked(YEAR, Which(level="B")), [d for d in everything if d.level == "B"]),
            "country": (
                Asked(YEAR, Which(destination="FR")),
                self.released_by_hand(YEAR, destination_iso="FR"),
            ),
            "seen": (
                Asked(YEAR, Which(seen=Enterprise.objects.filter(pk=firm.pk))),
                [d for d in everything if d.enterprise == firm],
            ),
        }
        for series in statistics.SERIES:
            narrowed[series] = (
                Asked(YEAR, Which(market=series)),
                [
                    one
                    for one in everything
                    if statistics.series_of(one.destination_iso, MARKETS[one.destination_iso])
                    == series
                ],
            )
        for name, (asked, by_hand) in narrowed.items():
            with self.subTest(name):
                self.assert_agrees(asked, by_hand)

    def test_counts_a_day_at_both_its_ends(self):
        day = timezone.localtime(self.released_by_hand(YEAR)[0].decided_at).date()

        self.assert_agrees(Asked(Span(day, day)), self.released_by_hand(Span(day, day)))

    def test_puts_the_brands_of_a_firm_for_a_country_together(self):
        everything = self.released_by_hand(YEAR)
        wanted = {
            "Aurora, Beichen": sum(
                one.pieces
                for one in everything
                if one.enterprise == self.firms[0] and one.destination_iso == "RU"
            ),
            "Polar": sum(one.pieces for one in everything if one.enterprise == self.firms[1]),
        }

        found = statistics.released(Asked(YEAR)).brands

        self.assertEqual({row.name: row.amount.pieces for row in found}, wanted)

    def test_takes_the_median_from_first_submission_to_release(self):
        whole, months = statistics.medians(Asked(YEAR))
        by_hand = self.released_by_hand(YEAR)

        self.assertEqual(whole.whole, median(one.took for one in by_hand))
        self.assertEqual(whole.held, median(one.took for one in by_hand if one.took))
        for row in months:
            took = [
                one.took
                for one in by_hand
                if timezone.localtime(one.decided_at).date().replace(day=1) == row.month
            ]
            self.assertEqual(row.whole, median(took) if took else None)

    def test_counts_what_was_answered_first(self):
        submitted = [
            one
            for one in self.declarations
            if YEAR.first <= timezone.localtime(one.submitted_at).date() <= YEAR.last
        ]

        found = statistics.outcomes(Asked(YEAR))

        self.assertEqual(+Counter(found.counts), Counter(one.first for one in submitted))
        self.assertAlmostEqual(
            found.share("held"),
            100 * sum(one.first == "held" for one in submitted) / len(submitted),
        )

    def test_sets_as_many_days_before_the_measures_beside_those_since(self):
        since = TODAY - timedelta(days=99)
        after, before = (
            Span(since, TODAY),
            Span(TODAY - timedelta(days=199), TODAY - timedelta(100)),
        )

        found = statistics.compared(Asked(YEAR), since, TODAY)

        self.assertEqual((found.before_span, found.after_span), (before, after))
        self.assertEqual(found.before.pieces, sum(d.pieces for d in self.released_by_hand(before)))
        self.assertEqual(found.after.pieces, sum(d.pieces for d in self.released_by_hand(after)))
        self.assertEqual(found.before.batches, len(self.released_by_hand(before)))
        self.assertEqual(
            found.russia_after.value_usd,
            sum(d.value_usd for d in self.released_by_hand(after) if d.destination_iso == "RU"),
        )
        self.assertAlmostEqual(found.growth, found.after.pieces / found.before.pieces)

    def test_asks_no_more_the_more_there_is(self):
        def ask() -> None:
            asked = Asked(YEAR)
            statistics.released(asked)
            statistics.medians(asked)
            statistics.outcomes(asked)
            statistics.lane_checks(asked)
            statistics.tests_by_month(asked)
            statistics.came_home(asked)
            statistics.compared(asked, TODAY - timedelta(days=60), TODAY)

        ask()
        with CaptureQueriesContext(connection) as few:
            ask()
        for firm in [judged_firm() for _count in range(4)]:
            judged(firm, iso="RU", markets=MARKETS)
        with self.assertNumQueries(len(few)):
            ask()


class TestMeasuresSince(TestCase):
    def test_is_the_first_day_a_clause_holds_from(self):
        self.assertEqual(measures_since(date(2026, 11, 27)), date(2026, 9, 28))

        PolicyMeasure.objects.filter(code="M-16").update(valid_from=date(2026, 3, 1))
        PolicyMeasure.objects.filter(code="M-05").update(valid_from=date(2026, 2, 1))
        self.assertEqual(measures_since(date(2026, 11, 27)), date(2026, 2, 1))

        # What begins tomorrow has nothing after it yet.
        self.assertEqual(measures_since(date(2026, 1, 31)), date(2025, 12, 1))


class TestChecks(TestCase):
    """Five declarations of a lane that checks five in a hundred."""

    @classmethod
    def setUpTestData(cls):
        cls.firm = judged_firm()
        cls.officer = make_user()
        cls.passed, cls.failed, cls.gone = (
            judged(cls.firm, iso="RU", markets=MARKETS, draw="0.01", state=state)
            for state in ("released", "refused", "withdrawn")
        )
        for declaration, state in ((cls.passed, "passed"), (cls.failed, "failed")):
            Check.objects.create(
                declaration=declaration,
                kind="inspection",
                origin="drawn",
                state=state,
                ordered_at=at(TODAY),
                carried_out_at=at(TODAY),
                carried_out_by=cls.officer,
            )
        for pieces in (100, 300):
            judged(cls.firm, iso="RU", markets=MARKETS, draw="0.9", pieces=pieces)

    def test_are_counted_by_lane_with_an_exact_interval(self):
        (row,) = statistics.lane_checks(Asked(YEAR))

        self.assertEqual((row.lane, row.carried_out, row.failed), ("R-31", 2, 1))
        self.assertAlmostEqual(row.share.low, 0.0126, places=4)
        self.assertEqual(row.title_en, "Monitored market, class A, lane open")

    def test_count_a_drawn_shipment_that_nobody_saw_as_failed(self):
        (row,) = statistics.lane_checks(Asked(YEAR))

        # One failed, one was withdrawn before its check.
        self.assertEqual(row.proven.failing_shipments_at_most, most_failing(2, 0.05) - 2)
        self.assertEqual(row.proven.garments, 400)
        self.assertEqual(row.proven.per_ten_thousand, 10_000)

    def test_prove_nothing_of_a_lane_that_draws_none(self):
        for rate in (None, "100"):
            judged(self.firm, iso="DE", markets=MARKETS, draw="0.5", rate=rate, lane="R-43")

        rows = {row.lane: row for row in statistics.lane_checks(Asked(YEAR))}

        self.assertNotIn("R-43", rows)

    def test_narrow_with_what_is_asked(self):
        self.assertEqual(statistics.lane_checks(Asked(YEAR, Which(market="EU"))), ())


class TestTests(TestCase):
    def test_are_told_apart_by_what_was_tested(self):
        firm = judged_firm()
        first = TODAY.replace(day=1)
        make_report(make_lot(firm), reported_on=first)
        make_report(make_lot(firm), reported_on=first - timedelta(days=1))
        make_report(make_lot(judged_firm()), reported_on=first)

        *_earlier, before, now = statistics.tests_by_month(Asked(YEAR, Which(firm=firm)))

        self.assertEqual((before.lots, now.lots, now.products), (1, 1, 0))
        self.assertEqual(sum(m.at_the_source for m in statistics.tests_by_month(Asked(YEAR))), 3)


class TestComingHome(TestCase):
    def test_counts_firms_registered_in_the_span_port_by_port(self):
        firm = judged_firm()
        make_registration(
            firm,
            state=RegistrationState.LAPSED,
            earlier_ports=["天津", "满洲里"],
            valid_from=TODAY - timedelta(days=30),
        )
        make_registration(
            state=RegistrationState.PROVISIONAL,
            earlier_ports=["天津"],
            valid_from=TODAY - timedelta(days=5),
        )
        make_registration(earlier_ports=["天津"], valid_from=TODAY - timedelta(days=900))
        make_registration(valid_from=TODAY - timedelta(days=5))

        found = statistics.came_home(Asked(YEAR))

        self.assertEqual((found.firms, found.ports), (2, (("天津", 2), ("满洲里", 1))))
        own = replace(Asked(YEAR), which=Which(firm=firm))
        self.assertEqual(statistics.came_home(own).firms, 1)
