"""An assessment locked, moved and recorded: the one place where its state changes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from enterprises import audit, outbox
from enterprises.errors import DomainError, IllegalTransition, Invalid, SelfApproval, StaleVersion
from enterprises.models import Assessment, Enterprise, User
from enterprises.services import enterprises
from enterprises.states import NEXT_ASSESSMENT_STATES, AssessmentState, can_move

_S = AssessmentState


class AssessmentOpen(DomainError):
    code = "ASSESSMENT_OPEN"
    sentence = _("The assessment %(number)s comes first; it has not ended.")


class NotAnAssessor(DomainError):
    code = "NOT_AN_ASSESSOR"
    sentence = _("Only those named as assessors of %(number)s write down what was found.")
    status = 403


def lock(number: str, version: int) -> Assessment:
    """Lock the firm, then the assessment with the registration it is of."""
    firm = Assessment.objects.values_list("enterprise", flat=True).get(number=number)
    enterprise: Enterprise = enterprises.lock(firm)
    assessment = (
        Assessment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("registration", "filing")
        .get(number=number)
    )
    if assessment.version != version:
        raise StaleVersion(record=number)
    assessment.enterprise = enterprise
    if assessment.registration is not None:
        assessment.registration.enterprise = enterprise
    return assessment


def move(
    assessment: Assessment,
    target: AssessmentState,
    *,
    actor: User,
    at: datetime,
    changed: Iterable[str],
) -> None:
    check_door(assessment, target)
    origin, assessment.state = assessment.state, target
    assessment.version += 1
    assessment.save(update_fields=["state", "version", *changed])
    record(assessment, f"assessment_{target}", actor=actor, at=at, origin=origin)
    tell(assessment, f"assessment_{target}", at=at)


def tell(assessment: Assessment, fact: str, *, at: datetime) -> None:
    outbox.tell(
        fact,
        at=at,
        assessment=assessment.number,
        enterprise=assessment.enterprise.serial,
        firm_en=assessment.enterprise.name_en,
        firm_zh=assessment.enterprise.name_zh,
        planned_for=assessment.planned_for.isoformat(),
        score=assessment.score,
        reason=assessment.reason,
    )


def check_door(assessment: Assessment, target: AssessmentState) -> None:
    state = _S(assessment.state)
    if not can_move(NEXT_ASSESSMENT_STATES, state, target):
        raise IllegalTransition(record=assessment.number, state=state.label, action=target.label)


def check_assessor(assessment: Assessment, actor: User) -> None:
    if not assessment.assessors.filter(pk=actor.pk).exists():
        raise NotAnAssessor(number=assessment.number)


def check_another(assessment: Assessment, actor: User) -> None:
    """Refuse those who assessed; the trigger refuses them too."""
    if assessment.assessors.filter(pk=actor.pk).exists():
        raise SelfApproval()


def given(reason: str) -> str:
    if not reason.strip():
        raise Invalid(fields={"reason": [str(_("Say why."))]})
    return reason.strip()


def record(
    assessment: Assessment, action: str, *, actor: User | None, at: datetime, origin: str = ""
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="assessment",
        record_number=assessment.number,
        enterprise=assessment.enterprise,
        detail={"from": origin, "reason": assessment.reason} if origin else {},
    )
