"""A dyehouse's batch that fails after skins of it were released, used and kept by two firms."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from enterprises.models import Enterprise
from enterprises.states import EnterpriseKind
from inspections.models import Certificate, Declaration, ImpactCase
from inspections.services.impact import open_case
from lab.models import DyeBatch, RawMaterialLot, Report
from lab.services.samples.failures import answer_failure
from tests.factories.enterprises import TODAY, at, make_enterprise
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_month,
    submit,
)
from tests.factories.lab import CLEAN, make_delivery, make_dye_batch, make_lot, make_report

# Formaldehyde above what the base law allows for skins worn next to nothing else.
FAILING = {**CLEAN, "HCHO": "420"}
# The goods are declared in the morning, and the sample fails in the afternoon.
FAILED_AT = at(TODAY, 15)


@transaction.atomic
def fail(report: Report) -> Report:
    """Do what a failure does at once, within the transaction of its verification."""
    answer_failure(report.sample, report, is_monitoring=False, at=FAILED_AT)
    return report


@dataclass
class FailedBatch:
    """Two buyers of one mink batch: one has goods released and more declared, one only stock."""

    dyehouse: Enterprise = field(init=False)
    buyer: Enterprise = field(init=False)
    keeper: Enterprise = field(init=False)
    batch: DyeBatch = field(init=False)
    used: RawMaterialLot = field(init=False)
    kept: RawMaterialLot = field(init=False)
    released: Declaration = field(init=False)
    held: Declaration = field(init=False)

    def __post_init__(self) -> None:
        self.dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE, name_en="Changhe Dyehouse")
        self.buyer, self.keeper = make_exporter("A"), make_exporter("A")
        for firm in (self.buyer, self.keeper):
            make_month(firm)
        self.batch = make_dye_batch(self.dyehouse, species="mink", skins=2000)
        self.used = self._lot(self.buyer, 1000)
        self.kept = self._lot(self.keeper, 600)
        self.released = make_draft(self.buyer, make_content(make_line({self.used: 400})))
        submit(self.released)
        # Too few skins for so many coats: a person has to look.
        self.held = make_draft(self.buyer, make_content(make_line({self.used: 400}, pieces=40)))
        submit(self.held)

    @property
    def certificate(self) -> Certificate:
        return Certificate.objects.get(declaration=self.released)

    def fail(self) -> Report:
        """Let the batch fail, with what the failure does at once."""
        return fail(make_report(self.batch, FAILING, on=TODAY))

    def open_case(self) -> ImpactCase:
        """Let the batch fail and open its case, as the fact does."""
        return open_case(sample=self.fail().sample_id, at=FAILED_AT)

    def _lot(self, buyer: Enterprise, skins: int, day: date | None = None) -> RawMaterialLot:
        delivery = make_delivery(
            buyer=buyer,
            dye_batch=self.batch,
            species="mink",
            skins=skins,
            delivered_on=day or TODAY - timedelta(days=8),
        )
        return make_lot(delivery=delivery, skins=skins)
