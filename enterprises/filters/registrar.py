"""What the lists of registrations, visits, rectifications and filings can be asked."""

from collections.abc import Iterable

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Assessment, DyehouseFiling, Rectification, Registration
from enterprises.policy import WITH_THE_FIRM
from enterprises.states import Checklist, EnterpriseKind

YES = "yes"
YES_NO = [(YES, pgettext_lazy("filter", "Yes")), ("no", pgettext_lazy("filter", "No"))]
FIRM_NAMES = ("enterprise__name_en", "enterprise__name_zh", "enterprise__credit_code")


def _worded(choices: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


def kinds() -> list[tuple[str, str]]:
    """The kinds of firms as options."""
    return _worded(EnterpriseKind.choices)


def checklists() -> list[tuple[str, str]]:
    """The checklists as options."""
    return _worded(Checklist.choices)


class FirmRecordFilter(django_filters.FilterSet):
    """By text: the number, or whatever one knows of the firm."""

    q = django_filters.CharFilter(method="named", label=_("Number or firm"))

    def named(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        """Find what a person would search by."""
        text = text.strip()
        wanted = Q(number__icontains=text)
        for path in FIRM_NAMES:
            wanted |= Q(**{f"{path}__icontains": text})
        return rows.filter(wanted)


class RegistrationFilter(FirmRecordFilter):
    township = django_filters.CharFilter(
        field_name="enterprise__township", lookup_expr="icontains", label=_("Township")
    )
    came_home = django_filters.ChoiceFilter(
        choices=YES_NO, method="from_a_port", label=_("Declared at a port before")
    )

    class Meta:
        model = Registration
        fields = ["q", "township", "came_home"]

    def from_a_port(
        self, rows: QuerySet[Registration], name: str, wanted: str
    ) -> QuerySet[Registration]:
        """Find the firms brought home from the ports, or the others."""
        nowhere = Q(earlier_ports=[])
        return rows.exclude(nowhere) if wanted == YES else rows.filter(nowhere)


class AssessmentFilter(FirmRecordFilter):
    checklist = django_filters.ChoiceFilter(choices=checklists, label=_("Checklist"))
    planned = django_filters.DateFromToRangeFilter(field_name="planned_for", label=_("Planned for"))

    class Meta:
        model = Assessment
        fields = ["q", "checklist", "planned"]


class RectificationFilter(FirmRecordFilter):
    late = django_filters.ChoiceFilter(choices=YES_NO, method="overdue", label=_("Late"))
    due = django_filters.DateFromToRangeFilter(field_name="due_on", label=_("Due"))

    class Meta:
        model = Rectification
        fields = ["q", "late", "due"]

    def overdue(
        self, rows: QuerySet[Rectification], name: str, wanted: str
    ) -> QuerySet[Rectification]:
        """Find those that the firm owes past their day, or all others."""
        late = Q(state__in=WITH_THE_FIRM, due_on__lt=timezone.localdate())
        return rows.filter(late) if wanted == YES else rows.exclude(late)


class FilingFilter(FirmRecordFilter):
    class Meta:
        model = DyehouseFiling
        fields = ["q"]


class RegisterFilter(FirmRecordFilter):
    """What the public may ask: the number, the firm, its kind."""

    kind = django_filters.ChoiceFilter(choices=kinds, method="of_kind", label=_("Kind"))

    class Meta:
        model = Registration
        fields = ["q", "kind"]

    def of_kind(self, rows: QuerySet[Registration], name: str, kind: str) -> QuerySet[Registration]:
        """Find the firms that do this, maybe among other things."""
        return rows.filter(enterprise__kinds__contains=[kind])


class FiledDyehouseFilter(FirmRecordFilter):
    class Meta:
        model = DyehouseFiling
        fields = ["q"]
