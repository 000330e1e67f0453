"""Dye batches: the list, the page of one, and a dyehouse declaring another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from enterprises.access import firms_filed_for, knows_one_firm, may_declare_for
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.states import EnterpriseKind
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import strip
from enterprises.views.posting import show_refusal
from lab import access
from lab.filters.stores import BatchFilter
from lab.forms.material import BatchForm
from lab.models import DyeBatch
from lab.selectors.pages import samples_of_batch
from lab.selectors.stores import skins_name, with_delivered
from lab.services import material
from lab.views.deliveries import OF_A_BATCH


def _address(batch: DyeBatch) -> str:
    return reverse("lab:batch-detail", args=[batch.number])


def _left(batch: DyeBatch) -> SafeString:
    drawn = strip(batch.skins, batch.left)  # type: ignore[attr-defined]
    return SafeString(render_to_string("parts/strip.html", drawn))


SPEC = ListSpec(
    name="dye-batches",
    label=gettext_lazy("Dye batches"),
    order="-number",
    filterset=BatchFilter,
    empty_title=gettext_lazy("No dye batch yet"),
    empty_text=gettext_lazy(
        "A dyehouse declares what it dyed: one recipe, species and colour. Deliveries come out of it."
    ),
    columns=(
        Column("number", gettext_lazy("Dye batch"), sort="pk", href=_address),
        Column("firm", gettext_lazy("Dyehouse"), value=lambda batch: batch.enterprise.name),
        Column("material", gettext_lazy("Material"), value=skins_name, sort="species"),
        Column("left", gettext_lazy("Left of dyed, skins"), show=_left),
        Column("skins", gettext_lazy("Dyed, skins"), kind="num", is_shown=False),
        Column("dyed_on", gettext_lazy("Dyed on"), kind="date", sort="dyed_on"),
    ),
)


@login_required
@one_look()
def batch_list(request: KnownRequest) -> HttpResponseBase:
    """List the dye batches that the reader may see, with what is left to be delivered."""
    access.refuse_bench_only(request.user)
    batches = with_delivered(DyeBatch.objects.visible_to(request.user)).select_related("enterprise")
    may_add = firms_filed_for(request.user, EnterpriseKind.DYEHOUSE).exists()
    spec = SPEC.without("firm") if knows_one_firm(request.user) else SPEC
    return list_page(request, batches, spec, "lab/batch_list.html", {"may_add": may_add})


@login_required
@one_look()
def batch_detail(request: KnownRequest, number: str) -> HttpResponseBase:
    """Show a batch: what was dyed, where it went, and what was measured of it."""
    batch = access.batch_to_read(request.user, number)
    deliveries = batch.deliveries.select_related("dyehouse", "buyer").order_by("-pk")
    return list_page(
        request,
        deliveries,
        OF_A_BATCH,
        "lab/batch_detail.html",
        {
            "batch": batch,
            "material": skins_name(batch),
            "samples": samples_of_batch(batch),
            "may_order": may(request.user, Permission.TAKE_SAMPLE),
            "may_deliver": may_declare_for(request.user, batch.enterprise) and batch.left > 0,  # type: ignore[attr-defined]
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def batch_new(request: KnownRequest) -> HttpResponse:
    """Declare a batch that a dyehouse dyed."""
    firms = list(firms_filed_for(request.user, EnterpriseKind.DYEHOUSE))
    if not firms:
        raise PermissionDenied(_("Only dyehouses declare what they dyed."))
    now = timezone.now()
    form = BatchForm(request.POST or None, firms=firms, initial={"dyed_on": day_of(now)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            batch = material.declare_batch(
                enterprise=form.chosen_firm.pk,
                species=said["species"],
                process=said["process"],
                colour=said["colour"],
                skins=said["skins"],
                dyed_on=said["dyed_on"],
                actor=request.user,
                at=now,
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Batch %(number)s is declared.") % {"number": batch.number},
            )
            return redirect("lab:batch-detail", batch.number)
    context = {"form": form, "firm": firms[0] if len(firms) == 1 else None}
    return render(request, "lab/batch_new.html", context, status=422 if form.errors else 200)
