"""Rows that are seen by who sees their sample."""

from typing import Any, cast

from django.db.models import F, Func, JSONField

from enterprises.querysets import EnterpriseRecordQuerySet
from enterprises.roles import Permission, may


class ReportQuerySet(EnterpriseRecordQuerySet[Any]):
    enterprise_path = "sample__enterprise"

    def visible_to(self, user: Any) -> "ReportQuerySet":
        """The laboratory sees every report, though it reads no firms."""
        if user.is_authenticated and may(user, Permission.READ_SAMPLES):
            return self.all()
        return cast("ReportQuerySet", super().visible_to(user))

    def with_open_markets(self) -> "ReportQuerySet":
        """Name on each report the markets it could not decide, and those that lack an item."""
        return self.annotate(
            undecided=_MarketsWith(F("verdicts"), verdict="inconclusive"),
            unmeasured=_MarketsWith(F("verdicts"), verdict="incomplete"),
        )


class _MarketsWith(Func):
    """The markets of a report's verdicts that have one verdict, read inside the database."""

    output_field = JSONField()
    template = (
        "jsonb_path_query_array(%(expressions)s, "
        "'$.markets.keyvalue() ? (@.value.verdict == \"%(verdict)s\").key')"
    )
