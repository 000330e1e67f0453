"""The public register: who may export, and which dyehouses are on file; nothing private."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from enterprises.filters.registrar import FiledDyehouseFilter, RegisterFilter
from enterprises.models import DyehouseFiling, Enterprise, Registration
from enterprises.parts import Tab
from enterprises.selectors.register import filed_dyehouses, registered_firms
from enterprises.states import EnterpriseKind
from enterprises.tables import Column, ListSpec, list_page

ONE_DAY = timedelta(days=1)


def _last_day(row: Registration | DyehouseFiling) -> date | None:
    return row.valid_until - ONE_DAY if row.valid_until else None


def _kinds(enterprise: Enterprise) -> str:
    return capfirst(_(", ").join(str(EnterpriseKind(kind).label) for kind in enterprise.kinds))


FIRMS = ListSpec(
    name="register",
    label=gettext_lazy("Registered firms"),
    order="number",
    filterset=RegisterFilter,
    empty_title=gettext_lazy("No firm is registered"),
    columns=(
        Column("number", gettext_lazy("Number"), sort="number"),
        Column(
            "firm",
            gettext_lazy("Firm"),
            value=lambda one: one.enterprise.name,
            small=lambda one: one.enterprise.township,
        ),
        Column("kinds", gettext_lazy("Kind"), value=lambda one: _kinds(one.enterprise)),
        Column("state", gettext_lazy("State"), chip="registration"),
        Column(
            "valid_until",
            gettext_lazy("Last day"),
            value=_last_day,
            kind="date",
            sort="valid_until",
        ),
    ),
)
DYEHOUSES = ListSpec(
    name="dyehouses",
    label=gettext_lazy("Dyehouses on file"),
    order="number",
    filterset=FiledDyehouseFilter,
    empty_title=gettext_lazy("No dyehouse is on file"),
    columns=(
        Column("number", gettext_lazy("Number"), sort="number"),
        Column(
            "firm",
            gettext_lazy("Dyehouse"),
            value=lambda one: one.enterprise.name,
            small=lambda one: one.enterprise.township,
        ),
        Column("state", gettext_lazy("State"), chip="filing"),
        Column(
            "valid_until",
            gettext_lazy("Last day"),
            value=_last_day,
            kind="date",
            sort="valid_until",
        ),
    ),
)


@require_safe
def register(request: HttpRequest) -> HttpResponseBase:
    """List who is registered today, or which dyehouses are on file."""
    today = timezone.localdate()
    of_dyehouses = request.GET.get("of") == "dyehouses"
    tabs = [
        Tab(FIRMS.label, "?of=firms", is_current=not of_dyehouses),
        Tab(DYEHOUSES.label, "?of=dyehouses", is_current=of_dyehouses),
    ]
    rows = filed_dyehouses(today) if of_dyehouses else registered_firms(today)
    spec = DYEHOUSES if of_dyehouses else FIRMS
    return list_page(
        request, rows, spec, "enterprises/register.html", {"tabs": tabs, "today": today}
    )
