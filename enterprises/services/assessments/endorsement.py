"""What another officer does with a report: stand by it, or send it back."""

from datetime import datetime

from django.db import transaction

from enterprises.calendar import day_of
from enterprises.models import Assessment, User
from enterprises.roles import Permission, require
from enterprises.services import conditions, rectifications, registrations
from enterprises.services.assessments.records import check_another, check_door, given, lock, move
from enterprises.states import AssessmentState, RegistrationState

_S, _R = AssessmentState, RegistrationState


@transaction.atomic
def send_back_assessment(
    *, number: str, version: int, reason: str, actor: User, at: datetime
) -> Assessment:
    """Give a report back to its assessors, as another officer, with the reason.

    Raises:
        SelfApproval: one's own assessment.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    assessment = lock(number, version)
    check_door(assessment, _S.SENT_BACK)
    check_another(assessment, actor)
    assessment.reason = given(reason)
    move(assessment, _S.SENT_BACK, actor=actor, at=at, changed=["reason"])
    return assessment


@transaction.atomic
def endorse_assessment(*, number: str, version: int, actor: User, at: datetime) -> Assessment:
    """Stand by what others found; each finding becomes a rectification, and the visit is made.

    Of a provisional registration the visit is met, each finding is a condition; with none of
    them open it becomes full.

    Raises:
        SelfApproval: one's own assessment.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    assessment = lock(number, version)
    check_door(assessment, _S.ENDORSED)
    check_another(assessment, actor)
    assessment.endorsed_by = actor
    assessment.endorsed_at = at
    move(assessment, _S.ENDORSED, actor=actor, at=at, changed=["endorsed_by", "endorsed_at"])
    rectifications.open_for(assessment, actor=actor, at=at)
    registration = assessment.registration
    if registration is not None:
        on = day_of(at)
        conditions.accept_visit(registration, actor=actor, at=at, on=on)
        if registration.state != _R.PROVISIONAL or not registrations.become_full_if_met(
            registration, registrations.terms_of(on), actor=actor, at=at
        ):
            registrations.touch(registration)
    return assessment
