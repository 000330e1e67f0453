"""The pictures of the statistics: what left, how fast, what was tested, what checks found."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from enterprises import formats
from enterprises.pictures import Series, Share, intervals, lines, stacked_columns
from inspections.selectors.statistics import (
    SERIES,
    LaneChecks,
    MonthRow,
    Pace,
    TestMonth,
)

# Where a reader's eye should stop: a lane in which more than this share fails is not safe.
FAILURES_NOTABLE = 5.0
_HOUR = timedelta(hours=1)


def month_name(month: date, months: Sequence[date]) -> str:
    """Name a month at its column; the year where the months are of more than one."""
    return f"{month:%Y-%m}" if len({one.year for one in months}) > 1 else f"{month:%m}"


def released_by_month(months: Sequence[MonthRow], measured: str, *, finding: str) -> SafeString:
    """Draw what left as columns, its markets stacked in one order."""

    def figure(row: MonthRow, series: str) -> int:
        amount = row.by_series[series]
        if measured == "value":
            return round(amount.value_usd / 1000)
        return amount.batches if measured == "batches" else amount.pieces

    days = [row.month for row in months]
    return stacked_columns(
        [month_name(day, days) for day in days],
        [
            Series(str(name), [figure(row, series) for row in months])
            for series, name in SERIES.items()
        ],
        finding=finding,
        first_head=_("Month"),
    )


def time_to_release(months: Sequence[Pace], *, finding: str) -> SafeString:
    """Draw the median hours to release, of all and of those that were not released at once."""
    days = [row.month for row in months if row.month]
    return lines(
        [month_name(day, days) for day in days],
        [
            Series(_("All"), [_hours(row.whole) for row in months]),
            Series(_("Not at once"), [_hours(row.held) for row in months]),
        ],
        finding=finding,
        first_head=_("Month"),
        unit=_("hours"),
    )


def tests_by_month(months: Sequence[TestMonth], *, finding: str) -> SafeString:
    """Draw how testing moved from the product to the raw material and its source."""
    days = [row.month for row in months]
    return lines(
        [month_name(day, days) for day in days],
        [
            Series(_("Material, source"), [row.at_the_source for row in months]),
            Series(_("Product"), [row.products for row in months]),
        ],
        finding=finding,
        first_head=_("Month"),
    )


def failures_by_lane(rows: Sequence[LaneChecks], *, finding: str) -> SafeString:
    """Draw the share that failed in each lane, with the interval it may truly lie in."""
    return intervals(
        [
            Share(
                name=row.lane,
                percent=100 * row.failed / row.carried_out,
                low=100 * row.share.low,
                high=100 * row.share.high,
                words=_("%(failed)s of %(count)s")
                % {
                    "failed": formats.number(row.failed),
                    "count": formats.number(row.carried_out),
                },
                is_notable=100 * row.share.low > FAILURES_NOTABLE,
            )
            for row in rows
        ],
        finding=finding,
        heads=(_("Lane"), _("Failed")),
        limit=FAILURES_NOTABLE,
    )


def _hours(took: timedelta | None) -> float | None:
    return None if took is None else round(took / _HOUR, 1)
