"""What was tested and checked, what checks prove, and which firms came home."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.db.models.functions import TruncMonth

from enterprises.calendar import SHANGHAI
from enterprises.models import Registration
from inspections.models import Check
from inspections.policy.leniency import Interval, Leniency, Untested, clopper_pearson, leniency
from inspections.policy.rules import RuleSet
from inspections.selectors.reference import rule_set_on
from inspections.selectors.statistics.asked import Asked
from inspections.states import CheckOrigin, CheckState, DeclarationState
from lab.models import Sample
from lab.states import SampleState, SampleSubject

_SEEN = (CheckState.PASSED, CheckState.FAILED)


@dataclass(frozen=True)
class TestMonth:
    """The samples reported in a month: of raw material, of its source, of products."""

    month: date
    lots: int = 0
    dye_batches: int = 0
    products: int = 0

    @property
    def at_the_source(self) -> int:
        return self.lots + self.dye_batches


@dataclass(frozen=True)
class LaneChecks:
    """What checks found in a lane, and what the drawn ones prove of what left unchecked.

    `proven` is None where nothing was drawn by chance in the lane.
    """

    lane: str
    title_en: str
    title_zh: str
    carried_out: int
    failed: int
    share: Interval
    proven: Leniency | None


@dataclass(frozen=True)
class CameHome:
    """The firms registered in the span that had declared at ports before, port by port."""

    firms: int
    ports: tuple[tuple[str, int], ...]


def tests_by_month(asked: Asked) -> tuple[TestMonth, ...]:
    """Count the samples reported, month by month; a sample has no market, so only firms narrow it."""
    rows = Sample.objects.filter(
        asked.which.of_firms("enterprise"),
        state=SampleState.REPORTED,
        verified_at__gte=asked.span.starts_at,
        verified_at__lt=asked.span.ends_before,
    )
    found: dict[date, dict[str, int]] = defaultdict(dict)
    counted = (
        rows.annotate(month=TruncMonth("verified_at", tzinfo=SHANGHAI))
        .values_list("month", "subject")
        .annotate(count=Count("pk"))
        .order_by("month", "subject")
    )
    for month, subject, count in counted:
        found[month.date()][subject] = count
    return tuple(
        TestMonth(
            month,
            lots=found[month].get(SampleSubject.LOT, 0),
            dye_batches=found[month].get(SampleSubject.DYE_BATCH, 0),
            products=found[month].get(SampleSubject.PRODUCT, 0),
        )
        for month in asked.span.months
    )


def lane_checks(asked: Asked) -> tuple[LaneChecks, ...]:
    """Say for each lane what checks found among the declarations of the span, and what it proves."""
    checks = (
        Check.objects.filter(declaration__in=asked.submitted.values("pk"), state__in=_SEEN)
        .values_list("declaration__figure__lane")
        .annotate(count=Count("pk"), failed=Count("pk", filter=Q(state=CheckState.FAILED)))
    )
    seen = {lane: (count, failed) for lane, count, failed in checks}
    proofs = _proofs(asked)
    rules = rule_set_on(asked.span.last)
    return tuple(
        _lane(lane, *seen.get(lane, (0, 0)), proofs.get(lane), rules.rule_set if rules else None)
        for lane in sorted({*seen, *proofs} - {""})
    )


def came_home(asked: Asked) -> CameHome:
    """Count the firms registered in the span that had declared at a port before."""
    rows = Registration.objects.filter(
        asked.which.of_firms("enterprise"),
        ~Q(earlier_ports=[]),
        valid_from__gte=asked.span.first,
        valid_from__lte=asked.span.last,
    )
    of_port: dict[str, set[int]] = defaultdict(set)
    for firm, ports in rows.values_list("enterprise", "earlier_ports"):
        for port in ports:
            of_port[port].add(firm)
    counts = {port: len(firms) for port, firms in of_port.items()}
    everybody: set[int] = set().union(*of_port.values())
    return CameHome(
        firms=len(everybody),
        ports=tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _proofs(asked: Asked) -> Mapping[str, Leniency]:
    """Bound, lane by lane, what left unchecked, from the draws on record.

    A shipment that was drawn counts as failed until a check of it has passed: those withdrawn or
    still open must not make the lane look better.
    """
    drawn = asked.submitted.filter(draw_rate__gt=0, draw_rate__lt=100)
    passed = Check.objects.filter(
        declaration=OuterRef("pk"), origin=CheckOrigin.DRAWN, state=CheckState.PASSED
    )
    checked = Check.objects.filter(declaration=OuterRef("pk"), state__in=_SEEN)
    lanes = {
        lane: (float(rate) / 100, found)
        for lane, rate, found in drawn.annotate(has_passed=Exists(passed))
        .values_list("lane")
        .annotate(
            rate=Min("draw_rate"), found=Count("pk", filter=Q(is_drawn=True, has_passed=False))
        )
    }
    sizes: dict[str, list[Untested]] = defaultdict(list)
    unchecked = (
        drawn.filter(~Exists(checked), is_drawn=False, state=DeclarationState.RELEASED)
        .values_list("draw_lane", "pieces")
        .annotate(count=Count("pk"))
    )
    for lane, pieces, count in unchecked:
        sizes[lane].append(Untested(pieces, count))
    return {
        lane: leniency(found=found, rate=rate, untested=sizes[lane])
        for lane, (rate, found) in lanes.items()
    }


def _lane(
    lane: str, carried_out: int, failed: int, proven: Leniency | None, rules: RuleSet | None
) -> LaneChecks:
    rule = rules.by_code.get(lane) if rules else None
    return LaneChecks(
        lane=lane,
        title_en=rule.title_en if rule else lane,
        title_zh=rule.title_zh if rule else lane,
        carried_out=carried_out,
        failed=failed,
        share=clopper_pearson(failed, carried_out),
        proven=proven,
    )
