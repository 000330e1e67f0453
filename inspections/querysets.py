"""Rows that are seen by who sees their declaration."""

from typing import Any

from enterprises.querysets import EnterpriseRecordQuerySet


class DecisionQuerySet(EnterpriseRecordQuerySet[Any]):
    enterprise_path = "declaration__enterprise"
