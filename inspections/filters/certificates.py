"""What the list of certificates can be asked."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.filters.countries import country_choices
from enterprises.models import Enterprise
from inspections.models import Certificate
from inspections.states import CertificateState


class OwnCertificateFilter(django_filters.FilterSet):
    """By number, state as it is today, destination and day of issue."""

    q = django_filters.CharFilter(method="numbered", label=_("Certificate or declaration"))
    state = django_filters.ChoiceFilter(
        choices=CertificateState.choices, method="standing", label=_("State")
    )
    destination = django_filters.ChoiceFilter(
        field_name="declaration__destination_iso",
        choices=country_choices,
        label=_("Destination"),
    )
    issued = django_filters.DateFromToRangeFilter(field_name="issued_at", label=_("Issued"))

    class Meta:
        model = Certificate
        fields = ["q", "state", "destination", "issued"]

    def numbered(self, rows: QuerySet[Certificate], name: str, text: str) -> QuerySet[Certificate]:
        """Find by the beginning of a number, so that a million of them are no burden."""
        text = text.strip().upper()
        return rows.filter(Q(number__startswith=text) | Q(declaration__number__startswith=text))

    def standing(self, rows: QuerySet[Certificate], name: str, state: str) -> QuerySet[Certificate]:
        """Take a certificate for expired from the first day on which the goods may not ship."""
        today = timezone.localdate()
        if state == CertificateState.ACTIVE:
            return rows.filter(state=state, ship_until__gt=today)
        if state == CertificateState.EXPIRED:
            over = Q(state=CertificateState.ACTIVE, ship_until__lte=today)
            return rows.filter(Q(state=state) | over)
        return rows.filter(state=state)


class CertificateFilter(OwnCertificateFilter):
    """For officers, who see the papers of every firm."""

    firm = django_filters.CharFilter(method="of_firm", label=_("Firm"))

    class Meta:
        model = Certificate
        fields = ["q", "firm", "state", "destination", "issued"]

    def of_firm(self, rows: QuerySet[Certificate], name: str, text: str) -> QuerySet[Certificate]:
        text = text.strip()
        firms = Enterprise.objects.filter(
            Q(name_en__icontains=text) | Q(name_zh__icontains=text) | Q(serial=text)
        )
        return rows.filter(enterprise__in=firms.values("pk"))
