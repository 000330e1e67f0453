"""Samples with their firms: the list, the page of one, ordering, taking and giving one up."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from enterprises import formats
from enterprises.access import knows_one_firm, may_declare_for, permission_required
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.languages import own_words
from enterprises.models import User
from enterprises.parts import Tab
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import due
from enterprises.tones import Text
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal
from lab import access
from lab.filters.samples import SampleFilter
from lab.forms.samples import NoteForm, OrderForm, TakeForm
from lab.models import DyeBatch, RawMaterialLot, Sample
from lab.selectors.bench.custody import custody_of, reports_of
from lab.selectors.bench.judged import judged_then
from lab.selectors.bench.plans import draw_of, items_for
from lab.selectors.bench.sheet import material_of, sheet_of
from lab.selectors.retests import last_day_to_ask, may_ask_again, report_to_retest, retest_of
from lab.selectors.stores import skins_name
from lab.services.samples import cancel_sample, order_sample, take_sample
from lab.states import SAMPLE_UNDER_WAY, SampleState
from lab.words import material_name

_ENDED = (SampleState.REJECTED, SampleState.CANCELLED, SampleState.INVALIDATED)
_CANCELLABLE = {SampleState.PLANNED, *SAMPLE_UNDER_WAY}
_WAITING = {SampleState.PLANNED, *SAMPLE_UNDER_WAY}

# What the list is divided into: the name in the address, its word, its states.
GROUPS: Mapping[str, tuple[Text, tuple[SampleState, ...]]] = {
    "all": (pgettext_lazy("samples", "All"), ()),
    "planned": (gettext_lazy("To take"), (SampleState.PLANNED,)),
    "under_way": (gettext_lazy("In the laboratory"), tuple(sorted(SAMPLE_UNDER_WAY))),
    "reported": (gettext_lazy("Reported"), (SampleState.REPORTED,)),
    "ended": (gettext_lazy("Ended without a report"), _ENDED),
}

# Of these the tab says how many wait.
_WAITING_GROUPS = ("planned", "under_way")


def _address(sample: Sample) -> str:
    return reverse("lab:sample-detail", args=[sample.number])


def subject_words(sample: Sample) -> str:
    """Name what a sample is of, with its number."""
    if sample.lot is not None:
        return sample.lot.number
    if sample.dye_batch is not None:
        return str(sample.dye_batch)
    return capfirst(str(sample.get_product_display()))


def subject_address(sample: Sample) -> str:
    """Give the page of what a sample is of; a garment has none of its own."""
    if sample.lot is not None:
        return reverse("lab:lot-detail", args=[sample.lot.number])
    if sample.dye_batch is not None:
        return reverse("lab:batch-detail", args=[sample.dye_batch.number])
    return ""


def _due(sample: Sample) -> SafeString | str:
    if sample.state in _WAITING:
        return due(sample.due_on)
    return formats.time_tag(sample.due_on, "short")


SPEC = ListSpec(
    name="samples",
    label=gettext_lazy("Samples"),
    order="-number",
    filterset=SampleFilter,
    empty_title=gettext_lazy("No sample here"),
    empty_text=gettext_lazy(
        "A sample is ordered from the page of a lot, a dye batch or a held declaration."
    ),
    columns=(
        Column("number", gettext_lazy("Sample"), sort="pk", href=_address, small=material_of),
        Column("firm", gettext_lazy("Firm"), value=lambda one: one.enterprise.name),
        Column("of", gettext_lazy("Of"), value=subject_words, kind="record", href=subject_address),
        Column("purpose", gettext_lazy("Purpose"), value="get_purpose_display", roomy=True),
        Column("state", gettext_lazy("State"), chip="sample"),
        Column("due", gettext_lazy("Due"), value="due_on", show=_due, sort="due_on"),
    ),
)


@login_required
@one_look()
def sample_list(request: KnownRequest) -> HttpResponseBase:
    """List the samples that the reader may see with their firms."""
    access.refuse_bench_only(request.user)
    group = request.GET.get("of", "all")
    group = group if group in GROUPS else "all"
    rows = Sample.objects.visible_to(request.user).select_related("enterprise", "lot", "dye_batch")
    waiting = rows.aggregate(
        **{name: Count("pk", filter=Q(state__in=GROUPS[name][1])) for name in _WAITING_GROUPS}
    )
    states = GROUPS[group][1]
    if states:
        rows = rows.filter(state__in=states)
    tabs = [
        Tab(label, "?" if name == "all" else f"?of={name}", waiting.get(name), name == group)
        for name, (label, _states) in GROUPS.items()
    ]
    spec = SPEC.without("firm") if knows_one_firm(request.user) else SPEC
    return list_page(request, rows, spec, "lab/sample_list.html", {"tabs": tabs})


@login_required
@one_look()
def sample_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show a sample to officers and to its firm; the firm reads values once they are reported."""
    sample = access.sample_to_read(request.user, number)
    user = request.user
    is_officer = may(user, Permission.READ_FIRMS)
    is_reported = sample.state in (SampleState.REPORTED, SampleState.INVALIDATED)
    reports = reports_of(sample)
    sheet = sheet_of(sample)
    takes = may(user, Permission.TAKE_SAMPLE)
    context = {
        "sample": sample,
        "batch": str(sample.dye_batch or ""),
        "material": material_of(sample),
        "sheet": sheet,
        "shows_values": is_reported or (is_officer and bool(sheet.done)),
        "is_reported": is_reported,
        "is_officer": is_officer,
        "custody": custody_of(sample, reports),
        "reports": reports,
        "judged": judged_then(reports[0].verdicts)
        if reports and sample.state == SampleState.REPORTED
        else None,
        "facts": _facts(sample),
        **_retest(user, sample),
        "may_take": takes and sample.state == SampleState.PLANNED,
        "may_cancel": takes and sample.state in _CANCELLABLE,
    }
    return render(request, "lab/sample_detail.html", context)


def _retest(user: User, sample: Sample) -> dict[str, Any]:
    """Say whether the retained part is tested again, or may still be asked for."""
    report = report_to_retest(sample)
    last_day = last_day_to_ask(report) if report is not None else None
    is_in_time = last_day is not None and timezone.localdate() <= last_day
    return {
        "retest": retest_of(sample) or getattr(sample, "retest_request", None),
        "ask_by": last_day,
        "may_ask": is_in_time
        and may_ask_again(sample)
        and may_declare_for(user, sample.enterprise),
    }


def _facts(sample: Sample) -> list[tuple[Text, Any]]:
    facts: list[tuple[Text, Any]] = [
        (_("Purpose"), sample.get_purpose_display()),
        (_("Result due"), _due(sample)),
        (_("Worn by"), capfirst(str(sample.get_wearer_display()))),
        (_("Contact with skin"), capfirst(str(sample.get_contact_display()))),
    ]
    if sample.taken_at is not None:
        facts += [
            (_("Skins drawn"), formats.number(sample.skins_drawn)),
            (_("Portions"), formats.number(sample.portions)),
            (_("Kept for a retest"), capfirst(_("yes") if sample.has_retained_part else _("no"))),
            (_("Seal"), sample.seal_number),
        ]
    if sample.retest_of is not None:
        facts.append((_("Retest of"), sample.retest_of.number))
    if sample.note:
        facts.append((_("Note"), own_words(sample.note)))
    return facts


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def sample_take(request: KnownRequest, number: str) -> HttpResponse:
    """Write down where a sample is taken, on a phone beside the bales."""
    sample = access.sample_to_read(request.user, number)
    permission_required(request.user, Permission.TAKE_SAMPLE)
    first = sample.retest_of
    draw = draw_of(sample) if first is None else None
    now = timezone.now()
    initial = {
        "taken_at": now,
        "place": sample.enterprise.address,
        "skins_drawn": draw.number if draw else None,
    }
    if first is not None:
        # Nothing is drawn anew: the part that was kept comes out of the cold room, as sealed.
        kept = {"place": _("Where retained parts are kept"), "seal_number": first.seal_number}
        initial |= {**kept, "skins_drawn": first.skins_drawn}
    form = TakeForm(request.POST or None, sample=sample, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            take_sample(
                number=number,
                version=posted_version(request),
                taken_at=form.cleaned_data["taken_at"],
                place=form.cleaned_data["place"],
                skins_drawn=form.cleaned_data["skins_drawn"],
                seal_number=form.cleaned_data["seal_number"],
                portions=form.cleaned_data["portions"],
                has_retained_part=form.cleaned_data.get("has_retained_part") == "yes",
                actor=request.user,
                at=now,
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(number)s is taken and sealed.") % {"number": number})
            return redirect("lab:sample-detail", number)
    return render(
        request,
        "lab/sample_take.html",
        {
            "sample": sample,
            "subject": subject_words(sample),
            "material": material_of(sample),
            "draw": draw,
            "form": form,
            "is_planned": sample.state == SampleState.PLANNED,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def sample_order(request: KnownRequest, number: str) -> HttpResponse:
    """Order a sample of a lot: choose where the goods may go, see what will be measured."""
    lot = access.lot_to_sample(request.user, number)
    back = reverse("lab:lot-detail", args=[number])
    list_url = reverse("lab:lot-list")
    return _order(
        request, lot, material_name(lot), lot.skins_received, back, (_("Lots"), list_url), lot=lot
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def batch_sample_order(request: KnownRequest, number: str) -> HttpResponse:
    """Order a sample of a dye batch, whose values hold for every lot out of it."""
    batch = access.batch_to_read(request.user, number)
    back = reverse("lab:batch-detail", args=[number])
    from_list = (_("Dye batches"), reverse("lab:batch-list"))
    return _order(request, batch, skins_name(batch), batch.skins, back, from_list, dye_batch=batch)


def _order(
    request: KnownRequest,
    source: RawMaterialLot | DyeBatch,
    material: str,
    skins: int,
    back: str,
    from_list: tuple[str, str],
    **of: Any,
) -> HttpResponse:
    permission_required(request.user, Permission.TAKE_SAMPLE)
    now = timezone.now()
    form = OrderForm(request.POST or None, on=day_of(now))
    is_asking = "preview" in request.GET or (request.method == "POST" and "ask" in request.POST)
    if request.method == "POST" and form.is_valid() and not is_asking:
        chosen = form.cleaned_data
        try:
            sample = order_sample(
                enterprise=source.enterprise_id,
                purpose=chosen["purpose"],
                wearer=chosen["wearer"],
                contact=chosen["contact"],
                destinations=chosen["destinations"],
                parts=form.parts_chosen(),
                due_on=chosen["due_on"],
                note=chosen["note"],
                actor=request.user,
                at=now,
                **of,
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("Sample %(number)s is ordered.") % {"number": sample.number}
            )
            return redirect("lab:sample-detail", sample.number)
    context = {
        "source": source,
        "material": material,
        "skins": skins,
        "back": back,
        "list_name": from_list[0],
        "list_url": from_list[1],
        "form": form,
        "items": _items_of(form, now),
    }
    if getattr(request, "htmx", False) and is_asking:
        return render(request, "lab/parts/order_items.html", context)
    is_faulty = bool(form.errors) and not is_asking
    return render(request, "lab/sample_order.html", context, status=422 if is_faulty else 200)


def _items_of(form: OrderForm, now: Any) -> Any:
    """What would be measured as the form stands; nothing while it cannot be read."""
    if not form.is_bound or not form.is_valid():
        return ()
    chosen = form.cleaned_data
    return items_for(
        chosen["destinations"],
        wearer=chosen["wearer"],
        contact=chosen["contact"],
        parts=chosen["parts"],
        on=day_of(now),
    )


@login_required
@require_http_methods(["GET", "POST"])
def sample_cancel(request: KnownRequest, number: str) -> HttpResponse:
    """Give up a sample that is not verified, after asking why."""
    sample = access.sample_to_read(request.user, number)
    permission_required(request.user, Permission.TAKE_SAMPLE)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_sample(
                number=number,
                version=posted_version(request),
                note=form.cleaned_data["note"],
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            return refused(request, refusal, back=_address(sample))
        messages.success(request, _("%(number)s is cancelled.") % {"number": number})
        return redirect("lab:sample-detail", number)
    return render(
        request,
        "lab/sample_cancel.html",
        {"sample": sample, "subject": subject_words(sample), "form": form},
        status=422 if form.errors else 200,
    )
