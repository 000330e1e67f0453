"""Where skins came from, and what was made of them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from enterprises.requests import KnownRequest
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec
from enterprises.tables.export import export_rows
from enterprises.tables.page import EXPORT
from inspections import access
from inspections.models import Certificate
from inspections.selectors.pages.trace import Record, trace_view
from inspections.selectors.trace import trace_of
from lab.models import DyeBatch, RawMaterialLot

# A page shows so many records of each kind; the export holds all of them.
SHOWN_MAX = 100

RECORDS = ListSpec(
    name="trace",
    label=gettext_lazy("Trace"),
    order="number",
    columns=(
        Column("kind", gettext_lazy("Kind"), value="kind_label"),
        Column("number", gettext_lazy("Number")),
        Column("what", gettext_lazy("What")),
        Column("whose", gettext_lazy("Whose")),
        Column("quantity", gettext_lazy("Skins")),
        Column("state", gettext_lazy("State"), value="state_word"),
    ),
)


@login_required
@require_safe
@one_look()
def trace(request: KnownRequest, number: str) -> HttpResponseBase:
    """Show the trace of a lot or dye batch onwards, of a declaration or certificate back."""
    subject = access.traced(request.user, number)
    if subject is None:
        raise Http404
    view = trace_view(trace_of(subject, request.user), is_officer=access.is_officer(request.user))
    form = request.GET.get(EXPORT, "")
    if form in {"csv", "xlsx"}:
        return export_rows(view.records, RECORDS, form, now=timezone.now())
    return render(
        request,
        "inspections/trace.html",
        {
            "subject": subject,
            "heading": _heading(subject),
            "view": view,
            "records": shown(view.records),
            "whole": len(view.records),
        },
    )


def shown(records: tuple[Record, ...]) -> list[Record]:
    """Keep the first of each kind, as many as a page can be read with."""
    seen: dict[str, int] = {}
    kept = []
    for one in records:
        seen[one.kind] = seen.get(one.kind, 0) + 1
        if seen[one.kind] <= SHOWN_MAX:
            kept.append(one)
    return kept


def _heading(subject: Any) -> str:
    if isinstance(subject, RawMaterialLot | DyeBatch):
        return _("Where %(number)s came from and where it went") % {"number": subject.number}
    if isinstance(subject, Certificate):
        return _("What certificate %(number)s rests on") % {"number": subject.number}
    return _("What declaration %(number)s rests on") % {"number": subject.number}
