"""The tasks of a case: added, given to somebody, done, each with its deed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.calendar import day_of, nth_working_day
from enterprises.errors import DomainError, IllegalTransition, Invalid, StaleVersion
from enterprises.models import User
from enterprises.roles import Permission, may, require
from enterprises.selectors.reference import working_calendar
from inspections.models import Certificate, ImpactCase, ImpactTask
from inspections.selectors.certificates import state_on
from inspections.selectors.impact import tasks_about
from inspections.selectors.reference import clock
from inspections.services import certificates
from inspections.services.impact.records import (
    given,
    lock_case,
    record,
    refuse_unless_at_work,
    save_case,
)
from inspections.states import (
    OUTCOMES_OF_TASK,
    CertificateState,
    ImpactOutcome,
    ImpactTaskKind,
    ImpactTaskState,
)
from lab.services.material.quarantine import free_lot, reject_lot
from lab.states import LotState


class TasksOpen(DomainError):
    """A case is closed when nothing is left to do."""

    code = "TASKS_OPEN"
    sentence = gettext_lazy("%(left)s tasks of %(record)s are not done yet.")


def due_day(kind: ImpactTaskKind, at: datetime) -> date:
    """Give the last of the scheme's working days for a task; whoever gives it may name another."""
    on = day_of(at)
    due = nth_working_day(working_calendar(), on, clock(f"impact_{kind}", on)).date
    assert due is not None, "no pause holds this clock"
    return due


@transaction.atomic
def add_task(
    *,
    number: str,
    what: str,
    due_on: date,
    actor: User | None,
    at: datetime,
    owner: User | None = None,
) -> ImpactTask:
    """Add something to do to a case that is worked on.

    Raises:
        IllegalTransition: the case is closing or closed.
        Invalid: it does not say what, or its day is past, or the person does not work on cases.
        NotPermitted: the person does not work on cases.
    """
    require(actor, Permission.WORK_ON_IMPACT)
    case = lock_case(number)
    refuse_unless_at_work(case, _("adding a task"))
    words = given(what, "what", _("Say what is to be done."))
    _refuse_owner(owner)
    _refuse_past(due_on, at)
    last = case.tasks.aggregate(last=Max("ordinal"))["last"] or 0
    task = ImpactTask.objects.create(
        case=case,
        ordinal=last + 1,
        kind=ImpactTaskKind.OTHER,
        what=words,
        owner=owner,
        due_on=due_on,
        created_by=actor,
        created_at=at,
    )
    save_case(case)
    record("impact_task_added", case, actor, at, task=task.ordinal, what=words)
    return task


@transaction.atomic
def assign_task(
    *,
    number: str,
    ordinal: int,
    version: int,
    owner: User | None,
    actor: User | None,
    at: datetime,
    due_on: date | None = None,
) -> ImpactTask:
    """Give a task to somebody who works on cases, or put it back; its day may be moved.

    Raises:
        IllegalTransition: it is done, or the case is closing or closed.
        Invalid: the person does not work on cases, or the day is past.
        NotPermitted: the person who asks does not.
        StaleVersion: somebody changed the task meanwhile.
    """
    require(actor, Permission.WORK_ON_IMPACT)
    case, task = _locked(number, ordinal, version, _("assigning the task"))
    _refuse_owner(owner)
    if due_on is not None and due_on != task.due_on:
        _refuse_past(due_on, at)
        task.due_on = due_on
    task.owner = owner
    task.version += 1
    task.save(update_fields=["owner", "due_on", "version"])
    record(
        "impact_task_assigned",
        case,
        actor,
        at,
        task=ordinal,
        owner=str(owner or ""),
        due_on=task.due_on.isoformat(),
    )
    return task


@transaction.atomic
def finish_task(
    *,
    number: str,
    ordinal: int,
    version: int,
    outcome: str,
    note: str,
    actor: User | None,
    at: datetime,
) -> ImpactTask:
    """Do a task and say how: a certificate is revoked, a lot freed or rejected by the same word.

    Raises:
        IllegalTransition: it is done, or the case is closing or closed, or what it does to its
            record is not possible.
        Invalid: there is no note, or no such outcome, or the record says otherwise.
        NotPermitted: the person does not work on cases, or may not do what the outcome does.
        StaleVersion: somebody changed the task meanwhile.
    """
    require(actor, Permission.WORK_ON_IMPACT)
    task = ImpactTask.objects.select_related("certificate__declaration", "lot").get(
        case__number=number, ordinal=ordinal
    )
    _refuse_unless_open(task)
    said = given(note, "note", _("Say what was done."))
    how = _outcome(task, outcome)
    # The firm, the declaration and the lot are locked before the case, as everywhere.
    if task.certificate is not None:
        _settle_certificate(task.certificate, how, said, actor=actor, at=at)
    if task.lot is not None:
        settle = free_lot if how == ImpactOutcome.FREED else reject_lot
        settle(number=task.lot.number, reason=said[:200], actor=actor, at=at)
    case, task = _locked(number, ordinal, version, _("doing the task"))
    _end(task, how, said, actor=actor, at=at)
    record("impact_task_done", case, actor, at, task=ordinal, outcome=how.value, reason=said)
    return task


@transaction.atomic
def note_lots(*, lots: Iterable[int], at: datetime) -> int:
    """End the tasks about lots that were freed or rejected elsewhere; a second run finds none."""
    wanted = tasks_about(kind=ImpactTaskKind.LOT, lot__in=list(lots))
    settled = {
        LotState.REJECTED.value: ImpactOutcome.REJECTED,
        LotState.IN_STOCK.value: ImpactOutcome.FREED,
        LotState.EXHAUSTED.value: ImpactOutcome.FREED,
    }
    done = 0
    for found in wanted.select_related("lot").order_by("case", "ordinal"):
        assert found.lot is not None
        how = settled.get(found.lot.state)
        if how is not None:
            done += _note(found, how, found.lot.state_reason or str(how.label), at)
    return done


@transaction.atomic
def note_certificate(*, certificate: int, at: datetime) -> int:
    """End the tasks about a certificate that was revoked on its own page."""
    paper = Certificate.objects.get(pk=certificate)
    copies = Certificate.objects.filter(declaration=paper.declaration_id).values("pk")
    wanted = tasks_about(kind=ImpactTaskKind.CERTIFICATE, certificate__in=copies)
    how = ImpactOutcome.REVOKED
    return sum(
        _note(found, how, paper.state_reason, at) for found in wanted.order_by("case", "ordinal")
    )


def _note(found: ImpactTask, how: ImpactOutcome, said: str, at: datetime) -> int:
    try:
        case, task = _locked(found.case.number, found.ordinal, None, "")
    except IllegalTransition:
        # Done, or the case asked to be closed, since the task was found.
        return 0
    _end(task, how, said, actor=None, at=at)
    record("impact_task_done", case, None, at, task=task.ordinal, outcome=how.value, reason=said)
    return 1


def _locked(
    number: str, ordinal: int, version: int | None, action: str
) -> tuple[ImpactCase, ImpactTask]:
    case = lock_case(number)
    task = ImpactTask.objects.select_for_update(no_key=True).get(case=case, ordinal=ordinal)
    task.case = case
    refuse_unless_at_work(case, action)
    _refuse_unless_open(task)
    if version is not None and task.version != version:
        raise StaleVersion(record=str(task))
    return case, task


def _refuse_unless_open(task: ImpactTask) -> None:
    if task.state != ImpactTaskState.OPEN:
        raise IllegalTransition(
            record=str(task), state=ImpactTaskState(task.state).label, action=_("doing the task")
        )


def _end(
    task: ImpactTask, how: ImpactOutcome, said: str, *, actor: User | None, at: datetime
) -> None:
    task.state, task.outcome, task.note = ImpactTaskState.DONE, how, said
    task.done_by, task.done_at = actor, at
    task.version += 1
    task.save(update_fields=["state", "outcome", "note", "done_by", "done_at", "version"])


def _outcome(task: ImpactTask, outcome: str) -> ImpactOutcome:
    offered = OUTCOMES_OF_TASK[ImpactTaskKind(task.kind)]
    if outcome not in offered:
        raise Invalid(fields={"outcome": [_("Choose one of those offered.")]})
    return ImpactOutcome(outcome)


def _settle_certificate(
    paper: Certificate, how: ImpactOutcome, said: str, *, actor: User | None, at: datetime
) -> None:
    """Revoke the copy in force, or make sure that what is said of it is true."""
    held = Certificate.objects.filter(
        declaration=paper.declaration_id, state=CertificateState.ACTIVE
    ).first()
    is_in_force = held is not None and state_on(held, day_of(at)) == CertificateState.ACTIVE
    if how == ImpactOutcome.ENDED and is_in_force:
        raise Invalid(fields={"outcome": [_("The certificate is still in force.")]})
    if how != ImpactOutcome.ENDED and not is_in_force:
        raise Invalid(fields={"outcome": [_("The certificate is no longer in force.")]})
    if how == ImpactOutcome.REVOKED and held is not None:
        certificates.revoke(
            number=held.number, version=held.version, reason=said, actor=actor, at=at
        )


def _refuse_owner(owner: User | None) -> None:
    if owner is not None and not may(owner, Permission.WORK_ON_IMPACT):
        raise Invalid(fields={"owner": [_("This person does not work on cases.")]})


def _refuse_past(due_on: date, at: datetime) -> None:
    if due_on < day_of(at):
        raise Invalid(fields={"due_on": [_("Choose today or a later day.")]})
