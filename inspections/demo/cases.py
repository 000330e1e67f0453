"""The cases of failed samples in the story: worked on within days, closed by the chief."""

from datetime import datetime, timedelta
from functools import partial

from inspections.demo.world import World
from inspections.models import ImpactCase, ImpactTask
from inspections.selectors.certificates import state_on
from inspections.services import impact
from inspections.states import CertificateState, ImpactCaseState, ImpactTaskKind, ImpactTaskState

WORKED_AFTER, CLOSED_AFTER = timedelta(days=6), timedelta(days=1)
_NOTES = {
    ImpactTaskKind.CONSIGNMENT: "已通报目的国买家与当地主管部门。 The buyer and the authority were told.",
    ImpactTaskKind.INFORM: "已电话告知企业负责人。 The firm was told by telephone.",
    ImpactTaskKind.LOT: "不再复验，判退。 Not tested again; rejected.",
    ImpactTaskKind.CERTIFICATE: "货物已到达，成品复检合格。 The goods had arrived and passed a test.",
    ImpactTaskKind.OTHER: "已办。 Done.",
}


def plan_cases(world: World) -> None:
    """Plan the afternoons on which officers see to the cases that have stood for some days."""
    for days in range((world.today - world.first_month).days, 0, -1):
        at = world.ago(days, 16, 30)
        if world.is_working_day(at.date()):
            world.agenda.plan(at, partial(_see_to, world))


def _see_to(world: World, at: datetime) -> None:
    waiting = ImpactCase.objects.filter(
        state=ImpactCaseState.CLOSING, state_since__lte=at - CLOSED_AFTER
    )
    for case in waiting.order_by("pk"):
        impact.close_case(
            number=case.number, version=case.version, actor=world.people["chief"], at=at
        )
    standing = ImpactCase.objects.filter(
        state=ImpactCaseState.OPEN, opened_at__lte=at - WORKED_AFTER
    )
    for case in standing.order_by("pk"):
        _work_on(world, case, at)


def _work_on(world: World, case: ImpactCase, at: datetime) -> None:
    inspector = world.people["inspector"]
    open_tasks = case.tasks.filter(state=ImpactTaskState.OPEN).select_related("certificate", "lot")
    for task in open_tasks.order_by("ordinal"):
        if task.lot is not None and task.lot.number in world.reserved_lots:
            # A scene shows it set aside; nobody has decided about it yet.
            continue
        kind = ImpactTaskKind(task.kind)
        impact.finish_task(
            number=case.number,
            ordinal=task.ordinal,
            version=task.version,
            outcome=_outcome(task, at),
            note=_NOTES[kind],
            actor=inspector,
            at=at,
        )
    if case.tasks.filter(state=ImpactTaskState.OPEN).exists():
        return
    impact.ask_to_close(
        number=case.number,
        version=case.version,
        reason="全部事项已办结。 Every task is done.",
        actor=inspector,
        at=at,
    )


def _outcome(task: ImpactTask, at: datetime) -> str:
    if task.certificate is not None:
        held = task.certificate.declaration.certificates.order_by("-copy")[0]
        is_held = state_on(held, at.date()) == CertificateState.ACTIVE
        return "kept" if is_held else "ended"
    return {
        ImpactTaskKind.CONSIGNMENT: "notified",
        ImpactTaskKind.INFORM: "informed",
        ImpactTaskKind.LOT: "rejected",
    }.get(ImpactTaskKind(task.kind), "done")
