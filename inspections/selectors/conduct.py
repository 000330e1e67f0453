"""How a firm did of late, for the floors below that may not count declarations themselves."""

from datetime import date, datetime, time
from itertools import takewhile

from enterprises.calendar import SHANGHAI
from enterprises.models import Enterprise
from inspections.models import ReleaseDecision
from inspections.states import Outcome

# Nobody asks for more in a row than this.
COUNTED_MOST = 100


def passed_in_a_row(enterprise: Enterprise, since: date) -> int:
    """Count the latest declarations decided since a day that were released, up to a refusal."""
    final = ReleaseDecision.objects.filter(
        declaration__enterprise=enterprise,
        is_final=True,
        decided_at__gte=datetime.combine(since, time(), tzinfo=SHANGHAI),
    )
    outcomes = final.order_by("-decided_at", "-pk").values_list("outcome", flat=True)
    return sum(1 for _ in takewhile(lambda one: one == Outcome.RELEASED, outcomes[:COUNTED_MOST]))
