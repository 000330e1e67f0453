"""What a retest does when its report is issued: the first failure stands, or what it set aside is freed."""

from datetime import datetime

from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.models import User
from lab.models import RawMaterialLot, Report, Retest, Sample
from lab.policy.verdicts import Verdict
from lab.selectors.dyehouses import standing_failure_of
from lab.selectors.retests import what_speaks_against
from lab.services.material.quarantine import free_lots
from lab.services.records import move
from lab.services.samples.failures import failure_reason
from lab.states import NEXT_RETEST_STATES, LotState, RetestOutcome, RetestState


def move_retest(retest: Retest, target: RetestState, action: object) -> None:
    """Take a locked retest through a door; the caller saves it."""
    move(retest, target, doors=NEXT_RETEST_STATES, action=str(action))


def record_retest(
    retest: Retest, action: str, *, actor: User | None, at: datetime, **detail: object
) -> None:
    """Write into the audit what was done to a retest."""
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="retest",
        record_number=retest.number,
        enterprise=retest.enterprise,
        detail={"sample": retest.sample.number, **detail},
    )


def conclude_retest(sample: Sample, report: Report, *, actor: User, at: datetime) -> None:
    """Close the request that a sample was taken for, and free what the first failure set aside.

    The caller holds the rows of every firm concerned.
    """
    retest = (
        Retest.objects.select_for_update(of=("self",))
        .select_related("sample", "enterprise")
        .filter(retained=sample, state=RetestState.ACCEPTED)
        .first()
    )
    if retest is None:
        return
    first = retest.sample.reports.filter(replaced_by__isnull=True).order_by("-pk")[0]
    move_retest(retest, RetestState.DONE, "done")
    retest.outcome = outcome_of(first, report)
    retest.done_at = at
    retest.save(update_fields=["state", "version", "outcome", "done_at"])
    freed: list[RawMaterialLot] = []
    if retest.outcome == RetestOutcome.PASSED:
        freed = _free(retest, at)
    record_retest(
        retest,
        "retest_done",
        actor=actor,
        at=at,
        outcome=retest.outcome,
        report=report.number,
        freed=[lot.number for lot in freed],
    )
    outbox.tell(
        "retest_done",
        at=at,
        retest=retest.number,
        enterprise=retest.enterprise.serial,
        sample=retest.sample.number,
        report=report.number,
        outcome=str(retest.outcome),
    )


def outcome_of(first: Report, again: Report) -> RetestOutcome:
    """Say what the retained part says wherever the first report failed or could not decide."""
    found = {
        item["verdict"]
        for code in what_speaks_against(first)
        for item in again.verdicts["markets"].get(code, {}).get("items", ())
    }
    month = again.verdicts.get("monitoring", Verdict.PASS)
    if again.fails_base_law or Verdict.FAIL in (*found, month):
        return RetestOutcome.FAILED
    if Verdict.INCONCLUSIVE in found or month != Verdict.PASS:
        return RetestOutcome.INCONCLUSIVE
    return RetestOutcome.PASSED


def lots_waiting_for(sample: Sample) -> list[RawMaterialLot]:
    """The lots that stand in quarantine for a failed sample, of whatever firm."""
    return list(
        RawMaterialLot.objects.filter(quarantined_for=sample, state=LotState.QUARANTINED)
        .select_related("delivery")
        .order_by("pk")
    )


def _free(retest: Retest, at: datetime) -> list[RawMaterialLot]:
    """Free the lots; one that another failure reaches stays where it is, and says for which."""
    clear = []
    for lot in lots_waiting_for(retest.sample):
        standing = standing_failure_of(lot, on=day_of(at))
        if standing is None:
            clear.append(lot)
            continue
        _failed_on, number = standing
        lot.quarantined_for = Sample.objects.filter(number=number).first()
        lot.state_reason = failure_reason(number)
        lot.version += 1
        lot.save(update_fields=["quarantined_for", "state_reason", "version"])
    reason = f"复验合格 · Retest {retest.number} passed"
    return free_lots(lots=clear, reason=reason, at=at)
