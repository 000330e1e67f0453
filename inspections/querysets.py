"""Rows that are seen by who sees their declaration."""

from typing import TYPE_CHECKING

from enterprises.querysets import EnterpriseRecordQuerySet

if TYPE_CHECKING:
    from inspections.models import Hold, ReleaseDecision


class DecisionQuerySet(EnterpriseRecordQuerySet["ReleaseDecision"]):
    enterprise_path = "declaration__enterprise"


class HoldQuerySet(EnterpriseRecordQuerySet["Hold"]):
    enterprise_path = "declaration__enterprise"
