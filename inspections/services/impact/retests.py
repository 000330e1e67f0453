"""What a test of the retained part does to the case of the sample it tests again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import outbox
from enterprises.models import AuditEntry
from inspections.models import ImpactCase
from inspections.selectors.impact import case_of, tasks_about
from inspections.services.impact.records import lock_case, move_case, record
from inspections.states import ImpactCaseState, ImpactReach, ImpactTaskKind
from lab.models import Report, Sample
from lab.services.material.quarantine import free_lot
from lab.services.samples.reports import is_failure
from lab.states import LotState

PASSED, FAILED = "impact_retest_passed", "impact_retest_failed"


@transaction.atomic
def answer_retest(*, sample: int, report: int, at: datetime) -> ImpactCase | None:
    """Note a reported retest on its case, once; a passed one frees the lots the failure set aside.

    A lot that another open case reaches stays set aside. A failed one takes up a closed case
    again. None where the sample tests no case's sample again.
    """
    tested = Sample.objects.select_related("retest_of__retest_of").get(pk=sample)
    found = case_of(tested) if tested.retest_of_id is not None else None
    if found is None or found.sample_id == tested.pk:
        return None
    written = Report.objects.get(pk=report)
    action = FAILED if is_failure(written) else PASSED
    if _is_noted(found, written):
        return found
    if action == PASSED:
        for lot in _lots_to_free(found):
            free_lot(
                number=lot,
                reason=f"复验合格 · Retest passed {written.number}",
                actor=None,
                at=at,
            )
    case = lock_case(found.number)
    if action == FAILED and case.state == ImpactCaseState.CLOSED:
        move_case(
            case,
            ImpactCaseState.REOPENED,
            action=_("reopening it"),
            at=at,
            state_reason=f"复验不合格 · Retest failed {written.number}",
            closing_by=None,
            closed_by=None,
        )
        outbox.tell("impact_case_reopened", at=at, case=case.number, reason=case.state_reason)
    record(action, case, None, at, report=written.number, sample=tested.number)
    return case


def _is_noted(case: ImpactCase, report: Report) -> bool:
    return AuditEntry.objects.filter(
        record_kind="impact_case",
        record_number=case.number,
        action__in=[PASSED, FAILED],
        detail__report=report.number,
    ).exists()


def _lots_to_free(case: ImpactCase) -> list[str]:
    """Name the lots in quarantine that no other failure being worked on speaks of."""
    elsewhere = tasks_about(kind=ImpactTaskKind.LOT).exclude(case=case)
    own = (
        case.lots.exclude(reach__in=[ImpactReach.SIBLING, ImpactReach.GOODS])
        .filter(lot__state=LotState.QUARANTINED)
        .exclude(lot__in=elsewhere.values("lot"))
    )
    return list(own.order_by("lot").values_list("lot__number", flat=True))
