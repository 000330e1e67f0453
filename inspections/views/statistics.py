"""Statistics: of the bureau for its officers, of a firm for its own people, and the month on paper."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blacklist.states import Level
from enterprises import formats
from enterprises.access import enterprise_or_404
from enterprises.calendar import day_of
from enterprises.models import Enterprise
from enterprises.requests import KnownRequest
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec
from enterprises.tables.export import WORKBOOK_ROWS_MAX, export_rows
from enterprises.tables.page import EXPORT
from inspections import access
from inspections.forms.statistics import MEASURED, StatisticsForm
from inspections.papers.monthly_report import month_named, monthly_report_pdf
from inspections.selectors.pages.statistics import statistics_page
from inspections.selectors.statistics import SERIES, ReleasedRow, released_rows, series_of

SPEC = ListSpec(
    name="statistics",
    label=gettext_lazy("Statistics"),
    order="month",
    columns=(
        Column("month", gettext_lazy("Month"), value=lambda row: f"{row.month:%Y-%m}"),
        Column("iso", gettext_lazy("Country code")),
        Column("country", gettext_lazy("Country"), value=lambda row: country_name(row.iso)),
        Column(
            "market",
            gettext_lazy("Market"),
            value=lambda row: str(SERIES[series_of(row.iso, row.market)]),
        ),
        Column("class", gettext_lazy("Class"), value=lambda row: _class(row)),
        Column("serial", gettext_lazy("Serial")),
        Column("credit_code", gettext_lazy("Credit code")),
        Column("name_zh", gettext_lazy("Name (Chinese)")),
        Column("name_en", gettext_lazy("Name (English)")),
        Column("batches", gettext_lazy("Consignments"), value="amount.batches"),
        Column("pieces", gettext_lazy("Pieces"), value="amount.pieces"),
        Column("value_usd", gettext_lazy("Value, USD"), value="amount.value_usd"),
    ),
)


@login_required
@one_look()
def statistics(request: KnownRequest) -> HttpResponseBase:
    """Show the officers what left, how fast, and what checks found."""
    if not access.is_officer(request.user):
        raise Http404
    return _answer(request, Enterprise.objects.all(), None)


@login_required
@one_look()
def firm_figures(request: KnownRequest, serial: str) -> HttpResponseBase:
    """Show a firm its own figures, by the same questions."""
    firm = enterprise_or_404(request.user, serial)
    return _answer(request, Enterprise.objects.filter(pk=firm.pk), firm)


@login_required
def monthly_report(request: KnownRequest, month: str) -> HttpResponse:
    """Print the report of a month, in both languages."""
    first, now = month_named(month), timezone.now()
    if first is None or first > day_of(now) or not access.is_officer(request.user):
        raise Http404
    body = monthly_report_pdf(first, at=now)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="report-{month}.pdf"'
    return response


def _answer(
    request: KnownRequest, visible: QuerySet[Enterprise], firm: Enterprise | None
) -> HttpResponseBase:
    now = timezone.now()
    form = StatisticsForm(request.GET, today=day_of(now), visible=visible, firm=firm)
    wanted = request.GET.get(EXPORT, "")
    if wanted in {"csv", "xlsx"} and form.is_valid():
        return _export(request, form, wanted)
    measured = request.GET.get("count", "")
    measured = measured if measured in dict(MEASURED) else MEASURED[0][0]
    address = request.GET.copy()
    for name in (EXPORT, "count"):
        address.pop(name, None)
    context: dict[str, Any] = {
        "form": form,
        "firm": firm,
        "page": statistics_page(form.asked, measured=measured, at=now),
        "measured": measured,
        "measures": MEASURED,
        "query": address.urlencode(),
    }
    # Nothing changes by asking; what cannot be asked is told at its field.
    return render(
        request, "inspections/statistics.html", context, status=200 if form.is_valid() else 422
    )


def _export(request: KnownRequest, form: StatisticsForm, wanted: str) -> HttpResponseBase:
    rows = released_rows(form.asked)
    if wanted == "csv":
        return export_rows(rows, SPEC, wanted, now=timezone.now())
    kept = list(islice(rows, WORKBOOK_ROWS_MAX + 1))
    if len(kept) > WORKBOOK_ROWS_MAX:
        messages.warning(
            request,
            _("A workbook holds up to %(rows)s rows. Take CSV, or filter further.")
            % {"rows": formats.number(WORKBOOK_ROWS_MAX)},
        )
        address = request.GET.copy()
        del address[EXPORT]
        return redirect(f"?{address.urlencode()}")
    return export_rows(kept, SPEC, wanted, now=timezone.now())


def _class(row: ReleasedRow) -> str:
    return str(Level(row.level).label) if row.level in Level.values else ""
