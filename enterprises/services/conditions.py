"""The dated conditions of a provisional registration; callers hold the locks and move the state."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from enterprises import audit
from enterprises.errors import DomainError
from enterprises.models import Rectification, Registration, RegistrationCondition, User
from enterprises.selectors.supervision import open_rectifications

TEXT_LENGTH_MAX = 200


class ConditionHasFinding(DomainError):
    code = "CONDITION_HAS_FINDING"
    sentence = _("This condition is met by accepting the rectification %(rectification)s.")


def add_for(rectification: Rectification, registration: Registration) -> RegistrationCondition:
    """Make a finding a dated condition, met when its rectification is accepted."""
    last = registration.conditions.aggregate(last=Max("ordinal"))["last"] or 0
    item = rectification.item
    condition = RegistrationCondition.objects.create(
        registration=registration,
        ordinal=last + 1,
        text_en=f"{item.code}: {item.text_en}"[:TEXT_LENGTH_MAX],
        text_zh=f"{item.code}：{item.text_zh}"[:TEXT_LENGTH_MAX],
        due_on=rectification.due_on,
    )
    rectification.condition = condition
    rectification.save(update_fields=["condition"])
    return condition


def add_for_open_findings(registration: Registration) -> None:
    """Make every finding that was open before the grant a condition of it."""
    waiting = open_rectifications(registration).filter(condition__isnull=True)
    for rectification in waiting.select_related("item"):
        add_for(rectification, registration)


def accept(condition: RegistrationCondition, *, actor: User | None, at: datetime, on: date) -> None:
    """Mark a condition as met."""
    condition.accepted_on = on
    condition.save(update_fields=["accepted_on"])
    _record(condition, "registration_condition_accepted", actor=actor, at=at)


def void(condition: RegistrationCondition, *, actor: User | None, at: datetime, on: date) -> None:
    """Let a condition fall away with the finding it rests on."""
    condition.voided_on = on
    condition.save(update_fields=["voided_on"])
    _record(condition, "registration_condition_void", actor=actor, at=at)


def accept_visit(registration: Registration, *, actor: User | None, at: datetime, on: date) -> None:
    """Meet the first condition, the visit, if it is still to be met."""
    visit = registration.conditions.filter(
        ordinal=RegistrationCondition.VISIT, accepted_on__isnull=True, voided_on__isnull=True
    ).first()
    if visit is not None:
        visit.registration = registration
        accept(visit, actor=actor, at=at, on=on)


def refuse_one_with_a_finding(condition: RegistrationCondition) -> None:
    """Refuse to accept by hand what a rectification decides.

    Raises:
        ConditionHasFinding: it names the rectification.
    """
    rectification = Rectification.objects.filter(condition=condition).first()
    if rectification is not None:
        raise ConditionHasFinding(rectification=rectification.number)


def _record(
    condition: RegistrationCondition, action: str, *, actor: User | None, at: datetime
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="registration",
        record_number=condition.registration.number,
        enterprise=condition.registration.enterprise,
        detail={"ordinal": condition.ordinal},
    )
