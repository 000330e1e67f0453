"""What is done to lots by hand: received, set aside, freed, rejected, their balance corrected."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from enterprises import formats
from enterprises.access import firms_filed_for, permission_required
from enterprises.api.papers import paper_answer as paper
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.languages import own_words
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.selectors.reference import one_look
from enterprises.states import EnterpriseKind
from enterprises.views.deeds import Deed, Place, do
from enterprises.views.posting import show_refusal
from lab import access
from lab.forms.material import AdjustmentForm, ReceiptForm, SetAsideForm
from lab.models import RawMaterialLot
from lab.papers import ledger_pdf
from lab.services import ledger, material
from lab.words import material_name

QUARANTINE = Deed(
    material.quarantine_lot,
    gettext_lazy("Set lot %(record)s aside?"),
    gettext_lazy(
        "Nothing made of its skins may leave until the quarantine ends; "
        "declarations that use it are held for review."
    ),
    gettext_lazy("Quarantine the lot"),
    gettext_lazy("%(record)s is in quarantine."),
    SetAsideForm,
    is_grave=True,
)
FREE = Deed(
    material.free_lot,
    gettext_lazy("Free lot %(record)s?"),
    gettext_lazy("Its skins may be used again, and what is held for it is judged anew."),
    gettext_lazy("Free the lot"),
    gettext_lazy("%(record)s is free again."),
    SetAsideForm,
)
REJECT = Deed(
    material.reject_lot,
    gettext_lazy("Reject lot %(record)s for good?"),
    gettext_lazy(
        "No declaration that uses it is ever released, and nothing takes this back. "
        "A lot that may only wait for a retest stays in quarantine."
    ),
    gettext_lazy("Reject the lot"),
    gettext_lazy("Lot %(record)s is rejected."),
    SetAsideForm,
    is_grave=True,
)
ADJUST = Deed(
    ledger.propose_adjustment,
    gettext_lazy("Correct the balance of lot %(record)s?"),
    gettext_lazy(
        "You propose, another person approves; only then the entry stands in the ledger. "
        "What was posted before is never changed."
    ),
    gettext_lazy("Propose the adjustment"),
    gettext_lazy("An adjustment of %(record)s is proposed; another person decides."),
    AdjustmentForm,
)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def lot_new(request: KnownRequest) -> HttpResponse:
    """Register skins that a firm bought; they count from their receipt in the ledger."""
    firms = list(firms_filed_for(request.user, EnterpriseKind.MANUFACTURER, EnterpriseKind.TRADER))
    if not firms:
        raise PermissionDenied(_("Only makers and traders keep lots."))
    now = timezone.now()
    form = ReceiptForm(
        request.POST or None, firms=firms, initial={"received_on": day_of(now), "form": "skins"}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            lot = material.receive_lot(
                enterprise=form.chosen_firm.pk,
                supplier_name=said["supplier_name"],
                species=said["species"],
                process=said["process"],
                colour=said["colour"],
                form=said["form"],
                skins=said["skins"],
                received_on=said["received_on"],
                actor=request.user,
                at=now,
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Lot %(number)s is in stock with %(skins)s skins.")
                % {"number": lot.number, "skins": formats.number(lot.skins_received)},
            )
            return redirect("lab:lot-detail", lot.number)
    context = {"form": form, "firm": firms[0] if len(firms) == 1 else None}
    return render(request, "lab/lot_new.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def lot_quarantine(request: KnownRequest, number: str) -> HttpResponse:
    """Set a lot aside by hand, with a reason."""
    return _do(request, number, QUARANTINE, Permission.CARRY_OUT_CHECK)


@login_required
@require_http_methods(["GET", "POST"])
def lot_free(request: KnownRequest, number: str) -> HttpResponse:
    """End the quarantine of a lot, with a reason."""
    return _do(request, number, FREE, Permission.CARRY_OUT_CHECK)


@login_required
@require_http_methods(["GET", "POST"])
def lot_reject(request: KnownRequest, number: str) -> HttpResponse:
    """Reject a quarantined lot for good, with a reason."""
    return _do(request, number, REJECT, Permission.CARRY_OUT_CHECK)


@login_required
@require_http_methods(["GET", "POST"])
def lot_adjust(request: KnownRequest, number: str) -> HttpResponse:
    """Propose a signed correction of a lot's balance."""
    lot = access.lot_to_read(request.user, number)
    permission_required(request.user, Permission.ADJUST_LEDGER)
    # A proposal changes no record yet, so it is made from no version of it.
    place = replace(_place(lot), version=None, given={"lot_number": lot.number})
    return do(request, ADJUST, place)


@login_required
@one_look()
def lot_ledger_pdf(request: KnownRequest, number: str) -> HttpResponseBase:
    """Give the write-off ledger of a lot on paper."""
    lot = access.lot_to_read(request.user, number)
    return paper(ledger_pdf(lot, at=timezone.now()), f"{lot.number}-ledger")


def _do(request: KnownRequest, number: str, deed: Deed, permission: Permission) -> HttpResponse:
    lot = access.lot_to_read(request.user, number)
    permission_required(request.user, permission)
    return do(request, deed, _place(lot))


def _place(lot: RawMaterialLot) -> Place:
    facts: list[tuple[Any, Any]] = [
        (_("State"), lot.get_state_display()),
        (_("Free skins"), formats.number(lot.balance.free_skins)),
    ]
    if lot.state_reason:
        facts.append((_("Because"), own_words(lot.state_reason)))
    back = reverse("lab:lot-detail", args=[lot.number])
    return Place(
        back,
        name=lot.number,
        given={"number": lot.number},
        version=lot.version,
        crumbs=(gettext_lazy("Lots"), reverse("lab:lot-list"), lot.number, back),
        about=_("%(material)s, %(firm)s")
        % {"material": material_name(lot), "firm": lot.enterprise.name},
        facts=facts,
    )
