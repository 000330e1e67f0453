"""What waits beside the places of the navigation, counted in one question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import add

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from blacklist.models import ClassProposal, CreditEvent
from blacklist.selectors.entries import waiting_entries
from blacklist.states import ClassProposalState, CreditEventState
from enterprises.models import (
    Assessment,
    DyehouseFiling,
    Enterprise,
    Notification,
    Rectification,
    Registration,
    User,
)
from enterprises.policy import WITH_THE_FIRM
from enterprises.querysets import enterprises_of
from enterprises.selectors.notices import to_acknowledge
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    RectificationState,
    RegistrationState,
)
from inspections.models import Declaration, Hold
from inspections.selectors.approvals import to_approve
from inspections.selectors.impact import open_cases
from inspections.states import DeclarationState
from lab.models import Delivery, LedgerAdjustment, Retest, Sample
from lab.selectors.stores import deliveries_to_answer
from lab.states import AdjustmentState, DeliveryState, RetestState, SampleState


def _open_holds(user: User) -> QuerySet:
    return Hold.objects.filter(closed_at__isnull=True)


def _to_take(user: User) -> QuerySet:
    return Sample.objects.filter(state=SampleState.PLANNED)


def _to_test(user: User) -> QuerySet:
    return Sample.objects.filter(state__in=[SampleState.RECEIVED, SampleState.TESTING])


def _to_verify(user: User) -> QuerySet:
    return Sample.objects.filter(state=SampleState.ENTERED)


def _to_answer(user: User) -> QuerySet:
    """The declarations that the firm is to amend, or about which it was asked something."""
    mine = Enterprise.objects.filter(enterprises_of(user)).values("pk")
    asked = Hold.objects.filter(
        declaration=OuterRef("pk"),
        closed_at__isnull=True,
        asked_at__isnull=False,
        answered_at__isnull=True,
    )
    return Declaration.objects.filter(
        Q(state=DeclarationState.RETURNED) | (Q(state=DeclarationState.HELD) & Exists(asked)),
        enterprise__in=mine,
    )


def _applications(user: User) -> QuerySet:
    waiting = (RegistrationState.SUBMITTED, RegistrationState.ACCEPTED)
    return Registration.objects.filter(state__in=waiting)


def _assessments(user: User) -> QuerySet:
    ended = (AssessmentState.ENDORSED, AssessmentState.CANCELLED)
    return Assessment.objects.exclude(state__in=ended)


def _rectifications(user: User) -> QuerySet:
    """The answers to verify, and what firms owe past its day."""
    late = Q(state__in=WITH_THE_FIRM, due_on__lt=timezone.localdate())
    return Rectification.objects.filter(Q(state=RectificationState.SUBMITTED) | late)


def _filings(user: User) -> QuerySet:
    waiting = (DyehouseFilingState.APPLIED, DyehouseFilingState.ASSESSED)
    return DyehouseFiling.objects.filter(state__in=waiting)


def _to_rectify(user: User) -> QuerySet:
    mine = Enterprise.objects.filter(enterprises_of(user)).values("pk")
    return Rectification.objects.filter(state__in=WITH_THE_FIRM, enterprise__in=mine)


def _proposals(user: User) -> QuerySet:
    return ClassProposal.objects.filter(state=ClassProposalState.PROPOSED)


def _events(user: User) -> QuerySet:
    """The credit events that an officer confirms, and the objections that one answers."""
    waiting = [CreditEventState.REPORTED, CreditEventState.OBJECTED]
    return CreditEvent.objects.filter(state__in=waiting)


def _entries(user: User) -> QuerySet:
    return waiting_entries()


def _to_confirm(user: User) -> QuerySet:
    """What one's firms are to confirm or dispute, or to take into stock."""
    return deliveries_to_answer(Enterprise.objects.filter(enterprises_of(user)))


def _disputed(user: User) -> QuerySet:
    """The deliveries that the two sides count differently, which the bureau settles."""
    return Delivery.objects.filter(state=DeliveryState.DISPUTED)


def _retests(user: User) -> QuerySet:
    return Retest.objects.filter(state=RetestState.ASKED)


def _adjustments(user: User) -> QuerySet:
    return LedgerAdjustment.objects.filter(state=AdjustmentState.PROPOSED)


def _cases(user: User) -> QuerySet:
    return open_cases()


# What is counted beside a place: rows of one kind, or of several.
WAITING: Mapping[str, Callable[[User], QuerySet | Sequence[QuerySet]]] = {
    "to_approve": to_approve,
    "proposals": _proposals,
    "events": _events,
    "entries": _entries,
    "cases": _cases,
    "holds": _open_holds,
    "to_take": _to_take,
    "to_test": _to_test,
    "to_verify": _to_verify,
    "to_answer": _to_answer,
    "applications": _applications,
    "assessments": _assessments,
    "rectifications": _rectifications,
    "filings": _filings,
    "to_rectify": _to_rectify,
    "to_confirm": _to_confirm,
    "disputed": _disputed,
    "retests": _retests,
    "adjustments": _adjustments,
    "to_acknowledge": to_acknowledge,
}


def count_waiting(user: User, names: Iterable[str]) -> dict[str, int]:
    """Count the rows of each name, and what the person has not read, in one question."""
    asked: dict[str, QuerySet | Sequence[QuerySet]] = {name: WAITING[name](user) for name in names}
    asked["unread"] = Notification.objects.filter(recipient=user, read_at__isnull=True)
    counted = User.objects.filter(pk=user.pk).values_list(
        *(_sum_of(rows) for rows in asked.values())
    )
    return dict(zip(asked, counted[0], strict=True))


def _sum_of(rows: QuerySet | Sequence[QuerySet]) -> Combinable:
    kinds = [rows] if isinstance(rows, QuerySet) else rows
    return reduce(add, map(_count_of, kinds), Value(0))


def _count_of(rows: QuerySet) -> Combinable:
    """SELECT count(*) of the rows, as one value of a larger question."""
    return Subquery(rows.order_by().annotate(n=Func(F("pk"), function="COUNT")).values("n"))
