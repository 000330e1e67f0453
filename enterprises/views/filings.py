"""Dyehouses on file: applied for by the firm, assessed, filed with a scope, suspended, ended."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import (
    enterprise_or_404,
    filing_to_read,
    owner_required,
    permission_required,
)
from enterprises.calendar import months_on
from enterprises.errors import DomainError
from enterprises.filters.registrar import FilingFilter
from enterprises.forms.filings import FileForm
from enterprises.forms.firm import WishForm
from enterprises.forms.registrar import OpinionForm, ReasonForm
from enterprises.models import DyehouseFiling
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.filings import scope_rows
from enterprises.selectors.lanes import lanes_of_filing
from enterprises.selectors.reference import one_look
from enterprises.services import filings
from enterprises.services.assessments import FILINGS_ASSESSED
from enterprises.states import DyehouseFilingState, EnterpriseKind
from enterprises.tables import Column, ListSpec, list_page
from enterprises.tones import Text
from enterprises.views.deeds import Deed, do, place_of
from enterprises.views.errors import refused
from enterprises.views.groups import count_groups, tabs_of
from enterprises.views.posting import posted_version, show_refusal

_S = DyehouseFilingState
ONE_DAY = timedelta(days=1)
# What the form offers at first; an officer may shorten or lengthen it.
USUAL_MONTHS = 36

GROUPS: Mapping[str, tuple[Text, tuple[DyehouseFilingState, ...]]] = {
    "waiting": (pgettext_lazy("filings", "To decide"), (_S.APPLIED, _S.ASSESSED)),
    "filed": (pgettext_lazy("filings", "On file"), (_S.FILED,)),
    "suspended": (pgettext_lazy("filings", "Suspended"), (_S.SUSPENDED,)),
    "ended": (pgettext_lazy("filings", "Ended"), (_S.REFUSED, _S.EXPIRED, _S.CANCELLED)),
}

DEEDS: Mapping[str, Deed] = {
    "assess": Deed(
        filings.assess_filing,
        gettext_lazy("Record that the dyehouse is assessed"),
        gettext_lazy("A dyehouse is filed when it conforms and when it is honest: both count."),
        gettext_lazy("Record it"),
        gettext_lazy("%(record)s is assessed."),
        OpinionForm,
    ),
    "refuse": Deed(
        filings.refuse_filing,
        gettext_lazy("Refuse to put the dyehouse on file?"),
        gettext_lazy("It may apply anew; this application ends here."),
        gettext_lazy("Refuse it"),
        gettext_lazy("%(record)s is refused."),
        ReasonForm,
        is_grave=True,
    ),
    "suspend": Deed(
        filings.suspend_filing,
        gettext_lazy("Suspend the filing?"),
        gettext_lazy("What it delivers from today needs a test; earlier deliveries keep theirs."),
        gettext_lazy("Suspend it"),
        gettext_lazy("%(record)s is suspended."),
        ReasonForm,
        is_grave=True,
    ),
    "reinstate": Deed(
        filings.reinstate_filing,
        gettext_lazy("Let the filing count again?"),
        gettext_lazy("From today its buyers need not test what its scope names."),
        gettext_lazy("Reinstate it"),
        gettext_lazy("%(record)s counts again."),
    ),
    "cancel": Deed(
        filings.cancel_filing,
        gettext_lazy("Take the dyehouse off the file?"),
        gettext_lazy("From today. It may apply anew."),
        gettext_lazy("Take it off"),
        gettext_lazy("%(record)s is taken off the file."),
        ReasonForm,
        is_grave=True,
    ),
}
OF_STATE: Mapping[DyehouseFilingState, tuple[str, ...]] = {
    _S.APPLIED: ("assess",),
    _S.ASSESSED: ("refuse",),
    _S.FILED: ("suspend", "cancel"),
    _S.SUSPENDED: ("reinstate",),
}


def _address(filing: DyehouseFiling) -> str:
    return reverse("enterprises:filing-detail", args=[filing.number])


def last_day_of(filing: DyehouseFiling) -> date | None:
    """Give the last day on which a filing counts."""
    return filing.valid_until - ONE_DAY if filing.valid_until else None


SPEC = ListSpec(
    name="filings",
    label=gettext_lazy("Dyehouse filings"),
    order="-number",
    filterset=FilingFilter,
    empty_title=gettext_lazy("No filing here"),
    empty_text=gettext_lazy("A dyehouse applies on its own page; its application stands here."),
    columns=(
        Column("number", gettext_lazy("Number"), sort="pk", href=_address),
        Column(
            "firm",
            gettext_lazy("Dyehouse"),
            value=lambda one: one.enterprise.name,
            small=lambda one: one.enterprise.township,
        ),
        Column("state", gettext_lazy("State"), chip="filing"),
        Column("since", gettext_lazy("Since"), value="state_since", kind="date"),
        Column(
            "valid_until",
            gettext_lazy("Last day"),
            value=last_day_of,
            kind="date",
            sort="valid_until",
        ),
    ),
)


@login_required
@require_safe
@one_look()
def filing_list(request: KnownRequest) -> HttpResponseBase:
    """List the filings by what is to be done about them."""
    permission_required(request.user, Permission.READ_FIRMS)
    rows = DyehouseFiling.objects.visible_to(request.user)
    counts = count_groups(rows, GROUPS)
    group = request.GET.get("of", "")
    if group not in GROUPS:
        group = "waiting" if counts["waiting"] else "filed"
    tabs = tabs_of(GROUPS, counts, group)
    waiting = counts["waiting"]
    heading = (
        ngettext("%(count)d dyehouse waits", "%(count)d dyehouses wait", waiting)
        % {"count": waiting}
        if waiting
        else _("No dyehouse waits to be filed")
    )
    return list_page(
        request,
        rows.filter(state__in=GROUPS[group][1]).select_related("enterprise"),
        SPEC,
        "enterprises/filing_list.html",
        {"tabs": tabs, "heading": heading},
    )


@login_required
@require_safe
@one_look()
def filing_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show one filing: what it covers, its visits, what it has to put right."""
    filing = filing_to_read(request.user, number)
    state = _S(filing.state)
    decides = may(request.user, Permission.DECIDE_REGISTRATION)
    lanes = lanes_of_filing(filing, timezone.localdate())
    has_open_visit = any(visit.is_open for visit in lanes.visits)
    may_plan = decides and state in FILINGS_ASSESSED and not has_open_visit
    context = {
        "filing": filing,
        "lanes": lanes,
        "scope": scope_rows(filing),
        "last_day": last_day_of(filing),
        "is_officer": may(request.user, Permission.READ_FIRMS),
        "decides": decides,
        "may_plan": may_plan,
        "plan_comes_first": may_plan and state == _S.APPLIED and not lanes.visits,
        "may_file": decides and state == _S.ASSESSED,
        "deeds": OF_STATE.get(state, ()) if decides else (),
    }
    return render(request, "enterprises/filing_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def filing_new(request: KnownRequest, serial: str) -> HttpResponse:
    """Apply to be put on file, as the dyehouse's owner."""
    firm = enterprise_or_404(request.user, serial)
    owner_required(request.user, firm)
    if EnterpriseKind.DYEHOUSE not in firm.kinds:
        raise Http404
    form = WishForm(request.POST if request.method == "POST" else None)
    back = reverse("enterprises:standing-of", args=[serial])
    if request.method == "POST" and form.is_valid():
        try:
            filing = filings.apply_for_filing(
                enterprise=firm,
                wished=form.cleaned_data["wished"],
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            return refused(request, refusal, back=back)
        messages.success(request, _("%(number)s is with the bureau.") % {"number": filing.number})
        return redirect(_address(filing))
    return render(
        request,
        "enterprises/filing_new.html",
        {"firm": firm, "form": form, "back": back},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def filing_file(request: KnownRequest, number: str) -> HttpResponse:
    """Put an assessed dyehouse on file for what it does, until a day."""
    filing = filing_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    now = timezone.now()
    today = timezone.localdate(now)
    initial: dict[str, Any] = {"last_day": months_on(today, USUAL_MONTHS) - ONE_DAY}
    form = FileForm(request.POST or None, on=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            filings.put_on_file(
                number=number,
                version=posted_version(request),
                last_day=form.cleaned_data["last_day"],
                scopes=list(form.scopes()),
                actor=request.user,
                at=now,
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=_address(filing))
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(number)s is on file.") % {"number": number})
            return redirect(_address(filing))
    return render(
        request,
        "enterprises/filing_file.html",
        {
            "filing": filing,
            "form": form,
            "lanes": lanes_of_filing(filing, today),
            "back": _address(filing),
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def filing_act(request: KnownRequest, number: str, act: str) -> HttpResponse:
    """Assess, refuse, suspend, reinstate or cancel."""
    filing = filing_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    return do(request, DEEDS[act], place_of(filing, _address(filing)))
