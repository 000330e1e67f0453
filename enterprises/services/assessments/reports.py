"""The visit itself: begun on site, written down item by item, handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises import files
from enterprises.calendar import day_of
from enterprises.errors import IllegalTransition, Invalid
from enterprises.files import GivenFile
from enterprises.models import Assessment, AssessmentItem, AssessmentPhoto, User
from enterprises.policy import ItemFound, assessment_score, has_critical_fault
from enterprises.roles import Permission, require
from enterprises.services import registrations
from enterprises.services.assessments.records import (
    check_assessor,
    check_door,
    lock,
    move,
    record,
)
from enterprises.states import AssessmentState, ItemFinding, RegistrationState

_S, _R = AssessmentState, RegistrationState
REMARK_LENGTH_MAX = 300


@dataclass(frozen=True)
class Found:
    """What was found of one item; a remark says what does not conform."""

    finding: str
    remark: str = ""


@transaction.atomic
def start_assessment(*, number: str, version: int, actor: User, at: datetime) -> Assessment:
    """Begin on site, or take up again what was sent back.

    Raises:
        NotAnAssessor: somebody else than those named.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    assessment = lock(number, version)
    check_door(assessment, _S.UNDER_WAY)
    check_assessor(assessment, actor)
    assessment.on_site_on = assessment.on_site_on or day_of(at)
    move(assessment, _S.UNDER_WAY, actor=actor, at=at, changed=["on_site_on"])
    return assessment


@transaction.atomic
def record_findings(
    *,
    number: str,
    version: int,
    found: Mapping[str, Found],
    conclusion: str,
    actor: User,
    at: datetime,
    photos: Sequence[GivenFile] = (),
) -> Assessment:
    """Keep what was found so far, by the items' codes; unfinished is fine.

    Raises:
        IllegalTransition: the visit is not under way.
        NotAnAssessor: somebody else than those named.
        Invalid: an item is unknown, or does not conform and does not say why.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    assessment = lock(number, version)
    if assessment.state != _S.UNDER_WAY:
        raise IllegalTransition(
            record=number, state=_S(assessment.state).label, action=_("writing findings")
        )
    check_assessor(assessment, actor)
    items = {item.code: item for item in assessment.items.all()}
    _check_found(found, items)
    changed = []
    for code, one in found.items():
        item = items[code]
        item.finding, item.remark = one.finding, one.remark.strip()
        changed.append(item)
    AssessmentItem.objects.bulk_update(changed, ["finding", "remark"])
    stored = [
        files.store_given(one, enterprise=assessment.enterprise, actor=actor, at=at)
        for one in photos
    ]
    AssessmentPhoto.objects.bulk_create(
        AssessmentPhoto(assessment=assessment, file=file, added_at=at) for file in stored
    )
    assessment.conclusion = conclusion.strip()
    assessment.version += 1
    assessment.save(update_fields=["conclusion", "version"])
    record(assessment, "assessment_findings_kept", actor=actor, at=at)
    return assessment


@transaction.atomic
def keep_findings(*, hands_in: bool, actor: User, at: datetime, **kept: Any) -> Assessment:
    """Keep what was found, and hand it in with the same press; refused, nothing is kept either."""
    assessment = record_findings(actor=actor, at=at, **kept)
    if not hands_in:
        return assessment
    return submit_assessment(
        number=assessment.number, version=assessment.version, actor=actor, at=at
    )


@transaction.atomic
def submit_assessment(*, number: str, version: int, actor: User, at: datetime) -> Assessment:
    """Hand in what was found, to be endorsed; a critical finding suspends at once.

    Raises:
        NotAnAssessor: somebody else than those named.
        Invalid: an item is not looked at yet.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    assessment = lock(number, version)
    check_door(assessment, _S.SUBMITTED)
    check_assessor(assessment, actor)
    items = list(assessment.items.all())
    sentence = str(_("Say what was found of this item."))
    faults = {item.code: [sentence] for item in items if not item.finding}
    if faults:
        raise Invalid(fields=faults)
    assessment.score = assessment_score(_found_of(item) for item in items)
    assessment.submitted_by = actor
    assessment.submitted_at = at
    assessment.reason = ""
    move(
        assessment,
        _S.SUBMITTED,
        actor=actor,
        at=at,
        changed=["score", "submitted_by", "submitted_at", "reason"],
    )
    _suspend_if_critical(assessment, items, actor=actor, at=at)
    return assessment


def _check_found(found: Mapping[str, Found], items: Mapping[str, AssessmentItem]) -> None:
    faults: dict[str, list[str]] = {}
    for code, one in found.items():
        if code not in items:
            faults[code] = [str(_("There is no such item."))]
        elif one.finding not in ("", *ItemFinding.values):
            faults[code] = [str(_("Choose one of the three."))]
        elif one.finding == ItemFinding.NONCONFORMING and not one.remark.strip():
            faults[code] = [str(_("Say what does not conform."))]
        elif len(one.remark.strip()) > REMARK_LENGTH_MAX:
            faults[code] = [str(_("A remark has at most 300 characters."))]
    if faults:
        raise Invalid(fields=faults)


def _found_of(item: AssessmentItem) -> ItemFound:
    finding = ItemFinding(item.finding) if item.finding else None
    return ItemFound(weight=item.weight, is_critical=item.is_critical, finding=finding)


def _suspend_if_critical(
    assessment: Assessment, items: Iterable[AssessmentItem], *, actor: User, at: datetime
) -> None:
    """Suspend a provisional registration from the moment a critical finding is handed in."""
    registration = assessment.registration
    if registration is None or registration.state != _R.PROVISIONAL:
        return
    unmet = [item for item in items if has_critical_fault([_found_of(item)])]
    if unmet:
        codes = [item.code for item in unmet]
        reason = f"关键项不符合：{'、'.join(codes)}。 Critical items not met: {', '.join(codes)}."
        registrations.suspend_locked(registration, reason, actor=actor, at=at)
