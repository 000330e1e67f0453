"""What the inbox can be asked."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import wording
from enterprises.models import Notification


def topic_choices() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in wording.topics()]


class InboxFilter(django_filters.FilterSet):
    """By what a message is about, and whether it was read."""

    topic = django_filters.ChoiceFilter(method="about", choices=topic_choices, label=_("About"))
    unread = django_filters.ChoiceFilter(
        method="of_reading",
        choices=[("yes", _("Unread")), ("no", pgettext_lazy("notice", "Read"))],
        label=_("Read or not"),
    )

    class Meta:
        model = Notification
        fields = ["topic", "unread"]

    def about(self, rows: QuerySet[Notification], name: str, topic: str) -> QuerySet[Notification]:
        return rows.filter(kind__in=wording.kinds_about(topic))

    def of_reading(
        self, rows: QuerySet[Notification], name: str, value: str
    ) -> QuerySet[Notification]:
        return rows.filter(read_at__isnull=value == "yes")
