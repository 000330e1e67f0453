"""The inspector's desk: what waits, for whom, until when, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from blacklist.models import Classification, ListEntry
from blacklist.states import ListEntryState
from enterprises.models import User
from inspections.models import Check, Hold, StickyCheck
from inspections.states import CheckState, DeclarationState, HoldKind
from lab.models import MonitoringObligation, ObligationDraw, Sample
from lab.states import ObligationState, SampleState

WAITS_FOR_FIRM = Q(asked_at__isnull=False, answered_at__isnull=True)
_ROWS_BESIDE = 5


@dataclass(frozen=True)
class DeskCounts:
    """How much waits in each queue, and how much of it presses."""

    by_kind: dict[str, int]
    whole: int
    due_today: int
    late: int
    with_firms: int
    checks: int = 0


def open_holds() -> QuerySet[Hold]:
    """Every hold that keeps a declaration, with whatever the desk says of it."""
    current = Classification.objects.filter(
        enterprise=OuterRef("declaration__enterprise"), until__isnull=True
    )
    listed = ListEntry.objects.filter(
        enterprise=OuterRef("declaration__enterprise"), state__in=_IN_EFFECT
    )
    return (
        _open()
        .select_related("declaration__enterprise", "owner", "sample")
        .annotate(
            credit_class=Subquery(current.values("credit_class")[:1]),
            listed=Subquery(listed.order_by("pk").values("kind")[:1]),
            destination=F("declaration__destination_iso"),
        )
    )


def desk_counts(today: date) -> DeskCounts:
    """Count the queues in one question; a clock that stands still is neither due nor late."""
    running = ~WAITS_FOR_FIRM
    counted: dict[str, int] = _open().aggregate(
        whole=Count("pk"),
        due_today=Count("pk", filter=running & Q(due_on=today)),
        late=Count("pk", filter=running & Q(due_on__lt=today)),
        with_firms=Count("pk", filter=WAITS_FOR_FIRM),
        **{kind.value: Count("pk", filter=Q(kind=kind)) for kind in HoldKind},
    )
    return DeskCounts(
        by_kind={kind.value: counted[kind.value] for kind in HoldKind},
        whole=counted["whole"],
        due_today=counted["due_today"],
        late=counted["late"],
        with_firms=counted["with_firms"],
        checks=open_checks().count(),
    )


def open_checks() -> QuerySet[Check]:
    """The checks of goods that wait to be carried out, with whatever the queue says of them."""
    return (
        Check.objects.filter(state=CheckState.OPEN, declaration__state=DeclarationState.HELD)
        .select_related("declaration__enterprise", "ordered_by", "sample")
        .annotate(
            due_on=Subquery(
                Hold.objects.filter(
                    declaration=OuterRef("declaration"),
                    closed_at__isnull=True,
                    kind__in=[HoldKind.INSPECTION, HoldKind.TEST],
                )
                .filter(~WAITS_FOR_FIRM)
                .order_by("due_on")
                .values("due_on")[:1]
            )
        )
    )


def standing_checks() -> QuerySet[StickyCheck]:
    """The drawn checks that stick to a firm's next goods of a kind for a market."""
    return (
        StickyCheck.objects.filter(carried_out_by__isnull=True)
        .select_related("enterprise", "drawn_by")
        .order_by("pk")
    )


def next_hold(user: User, kinds: list[HoldKind]) -> Hold | None:
    """Find the hold that presses most among one's own and those nobody has."""
    found: Any = (
        _open()
        .filter(~WAITS_FOR_FIRM, Q(owner=user) | Q(owner__isnull=True), kind__in=kinds)
        .select_related("declaration")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
        .first()
    )
    return found if isinstance(found, Hold) else None


def samples_to_take(most: int = _ROWS_BESIDE) -> tuple[list[Sample], int]:
    """The samples waiting to be taken, the most pressing first, and how many there are."""
    waiting = Sample.objects.filter(state=SampleState.PLANNED)
    rows = waiting.select_related("enterprise", "lot", "dye_batch").order_by("due_on", "pk")
    return list(rows[:most]), waiting.count()


def months_without_sample(
    at: datetime | date, most: int = _ROWS_BESIDE
) -> tuple[list[MonitoringObligation], int]:
    """This month's obligations for which no sample is planned yet, and how many there are."""
    month = date(at.year, at.month, 1)
    planned = ObligationDraw.objects.filter(
        obligation=OuterRef("pk"), is_replaced=False, sample__isnull=False
    )
    waiting = MonitoringObligation.objects.filter(
        ~Exists(planned),
        month=month,
        state__in=[ObligationState.OPEN, ObligationState.MISSED],
    )
    rows = waiting.select_related("enterprise").order_by("sample_by", "pk")
    return list(rows[:most]), waiting.count()


def hold_key(hold: Hold) -> str:
    """Name a hold inside the address of its declaration: R-62_L26-0042-0031, R-73_line-2, R-05."""
    subject = hold.subject.replace(" ", "-")
    return f"{hold.rule_code}_{subject}" if subject else hold.rule_code


def hold_of_key(declaration_number: str, key: str) -> Hold | None:
    """Find the hold that a key names: the open one, else the last that ended."""
    rule, _, subject = key.partition("_")
    if subject.startswith("line-"):
        subject = subject.replace("-", " ", 1)
    found: Any = (
        Hold.objects.filter(declaration__number=declaration_number, rule_code=rule, subject=subject)
        .select_related("declaration__enterprise", "owner", "sample")
        .order_by(F("closed_at").desc(nulls_first=True), "-pk")
        .first()
    )
    return found if isinstance(found, Hold) else None


_IN_EFFECT = (ListEntryState.EFFECTIVE, ListEntryState.CONFIRMED)


def _open() -> QuerySet[Hold]:
    return Hold.objects.filter(closed_at__isnull=True, declaration__state=DeclarationState.HELD)
