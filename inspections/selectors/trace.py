"""Where skins came from and what was made of them: from a lot or a dye batch on, from a paper back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from enterprises.models import User
from inspections.models import Certificate, Declaration, MaterialUse
from inspections.selectors.impact import PENDING
from inspections.states import DeclarationState
from lab.models import Delivery, DyeBatch, RawMaterialLot, Report, Sample
from lab.states import SampleState

# What a page can still be read of; the newest are kept, and it says how many are left out.
DECLARATIONS_MAX = 500
_WITH = ("enterprise", "balance", "delivery__dyehouse", "delivery__buyer", "dye_batch__enterprise")


@dataclass(frozen=True)
class UseOf:
    """Skins of one lot in one declaration."""

    lot: int
    declaration: int
    skins: int


@dataclass(frozen=True)
class Trace:
    """Records of every kind on the way, and which lot went into which declaration.

    `hidden_lots` are of other firms than the reader's, `left_out` declarations older than those
    shown.
    """

    subject: Any
    samples: tuple[Sample, ...]
    reports: Mapping[int, Report]
    batches: tuple[DyeBatch, ...]
    deliveries: tuple[Delivery, ...]
    lots: tuple[RawMaterialLot, ...]
    declarations: tuple[Declaration, ...]
    uses: tuple[UseOf, ...]
    certificates: tuple[Certificate, ...]
    hidden_lots: int = 0
    left_out: int = 0


def trace_of(subject: Any, user: User) -> Trace:
    """Follow a lot or a dye batch to where it went, a declaration or certificate to its sources."""
    if isinstance(subject, RawMaterialLot):
        return _forward(subject, RawMaterialLot.objects.filter(pk=subject.pk), user)
    if isinstance(subject, DyeBatch):
        return _forward(
            subject, RawMaterialLot.objects.filter(dye_batch=subject.pk), user, batch=subject
        )
    declaration = subject.declaration if isinstance(subject, Certificate) else subject
    lots = RawMaterialLot.objects.filter(
        pk__in=MaterialUse.objects.filter(line__declaration=declaration).values("lot")
    )
    return gathered(subject, lots=_read(lots), declarations=[declaration])


def _forward(
    subject: Any, lots: QuerySet[RawMaterialLot], user: User, *, batch: DyeBatch | None = None
) -> Trace:
    visible = RawMaterialLot.objects.visible_to(user).values("pk")
    seen = lots.filter(pk__in=visible)
    made = Declaration.objects.filter(
        state__in=[*PENDING, DeclarationState.RELEASED], lines__uses__lot__in=seen.values("pk")
    ).distinct()
    whole = made.count()
    return gathered(
        subject,
        lots=_read(seen),
        declarations=made.select_related("enterprise").order_by("-pk")[:DECLARATIONS_MAX],
        batch=batch,
        hidden_lots=lots.exclude(pk__in=visible).count(),
        left_out=max(whole - DECLARATIONS_MAX, 0),
    )


def gathered(
    subject: Any,
    *,
    lots: Collection[RawMaterialLot],
    declarations: Iterable[Declaration],
    batch: DyeBatch | None = None,
    samples: Collection[Sample] | None = None,
    hidden_lots: int = 0,
    left_out: int = 0,
) -> Trace:
    """Gather what lies between lots and declarations, in a few questions however many there are."""
    made = tuple(declarations)
    own = [lot.pk for lot in lots]
    batches = {lot.dye_batch.pk: lot.dye_batch for lot in lots if lot.dye_batch is not None}
    if batch is not None:
        batches[batch.pk] = batch
    deliveries = {lot.delivery.pk: lot.delivery for lot in lots if lot.delivery is not None}
    if batch is not None:
        rest = batch.deliveries.select_related("dyehouse", "buyer")
        deliveries |= {one.pk: one for one in rest.order_by("pk")}
    if samples is None:
        samples = list(
            Sample.objects.filter(
                Q(lot__in=own) | Q(dye_batch__in=batches),
                state__in=[SampleState.REPORTED, SampleState.INVALIDATED],
            ).order_by("pk")
        )
    uses = (
        MaterialUse.objects.filter(lot__in=own, line__declaration__in=[one.pk for one in made])
        .order_by()
        .values_list("lot", "line__declaration", "skins")
    )
    taken: dict[tuple[int, int], int] = {}
    for lot, declaration, skins in uses:
        taken[lot, declaration] = taken.get((lot, declaration), 0) + skins
    papers = Certificate.objects.filter(declaration__in=[one.pk for one in made])
    if isinstance(subject, Certificate):
        papers = papers.filter(pk=subject.pk)
    reports = Report.objects.filter(sample__in=samples, replaced_by__isnull=True)
    return Trace(
        subject=subject,
        samples=tuple(samples),
        reports={report.sample_id: report for report in reports},
        batches=tuple(batches.values()),
        deliveries=tuple(deliveries.values()),
        lots=tuple(lots),
        declarations=made,
        uses=tuple(UseOf(*pair, skins) for pair, skins in sorted(taken.items())),
        certificates=tuple(papers.order_by("-pk")),
        hidden_lots=hidden_lots,
        left_out=left_out,
    )


def _read(lots: QuerySet[RawMaterialLot]) -> list[RawMaterialLot]:
    return list(lots.select_related(*_WITH).order_by("-pk"))
