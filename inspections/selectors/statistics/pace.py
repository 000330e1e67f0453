"""How fast declarations were answered, and what they were answered first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncMonth

from inspections.selectors.statistics.asked import Asked
from inspections.states import DeclarationState, Outcome


class Median(Aggregate):
    """percentile_cont(0.5): the value in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Pace:
    """The median time from first submission to release: of all, and of those that were held."""

    month: date | None
    whole: timedelta | None
    held: timedelta | None
    count: int


@dataclass(frozen=True)
class Outcomes:
    """What declarations were answered when they were first submitted."""

    counts: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.counts.values())

    def share(self, outcome: str) -> float | None:
        """Give the share of an outcome, in per cent."""
        return 100 * self.counts[outcome] / self.whole if self.whole else None


_TOOK = ExpressionWrapper(F("decided_at") - F("submitted_at"), output_field=DurationField())
_PACE: Mapping[str, Any] = {
    "median": Median(_TOOK),
    "median_held": Median(_TOOK, filter=~Q(first_outcome=Outcome.RELEASED)),
    "count": Count("pk"),
}


def medians(asked: Asked) -> tuple[Pace, tuple[Pace, ...]]:
    """Give the median time to release over the whole span, and month by month."""
    rows = asked.decided.filter(state=DeclarationState.RELEASED)
    whole = rows.aggregate(**_PACE)
    found = {
        row["month"]: row
        for row in rows.annotate(month=TruncMonth("decided_on"))
        .values("month")
        .annotate(**_PACE)
        .order_by("month")
    }
    return _pace(None, whole), tuple(
        _pace(month, found.get(month, {})) for month in asked.span.months
    )


def outcomes(asked: Asked) -> Outcomes:
    """Count what was first answered to what was submitted in the span."""
    counted = dict(
        asked.submitted.values_list("first_outcome")
        .annotate(count=Count("pk"))
        .order_by("first_outcome")
    )
    return Outcomes({outcome.value: counted.get(outcome.value, 0) for outcome in Outcome})


def _pace(month: date | None, row: Mapping[str, Any]) -> Pace:
    return Pace(month, row.get("median"), row.get("median_held"), row.get("count", 0))
