"""What one failed sample touches: lots, what was made of them, for where, under which papers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Func, OuterRef, Q, QuerySet, Subquery, Sum

from enterprises.calendar import day_of
from enterprises.models import Enterprise
from inspections.models import (
    Certificate,
    Declaration,
    ImpactCase,
    ImpactLot,
    ImpactTask,
    MaterialUse,
)
from inspections.selectors.certificates import state_on
from inspections.states import (
    IMPACT_AT_WORK,
    CertificateState,
    DeclarationState,
    ImpactCaseState,
    ImpactReach,
    ImpactTaskState,
)
from lab.models import RawMaterialLot, Sample
from lab.selectors.dyehouses import lots_reached

_D = DeclarationState
# A declaration in one of these is judged anew by the same fact; it needs nobody's task.
PENDING = (_D.SUBMITTED, _D.HELD, _D.RETURNED)
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Touched:
    """A declaration made of suspect skins: how many of all its skins, and of which lots."""

    declaration: Declaration
    skins: int
    skins_in_all: int
    lots: tuple[int, ...]
    certificate: Certificate | None

    @property
    def share(self) -> Decimal:
        """Its share of suspect skins, in per cent."""
        return (WHOLE * self.skins / self.skins_in_all).quantize(Decimal("0.1"))

    @property
    def is_released(self) -> bool:
        return self.declaration.state == _D.RELEASED

    def holds_on(self, day: date) -> bool:
        """Whether its certificate is in force on a day."""
        paper = self.certificate
        return paper is not None and state_on(paper, day) == CertificateState.ACTIVE


@dataclass(frozen=True)
class Impact:
    """Everything a case touches, as it stands now."""

    lots: tuple[ImpactLot, ...]
    touched: tuple[Touched, ...]
    firms: tuple[Enterprise, ...] = field(default=())

    @property
    def suspect_lots(self) -> tuple[ImpactLot, ...]:
        return tuple(row for row in self.lots if row.reach != ImpactReach.SIBLING)

    @property
    def released(self) -> tuple[Touched, ...]:
        return tuple(one for one in self.touched if one.is_released)

    @property
    def pending(self) -> tuple[Touched, ...]:
        return tuple(one for one in self.touched if not one.is_released)

    @property
    def pieces(self) -> int:
        return sum(one.declaration.pieces for one in self.touched)

    @property
    def skins_left(self) -> int:
        return sum(row.lot.balance.free_skins for row in self.suspect_lots)


def impact_of(case: ImpactCase) -> Impact:
    """Gather what a case touches, in five questions however much that is."""
    lots = (
        ImpactLot.objects.filter(case=case)
        .select_related("lot__enterprise", "lot__balance", "lot__delivery", "lot__dye_batch")
        .order_by("pk")
    )
    return Impact(lots=tuple(lots), touched=touched_by(suspect_lots(case)))


def suspect_lots(case: ImpactCase) -> QuerySet[ImpactLot, Any]:
    """The keys of the lots that the failure throws doubt on."""
    rows = ImpactLot.objects.filter(case=case).exclude(reach=ImpactReach.SIBLING)
    return rows.values_list("lot", flat=True)


def declarations_of(lots: Iterable[int] | QuerySet) -> QuerySet[Declaration]:
    """The submitted and released declarations with skins of some lots."""
    used = MaterialUse.objects.filter(lot__in=lots).values("line__declaration")
    return Declaration.objects.filter(pk__in=used, state__in=[*PENDING, _D.RELEASED])


def touched_by(
    lots: Iterable[int] | QuerySet, among: Iterable[int] | None = None
) -> tuple[Touched, ...]:
    """Say of the declarations with skins of some lots how many they took, the newest first.

    `among` names those that are asked about, where not all are.
    """
    wanted = MaterialUse.objects.filter(
        lot__in=lots, line__declaration__state__in=[*PENDING, _D.RELEASED]
    )
    if among is not None:
        wanted = wanted.filter(line__declaration__in=list(among))
    used = wanted.order_by().values_list("line__declaration", "lot").annotate(taken=Sum("skins"))
    skins: dict[int, dict[int, int]] = {}
    for declaration, lot, taken in used:
        skins.setdefault(declaration, {})[lot] = taken
    in_all = dict(
        MaterialUse.objects.filter(line__declaration__in=skins)
        .order_by()
        .values_list("line__declaration")
        .annotate(whole=Sum("skins"))
    )
    papers = {
        paper.declaration_id: paper
        for paper in Certificate.objects.filter(declaration__in=skins).order_by("copy")
    }
    rows = Declaration.objects.filter(pk__in=skins).select_related("enterprise").order_by("-pk")
    return tuple(
        Touched(
            declaration=row,
            skins=sum(skins[row.pk].values()),
            skins_in_all=in_all[row.pk],
            lots=tuple(sorted(skins[row.pk])),
            certificate=papers.get(row.pk),
        )
        for row in rows
    )


def lots_behind(sample: Sample, at: datetime) -> dict[int, ImpactReach]:
    """Name the lots that a failure throws doubt on, and those of the same batch to be looked at.

    Those that are used up are among them: what was made of them has left.
    """
    if sample.lot is not None:
        found = {sample.lot.pk: ImpactReach.SAMPLED}
        batch = sample.lot.dye_batch_id
        siblings = RawMaterialLot.objects.filter(dye_batch=batch) if batch else []
        return {**{lot.pk: ImpactReach.SIBLING for lot in siblings}, **found}
    if sample.dye_batch is not None:
        batch = sample.dye_batch.pk
        reached = lots_reached(
            dyehouse_id=sample.dye_batch.enterprise_id, dye_batch_id=batch, failed_on=day_of(at)
        )
        return {
            pk: ImpactReach.BATCH if of_batch == batch else ImpactReach.DYEHOUSE
            for pk, of_batch in reached.order_by("pk").values_list("pk", "dye_batch")
        }
    used = MaterialUse.objects.filter(
        Q(line__declaration__checks__sample=sample) | Q(line__declaration__holds__sample=sample)
    )
    return dict.fromkeys(used.order_by("lot").values_list("lot", flat=True), ImpactReach.GOODS)


def case_of(sample: Sample) -> ImpactCase | None:
    """Find the case of a sample, or of the one it tests again."""
    roots = [sample.pk, sample.retest_of_id]
    if sample.retest_of is not None:
        roots.append(sample.retest_of.retest_of_id)
    return ImpactCase.objects.filter(sample__in=[pk for pk in roots if pk]).order_by("pk").first()


def cases_with_counts(today: date) -> QuerySet[ImpactCase]:
    """Every case with what a list says of it: lots, releases, tasks open and late."""
    suspect = (
        ImpactLot.objects.filter(case=OuterRef(OuterRef("pk")))
        .exclude(reach=ImpactReach.SIBLING)
        .values("lot")
    )
    released = MaterialUse.objects.filter(lot__in=suspect, line__declaration__state=_D.RELEASED)
    open_tasks = ImpactTask.objects.filter(case=OuterRef("pk"), state=ImpactTaskState.OPEN)
    distinct = Func(
        F("line__declaration"), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)"
    )
    return ImpactCase.objects.select_related(
        "sample__enterprise", "sample__lot", "sample__dye_batch"
    ).annotate(
        lots_reached=_count(
            ImpactLot.objects.filter(case=OuterRef("pk")).exclude(reach=ImpactReach.SIBLING)
        ),
        releases=Subquery(released.order_by().annotate(n=distinct).values("n")),
        tasks_open=_count(open_tasks),
        tasks_late=_count(open_tasks.filter(due_on__lt=today)),
        next_due=Subquery(open_tasks.order_by("due_on", "pk").values("due_on")[:1]),
    )


def open_cases() -> QuerySet[ImpactCase]:
    """The cases that are not closed."""
    return ImpactCase.objects.exclude(state=ImpactCaseState.CLOSED)


def tasks_about(**record: object) -> QuerySet[ImpactTask]:
    """The open tasks about a record, of cases that are worked on."""
    return ImpactTask.objects.filter(
        state=ImpactTaskState.OPEN, case__state__in=IMPACT_AT_WORK, **record
    ).select_related("case")


def task_counts(case: ImpactCase) -> tuple[int, int]:
    """How many tasks are done, and how many there are."""
    counted = case.tasks.aggregate(
        done=Count("pk", filter=Q(state=ImpactTaskState.DONE)), whole=Count("pk")
    )
    return counted["done"], counted["whole"]


def _count(rows: QuerySet) -> Subquery:
    return Subquery(rows.order_by().annotate(n=Func(F("pk"), function="COUNT")).values("n"))
