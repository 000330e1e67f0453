"""What the ground floor does by the clock, and the relay of facts."""

from celery import shared_task

from enterprises import outbox

RELAYED_AT_ONCE_MOST = 200


@shared_task
def relay_facts() -> None:
    """Answer the facts that wait; several relays at once never take the same one."""
    outbox.relay(most=RELAYED_AT_ONCE_MOST)
