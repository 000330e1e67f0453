"""The doors of statistics, rules, firms, the search and the audit."""

from enterprises.models import Enterprise
from tests.security.doors import FIRM, KNOWN, OFFICERS, Door, everyone, only, record

_AUDIT = frozenset({"chief", "auditor"})
# Rules belong to no firm: whoever may not read them is told no.
_RULES = (401, 403, 403, 403, 200, 200, 403, 403)

DOORS = (
    Door("inspections:statistics", record(OFFICERS)),
    Door("inspections:statistics", record(OFFICERS), data={"export": "csv"}, case="exported"),
    Door(
        "inspections:statistics",
        record(OFFICERS, 422),
        data={"firm": "none", "since": "tomorrow"},
        case="faulty",
    ),
    Door("inspections:firm-figures", record(FIRM | OFFICERS), {"serial": "firm"}),
    Door("inspections:monthly-report", record(OFFICERS), {"month": "2026-01"}),
    Door("inspections:monthly-report", record(frozenset()), {"month": "2026-13"}, case="no month"),
    Door("inspections:rule-set-list", record(OFFICERS)),
    Door("inspections:rule-set", record(OFFICERS), {"code": "rule"}),
    Door("inspections:rule-set", record(frozenset()), {"code": "RS-NONE"}, case="unknown"),
    Door("inspections:risk-analysis", record(OFFICERS)),
    Door("inspections:class-table", everyone()),
    Door("inspections:firm-list", record(OFFICERS)),
    Door("inspections:firm", record(OFFICERS), {"serial": "firm"}),
    Door("inspections:search", only(KNOWN)),
    Door("inspections:search", only(KNOWN), data={"q": "L"}, case="short"),
    Door("enterprises:audit-list", record(_AUDIT)),
)
ROUTES = (
    ("statistics-list", "get", {}, (401, 200, 200, 200, 200, 200, 200, 200)),
    ("rule-set-list", "get", {}, _RULES),
    ("rule-set-detail", "get", {}, _RULES),
    ("risk-analysis-list", "get", {}, _RULES),
    ("risk-analysis-detail", "get", {}, _RULES),
)
UNLIKE: dict[tuple[str, str], int] = {}


def records_of(firm: Enterprise) -> dict[str, str]:
    """The rules and the analysis come with the system."""
    return {"rule": "RS-2009-01", "risk": "RA-2009-01"}
