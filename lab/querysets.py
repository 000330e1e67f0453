"""Rows that are seen by who sees their sample."""

from typing import Any, cast

from enterprises.querysets import EnterpriseRecordQuerySet
from enterprises.roles import Permission, may


class ReportQuerySet(EnterpriseRecordQuerySet[Any]):
    enterprise_path = "sample__enterprise"

    def visible_to(self, user: Any) -> "ReportQuerySet":
        """The laboratory sees every report, though it reads no firms."""
        if user.is_authenticated and may(user, Permission.READ_SAMPLES):
            return self.all()
        return cast("ReportQuerySet", super().visible_to(user))
