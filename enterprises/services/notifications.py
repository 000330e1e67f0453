"""What people are told: a row in the portal each, and a mail that never holds anything up."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from enterprises import outbox, wording
from enterprises.asking import asked_often
from enterprises.models import (
    Enterprise,
    Membership,
    NoticeReceipt,
    Notification,
    OutboxFact,
    User,
)

MAILED_AT_ONCE_MOST = 500
BATCH_ROWS = 1000


@transaction.atomic
def notify(
    *,
    recipients: Iterable[User],
    kind: str,
    at: datetime,
    params: Mapping[str, Any] | None = None,
    enterprise: Enterprise | None = None,
    fact: OutboxFact | None = None,
    address: str = "",
) -> None:
    """Tell each person once of a fact; the words are found when they read it."""
    told = [(person.pk, enterprise.pk if enterprise else None) for person in recipients]
    notify_each(told, kind=kind, at=at, params=params, fact=fact, address=address)


@transaction.atomic
def notify_each(
    people: Iterable[tuple[int, int | None]],
    *,
    kind: str,
    at: datetime,
    params: Mapping[str, Any] | None = None,
    fact: OutboxFact | None = None,
    address: str = "",
) -> None:
    """Tell people once of a fact, each for a firm of their own or for none."""
    rows = [
        Notification(
            recipient_id=person,
            enterprise_id=enterprise,
            kind=kind,
            params=dict(params or {}),
            address=address,
            fact=fact,
            created_at=at,
        )
        for person, enterprise in people
    ]
    if rows:
        # The constraint, not this code, knows who was told of the fact before.
        Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH_ROWS)
        outbox.tell("people_notified", at=at)


def tell_firm(*, fact_id: int, at: datetime) -> None:
    """Tell the people of a firm what a fact says of it."""
    (fact,) = _fact(fact_id)
    (enterprise,) = _firm(fact.payload["enterprise"])
    notify(
        recipients=_people_of(enterprise.pk),
        kind=fact.name,
        at=at,
        params=fact.payload,
        enterprise=enterprise,
        fact=fact,
    )


def tell_roles(*, fact_id: int, roles: Iterable[str], at: datetime) -> None:
    """Tell everybody with one of the roles what a fact asks of them."""
    fact = OutboxFact.objects.get(pk=fact_id)
    notify(recipients=people_with(roles), kind=fact.name, at=at, params=fact.payload, fact=fact)


def tell_person(*, fact_id: int, at: datetime) -> None:
    """Tell one person what a fact says of them."""
    fact = OutboxFact.objects.get(pk=fact_id)
    person = User.objects.get(username=fact.payload["person"])
    enterprise = Enterprise.objects.get(serial=fact.payload["enterprise"])
    notify(
        recipients=[person],
        kind=fact.name,
        at=at,
        params=fact.payload,
        enterprise=enterprise,
        fact=fact,
    )


def tell_of_notice(*, fact_id: int, at: datetime) -> None:
    """Tell the people of all firms that a notice was addressed to, or of those that it names."""
    fact = OutboxFact.objects.get(pk=fact_id)
    receipts = NoticeReceipt.objects.filter(notice__number=fact.payload["notice"])
    if "firms" in fact.payload:
        receipts = receipts.filter(enterprise__serial__in=fact.payload["firms"])
    people = Membership.objects.filter(
        enterprise__in=receipts.values("enterprise"), until__isnull=True, user__is_active=True
    )
    params = {name: value for name, value in fact.payload.items() if name != "firms"}
    told = people.order_by("enterprise", "pk").values_list("user", "enterprise")
    notify_each(told, kind=fact.name, at=at, params=params, fact=fact)


def people_of(enterprise: Enterprise) -> QuerySet[User]:
    """Name the people who act for a firm now."""
    return _acting_for(enterprise.pk)


@asked_often
def _people_of(enterprise: int) -> QuerySet[User]:
    return _acting_for(enterprise)


def _acting_for(enterprise: int) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, memberships__enterprise=enterprise, memberships__until__isnull=True
    ).distinct()


@asked_often
def _fact(pk: int) -> QuerySet[OutboxFact]:
    return OutboxFact.objects.filter(pk=pk)


@asked_often
def _firm(serial: str) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(serial=serial)


def people_with(roles: Iterable[str]) -> QuerySet[User]:
    """Name everybody who has one of the roles now."""
    return User.objects.filter(is_active=True, groups__name__in=list(roles)).distinct()


def mark_read(*, user: User, at: datetime, only: Iterable[int] | None = None) -> int:
    """Mark one's own notifications as read, all of them unless some are named; gives how many."""
    unread = Notification.objects.filter(recipient=user, read_at__isnull=True)
    if only is not None:
        unread = unread.filter(pk__in=list(only))
    return unread.update(read_at=at)


def mail_waiting() -> int:
    """Mail what is not mailed yet, each in its own transaction; gives how many went out.

    Raises:
        OSError: the mail server refuses; what went out before stays marked.
    """
    for sent in range(MAILED_AT_ONCE_MOST):
        if not _mail_one():
            return sent
    return MAILED_AT_ONCE_MOST


@transaction.atomic
def _mail_one() -> bool:
    """Mail the next notification and mark it; a crash between the two mails it twice, never not."""
    notification = (
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .filter(mailed_at__isnull=True, recipient__is_active=True)
        .exclude(recipient__email="")
        .order_by("pk")
        .first()
    )
    if notification is None:
        return False
    with override(notification.recipient.language or settings.LANGUAGE_CODE):
        subject, body = wording.say(notification.kind, notification.params)
        address = wording.address_of(notification)
    text = f"{body}\n\n{settings.SITE_ADDRESS}{address}\n" if address else body
    # A subject is one line, whatever names and reasons stand in it.
    send_mail(" ".join(subject.split()), text, None, [notification.recipient.email])
    notification.mailed_at = timezone.now()
    notification.save(update_fields=["mailed_at"])
    return True
