"""The lock on a declaration, and the one way its state is changed."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from enterprises import writing
from enterprises.asking import asked_often
from enterprises.errors import IllegalTransition, StaleVersion
from enterprises.models import Enterprise
from enterprises.states import can_move
from inspections.models import Declaration
from inspections.states import NEXT_DECLARATION_STATES, DeclarationState


def lock(number: str, version: int | None = None) -> Declaration:
    """Lock the firm, then its declaration; lots are locked after this, by id.

    Raises:
        Declaration.DoesNotExist: there is no such declaration.
        StaleVersion: it was changed since the version that the caller has seen.
    """
    firms, found = _locked_firm(number), _locked(number)
    if not found:
        raise Declaration.DoesNotExist(number)
    declaration = found[0]
    if firms:
        declaration.enterprise = firms[0]
    if version is not None and declaration.version != version:
        raise StaleVersion(record=number)
    return declaration


@asked_often
def _locked_firm(number: str) -> QuerySet[Enterprise]:
    its_firm = Declaration.objects.filter(number=number).values("enterprise")[:1]
    return Enterprise.objects.select_for_update(no_key=True).filter(pk=its_firm)


@asked_often
def _locked(number: str) -> QuerySet[Declaration]:
    return Declaration.objects.select_for_update(no_key=True).filter(number=number)


def move(
    declaration: Declaration,
    *steps: DeclarationState,
    action: str,
    at: datetime,
    **changes: Any,
) -> None:
    """Take a locked declaration through one door after the other, and save where it ends.

    `action` says in the reader's language what was to be done; `changes` are saved with it.

    Raises:
        IllegalTransition: a step has no door; nothing is saved.
    """
    state = DeclarationState(declaration.state)
    for step in steps:
        refuse_unless(can_move(NEXT_DECLARATION_STATES, state, step), declaration, action)
        state = step
    declaration.state = state
    save(declaration, at=at, **changes)


def save(declaration: Declaration, *, at: datetime, **changes: Any) -> None:
    """Save changes of a locked declaration as its next version."""
    for name, value in changes.items():
        setattr(declaration, name, value)
    declaration.version += 1
    declaration.changed_at = at
    writing.update(declaration, ["state", "version", "changed_at", *changes])


def refuse_unless(is_possible: bool, declaration: Declaration, action: str) -> None:
    """Refuse what the declaration's state does not allow.

    Raises:
        IllegalTransition: naming the declaration, its state and what was to be done.
    """
    if not is_possible:
        raise IllegalTransition(
            record=declaration.number,
            state=DeclarationState(declaration.state).label,
            action=action,
        )
