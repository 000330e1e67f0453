"""When exactly something was done of which the record keeps the day: the audit knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from enterprises.calendar import SHANGHAI, day_of
from enterprises.models import AuditEntry


@dataclass(frozen=True)
class Moments:
    """The instants of the actions on one record."""

    by_action: Mapping[str, datetime]

    def at(self, action: str, day: date) -> datetime:
        """Give the instant of an action on a day; what the audit does not know is its midnight."""
        known = self.by_action.get(action)
        if known is not None and day_of(known) == day:
            return known
        return datetime.combine(day, time(), tzinfo=SHANGHAI)


def moments_of(record_kind: str, number: str) -> Moments:
    """Give the instants of all actions on a record."""
    rows = AuditEntry.objects.filter(record_kind=record_kind, record_number=number)
    return Moments(dict(rows.order_by("at", "pk").values_list("action", "at")))
