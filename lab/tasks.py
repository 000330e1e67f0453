"""The laboratory by the clock, and its answers to facts told; every task may run twice."""

from celery import shared_task
from django.utils import timezone

from enterprises.models import OutboxFact
from enterprises.roles import Role
from enterprises.services import notifications
from lab.models import MonitoringObligation
from lab.services import monitoring, retests
from lab.states import ObligationState


@shared_task
def ensure_monitoring() -> None:
    """Open every month's obligations up to today, draw for them, and call missed what is late."""
    monitoring.keep_up(at=timezone.now())


@shared_task
def close_late_retests() -> None:
    """Close the requests for a retest that nobody answered in time; a second run finds none."""
    retests.close_late(at=timezone.now())


@shared_task
def draw_when_wanted(fact_id: int) -> None:
    """Draw for an obligation that was opened again or doubled; drawn already, nothing lacks."""
    wanted = OutboxFact.objects.get(pk=fact_id).payload["obligation"]
    if MonitoringObligation.objects.filter(pk=wanted, state=ObligationState.OPEN).exists():
        monitoring.draw_for(obligation=wanted, at=timezone.now())


@shared_task
def tell_inspectors(fact_id: int) -> None:
    """Tell the inspectors what waits for one of them, each once."""
    notifications.tell_roles(fact_id=fact_id, roles=[Role.INSPECTOR], at=timezone.now())
