"""What the demonstration does by the clock; elsewhere nothing."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from inspections.demo import freshness


@shared_task
def keep_fresh() -> None:
    """Go on with the story up to yesterday, so that the demonstration does not age."""
    if settings.IS_DEMONSTRATION:
        freshness.keep_fresh(at=timezone.now())
