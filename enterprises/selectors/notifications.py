"""What a person was told, and what of it is unread."""

from dataclasses import dataclass

from django.db.models import QuerySet

from enterprises import wording
from enterprises.models import Notification, User


@dataclass(frozen=True)
class Message:
    """A notification in the reader's words."""

    notification: Notification
    subject: str
    body: str


def inbox(user: User) -> QuerySet[Notification]:
    """Everything a person was told, the newest first."""
    return Notification.objects.filter(recipient=user).select_related("enterprise")


def unread_count(user: User) -> int:
    return Notification.objects.filter(recipient=user, read_at__isnull=True).count()


def message_of(notification: Notification) -> Message:
    """Put a notification into words."""
    subject, body = wording.say(notification.kind, notification.params)
    return Message(notification, subject, body)
