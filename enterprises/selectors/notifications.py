"""What a person was told, and what of it is unread."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from enterprises import wording
from enterprises.models import Notification, User


@dataclass(frozen=True)
class Message:
    """A notification in the reader's words."""

    notification: Notification
    subject: str
    body: str


def inbox_of(user: User) -> Any:
    """Everything a person was told; `unread` is 1 for what they have not read."""
    rows = Notification.objects.filter(recipient=user).select_related("enterprise")
    return rows.annotate(
        unread=Case(
            When(read_at__isnull=True, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    )


def unread_count(user: User) -> int:
    return Notification.objects.filter(recipient=user, read_at__isnull=True).count()


def message_of(notification: Notification) -> Message:
    """Put a notification into words."""
    subject, body = wording.say(notification.kind, notification.params)
    return Message(notification, subject, body)
