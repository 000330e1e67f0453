"""What is still open under a registration or a filing: visits, findings, critical ones."""

from django.db.models import Q, QuerySet

from enterprises.models import (
    Assessment,
    AssessmentItem,
    DyehouseFiling,
    Rectification,
    Registration,
)
from enterprises.models.assessment import NOT_ENDED
from enterprises.policy import RECTIFICATION_OPEN
from enterprises.states import AssessmentState, ItemFinding, RectificationState

Subject = Registration | DyehouseFiling
_RECTIFIED = (RectificationState.ACCEPTED, RectificationState.VOID)


def assessments_of(subject: Subject) -> QuerySet[Assessment]:
    """Give the assessments of a registration or a filing."""
    name = "registration" if isinstance(subject, Registration) else "filing"
    return Assessment.objects.filter(**{name: subject})


def open_assessments(subject: Subject) -> QuerySet[Assessment]:
    """Give the one that is planned or not endorsed yet, if there is one."""
    return assessments_of(subject).filter(state__in=NOT_ENDED)


def open_rectifications(subject: Subject) -> QuerySet[Rectification]:
    """Give the findings that are not rectified yet."""
    return Rectification.objects.filter(
        assessment__in=assessments_of(subject), state__in=RECTIFICATION_OPEN
    ).order_by("pk")


def open_children(subject: Subject) -> list[str]:
    """Name whatever has to end before the subject does."""
    visits = open_assessments(subject).values_list("number", flat=True)
    findings = open_rectifications(subject).values_list("number", flat=True)
    return [*visits, *findings]


def critical_items_open(subject: Subject) -> QuerySet[AssessmentItem]:
    """Give the critical items found unmet, from the day they were handed in until rectified."""
    return AssessmentItem.objects.filter(
        Q(rectification__isnull=True) | ~Q(rectification__state__in=_RECTIFIED),
        assessment__in=assessments_of(subject)
        .filter(submitted_by__isnull=False)
        .exclude(state=AssessmentState.CANCELLED),
        is_critical=True,
        finding=ItemFinding.NONCONFORMING,
    )


def was_assessed(subject: Subject) -> bool:
    """Tell whether a visit was endorsed."""
    return assessments_of(subject).filter(state=AssessmentState.ENDORSED).exists()
