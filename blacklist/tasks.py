"""What credit does by the clock."""

from celery import shared_task
from django.utils import timezone

from blacklist.services import reckoning


@shared_task
def reclassify() -> None:
    """Let every class follow what lapsed; a second run of the day changes nothing."""
    reckoning.reckon_night(at=timezone.now())
