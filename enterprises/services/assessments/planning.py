"""Planning a visit: when, by whom, by which version of the checklist; and giving it up."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from enterprises import numbers
from enterprises.calendar import day_of
from enterprises.errors import IllegalTransition, Invalid
from enterprises.formats import written_date
from enterprises.models import (
    Assessment,
    AssessmentAssessor,
    AssessmentItem,
    ChecklistItem,
    DyehouseFiling,
    Registration,
    RegistrationCondition,
    User,
)
from enterprises.roles import Permission, may, require
from enterprises.selectors.supervision import Subject, open_assessments
from enterprises.services import enterprises
from enterprises.services.assessments.records import AssessmentOpen, given, lock, move, record, tell
from enterprises.states import AssessmentState, Checklist, DyehouseFilingState, RegistrationState

_S, _R, _F = AssessmentState, RegistrationState, DyehouseFilingState
NUMBER_LETTER, NUMBER_DIGITS = "A", 2
REGISTRATIONS_ASSESSED = (_R.ACCEPTED, _R.PROVISIONAL, _R.REGISTERED, _R.SUSPENDED)
FILINGS_ASSESSED = (_F.APPLIED, _F.ASSESSED, _F.FILED, _F.SUSPENDED)


@transaction.atomic
def plan_assessment(
    *,
    subject: Subject,
    planned_for: date,
    assessors: Sequence[User],
    actor: User,
    at: datetime,
) -> Assessment:
    """Plan a visit by named assessors; the checklist's newest version is kept with it.

    Raises:
        IllegalTransition: there is nothing to be assessed in this state.
        AssessmentOpen: another visit has not ended.
        Invalid: the day is past or after the visit is due, or who is named does not assess.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    enterprise = enterprises.lock(subject.enterprise_id)
    subject.refresh_from_db()
    _check_subject(subject)
    open_one = open_assessments(subject).first()
    if open_one is not None:
        raise AssessmentOpen(number=open_one.number)
    _check_plan(planned_for, assessors, on=day_of(at), due_on=_visit_due_on(subject))
    is_maker = isinstance(subject, Registration)
    checklist = Checklist.REGISTRATION if is_maker else Checklist.DYEHOUSE
    version = ChecklistItem.objects.filter(checklist=checklist).aggregate(v=Max("version"))["v"]
    assessment = Assessment.objects.create(
        number=numbers.next_number(
            letter=NUMBER_LETTER, on=day_of(at), enterprise=enterprise, digits=NUMBER_DIGITS
        )[0],
        enterprise=enterprise,
        registration=subject if isinstance(subject, Registration) else None,
        filing=subject if isinstance(subject, DyehouseFiling) else None,
        checklist=checklist,
        checklist_version=version,
        planned_for=planned_for,
        planned_by=actor,
        planned_at=at,
    )
    AssessmentAssessor.objects.bulk_create(
        AssessmentAssessor(assessment=assessment, user=person)
        for person in dict.fromkeys(assessors)
    )
    _copy_items(assessment)
    record(assessment, "assessment_planned", actor=actor, at=at)
    tell(assessment, "assessment_planned", at=at)
    return assessment


@transaction.atomic
def cancel_assessment(
    *, number: str, version: int, reason: str, actor: User, at: datetime
) -> Assessment:
    """Give up a visit that was only planned."""
    require(actor, Permission.DECIDE_REGISTRATION)
    assessment = lock(number, version)
    assessment.reason = given(reason)
    move(assessment, _S.CANCELLED, actor=actor, at=at, changed=["reason"])
    return assessment


def _check_subject(subject: Subject) -> None:
    if isinstance(subject, Registration):
        state, is_assessed = _R(subject.state), subject.state in REGISTRATIONS_ASSESSED
        label = state.label
    else:
        is_assessed = subject.state in FILINGS_ASSESSED
        label = _F(subject.state).label
    if not is_assessed:
        raise IllegalTransition(record=subject.number, state=label, action=_("assessing it"))


def _visit_due_on(subject: Subject) -> date | None:
    """Give the day by which a provisional registration is to be visited."""
    if not isinstance(subject, Registration):
        return None
    visit = subject.conditions.filter(
        ordinal=RegistrationCondition.VISIT, accepted_on__isnull=True, voided_on__isnull=True
    ).first()
    return visit.due_on if visit is not None else None


def _check_plan(
    planned_for: date, assessors: Sequence[User], *, on: date, due_on: date | None
) -> None:
    faults: dict[str, list[str]] = {}
    if planned_for < on:
        faults["planned_for"] = [str(_("This day has passed."))]
    elif due_on is not None and on <= due_on < planned_for:
        # Planned later, the bureau's own lateness would narrow the firm's registration.
        faults["planned_for"] = [
            str(_("The visit is a condition of the registration, due on %(day)s."))
            % {"day": written_date(due_on)}
        ]
    if not assessors:
        faults["assessors"] = [str(_("Name at least one assessor."))]
    elif not all(may(person, Permission.DECIDE_REGISTRATION) for person in assessors):
        faults["assessors"] = [str(_("Only registrars assess."))]
    if faults:
        raise Invalid(fields=faults)


def _copy_items(assessment: Assessment) -> None:
    """Keep the items as they stand today, so that an old report is read as it was written."""
    rows = ChecklistItem.objects.filter(
        checklist=assessment.checklist, version=assessment.checklist_version
    ).order_by("code")
    AssessmentItem.objects.bulk_create(
        AssessmentItem(
            assessment=assessment,
            ordinal=ordinal,
            code=row.code,
            text_en=row.text_en,
            text_zh=row.text_zh,
            weight=row.weight,
            is_critical=row.is_critical,
            evidence_expected=row.evidence_expected,
            measure=row.measure_id,
        )
        for ordinal, row in enumerate(rows, start=1)
    )
