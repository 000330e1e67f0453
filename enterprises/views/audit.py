"""The audit, for whoever may read it: who did what, when, to which record."""

import json
from datetime import datetime, time, timedelta

import django_filters
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enterprises import formats
from enterprises.audit import SYSTEM
from enterprises.calendar import SHANGHAI
from enterprises.deeds import deed_choices, deed_words, kind_choices, kind_words, record_address
from enterprises.models import AuditEntry
from enterprises.particulars import particulars
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.tables import Column, ListSpec, list_page

# What the administration writes: of each field the old value and the new.
CHANGED_BY_FORM = frozenset(
    {"reference_changed", "reference_added", "account_changed", "account_opened"}
)


class AuditFilter(django_filters.FilterSet):
    """By person, firm, deed, record and time; days are those of Beijing, both included."""

    who = django_filters.CharFilter(method="by_person", label=pgettext_lazy("audit", "Person"))
    firm = django_filters.CharFilter(method="of_firm", label=gettext_lazy("Firm"))
    record = django_filters.CharFilter(
        field_name="record_number", lookup_expr="istartswith", label=gettext_lazy("Record")
    )
    kind = django_filters.ChoiceFilter(
        field_name="record_kind", choices=kind_choices, label=gettext_lazy("Kind of record")
    )
    action = django_filters.ChoiceFilter(
        choices=deed_choices, method="by_deed", label=pgettext_lazy("audit", "What was done")
    )
    since = django_filters.DateFilter(method="from_day", label=pgettext_lazy("day", "From"))
    until = django_filters.DateFilter(method="to_day", label=gettext_lazy("To, included"))

    class Meta:
        model = AuditEntry
        fields = ["who", "firm", "record", "kind", "action", "since", "until"]

    def by_person(self, rows: QuerySet[AuditEntry], name: str, text: str) -> QuerySet[AuditEntry]:
        text = text.strip()
        return rows.filter(Q(actor__username__iexact=text) | Q(actor_name__icontains=text))

    def of_firm(self, rows: QuerySet[AuditEntry], name: str, text: str) -> QuerySet[AuditEntry]:
        text = text.strip()
        return rows.filter(
            Q(enterprise__serial=text)
            | Q(enterprise__credit_code=text.upper())
            | Q(enterprise__name_en__icontains=text)
            | Q(enterprise__name_zh__icontains=text)
        )

    def by_deed(self, rows: QuerySet[AuditEntry], name: str, codes: str) -> QuerySet[AuditEntry]:
        return rows.filter(action__in=codes.split(","))

    def from_day(
        self, rows: QuerySet[AuditEntry], name: str, day: datetime
    ) -> QuerySet[AuditEntry]:
        return rows.filter(at__gte=datetime.combine(day, time(), tzinfo=SHANGHAI))

    def to_day(self, rows: QuerySet[AuditEntry], name: str, day: datetime) -> QuerySet[AuditEntry]:
        end = datetime.combine(day, time(), tzinfo=SHANGHAI) + timedelta(days=1)
        return rows.filter(at__lt=end)


def _who(entry: AuditEntry) -> str:
    return _("the system itself") if entry.actor_name == SYSTEM else entry.actor_name


def _record(entry: AuditEntry) -> SafeString | str:
    number = entry.record_number or formats.MISSING
    address = record_address(entry.record_kind, entry.record_number)
    if not address:
        return number
    return format_html('<a class="go nowrap" href="{}">{}</a>', address, number)


def _firm(entry: AuditEntry) -> SafeString | str:
    if entry.enterprise is None:
        return formats.MISSING
    address = record_address("enterprise", entry.enterprise.serial)
    if not address:
        return entry.enterprise.name
    return format_html('<a href="{}">{}</a>', address, entry.enterprise.name)


SPEC = ListSpec(
    name="audit",
    label=gettext_lazy("Audit"),
    order="-at",
    filterset=AuditFilter,
    empty_title=gettext_lazy("Nothing of this kind was done"),
    empty_text=gettext_lazy("Leave out a condition, or choose other days."),
    columns=(
        # Entries are only ever added, so their keys rise with their time; the key is indexed.
        Column(
            "at",
            gettext_lazy("When"),
            kind="moment",
            sort="pk",
            show=lambda entry: formats.time_tag(entry.at, "second"),
        ),
        Column("who", pgettext_lazy("audit", "Who"), value=_who),
        Column(
            "what",
            gettext_lazy("What"),
            value=lambda entry: deed_words(entry.action),
            small=lambda entry: particulars(
                entry.detail, are_changes=entry.action in CHANGED_BY_FORM
            ),
        ),
        Column("action", gettext_lazy("Code"), is_shown=False),
        Column("kind", gettext_lazy("Kind"), value=lambda entry: kind_words(entry.record_kind)),
        Column("record", gettext_lazy("Record"), value="record_number", show=_record),
        Column(
            "firm",
            gettext_lazy("Firm"),
            value=lambda entry: entry.enterprise.name if entry.enterprise else "",
            show=_firm,
        ),
        Column(
            "detail",
            gettext_lazy("Particulars"),
            value=lambda entry: json.dumps(entry.detail, ensure_ascii=False),
            is_shown=False,
        ),
    ),
)


@login_required
def audit_list(request: KnownRequest) -> HttpResponseBase:
    """List what was done, newest first; whoever may not read it does not learn that it is there."""
    if not may(request.user, Permission.READ_AUDIT):
        raise Http404
    rows = AuditEntry.objects.select_related("enterprise")
    return list_page(request, rows, SPEC, "enterprises/audit_list.html", {"now": timezone.now()})
