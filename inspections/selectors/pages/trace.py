"""A trace as people see it: the picture in columns, and each record with its words in a table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from enterprises import formats
from enterprises.pictures import Edge, Node, Stage, graph
from enterprises.selectors.reasons import country_name
from enterprises.tones import Text, Tone, look_of
from inspections.models import Certificate, Declaration
from inspections.selectors.trace import Trace
from inspections.states import CertificateState, DeclarationState
from lab.models import Delivery, DyeBatch, RawMaterialLot, Sample
from lab.selectors.stores import skins_name
from lab.states import LotState
from lab.words import analyte_name, joined, material_name

KINDS: tuple[tuple[str, Text], ...] = (
    ("sample", gettext_lazy("Samples")),
    ("dye_batch", gettext_lazy("Dye batches")),
    ("delivery", gettext_lazy("Deliveries")),
    ("lot", gettext_lazy("Lots")),
    ("declaration", gettext_lazy("Declarations")),
    ("certificate", gettext_lazy("Certificates")),
)
_ONE_OF_KIND: dict[str, Text] = {
    "sample": gettext_lazy("Sample"),
    "dye_batch": gettext_lazy("Dye batch"),
    "delivery": gettext_lazy("Delivery"),
    "lot": gettext_lazy("Lot"),
    "declaration": gettext_lazy("Declaration"),
    "certificate": gettext_lazy("Certificate"),
}
_SET_ASIDE = (LotState.QUARANTINED, LotState.REJECTED)
_ITEMS_NAMED_MOST = 2


@dataclass(frozen=True)
class Record:
    """One record on the way: what it is, whose, how much, how it stands."""

    key: str
    kind: str
    number: str
    url: str
    what: str
    whose: str
    quantity: str
    state: str
    chip: str
    tone: Tone
    lines: tuple[Text, ...]

    @property
    def kind_label(self) -> str:
        return str(_ONE_OF_KIND[self.kind])

    @property
    def state_word(self) -> str:
        return str(look_of(self.state, self.chip).word or self.state)


@dataclass(frozen=True)
class TraceView:
    """The records in the order of the columns, the lines between them, and the finding."""

    records: tuple[Record, ...]
    edges: tuple[Edge, ...]
    finding: str
    hidden_lots: int = 0
    left_out: int = 0

    @cached_property
    def picture(self) -> SafeString:
        stages = [
            Stage(
                label,
                tuple(
                    Node(one.key, one.number, one.lines, one.tone, one.url)
                    for one in self.records
                    if one.kind == kind
                ),
            )
            for kind, label in KINDS
        ]
        return graph(stages, self.edges, label=self.finding, more_url="#records")


Tones = Callable[[Any], Tone | None]


def trace_view(trace: Trace, *, is_officer: bool, tone_of: Tones | None = None) -> TraceView:
    """Put a trace into words; `tone_of` says how a case sees a record, where it does."""
    records = tuple(_records(trace, is_officer, tone_of or (lambda record: None)))
    tones = {one.key: one.tone for one in records}
    # Whoever reads the answer by API knows records by their numbers, not by our rows.
    names = {one.key: f"{one.kind} {one.number}" for one in records}
    harmed = ("no", "wait")
    edges = tuple(
        Edge(names[source], names[target], tones[source] in harmed and tones[target] in harmed)
        for source, target in _pairs(trace)
        if source in tones and target in tones
    )
    return TraceView(
        records=tuple(replace(one, key=names[one.key]) for one in records),
        edges=edges,
        finding=_finding(trace),
        hidden_lots=trace.hidden_lots,
        left_out=trace.left_out,
    )


def _finding(trace: Trace) -> str:
    """Say what the picture shows."""
    lots = ngettext("%(n)s lot", "%(n)s lots", len(trace.lots)) % {
        "n": formats.number(len(trace.lots))
    }
    made = ngettext("%(n)s declaration", "%(n)s declarations", len(trace.declarations)) % {
        "n": formats.number(len(trace.declarations))
    }
    papers = ngettext("%(n)s certificate", "%(n)s certificates", len(trace.certificates)) % {
        "n": formats.number(len(trace.certificates))
    }
    return _("%(subject)s: %(lots)s, %(declarations)s, %(certificates)s") % {
        "subject": str(trace.subject),
        "lots": lots,
        "declarations": made,
        "certificates": papers,
    }


def _pairs(trace: Trace) -> Iterator[tuple[str, str]]:
    """Say what leads to what; a sample of a batch leads to the batch, of a lot to the lot."""
    for sample in trace.samples:
        if sample.lot_id:
            yield _key(sample), f"rawmateriallot {sample.lot_id}"
        elif sample.dye_batch_id:
            yield _key(sample), f"dyebatch {sample.dye_batch_id}"
        else:
            yield from ((_key(sample), _key(lot)) for lot in trace.lots)
    for delivery in trace.deliveries:
        if delivery.dye_batch_id:
            yield f"dyebatch {delivery.dye_batch_id}", _key(delivery)
    for lot in trace.lots:
        if lot.delivery_id:
            yield f"delivery {lot.delivery_id}", _key(lot)
        elif lot.dye_batch_id:
            yield f"dyebatch {lot.dye_batch_id}", _key(lot)
    for use in trace.uses:
        yield f"rawmateriallot {use.lot}", f"declaration {use.declaration}"
    for paper in trace.certificates:
        yield f"declaration {paper.declaration_id}", _key(paper)


def _key(record: Any) -> str:
    return f"{record._meta.model_name} {record.pk}"


def _records(trace: Trace, is_officer: bool, tone_of: Tones) -> Iterator[Record]:
    for sample in trace.samples:
        yield _sample(trace, sample, is_officer, tone_of(sample))
    failed = {
        sample.dye_batch_id
        for sample in trace.samples
        if sample.pk in trace.reports and trace.reports[sample.pk].fails_base_law
    }
    for batch in trace.batches:
        tone: Tone = "no" if batch.pk in failed else ""
        yield _batch(batch, is_officer, tone_of(batch) or tone)
    for delivery in trace.deliveries:
        yield _delivery(delivery, is_officer)
    for lot in trace.lots:
        yield _lot(lot, tone_of(lot))
    skins: dict[int, int] = {}
    for use in trace.uses:
        skins[use.declaration] = skins.get(use.declaration, 0) + use.skins
    for declaration in trace.declarations:
        yield _declaration(declaration, skins.get(declaration.pk, 0), tone_of(declaration))
    owners = {one.pk: one for one in trace.declarations}
    for paper in trace.certificates:
        yield _certificate(paper, owners[paper.declaration_id], tone_of(paper))


def _sample(trace: Trace, sample: Sample, is_officer: bool, tone: Tone | None) -> Record:
    report = trace.reports.get(sample.pk)
    failing = bool(report and report.failing_markets)
    seen: Tone = tone or ("no" if report and report.fails_base_law else "")
    found = failed_items(report) if report else ()
    result = joined(*found) if found else (_("passed") if report and not failing else "")
    written = report.number if report else ""
    return Record(
        key=_key(sample),
        kind="sample",
        number=sample.number,
        url=reverse("lab:sample-detail", args=[sample.number]) if is_officer else "",
        what=joined(*filter(None, (str(sample.get_purpose_display()), written, result))),
        whose="",
        quantity="",
        state=sample.state,
        chip="sample",
        tone=seen,
        lines=(
            found[0] if found else str(sample.get_purpose_display()),
            _("failed") if seen == "no" else result or str(sample.get_state_display()),
        ),
    )


def failed_items(report: Any) -> tuple[str, ...]:
    """Name what failed and with which value: "Formaldehyde 420 mg/kg"."""
    named: dict[str, None] = {}
    for market in report.verdicts.get("markets", {}).values():
        for item in market["items"]:
            if item["verdict"] == "fail":
                written = (analyte_name(item["analyte"]), item.get("value"), item.get("unit"))
                named[" ".join(filter(None, written))] = None
    return tuple(named)[:_ITEMS_NAMED_MOST]


def _batch(batch: DyeBatch, is_officer: bool, tone: Tone | None) -> Record:
    what = skins_name(batch)
    return Record(
        key=_key(batch),
        kind="dye_batch",
        number=batch.number,
        url=reverse("inspections:trace", args=[batch.number]) if is_officer else "",
        what=what,
        whose=batch.enterprise.name,
        quantity=skins_words(batch.skins),
        state="",
        chip="",
        tone=tone or "",
        lines=(what, skins_words(batch.skins)),
    )


def _delivery(delivery: Delivery, is_officer: bool) -> Record:
    skins = delivery.settled_skins or delivery.skins
    return Record(
        key=_key(delivery),
        kind="delivery",
        number=delivery.number,
        url=reverse("lab:delivery-detail", args=[delivery.number]) if is_officer else "",
        what=_("to %(buyer)s") % {"buyer": delivery.buyer.name},
        whose=delivery.dyehouse.name,
        quantity=skins_words(skins),
        state=delivery.state,
        chip="delivery",
        tone="",
        lines=(
            skins_words(skins),
            joined(
                delivery.get_state_display(),
                formats.written_date(delivery.delivered_on, "short"),
            ),
        ),
    )


def _lot(lot: RawMaterialLot, tone: Tone | None) -> Record:
    left = _("%(left)s of %(all)s left") % {
        "left": formats.number(lot.balance.free_skins),
        "all": formats.number(lot.skins_received),
    }
    return Record(
        key=_key(lot),
        kind="lot",
        number=lot.number,
        url=reverse("lab:lot-detail", args=[lot.number]),
        what=material_name(lot),
        whose=lot.enterprise.name,
        quantity=left,
        state=lot.state,
        chip="lot",
        tone=tone or ("no" if lot.state in _SET_ASIDE else ""),
        lines=(left, str(lot.get_state_display())),
    )


def _declaration(declaration: Declaration, skins: int, tone: Tone | None) -> Record:
    pieces = _("%(pieces)s pieces to %(destination)s") % {
        "pieces": formats.number(declaration.pieces),
        "destination": country_name(declaration.destination_iso),
    }
    return Record(
        key=_key(declaration),
        kind="declaration",
        number=declaration.number,
        url=reverse("inspections:declaration-detail", args=[declaration.number]),
        what=pieces,
        whose=declaration.enterprise.name,
        quantity=skins_words(skins),
        state=declaration.state,
        chip="declaration",
        tone=tone or "",
        lines=(pieces, str(DeclarationState(declaration.state).label)),
    )


def _certificate(paper: Certificate, declaration: Declaration, tone: Tone | None) -> Record:
    seen: Tone = tone or ("no" if paper.state == CertificateState.REVOKED else "")
    return Record(
        key=_key(paper),
        kind="certificate",
        number=paper.number,
        url=reverse("inspections:certificate-detail", args=[paper.number]),
        what=_("of %(declaration)s") % {"declaration": declaration.number},
        whose=declaration.enterprise.name,
        quantity="",
        state=paper.state,
        chip="certificate",
        tone=seen,
        lines=(
            _("copy %(copy)s") % {"copy": paper.copy},
            str(CertificateState(paper.state).label),
        ),
    )


def skins_words(skins: int) -> str:
    """Write a number of skins with its word."""
    return ngettext("%(count)s skin", "%(count)s skins", skins) % {"count": formats.number(skins)}
