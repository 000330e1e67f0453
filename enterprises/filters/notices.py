"""What lists of notices and of their receipts can be asked."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from enterprises.filters.countries import country_choices
from enterprises.models import Notice, NoticeReceipt
from enterprises.selectors.notices import TO_ACKNOWLEDGE, UNREAD
from enterprises.states import NoticeKind, NoticeState

ACKNOWLEDGED, WAITING, NOT_READ = "acknowledged", "waiting", "not_read"


def capitalised(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


def kind_choices() -> list[tuple[str, str]]:
    return capitalised(NoticeKind.choices)


def state_choices() -> list[tuple[str, str]]:
    return capitalised(NoticeState.choices)


def _about(text: str, path: str = "") -> Q:
    text = text.strip()
    found = Q()
    for name in ("number", "title_en", "title_zh", "text_en", "text_zh"):
        found |= Q(**{f"{path}{name}__icontains": text})
    return found


class PublicNoticeFilter(django_filters.FilterSet):
    """By text, kind and destination."""

    q = django_filters.CharFilter(method="about", label=_("Title, text or number"))
    kind = django_filters.ChoiceFilter(choices=kind_choices, label=_("Kind"))
    destination = django_filters.ChoiceFilter(
        method="for_country", choices=country_choices, label=_("Destination")
    )

    class Meta:
        model = Notice
        fields = ["q", "kind", "destination"]

    def about(self, rows: QuerySet[Notice], name: str, text: str) -> QuerySet[Notice]:
        return rows.filter(_about(text))

    def for_country(self, rows: QuerySet[Notice], name: str, iso: str) -> QuerySet[Notice]:
        return rows.filter(destinations__contains=[iso])


class NoticeFilter(PublicNoticeFilter):
    """As above, and by state."""

    state = django_filters.ChoiceFilter(choices=state_choices, label=_("State"))

    class Meta(PublicNoticeFilter.Meta):
        fields = ["q", "kind", "destination", "state"]


class OwnReceiptFilter(django_filters.FilterSet):
    """By text, kind, and what is left to do."""

    q = django_filters.CharFilter(method="about", label=_("Title, text or number"))
    kind = django_filters.ChoiceFilter(
        field_name="notice__kind", choices=kind_choices, label=_("Kind")
    )
    waits = django_filters.ChoiceFilter(
        choices=[(TO_ACKNOWLEDGE, _("To acknowledge")), (UNREAD, _("Not read yet"))],
        label=_("To do"),
    )

    class Meta:
        model = NoticeReceipt
        fields = ["q", "kind", "waits"]

    def about(self, rows: QuerySet[NoticeReceipt], name: str, text: str) -> QuerySet[NoticeReceipt]:
        return rows.filter(_about(text, "notice__"))


class ReceiptFilter(django_filters.FilterSet):
    """By firm, and by what it has done."""

    q = django_filters.CharFilter(method="of_firm", label=_("Firm"))
    answer = django_filters.ChoiceFilter(
        method="answered",
        choices=[
            (ACKNOWLEDGED, _("Acknowledged")),
            (WAITING, _("Not acknowledged")),
            (NOT_READ, _("Not read yet")),
        ],
        label=_("Answer"),
    )

    class Meta:
        model = NoticeReceipt
        fields = ["q", "answer"]

    def of_firm(
        self, rows: QuerySet[NoticeReceipt], name: str, text: str
    ) -> QuerySet[NoticeReceipt]:
        text = text.strip()
        return rows.filter(
            Q(enterprise__serial__icontains=text)
            | Q(enterprise__credit_code__icontains=text)
            | Q(enterprise__name_en__icontains=text)
            | Q(enterprise__name_zh__icontains=text)
        )

    def answered(
        self, rows: QuerySet[NoticeReceipt], name: str, value: str
    ) -> QuerySet[NoticeReceipt]:
        if value == NOT_READ:
            return rows.filter(read_at__isnull=True)
        return rows.filter(acknowledged_at__isnull=value == WAITING)
