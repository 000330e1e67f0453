"""Adjustments of the ledger: what was proposed, and another person deciding."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from enterprises import formats
from enterprises.access import knows_one_firm, permission_required
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.views.deeds import Deed, Place, do
from lab import access
from lab.filters.stores import AdjustmentFilter
from lab.forms.material import AnswerForm
from lab.models import LedgerAdjustment
from lab.services import ledger
from lab.states import AdjustmentState
from lab.words import material_name


def _address(adjustment: LedgerAdjustment) -> str:
    return reverse("lab:adjustment-detail", args=[adjustment.number])


SPEC = ListSpec(
    name="adjustments",
    label=gettext_lazy("Adjustments"),
    order="-number",
    filterset=AdjustmentFilter,
    empty_title=gettext_lazy("No adjustment yet"),
    empty_text=gettext_lazy(
        "A correction of a lot’s balance is proposed on the page of the lot, and approved by "
        "another person."
    ),
    columns=(
        Column(
            "number",
            gettext_lazy("Adjustment"),
            sort="pk",
            href=_address,
            small=lambda one: one.reason,
        ),
        Column(
            "lot",
            gettext_lazy("Lot"),
            value="lot.number",
            kind="record",
            href=lambda one: reverse("lab:lot-detail", args=[one.lot.number]),
        ),
        Column("firm", gettext_lazy("Firm"), value=lambda one: one.lot.enterprise.name),
        Column(
            "skins",
            gettext_lazy("Skins"),
            kind="num",
            show=lambda one: formats.signed(one.skins),
        ),
        Column("proposed_by", gettext_lazy("Proposed by"), value=lambda one: str(one.proposed_by)),
        Column(
            "proposed_at",
            gettext_lazy("Proposed at"),
            kind="moment",
            sort="proposed_at",
            roomy=True,
        ),
        Column("state", gettext_lazy("State"), chip="adjustment"),
    ),
)
APPROVE = Deed(
    ledger.approve_adjustment,
    gettext_lazy("Approve adjustment %(record)s?"),
    gettext_lazy("The entry is posted at once, with both names and the reason."),
    gettext_lazy("Approve and post"),
    gettext_lazy("%(record)s is approved and posted."),
)
DECLINE = Deed(
    ledger.decline_adjustment,
    gettext_lazy("Decline adjustment %(record)s?"),
    gettext_lazy("Nothing is posted."),
    gettext_lazy("Decline"),
    gettext_lazy("%(record)s is declined."),
    AnswerForm,
)


@login_required
@one_look()
def adjustment_list(request: KnownRequest) -> HttpResponseBase:
    """List the adjustments of lots that the reader may see."""
    access.refuse_bench_only(request.user)
    rows = LedgerAdjustment.objects.visible_to(request.user).select_related(
        "lot__enterprise", "proposed_by"
    )
    waiting = rows.filter(state=AdjustmentState.PROPOSED).count()
    heading = (
        ngettext("%(count)s adjustment waits", "%(count)s adjustments wait", waiting)
        % {"count": formats.number(waiting)}
        if waiting
        else _("No adjustment waits")
    )
    spec = SPEC.without("firm") if knows_one_firm(request.user) else SPEC
    return list_page(request, rows, spec, "lab/adjustment_list.html", {"heading": heading})


@login_required
@one_look()
def adjustment_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show an adjustment, and let another person decide it."""
    adjustment = access.adjustment_to_read(request.user, number)
    approves = may(request.user, Permission.APPROVE_ADJUSTMENT)
    is_open = adjustment.state == AdjustmentState.PROPOSED
    is_own = adjustment.proposed_by_id == request.user.pk
    context = {
        "adjustment": adjustment,
        "material": material_name(adjustment.lot),
        "is_open": is_open,
        "may_decide": is_open and approves and not is_own,
        "hindrance": _hindrance(approves, is_own) if is_open else "",
        "facts": _facts(adjustment),
    }
    return render(request, "lab/adjustment_detail.html", context)


def _hindrance(approves: bool, is_own: bool) -> str:
    if approves and is_own:
        return _("You proposed it; another person decides.")
    return "" if approves else _("A section chief decides.")


def _facts(adjustment: LedgerAdjustment) -> list[tuple[Any, Any]]:
    free = adjustment.lot.balance.free_skins
    facts = [
        (_("Skins"), formats.signed(adjustment.skins)),
        (_("Reason"), adjustment.reason),
        (_("Proposed by"), str(adjustment.proposed_by)),
        (_("Proposed at"), formats.time_tag(adjustment.proposed_at, "moment")),
    ]
    if adjustment.state == AdjustmentState.PROPOSED:
        facts.append((_("Free now"), formats.number(free)))
        facts.append((_("Free after it"), formats.number(free + adjustment.skins)))
    if adjustment.decided_by is not None:
        facts.append((_("Decided by"), str(adjustment.decided_by)))
        facts.append((_("Decided"), formats.time_tag(adjustment.decided_at, "moment")))
    if adjustment.answer:
        facts.append((_("Answer"), adjustment.answer))
    return facts


@login_required
@require_http_methods(["GET", "POST"])
def adjustment_approve(request: KnownRequest, number: str) -> HttpResponse:
    """Approve what somebody else proposed; it is posted at once."""
    return _do(request, number, APPROVE)


@login_required
@require_http_methods(["GET", "POST"])
def adjustment_decline(request: KnownRequest, number: str) -> HttpResponse:
    """Decline what somebody else proposed, saying why."""
    return _do(request, number, DECLINE)


def _do(request: KnownRequest, number: str, deed: Deed) -> HttpResponse:
    adjustment = access.adjustment_to_read(request.user, number)
    permission_required(request.user, Permission.APPROVE_ADJUSTMENT)
    place = Place(
        name=adjustment.number,
        given={"adjustment": adjustment.pk},
        version=adjustment.version,
        back=_address(adjustment),
        crumbs=(
            gettext_lazy("Adjustments"),
            reverse("lab:adjustment-list"),
            adjustment.number,
            _address(adjustment),
        ),
        about=_("Lot %(lot)s, %(firm)s")
        % {"lot": adjustment.lot.number, "firm": adjustment.lot.enterprise.name},
        facts=_facts(adjustment),
    )
    return do(request, deed, place)
