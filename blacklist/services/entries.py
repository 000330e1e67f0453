"""One entry on a list as a record: locked, moved through its doors, written down."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from blacklist.models import ListEntry
from blacklist.states import (
    NEXT_LIST_ENTRY_STATES,
    NEXT_URGENT_LIST_ENTRY_STATES,
    ListEntryState,
    can_move,
)
from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.errors import IllegalTransition, Invalid, StaleVersion
from enterprises.models import Enterprise, User
from enterprises.services import enterprises

_S = ListEntryState

FACT_OF_STATE = {
    _S.EFFECTIVE: "list_entry_effective",
    _S.ENDED: "list_entry_ended",
}


def lock(number: str, version: int | None = None) -> ListEntry:
    """Lock the firm, then the entry.

    Raises:
        StaleVersion: somebody changed the entry meanwhile.
    """
    firm = ListEntry.objects.values_list("enterprise", flat=True).get(number=number)
    enterprise = enterprises.lock(firm)
    entry = ListEntry.objects.select_for_update(no_key=True).get(number=number)
    if version is not None and entry.version != version:
        raise StaleVersion(record=number)
    entry.enterprise = enterprise
    return entry


def move(
    entry: ListEntry,
    target: ListEntryState,
    *,
    actor: User | None,
    at: datetime,
    changed: Iterable[str] = (),
    reason: str = "",
) -> None:
    """Take the entry through a door, keep who did it, and tell whoever acts on it."""
    check_door(entry, target)
    origin, entry.state = entry.state, target
    entry.version += 1
    entry.save(update_fields=["state", "version", *changed])
    record(entry, f"list_entry_{target}", actor=actor, at=at, origin=origin, reason=reason)
    outbox.tell(
        _fact_of(entry, target),
        at=at,
        entry=entry.number,
        kind=entry.kind,
        enterprise=entry.enterprise.serial,
        state=target,
    )


def _fact_of(entry: ListEntry, target: ListEntryState) -> str:
    """Name what is told; of an entry dropped before its notice the firm never hears."""
    if target == _S.DROPPED and entry.noticed_on is None:
        return "list_entry_withdrawn"
    return FACT_OF_STATE.get(target, "list_entry_moved")


def check_door(entry: ListEntry, target: ListEntryState) -> None:
    """Refuse a move that the tables do not know; an urgent entry has doors of its own."""
    table = NEXT_URGENT_LIST_ENTRY_STATES if entry.is_urgent else NEXT_LIST_ENTRY_STATES
    if not can_move(table, _S(entry.state), target):
        raise IllegalTransition(
            record=entry.number, state=_S(entry.state).label, action=target.label
        )


def end(entry: ListEntry, *, reason: str, actor: User | None, at: datetime) -> None:
    """End an entry from today; today is the first day without it."""
    entry.ended_on = day_of(at)
    entry.end_reason = reason
    entry.ended_by = actor
    move(
        entry,
        _S.ENDED,
        actor=actor,
        at=at,
        changed=["ended_on", "end_reason", "ended_by"],
        reason=reason,
    )


def entries_of(enterprise: Enterprise, numbers: Iterable[str]) -> list[ListEntry]:
    """Lock some entries of a firm that is locked already."""
    rows = (
        ListEntry.objects.select_for_update(no_key=True)
        .filter(enterprise=enterprise, number__in=list(numbers))
        .order_by("pk")
    )
    found = list(rows)
    for entry in found:
        entry.enterprise = enterprise
    return found


def record(
    entry: ListEntry,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    origin: str = "",
    reason: str = "",
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="list_entry",
        record_number=entry.number,
        enterprise=entry.enterprise,
        detail={"from": origin, "reason": reason, "list": entry.kind},
    )


def given(text: str, field: str = "reason") -> str:
    """Take a text that may not be empty."""
    if not text.strip():
        raise Invalid(fields={field: [str(_("Say why."))]})
    return text.strip()
