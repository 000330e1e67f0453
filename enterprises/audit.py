"""The audit: who did what, to which record, for which firm; written beside the deed itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from enterprises import writing
from enterprises.models import AuditEntry, Enterprise, User

SYSTEM = "system"


@dataclass(frozen=True)
class AuditLine:
    """One entry to be; no actor is the system itself."""

    actor: User | None
    at: datetime
    action: str
    record_kind: str
    record_number: str
    enterprise: Enterprise | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def record(
    *,
    actor: User | None,
    at: datetime,
    action: str,
    record_kind: str,
    record_number: str,
    enterprise: Enterprise | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one entry, in the transaction of what it speaks of."""
    record_many(
        [AuditLine(actor, at, action, record_kind, record_number, enterprise, detail or {})]
    )


def record_many(lines: Iterable[AuditLine]) -> None:
    """Write any number of entries in one statement."""
    writing.insert([entry_of(line) for line in lines])


def entry_of(line: AuditLine) -> AuditEntry:
    """Make the entry of a line, which the caller writes together with other rows."""
    return AuditEntry(
        at=line.at,
        actor=line.actor,
        actor_name=str(line.actor)[:80] if line.actor else SYSTEM,
        enterprise=line.enterprise,
        action=line.action,
        record_kind=line.record_kind,
        record_number=line.record_number,
        detail=dict(line.detail),
    )
