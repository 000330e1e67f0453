"""The lock on a case, the one way its state is changed, and what is written down of it.

A case is locked after the firm, the declaration and the lots, so that what a task does to these
keeps the order of everybody; numbers come last.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from enterprises import audit
from enterprises.errors import IllegalTransition, Invalid, StaleVersion
from enterprises.models import User
from enterprises.states import can_move
from inspections.models import ImpactCase
from inspections.states import IMPACT_AT_WORK, NEXT_IMPACT_CASE_STATES, ImpactCaseState

TEXT_LENGTH = 300


def lock_case(number: str, version: int | None = None) -> ImpactCase:
    """Lock a case.

    Raises:
        StaleVersion: it was changed since the version that the caller has seen.
    """
    case = ImpactCase.objects.select_for_update(no_key=True).get(number=number)
    if version is not None and case.version != version:
        raise StaleVersion(record=number)
    return case


def move_case(
    case: ImpactCase, target: ImpactCaseState, *, action: str, at: datetime, **changes: Any
) -> None:
    """Take a locked case through a door, and save it.

    Raises:
        IllegalTransition: the table has no such door.
    """
    refuse_unless(can_move(NEXT_IMPACT_CASE_STATES, state_of(case), target), case, action)
    case.state, case.state_since = target, at
    save_case(case, state=target, state_since=at, **changes)


def save_case(case: ImpactCase, **changes: Any) -> None:
    """Save changes of a locked case as its next version."""
    for name, value in changes.items():
        setattr(case, name, value)
    case.version += 1
    case.save(update_fields=["version", *changes])


def refuse_unless_at_work(case: ImpactCase, action: str) -> None:
    """Refuse to touch the tasks of a case that is closing or closed.

    Raises:
        IllegalTransition: naming the case, its state and what was to be done.
    """
    refuse_unless(state_of(case) in IMPACT_AT_WORK, case, action)


def refuse_unless(is_possible: bool, case: ImpactCase, action: str) -> None:
    if not is_possible:
        raise IllegalTransition(record=case.number, state=str(state_of(case).label), action=action)


def state_of(case: ImpactCase) -> ImpactCaseState:
    return ImpactCaseState(case.state)


def given(text: str, name: str, sentence: str) -> str:
    """Take what somebody has to say in a few words.

    Raises:
        Invalid: nothing is said, or too much.
    """
    said = text.strip()
    if not said:
        raise Invalid(fields={name: [sentence]})
    if len(said) > TEXT_LENGTH or "\x00" in said:
        raise Invalid(fields={name: [_("At most %(count)d characters.") % {"count": TEXT_LENGTH}]})
    return said


def record(
    action: str, case: ImpactCase, actor: User | None, at: datetime, **detail: object
) -> None:
    """Write into the audit what was done about a case."""
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="impact_case",
        record_number=case.number,
        detail=detail,
    )
