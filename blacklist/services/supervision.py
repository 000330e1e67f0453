"""What visits and rectifications say of a firm's credit: facts told below, recorded once each here."""

from datetime import date, datetime

from django.db import transaction

from blacklist.models import CreditEvent
from blacklist.services.events import record_event
from blacklist.states import Reporter
from enterprises.calendar import day_of
from enterprises.models import Assessment, OutboxFact, Rectification
from enterprises.states import AssessmentState, ItemFinding, RectificationState, RegistrationState

DONE_IN_TIME, OVERDUE = "M01", "M02"
HIGH_SCORE, LOW_SCORE, CRITICAL = "M03", "M04", "M05"
# As the indicators themselves say: 90 or more, below 70.
HIGH_FROM, LOW_BELOW = 90, 70


@transaction.atomic
def record_rectification(*, fact_id: int, at: datetime) -> CreditEvent | None:
    """Record that a rectification was accepted in time, or is overdue; by the system, so at once.

    One that was answered late and accepted says nothing more than its lateness did.
    """
    fact = OutboxFact.objects.get(pk=fact_id)
    rectification = Rectification.objects.select_related("enterprise").get(
        number=fact.payload["rectification"]
    )
    if fact.name == "rectification_overdue":
        due_on = date.fromisoformat(fact.payload["due_on"])
        return _by_system(rectification, OVERDUE, day_of(fact.told_at), f"-{due_on}", at)
    is_in_time = (
        rectification.state == RectificationState.ACCEPTED
        and rectification.answered_at is not None
        and day_of(rectification.answered_at) <= rectification.due_on
    )
    if not is_in_time:
        return None
    return _by_system(rectification, DONE_IN_TIME, day_of(fact.told_at), "", at)


@transaction.atomic
def record_assessment(*, fact_id: int, at: datetime) -> list[CreditEvent]:
    """Report what an endorsed visit says of the firm, for whoever endorsed it; another confirms."""
    fact = OutboxFact.objects.get(pk=fact_id)
    assessment = Assessment.objects.select_related(
        "enterprise", "endorsed_by", "registration", "filing"
    ).get(number=fact.payload["assessment"])
    if assessment.state != AssessmentState.ENDORSED or assessment.on_site_on is None:
        return []
    return [
        record_event(
            enterprise=assessment.enterprise,
            indicator=indicator,
            occurred_on=assessment.on_site_on,
            source=Reporter.OFFICER,
            source_reference=f"{assessment.number}-{indicator}",
            statement=f"{assessment.number}: {assessment.score}/100",
            actor=assessment.endorsed_by,
            at=at,
        )
        for indicator in _indicators_of(assessment)
    ]


def _indicators_of(assessment: Assessment) -> list[str]:
    found = []
    if assessment.score is not None and assessment.score >= HIGH_FROM:
        found.append(HIGH_SCORE)
    if assessment.score is not None and assessment.score < LOW_BELOW:
        found.append(LOW_SCORE)
    has_critical = assessment.items.filter(
        is_critical=True, finding=ItemFinding.NONCONFORMING
    ).exists()
    if has_critical and _is_supervised(assessment):
        found.append(CRITICAL)
    return found


def _is_supervised(assessment: Assessment) -> bool:
    """Whether the firm held what is assessed already: before, a finding is no breach of it."""
    if assessment.registration is not None:
        held = (RegistrationState.REGISTERED, RegistrationState.SUSPENDED)
        return assessment.registration.state in held
    return assessment.filing is not None and assessment.filing.valid_from is not None


def _by_system(
    rectification: Rectification, indicator: str, on: date, suffix: str, at: datetime
) -> CreditEvent:
    return record_event(
        enterprise=rectification.enterprise,
        indicator=indicator,
        occurred_on=on,
        source=Reporter.SYSTEM,
        source_reference=f"{rectification.number}{suffix}",
        statement=rectification.number,
        actor=None,
        at=at,
    )
