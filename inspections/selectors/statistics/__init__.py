"""Statistics: what left, how fast, what was tested, and what checks found; asked in one place.

Pages, the monthly report and the API ask the same questions of the same rows.
"""

from inspections.selectors.statistics.asked import (
    SERIES,
    Asked,
    Span,
    Which,
    last_two_months,
    measures_since,
    series_of,
    usual_span,
)
from inspections.selectors.statistics.pace import Outcomes, Pace, medians, outcomes
from inspections.selectors.statistics.released import (
    Comparison,
    MonthRow,
    Released,
    ReleasedRow,
    compared,
    released,
    released_rows,
)
from inspections.selectors.statistics.work import (
    CameHome,
    LaneChecks,
    TestMonth,
    came_home,
    lane_checks,
    tests_by_month,
)

__all__ = [
    "SERIES",
    "Asked",
    "CameHome",
    "Comparison",
    "LaneChecks",
    "MonthRow",
    "Outcomes",
    "Pace",
    "Released",
    "ReleasedRow",
    "Span",
    "TestMonth",
    "Which",
    "came_home",
    "compared",
    "lane_checks",
    "last_two_months",
    "measures_since",
    "medians",
    "outcomes",
    "released",
    "released_rows",
    "series_of",
    "tests_by_month",
    "usual_span",
]
