"""What credit does by the clock."""

from celery import shared_task
from django.utils import timezone

from blacklist.services import reckoning, reports, supervision


@shared_task
def reclassify() -> None:
    """Let every class follow what lapsed; a second run of the day changes nothing."""
    reckoning.reckon_night(at=timezone.now())


@shared_task
def credit_rectification(fact_id: int) -> None:
    """Let a rectification done in time, or overdue, count; once for its source."""
    supervision.record_rectification(fact_id=fact_id, at=timezone.now())


@shared_task
def credit_assessment(fact_id: int) -> None:
    """Report what an endorsed visit says of the firm; once for its source."""
    supervision.record_assessment(fact_id=fact_id, at=timezone.now())


@shared_task
def tell_reporter(fact_id: int) -> None:
    """Tell whoever reported an event what became of it; the constraint lets them be told once."""
    reports.tell_reporter(fact_id=fact_id, at=timezone.now())
