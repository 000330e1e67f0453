"""What credit does by the clock."""

from celery import shared_task
from django.utils import timezone

from blacklist.services import reckoning, supervision


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
