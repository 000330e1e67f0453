"""The page of statistics: its finding, figures, pictures and tables, in the reader's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from enterprises import formats, parts
from enterprises.calendar import day_of
from enterprises.languages import is_chinese
from enterprises.tones import Text
from inspections import pictures
from inspections.selectors import statistics
from inspections.selectors.pages.amounts import AmountTable, amount_tables, monitoring_rows
from inspections.selectors.pages.figures import share_words, took_words
from inspections.selectors.statistics import Asked, Comparison, LaneChecks, Outcomes, Released
from inspections.states import Outcome

MUCH_MORE, ALIKE = 1.95, 0.05
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class LaneRow:
    """A lane in words: what its checks found, and what they prove of what left unchecked."""

    lane: str
    title: str
    carried_out: int
    failed: int
    share: str
    interval: str
    proven: str


@dataclass(frozen=True)
class CompareRow:
    name: Text
    before: str
    after: str


@dataclass(frozen=True)
class StatisticsPage:
    """All that the page shows."""

    heading: str
    span_words: str
    stats: tuple[parts.Stat, ...]
    is_empty: bool
    released: SafeString
    compare: tuple[CompareRow, ...]
    compare_heads: tuple[str, str]
    lanes: tuple[LaneRow, ...]
    failures: SafeString | str
    failures_words: str
    pace: SafeString
    tests: SafeString
    tests_words: str
    outcomes: tuple[tuple[Text, str, str], ...]
    tables: tuple[AmountTable, ...]
    ports: tuple[tuple[str, int], ...]
    months: tuple[str, ...]
    monitoring: tuple[parts.MatrixRow, ...]
    report_month: str


def statistics_page(asked: Asked, *, measured: str, at: datetime) -> StatisticsPage:
    """Gather the page in a number of questions that does not grow with what is counted."""
    today = day_of(at)
    since = statistics.measures_since(today)
    released = statistics.released(asked)
    whole_pace, months_pace = statistics.medians(asked)
    answered = statistics.outcomes(asked)
    checks = statistics.lane_checks(asked)
    tests = statistics.tests_by_month(asked)
    home = statistics.came_home(asked)
    compare = statistics.compared(asked, since, today)
    carried_out = [row for row in checks if row.carried_out]
    tests_words = _tests_words(tests)
    failures_words = _failures_words(carried_out)
    return StatisticsPage(
        heading=_finding(compare, since),
        span_words=_("%(first)s to %(last)s")
        % {
            "first": formats.written_date(asked.span.first),
            "last": formats.written_date(asked.span.last),
        },
        stats=_stats(released, whole_pace, answered, home, compare),
        is_empty=not released.whole.batches,
        released=pictures.released_by_month(
            released.months, measured, finding=_released_words(released, asked)
        ),
        compare=_compare_rows(compare),
        compare_heads=_compare_heads(compare),
        lanes=tuple(_lane_row(row) for row in checks),
        failures=(
            pictures.failures_by_lane(carried_out, finding=failures_words) if carried_out else ""
        ),
        failures_words=failures_words,
        pace=pictures.time_to_release(months_pace, finding=_pace_words(whole_pace)),
        tests=pictures.tests_by_month(tests, finding=tests_words),
        tests_words=tests_words,
        outcomes=_outcome_rows(answered),
        tables=tuple(amount_tables(released, asked)),
        ports=home.ports,
        months=tuple(_heads(asked.span.months)),
        monitoring=monitoring_rows(released, asked),
        report_month=f"{asked.span.last:%Y-%m}",
    )


# ---- the finding and the figures ------------------------------------------------


def _finding(compare: Comparison, since: date) -> str:
    """Say what became of exports since the measures: the title of the page."""
    words = {"since": formats.written_date(since), "pieces": formats.number(compare.after.pieces)}
    growth = compare.growth
    if growth is None:
        if not compare.after.pieces:
            return _("Nothing was released since %(since)s") % words
        return _("%(pieces)s pieces left since %(since)s, none in as many days before") % words
    if growth >= MUCH_MORE:
        words["times"] = formats.number(Decimal(growth).quantize(Decimal("0.1")))
        return _("%(times)s times as many pieces left since %(since)s as before") % words
    words["percent"] = formats.percent(abs(round(100 * (growth - 1))))
    if growth > 1 + ALIKE:
        return _("%(percent)s more pieces left since %(since)s than before") % words
    if growth < 1 - ALIKE:
        return _("%(percent)s fewer pieces left since %(since)s than before") % words
    return _("As many pieces left since %(since)s as before") % words


def _stats(
    released: Released,
    pace: statistics.Pace,
    answered: Outcomes,
    home: statistics.CameHome,
    compare: Comparison,
) -> tuple[parts.Stat, ...]:
    whole, russia = released.whole, released.of_series("RU")
    figure, unit = took_words(pace.whole)
    held_figure, held_unit = took_words(pace.held)
    each = whole.value_usd / whole.pieces if whole.pieces else None
    ports = _(", ").join(port for port, _firms in home.ports[:3])
    return (
        parts.Stat(
            _("Pieces released"),
            formats.number(whole.pieces),
            note=_("in %(batches)s consignments; %(russia)s pieces to Russia")
            % {
                "batches": formats.number(whole.batches),
                "russia": formats.number(russia.pieces),
            },
        ),
        parts.Stat(
            pgettext("money", "Value"),
            formats.number(int(whole.value_usd)),
            unit="USD",
            note=_("USD %(each)s a piece") % {"each": formats.number(each, 0)}
            if each
            else _("by the rates on record"),
        ),
        parts.Stat(
            _("Released at once"),
            share_words(answered.counts[Outcome.RELEASED], answered.whole),
            note=_("%(before)s in the time before the measures")
            % {"before": share_words(*compare.before_at_once)},
        ),
        parts.Stat(
            _("Median to release"),
            figure,
            unit=unit,
            note=_("%(figure)s %(unit)s where it was not released at once")
            % {"figure": held_figure, "unit": held_unit}
            if held_unit
            else _("all were released at once"),
        ),
        parts.Stat(
            _("Firms brought home"),
            formats.number(home.firms),
            note=_("declared before at %(ports)s") % {"ports": ports}
            if ports
            else _("registered now, at a port before"),
        ),
    )


def _released_words(released: Released, asked: Asked) -> str:
    busiest = max(released.months, key=lambda row: row.whole.pieces)
    return _("Pieces released by month: %(pieces)s in all, most in %(month)s with %(most)s") % {
        "pieces": formats.number(released.whole.pieces),
        "month": formats.written_date(busiest.month, "month"),
        "most": formats.number(busiest.whole.pieces),
    }


def _pace_words(pace: statistics.Pace) -> str:
    return _("Median time from first submission to release: %(figure)s %(unit)s") % dict(
        zip(("figure", "unit"), took_words(pace.whole), strict=True)
    )


def _tests_words(tests: Sequence[statistics.TestMonth]) -> str:
    source = sum(row.at_the_source for row in tests)
    product = sum(row.products for row in tests)
    return _("%(source)s tests of raw material and its source, %(product)s of products") % {
        "source": formats.number(source),
        "product": formats.number(product),
    }


# ---- before and after -------------------------------------------------------------


def _compare_heads(compare: Comparison) -> tuple[str, str]:
    def words(span: statistics.Span) -> str:
        # Each day stays whole where the two stand one under the other.
        first, last = formats.written_date(span.first), formats.written_date(span.last)
        return format_html(
            '<span class="nowrap">{}</span> – <span class="nowrap">{}</span>', first, last
        )

    return words(compare.before_span), words(compare.after_span)


def _compare_rows(compare: Comparison) -> tuple[CompareRow, ...]:
    before, after = compare.before, compare.after
    return (
        CompareRow(
            _("Consignments"), formats.number(before.batches), formats.number(after.batches)
        ),
        CompareRow(_("Pieces"), formats.number(before.pieces), formats.number(after.pieces)),
        CompareRow(
            _("Value, USD"),
            formats.number(int(before.value_usd)),
            formats.number(int(after.value_usd)),
        ),
        *_russia_rows(compare),
        CompareRow(
            _("Released at once"),
            share_words(*compare.before_at_once),
            share_words(*compare.after_at_once),
        ),
    )


def _russia_rows(compare: Comparison) -> Iterator[CompareRow]:
    """Set apart what went to Russia, where not everything did."""
    before, after = compare.russia_before, compare.russia_after
    if not after.pieces or (before, after) == (compare.before, compare.after):
        return
    yield CompareRow(
        _("Pieces to Russia"), formats.number(before.pieces), formats.number(after.pieces)
    )
    yield CompareRow(
        _("To Russia, USD"),
        formats.number(int(before.value_usd)),
        formats.number(int(after.value_usd)),
    )


def _outcome_rows(answered: Outcomes) -> tuple[tuple[Text, str, str], ...]:
    return tuple(
        (
            outcome.label,
            formats.number(answered.counts[outcome]),
            share_words(answered.counts[outcome], answered.whole),
        )
        for outcome in reversed(Outcome)
    )


# ---- risk -------------------------------------------------------------------------


def _failures_words(rows: Sequence[LaneChecks]) -> str:
    carried_out, failed = sum(r.carried_out for r in rows), sum(r.failed for r in rows)
    if not carried_out:
        return _("No check of these shipments was carried out")
    return _("Checks failed: %(failed)s of %(count)s") % {
        "failed": formats.number(failed),
        "count": formats.number(carried_out),
    }


def _lane_row(row: LaneChecks) -> LaneRow:
    chinese = is_chinese()
    return LaneRow(
        lane=row.lane,
        title=row.title_zh if chinese else row.title_en,
        carried_out=row.carried_out,
        failed=row.failed,
        share=share_words(row.failed, row.carried_out),
        interval=_interval_words(row),
        proven=_proven_words(row),
    )


def _interval_words(row: LaneChecks) -> str:
    if not row.carried_out:
        return formats.MISSING
    ends = (
        formats.number(Decimal(100 * end).quantize(Decimal("0.1")))
        for end in (row.share.low, row.share.high)
    )
    return formats.percent("–".join(ends))


def _proven_words(row: LaneChecks) -> str:
    # Without a check nothing is proven; that all may fail says no more.
    if not row.carried_out or row.proven is None or row.proven.per_ten_thousand is None:
        return formats.MISSING
    return _("at most %(n)s of 10,000") % {"n": formats.number(row.proven.per_ten_thousand)}


def _heads(months: Sequence[date]) -> Iterator[str]:
    """Head each month; its year is said where there is more than one of a name."""
    for month in months:
        yield formats.month_short(month) if len(months) <= MONTHS_A_YEAR else f"{month:%Y-%m}"
