"""What the ground floor does by the clock, and what it answers of the facts told."""

from celery import shared_task
from django.utils import timezone

from enterprises import idempotency, outbox
from enterprises.roles import Role
from enterprises.services import (
    filings,
    invitations,
    memberships,
    notices,
    notifications,
    registrations,
    reminders,
)

RELAYED_AT_ONCE_MOST = 200


@shared_task
def relay_facts() -> None:
    """Answer the facts that wait; several relays at once never take the same one."""
    outbox.relay(most=RELAYED_AT_ONCE_MOST)


@shared_task
def tell_firm(fact_id: int) -> None:
    """Tell the people of the firm; the constraint lets each be told once."""
    notifications.tell_firm(fact_id=fact_id, at=timezone.now())


@shared_task
def tell_credit_officers(fact_id: int) -> None:
    """Tell the credit officers what waits for one of them."""
    notifications.tell_roles(fact_id=fact_id, roles=[Role.CREDIT_OFFICER], at=timezone.now())


@shared_task
def tell_registrars(fact_id: int) -> None:
    """Tell the registrars what waits for one of them."""
    notifications.tell_roles(fact_id=fact_id, roles=[Role.REGISTRAR], at=timezone.now())


@shared_task
def tell_person(fact_id: int) -> None:
    """Tell one person of themselves; the constraint lets them be told once."""
    notifications.tell_person(fact_id=fact_id, at=timezone.now())


@shared_task
def tell_of_notice(fact_id: int) -> None:
    """Tell everybody of the firms that a notice is addressed to; each is told once."""
    notifications.tell_of_notice(fact_id=fact_id, at=timezone.now())


@shared_task
def remind_of_notices() -> None:
    """Remind the firms that left a notice unanswered; each receipt is marked, so once."""
    notices.remind_all_due(at=timezone.now())


@shared_task
def mail_invitation(fact_id: int) -> None:
    """Mail a new person the way to a password; sent twice, both ways lead there."""
    invitations.mail_invitation(fact_id=fact_id)


@shared_task
def mail_notifications(fact_id: int | None = None) -> None:
    """Mail what is not mailed yet; a second run finds it mailed."""
    notifications.mail_waiting()


@shared_task
def end_what_ran_out() -> None:
    """Let registrations, filings and authorisations end whose last day is past."""
    now = timezone.now()
    registrations.lapse_all_due(at=now)
    filings.expire_all_due(at=now)
    memberships.expire_all_due(at=now)
    idempotency.forget_old(at=now)


@shared_task
def follow_up_rectifications() -> None:
    """Remind of what firms have to put right, and tell who is late; a second run tells nobody."""
    reminders.follow_up(at=timezone.now())
