"""What credit does by the clock."""

from celery import shared_task
from django.utils import timezone

from blacklist.services import reckoning, reports


@shared_task
def reclassify() -> None:
    """Let every class follow what lapsed; a second run of the day changes nothing."""
    reckoning.reckon_night(at=timezone.now())


@shared_task
def tell_reporter(fact_id: int) -> None:
    """Tell whoever reported an event what became of it; the constraint lets them be told once."""
    reports.tell_reporter(fact_id=fact_id, at=timezone.now())
