"""A case as a whole: opened by the system, asked to be closed, closed by another, reopened."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import outbox
from enterprises.calendar import day_of
from enterprises.errors import SelfApproval
from enterprises.models import User
from enterprises.numbers import next_number
from enterprises.roles import Permission, require
from enterprises.services import enterprises
from inspections.models import ImpactCase, ImpactLot, ImpactTask
from inspections.selectors.impact import Impact, case_of, impact_of, lots_behind
from inspections.services.impact.records import (
    given,
    lock_case,
    move_case,
    record,
    refuse_unless_at_work,
)
from inspections.services.impact.tasks import TasksOpen, due_day
from inspections.states import (
    ImpactCaseState,
    ImpactReach,
    ImpactTaskKind,
    ImpactTaskState,
)
from lab.models import LotBalance, Sample
from lab.states import LotState

CASE_LETTER = "I"


@transaction.atomic
def open_case(*, sample: int, at: datetime) -> ImpactCase:
    """Open the case of a failed sample, once, with its lots and the tasks that follow.

    A retest that fails too belongs to the case of the sample it tests again.
    """
    failed = Sample.objects.select_related("lot", "dye_batch", "retest_of").get(pk=sample)
    enterprises.lock(failed.enterprise_id)
    known = case_of(failed)
    if known is not None:
        return known
    reached = lots_behind(failed, at)
    left = dict(LotBalance.objects.filter(lot__in=reached).values_list("lot", "free_skins"))
    case = ImpactCase.objects.create(
        number=next_number(letter=CASE_LETTER, on=day_of(at))[0],
        sample=failed,
        opened_at=at,
        state_since=at,
    )
    ImpactLot.objects.bulk_create(
        ImpactLot(case=case, lot_id=lot, reach=reach, skins_left=left.get(lot, 0))
        for lot, reach in reached.items()
    )
    ImpactTask.objects.bulk_create(_first_tasks(case, impact_of(case), at))
    record("impact_case_opened", case, None, at, sample=failed.number, lots=len(reached))
    outbox.tell("impact_case_opened", at=at, case=case.number, sample=failed.number)
    return case


@transaction.atomic
def ask_to_close(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> ImpactCase:
    """Ask another person to close a case whose tasks are all done.

    Raises:
        IllegalTransition: it is closing or closed already.
        Invalid: nothing says what came of it.
        NotPermitted: the person does not work on cases.
        StaleVersion: somebody changed it meanwhile.
        TasksOpen: something is left to do.
    """
    require(actor, Permission.WORK_ON_IMPACT)
    case = lock_case(number, version)
    refuse_unless_at_work(case, _("asking to close it"))
    conclusion = given(reason, "reason", _("Say what came of the case."))
    _refuse_open_tasks(case)
    move_case(
        case,
        ImpactCaseState.CLOSING,
        action=_("asking to close it"),
        at=at,
        closing_by=actor,
        closed_by=None,
        state_reason=conclusion,
    )
    record("impact_case_closing", case, actor, at, reason=conclusion)
    outbox.tell("impact_case_closing", at=at, case=case.number)
    return case


@transaction.atomic
def close_case(*, number: str, version: int, actor: User | None, at: datetime) -> ImpactCase:
    """Close a case on another person's asking.

    Raises:
        IllegalTransition: nobody asked, or it is closed.
        NotPermitted: the person does not close cases.
        SelfApproval: the person asked.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.CLOSE_IMPACT)
    case = lock_case(number, version)
    if case.state == ImpactCaseState.CLOSING and actor is not None:
        _refuse_own(case, actor)
    move_case(case, ImpactCaseState.CLOSED, action=_("closing it"), at=at, closed_by=actor)
    record("impact_case_closed", case, actor, at, reason=case.state_reason)
    outbox.tell("impact_case_closed", at=at, case=case.number)
    return case


@transaction.atomic
def reopen_case(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> ImpactCase:
    """Take up a closed case again, with a reason.

    Raises:
        IllegalTransition: it is not closed.
        Invalid: without a reason.
        NotPermitted: the person does not work on cases.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.WORK_ON_IMPACT)
    case = lock_case(number, version)
    why = given(reason, "reason", _("Give a reason."))
    move_case(
        case,
        ImpactCaseState.REOPENED,
        action=_("reopening it"),
        at=at,
        state_reason=why,
        closing_by=None,
        closed_by=None,
    )
    record("impact_case_reopened", case, actor, at, reason=why)
    outbox.tell("impact_case_reopened", at=at, case=case.number, reason=why)
    return case


def _refuse_own(case: ImpactCase, actor: User) -> None:
    if case.closing_by_id == actor.pk:
        raise SelfApproval


def _refuse_open_tasks(case: ImpactCase) -> None:
    left = case.tasks.filter(state=ImpactTaskState.OPEN).count()
    if left:
        raise TasksOpen(record=case.number, left=left)


def _first_tasks(case: ImpactCase, impact: Impact, at: datetime) -> list[ImpactTask]:
    """Name what follows from a failure, the most pressing first; each has its day."""
    tasks = list(_wanted(case, impact, at))
    for ordinal, task in enumerate(tasks, start=1):
        task.ordinal, task.case, task.created_at = ordinal, case, at
        task.due_on = due_day(ImpactTaskKind(task.kind), at)
    return tasks


def _wanted(case: ImpactCase, impact: Impact, at: datetime) -> Iterator[ImpactTask]:
    kind, today = ImpactTaskKind, day_of(at)
    for one in impact.released:
        if one.holds_on(today):
            yield ImpactTask(kind=kind.CERTIFICATE, certificate=one.certificate)
    for one in impact.released:
        yield ImpactTask(kind=kind.CONSIGNMENT, declaration=one.declaration)
    firms = {one.declaration.enterprise_id for one in impact.released}
    for firm in sorted({*firms, case.sample.enterprise_id}):
        yield ImpactTask(kind=kind.INFORM, enterprise_id=firm)
    for row in impact.lots:
        if row.reach != ImpactReach.SIBLING and row.lot.state == LotState.QUARANTINED:
            yield ImpactTask(kind=kind.LOT, lot=row.lot)
