"""The sampling record: what was taken of what, under which seal, and in whose hands it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from enterprises.audit import SYSTEM
from enterprises.models import AuditEntry
from enterprises.papers import draw
from enterprises.papers.words import Both
from lab.models import Sample
from lab.papers.material import analyte_names, part_words, skins_words, square_code_of
from lab.selectors.bench.sheet import sheet_of
from lab.states import SamplePurpose, SampleState

_SYSTEM = Both("系统", "system")

_STEPS = {
    "sample_ordered": Both("下达", "Ordered"),
    "sample_taken": Both("取样封样", "Taken and sealed"),
    "sample_received": Both("实验室收样，封样完好", "Received, seal intact"),
    "sample_rejected": Both("实验室拒收", "Rejected by the laboratory"),
    "sample_testing": Both("开始检测", "Testing began"),
    "results_entered": Both("结果录入", "Results entered"),
    "sample_sent_back": Both("退回检测员", "Sent back to the analyst"),
    "sample_verified": Both("复核并签发报告", "Verified, report issued"),
    "sample_cancelled": Both("取消", "Cancelled"),
    "sample_invalidated": Both("报告撤回", "Report withdrawn"),
}


@dataclass(frozen=True)
class OrderedItem:
    """One item to be measured: what, of which part, and how."""

    name: Both
    part: Both
    method: str


@dataclass(frozen=True)
class Step:
    """One step of the chain of custody."""

    at: datetime
    what: Both
    person: Both
    note: str


def sampling_record_pdf(sample: Sample) -> bytes:
    """Draw the record of a sample, with its chain of custody.

    Raises:
        PangoMissing: the machine lacks the library that sets type.
    """
    return draw("pdf/sampling_record.html", record_context(sample))


def record_context(sample: Sample) -> dict[str, Any]:
    """Gather what the record says; nothing on it depends on the reader's language."""
    source = sample.lot or sample.dye_batch
    return {
        "sample": sample,
        "firm": sample.enterprise,
        "source": str(source) if source else "",
        "skins": skins_words(sample),
        "purpose": Both.of(SamplePurpose(sample.purpose)),
        "items": _items(sample),
        "steps": _steps(sample),
        "square_code": square_code_of(f"{sample.number} {sample.seal_number}".strip()),
        "is_void": sample.state
        in (SampleState.CANCELLED, SampleState.REJECTED, SampleState.INVALIDATED),
    }


def _items(sample: Sample) -> tuple[OrderedItem, ...]:
    names = analyte_names()
    return tuple(
        OrderedItem(
            name=names.get(item.analyte, Both(item.analyte, item.analyte)),
            part=part_words(item),
            method=item.method_name,
        )
        for item in sheet_of(sample).items
    )


def _steps(sample: Sample) -> tuple[Step, ...]:
    entries = AuditEntry.objects.filter(
        record_kind="sample", record_number=sample.number, action__in=list(_STEPS)
    ).order_by("pk")
    return tuple(
        Step(
            at=entry.at,
            what=_STEPS[entry.action],
            person=_SYSTEM if entry.actor_name == SYSTEM else Both(entry.actor_name, ""),
            note=str((entry.detail or {}).get("note") or (entry.detail or {}).get("seal") or ""),
        )
        for entry in entries
    )
