"""The tasks of a case in words: what is to be done, about whom, how late, how it ended."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from enterprises.calendar import working_days_between
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import working_calendar
from inspections.models import ImpactTask
from inspections.states import ImpactOutcome, ImpactTaskKind, ImpactTaskState
from lab.words import joined


def task_address(number: str, ordinal: int) -> str:
    return reverse("inspections:impact-task", args=[number, ordinal])


def outcome_words(task: ImpactTask) -> str:
    """Say how a task ended, or that it is open."""
    if task.state == ImpactTaskState.DONE:
        return str(ImpactOutcome(task.outcome).label)
    return str(ImpactTaskState.OPEN.label)


def task_words(task: ImpactTask) -> str:
    """Say what is to be done."""
    if task.certificate is not None:
        return _("Revoke or keep %(number)s") % {"number": task.certificate.number}
    if task.declaration is not None:
        return _("Recall or notify %(number)s") % {"number": task.declaration.number}
    if task.lot is not None:
        return _("Settle lot %(number)s") % {"number": task.lot.number}
    if task.enterprise is not None:
        return _("Inform %(firm)s") % {"firm": task.enterprise.name}
    return task.what


def task_about(task: ImpactTask) -> str:
    """Say beside a task whom or what it concerns."""
    if task.certificate is not None:
        declaration = task.certificate.declaration
        return joined(declaration.enterprise.name, country_name(declaration.destination_iso))
    if task.declaration is not None:
        return joined(
            task.declaration.enterprise.name, country_name(task.declaration.destination_iso)
        )
    if task.lot is not None:
        return joined(task.lot.enterprise.name, str(task.lot.get_state_display()))
    return str(ImpactTaskKind(task.kind).label)


def days_late(task: ImpactTask, today: date) -> int:
    """Count by how many working days an open task is late."""
    if task.state == ImpactTaskState.DONE or task.due_on >= today:
        return 0
    return working_days_between(working_calendar(), task.due_on, today)
