"""Deliveries from dyehouses to buyers: declared by one side, confirmed or disputed by the other."""

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
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from enterprises import formats
from enterprises.access import firms_filed_for, knows_one_firm, may_declare_for, permission_required
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.states import EnterpriseKind
from enterprises.tables import Column, ListSpec, list_page
from enterprises.tones import Text
from enterprises.views.deeds import Deed, Place, do, posted
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal
from lab import access
from lab.filters.stores import DeliveryFilter
from lab.forms.material import DeliveryForm, DisputeForm, SettleForm, TakeInForm, VoidForm
from lab.models import Delivery, RawMaterialLot
from lab.selectors.stores import (
    batches_to_deliver,
    history_of,
    skins_name,
    skins_that_count,
    waits_for_receipt,
)
from lab.services import material
from lab.states import DeliveryState


def _address(delivery: Delivery) -> str:
    return reverse("lab:delivery-detail", args=[delivery.number])


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", gettext_lazy("Delivery"), sort="pk", href=_address),
        Column("dyehouse", gettext_lazy("Dyehouse"), value=lambda one: one.dyehouse.name),
        Column("buyer", gettext_lazy("Buyer"), value=lambda one: one.buyer.name),
        Column("material", gettext_lazy("Material"), value=skins_name),
        Column("skins", gettext_lazy("Skins"), value=skins_that_count, kind="num"),
        Column(
            "delivered_on",
            gettext_lazy("Delivered on"),
            kind="date",
            sort="delivered_on",
            roomy=True,
        ),
        Column("state", gettext_lazy("State"), chip="delivery"),
    )


SPEC = ListSpec(
    name="deliveries",
    label=gettext_lazy("Deliveries"),
    order="-number",
    filterset=DeliveryFilter,
    empty_title=gettext_lazy("No delivery yet"),
    empty_text=gettext_lazy(
        "A dyehouse declares what it delivered, the buyer confirms it; "
        "then the skins are a lot in the buyer’s store."
    ),
    columns=_columns(),
)
OF_A_BATCH = ListSpec(
    name="deliveries-of-batch",
    label=gettext_lazy("Deliveries"),
    order="-number",
    empty_title=gettext_lazy("Nothing was delivered yet"),
    empty_text=gettext_lazy("Every delivery out of this batch stands here with its buyer."),
    columns=tuple(one for one in _columns() if one.name not in ("dyehouse", "material")),
)

DISPUTE = Deed(
    material.dispute_delivery,
    gettext_lazy("Dispute delivery %(record)s?"),
    gettext_lazy(
        "The dyehouse hears of it, and the bureau settles what counts. "
        "Until then no skins of it come into stock."
    ),
    gettext_lazy("Dispute the delivery"),
    gettext_lazy("%(record)s is disputed; the bureau settles it."),
    DisputeForm,
    is_grave=True,
)
SETTLE = Deed(
    material.settle_delivery,
    gettext_lazy("Settle delivery %(record)s?"),
    gettext_lazy("So many skins count as delivered and confirmed; the buyer can receive them."),
    gettext_lazy("Settle the delivery"),
    gettext_lazy("%(record)s is settled."),
    SettleForm,
)
VOID = Deed(
    material.void_delivery,
    gettext_lazy("Make delivery %(record)s void?"),
    gettext_lazy("It no longer counts, and its skins are back in the batch."),
    gettext_lazy("Make it void"),
    gettext_lazy("%(record)s is void."),
    VoidForm,
    is_grave=True,
)


@login_required
@one_look()
def delivery_list(request: KnownRequest) -> HttpResponseBase:
    """List the deliveries of both sides that the reader may see."""
    access.refuse_bench_only(request.user)
    rows = Delivery.objects.visible_to(request.user).select_related("dyehouse", "buyer")
    waiting = rows.filter(
        state=DeliveryState.DECLARED, buyer__in=firms_filed_for(request.user).values("pk")
    ).count()
    disputed = rows.filter(state=DeliveryState.DISPUTED).count()
    dyes = firms_filed_for(request.user, EnterpriseKind.DYEHOUSE).exists()
    context = {
        "may_add": dyes,
        "heading": _heading(waiting, disputed),
    }
    # Who acts for one firm need not read its name in every row.
    spec = SPEC.without("dyehouse" if dyes else "buyer") if knows_one_firm(request.user) else SPEC
    return list_page(request, rows, spec, "lab/delivery_list.html", context)


def _heading(waiting: int, disputed: int) -> str:
    if waiting:
        return ngettext(
            "%(count)s delivery waits for you", "%(count)s deliveries wait for you", waiting
        ) % {"count": formats.number(waiting)}
    if disputed:
        return ngettext(
            "%(count)s delivery is disputed", "%(count)s deliveries are disputed", disputed
        ) % {"count": formats.number(disputed)}
    return _("Deliveries")


@login_required
@one_look()
def delivery_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show a delivery to both sides and to officers, with what each may do now."""
    return _page(request, access.delivery_to_read(request.user, number))


def _page(
    request: KnownRequest, delivery: Delivery, take_in: TakeInForm | None = None
) -> HttpResponse:
    user = request.user
    answers = may_declare_for(user, delivery.buyer)
    settles = may(user, Permission.ADJUST_LEDGER)
    is_declared = delivery.state == DeliveryState.DECLARED
    is_disputed = delivery.state == DeliveryState.DISPUTED
    takes_back = may_declare_for(user, delivery.dyehouse)
    sees_batch = delivery.dye_batch is not None and (may(user, Permission.READ_FIRMS) or takes_back)
    may_take_in = answers and (is_declared or waits_for_receipt(delivery))
    initial = {"received_on": day_of(timezone.now()), "form": "skins"}
    context = {
        "delivery": delivery,
        "material": skins_name(delivery),
        "skins": skins_that_count(delivery),
        "lot": RawMaterialLot.objects.filter(delivery=delivery).first(),
        "history": history_of(delivery),
        "sees_batch": sees_batch,
        "is_declared": is_declared,
        "is_disputed": is_disputed,
        "take_in": take_in or (TakeInForm(initial=initial) if may_take_in else None),
        "may_dispute": answers and is_declared,
        "may_settle": settles and is_disputed,
        "may_void": (is_declared and (takes_back or settles)) or (is_disputed and settles),
        "sees_lot": answers or may(user, Permission.READ_FIRMS),
    }
    is_faulty = take_in is not None and bool(take_in.errors)
    return render(request, "lab/delivery_detail.html", context, status=422 if is_faulty else 200)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def delivery_new(request: KnownRequest) -> HttpResponse:
    """Declare a delivery to a buyer, found by its credit code."""
    firms = list(firms_filed_for(request.user, EnterpriseKind.DYEHOUSE))
    if not firms:
        raise PermissionDenied(_("Only dyehouses declare deliveries."))
    now = timezone.now()
    form = DeliveryForm(
        request.POST or None,
        firms=firms,
        batches=batches_to_deliver(firms),
        initial={"delivered_on": day_of(now), "batch": request.GET.get("batch", "")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            delivery = material.declare_delivery(
                dyehouse=form.chosen_firm.pk,
                buyer=said["buyer_code"].pk,
                dye_batch=said["batch"],
                skins=said["skins"],
                delivered_on=said["delivered_on"],
                note=said["note"],
                actor=request.user,
                at=now,
            )
        except DomainError as refusal:
            _show(form, refusal)
        else:
            messages.success(
                request,
                _("Delivery %(number)s is declared; %(buyer)s confirms it.")
                % {"number": delivery.number, "buyer": said["buyer_code"].name},
            )
            return redirect("lab:delivery-detail", delivery.number)
    context = {"form": form, "firm": firms[0] if len(firms) == 1 else None}
    return render(request, "lab/delivery_new.html", context, status=422 if form.errors else 200)


def _show(form: DeliveryForm, refusal: DomainError) -> None:
    """Put the sentences at the fields as this form names them."""
    if "buyer" in refusal.fields:
        refusal.fields["buyer_code"] = refusal.fields.pop("buyer")
    if isinstance(refusal, material.BatchExceeded):
        form.add_error("skins", str(refusal))
    else:
        show_refusal(form, refusal)


@login_required
@require_POST
@one_look()
def delivery_take_in(request: KnownRequest, number: str) -> HttpResponse:
    """Confirm a delivery as its buyer and receive its skins; a settled one is only received."""
    delivery = access.delivery_to_answer(request.user, number)
    form = TakeInForm(request.POST)
    if not form.is_valid():
        return _page(request, delivery, form)
    given: dict[str, Any] = {
        "number": number,
        "received_on": form.cleaned_data["received_on"],
        "form": form.cleaned_data["form"],
        "actor": request.user,
        "at": timezone.now(),
    }
    try:
        if delivery.state == DeliveryState.DECLARED:
            lot = material.take_in_delivery(**given, version=posted_version(request))
        else:
            lot = material.receive_delivery(**given)
    except DomainError as refusal:
        if not refusal.fields:
            return refused(request, refusal, back=_address(delivery))
        show_refusal(form, refusal)
        return _page(request, delivery, form)
    messages.success(
        request,
        _("%(number)s is confirmed; the skins are lot %(lot)s.")
        % {"number": number, "lot": lot.number},
    )
    return redirect("lab:lot-detail", lot.number)


@login_required
@require_http_methods(["GET", "POST"])
def delivery_dispute(request: KnownRequest, number: str) -> HttpResponse:
    """Say, as the buyer, what came instead."""
    delivery = access.delivery_to_answer(request.user, number)
    return _do(request, delivery, DISPUTE)


@login_required
@require_http_methods(["GET", "POST"])
def delivery_settle(request: KnownRequest, number: str) -> HttpResponse:
    """Settle a dispute as an officer."""
    delivery = access.delivery_to_read(request.user, number)
    permission_required(request.user, Permission.ADJUST_LEDGER)
    return _do(request, delivery, SETTLE, skins=delivery.counted_skins or delivery.skins)


@login_required
@require_http_methods(["GET", "POST"])
def delivery_void(request: KnownRequest, number: str) -> HttpResponse:
    """Take a delivery back as its dyehouse, or end it as an officer."""
    delivery = access.delivery_to_void(request.user, number)
    return _do(request, delivery, VOID)


def _do(request: KnownRequest, delivery: Delivery, deed: Deed, **initial: Any) -> HttpResponse:
    facts: list[tuple[Text, Any]] = [
        (_("Declared, skins"), formats.number(delivery.skins)),
    ]
    if delivery.counted_skins is not None:
        facts.append((_("Counted by the buyer, skins"), formats.number(delivery.counted_skins)))
    if delivery.state == DeliveryState.DISPUTED:
        facts.append((_("The buyer says"), delivery.note))
    place = Place(
        name=delivery.number,
        given={"number": delivery.number},
        version=delivery.version,
        back=_address(delivery),
        crumbs=(
            gettext_lazy("Deliveries"),
            reverse("lab:delivery-list"),
            delivery.number,
            _address(delivery),
        ),
        about=_("%(material)s, from %(dyehouse)s to %(buyer)s")
        % {
            "material": skins_name(delivery),
            "dyehouse": delivery.dyehouse.name,
            "buyer": delivery.buyer.name,
        },
        facts=facts,
    )
    return do(request, deed, place, deed.form(posted(request), initial=initial))
