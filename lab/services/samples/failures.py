"""What a failed sample does at once: quarantine, and a mark on the firm's credit."""

from datetime import datetime

from blacklist.services.events import record_event
from enterprises import outbox
from enterprises.calendar import day_of
from lab.models import RawMaterialLot, Report, Sample
from lab.selectors.dyehouses import lots_reached
from lab.services.material.quarantine import quarantine_lots
from lab.states import SampleSubject

LOT_FAILED = "M09"
PRODUCT_FAILED = "M10"
_ITEMS_NAMED_MOST = 5


def answer_failure(sample: Sample, report: Report, *, is_monitoring: bool, at: datetime) -> None:
    """Set aside what the failure reaches, record it, and tell who acts on it.

    The caller holds the rows of every firm concerned. A monitoring speaks against the firm's
    credit by its obligation, so that one failed month counts once.
    """
    lots = quarantine_lots(
        lots=_reached(sample, at),
        reason=failure_reason(sample.number),
        actor=None,
        at=at,
        sample=sample.retest_of or sample,
    )
    if not is_monitoring:
        indicator = PRODUCT_FAILED if sample.subject == SampleSubject.PRODUCT else LOT_FAILED
        root = sample.retest_of or sample
        record_event(
            enterprise=sample.enterprise,
            indicator=indicator,
            occurred_on=day_of(at),
            source="system",
            source_reference=f"{indicator} {root.number}",
            statement=_statement(report),
            actor=None,
            at=at,
        )
    outbox.tell(
        "sample_failed",
        at=at,
        sample=sample.pk,
        number=sample.number,
        enterprise=sample.enterprise.serial,
        lots=[lot.pk for lot in lots],
    )


def failure_reason(number: str) -> str:
    """Say in both languages that a sample failed, as the reason of a quarantine."""
    return f"样品不合格 · Failed sample {number}"


def _reached(sample: Sample, at: datetime) -> list[RawMaterialLot]:
    if sample.lot is not None:
        return [sample.lot]
    if sample.dye_batch is not None:
        return list(
            lots_reached(
                dyehouse_id=sample.dye_batch.enterprise_id,
                dye_batch_id=sample.dye_batch.pk,
                failed_on=day_of(at),
            )
        )
    return []


def _statement(report: Report) -> str:
    """Say which values failed: "R26-000045: HCHO 420 mg/kg"."""
    failed = dict.fromkeys(
        f"{item['analyte']} {item['value']} {item['unit']}"
        for market in report.verdicts["markets"].values()
        for item in market["items"]
        if item["verdict"] == "fail"
    )
    return f"{report.number}: {', '.join(list(failed)[:_ITEMS_NAMED_MOST])}"
