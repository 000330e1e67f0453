"""What every service does with a record that has a life: look at its version, move it by a door."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise

from enterprises.errors import IllegalTransition, StaleVersion
from enterprises.states import can_move


class LivingRecord(Protocol):
    """A record with a state and a version."""

    state: Any
    version: int


def check_version(record: LivingRecord, version: int | None) -> None:
    """Refuse to change a record that somebody changed since the person looked; None never asks.

    Raises:
        StaleVersion: the record has another version.
    """
    if version is not None and record.version != version:
        raise StaleVersion(record=str(record))


def move(
    record: LivingRecord,
    target: Any,
    *,
    doors: Mapping[Any, frozenset[Any]],
    action: str | Promise,
    only_from: Any = None,
) -> None:
    """Take a locked record through a door; the caller saves `state` and `version`.

    `only_from` is the state an action begins in, where another door leads to the same place.

    Raises:
        IllegalTransition: the table has no such door.
    """
    states: type[TextChoices] = type(target)
    origin = states(record.state)
    if not can_move(doors, origin, target) or only_from not in (None, origin):
        raise IllegalTransition(record=str(record), state=str(origin.label), action=str(action))
    record.state = target
    record.version += 1
