"""The checks of goods that wait to be carried out, with the place where the goods are kept."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from enterprises import formats
from enterprises.calendar import working_days_between
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look, working_calendar
from enterprises.states import Product
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import due
from inspections import access
from inspections.filters.checks import CheckFilter
from inspections.models import Check, StickyCheck
from inspections.selectors.desk import open_checks, standing_checks
from inspections.states import CheckKind, CheckOrigin
from lab.words import joined, market_name

STANDING_MAX = 25


def _address(check: Check) -> str:
    return reverse("inspections:check-record", args=[check.declaration.number, check.kind])


def _detail(check: Check) -> str:
    return reverse("inspections:declaration-detail", args=[check.declaration.number])


def _origin(check: Check) -> str:
    return str(CheckOrigin(check.origin).label)


def _asked(check: Check) -> str:
    who = str(check.ordered_by) if check.ordered_by else ""
    return joined(*filter(None, (who, check.reason)))


def _due(check: Any) -> str:
    if check.due_on is None:
        return formats.MISSING
    late = working_days_between(working_calendar(), check.due_on, timezone.localdate())
    return due(check.due_on, days_late=late)


def _spec(*, carries_out: bool) -> ListSpec:
    return ListSpec(
        name="checks",
        label=gettext_lazy("Checks to carry out"),
        order="asked",
        filterset=CheckFilter,
        empty_title=gettext_lazy("No check waits to be carried out"),
        empty_text=gettext_lazy("The draw, the lane or an officer asks for one."),
        columns=(
            Column(
                "declaration",
                gettext_lazy("Declaration"),
                value="declaration.number",
                href=_address if carries_out else _detail,
                small=lambda check: str(CheckKind(check.kind).label),
            ),
            Column("kind", gettext_lazy("Kind"), "get_kind_display", is_shown=False),
            Column("firm", gettext_lazy("Firm"), value="declaration.enterprise.name"),
            Column(
                "place",
                gettext_lazy("Where the goods are kept"),
                value="declaration.storage_place",
            ),
            Column(
                "pieces",
                gettext_lazy("Pieces"),
                value="declaration.pieces",
                kind="num",
                show=lambda check: formats.number(check.declaration.pieces),
            ),
            Column(
                "to",
                gettext_lazy("To"),
                value=lambda check: country_name(check.declaration.destination_iso),
                roomy=True,
            ),
            Column("origin", gettext_lazy("Asked for by"), value=_origin, small=_asked),
            Column(
                "asked",
                gettext_lazy("Since"),
                value="ordered_at",
                sort="ordered_at",
                show=lambda check: formats.time_tag(check.ordered_at, "short"),
            ),
            Column("due", gettext_lazy("Due"), value="due_on", show=_due),
        ),
    )


CARRYING_OUT, READING = _spec(carries_out=True), _spec(carries_out=False)


def _standing(check: StickyCheck) -> tuple[str, str, str, str]:
    product = str(Product(check.product).label)
    return (
        check.enterprise.name,
        joined(product, market_name(check.market)),
        check.drawn_by.number,
        reverse("inspections:declaration-detail", args=[check.drawn_by.number]),
    )


@login_required
@require_safe
@one_look()
def check_list(request: KnownRequest) -> HttpResponseBase:
    """List the open checks, and the drawn ones that wait for a firm's next goods."""
    if not access.is_officer(request.user):
        raise Http404
    standing = standing_checks()
    carries_out = may(request.user, Permission.CARRY_OUT_CHECK)
    return list_page(
        request,
        open_checks(),
        CARRYING_OUT if carries_out else READING,
        "inspections/check_list.html",
        {
            "count": open_checks().count(),
            "standing": [_standing(one) for one in standing[:STANDING_MAX]],
            "standing_whole": standing.count(),
        },
    )
