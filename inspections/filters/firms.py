"""What the list of firms can be asked."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from blacklist.states import CreditClass, ListKind
from enterprises.models import Enterprise
from enterprises.states import EnterpriseKind, RegistrationState

NEVER = "none"


def townships(request: HttpRequest | None = None) -> list[tuple[str, str]]:
    """Offer every township that has a firm."""
    rows = Enterprise.objects.order_by("township").values_list("township", flat=True).distinct()
    return [(name, name) for name in rows]


def kinds() -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in EnterpriseKind.choices]


class FirmFilter(django_filters.FilterSet):
    """By name or number, class, list, registration, kind and township."""

    q = django_filters.CharFilter(method="named", label=_("Name, credit code or serial"))
    credit_class = django_filters.ChoiceFilter(choices=CreditClass.choices, label=_("Class"))
    listed = django_filters.ChoiceFilter(choices=ListKind.choices, label=_("List"))
    registration = django_filters.ChoiceFilter(
        method="of_registration",
        choices=[*RegistrationState.choices, (NEVER, _("Never applied"))],
        label=_("Registration"),
    )
    kind = django_filters.ChoiceFilter(method="of_kind", choices=kinds, label=_("Kind"))
    township = django_filters.ChoiceFilter(choices=townships, label=_("Township"))

    class Meta:
        model = Enterprise
        fields = ["q", "credit_class", "listed", "registration", "kind", "township"]

    def named(self, rows: QuerySet[Enterprise], name: str, text: str) -> QuerySet[Enterprise]:
        """Find what a person would search by."""
        text = text.strip()
        return rows.filter(
            Q(name_zh__icontains=text)
            | Q(name_en__icontains=text)
            | Q(credit_code__startswith=text.upper())
            | Q(serial=text.upper())
        )

    def of_registration(self, rows: Any, name: str, state: str) -> Any:
        """Keep firms by the state of the registration that counts, which the list adds to them."""
        if state == NEVER:
            return rows.filter(registration_state__isnull=True)
        return rows.filter(registration_state=state)

    def of_kind(self, rows: QuerySet[Enterprise], name: str, kind: str) -> QuerySet[Enterprise]:
        return rows.filter(kinds__contains=[kind])
