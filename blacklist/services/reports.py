"""What departments are told of the events they reported."""

from datetime import datetime

from blacklist.models import CreditEvent
from enterprises.models import OutboxFact
from enterprises.services import notifications


def tell_reporter(*, fact_id: int, at: datetime) -> None:
    """Tell the person who reported an event; what the system saw was reported by nobody."""
    fact = OutboxFact.objects.get(pk=fact_id)
    event = CreditEvent.objects.select_related("reported_by").get(number=fact.payload["event"])
    if event.reported_by is not None:
        notifications.notify(
            recipients=[event.reported_by], kind=fact.name, at=at, params=fact.payload, fact=fact
        )
