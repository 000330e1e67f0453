"""Registrations: the queue, the three lanes of one, and what a registrar decides about it."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises import formats
from enterprises.access import owns, permission_required, registration_to_read
from enterprises.filters.registrar import RegistrationFilter
from enterprises.forms.registrar import ReasonForm
from enterprises.models import Registration
from enterprises.papers.registration import registration_pdf as draw_certificate
from enterprises.parts import Tab
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.clocks import clock_of
from enterprises.selectors.lanes import lanes_of
from enterprises.selectors.reference import one_look
from enterprises.services import registrations
from enterprises.services.assessments import REGISTRATIONS_ASSESSED
from enterprises.states import RegistrationState
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import due
from enterprises.tones import Text
from enterprises.views.deeds import Deed, do, place_of
from enterprises.views.groups import count_groups, tabs_of

_S = RegistrationState
ONE_DAY = timedelta(days=1)
IN_FORCE = (_S.PROVISIONAL, _S.REGISTERED)
PRINTED = (_S.PROVISIONAL, _S.REGISTERED, _S.SUSPENDED)

# What the list is divided into: the name in the address, its word, its states.
GROUPS: Mapping[str, tuple[Text, tuple[RegistrationState, ...]]] = {
    "waiting": (gettext_lazy("To decide"), (_S.SUBMITTED, _S.ACCEPTED)),
    "returned": (gettext_lazy("With the firm"), (_S.RETURNED,)),
    "provisional": (pgettext_lazy("registrations", "Provisional"), (_S.PROVISIONAL,)),
    "registered": (pgettext_lazy("registrations", "Registered"), (_S.REGISTERED,)),
    "suspended": (pgettext_lazy("registrations", "Suspended"), (_S.SUSPENDED,)),
    "ended": (
        pgettext_lazy("registrations", "Ended"),
        (_S.REJECTED, _S.LAPSED, _S.CANCELLED, _S.REVOKED),
    ),
}

DEEDS: Mapping[str, Deed] = {
    "accept": Deed(
        registrations.accept_application,
        gettext_lazy("Accept the papers?"),
        gettext_lazy(
            "The application is complete. It is decided in twenty working days; a provisional "
            "registration may be granted at once, before the visit."
        ),
        gettext_lazy("Accept the papers"),
        gettext_lazy("The papers of %(record)s are accepted."),
    ),
    "return": Deed(
        registrations.return_application,
        gettext_lazy("Return the application to the firm?"),
        gettext_lazy("Once only: name everything that is missing or wrong, in one list."),
        gettext_lazy("Return it"),
        gettext_lazy("%(record)s is returned to the firm."),
        ReasonForm,
    ),
    "reject": Deed(
        registrations.reject_application,
        gettext_lazy("Reject the application?"),
        gettext_lazy("The firm may apply anew; this application ends here."),
        gettext_lazy("Reject it"),
        gettext_lazy("%(record)s is rejected."),
        ReasonForm,
        is_grave=True,
    ),
    "suspend": Deed(
        registrations.suspend,
        gettext_lazy("Suspend the registration?"),
        gettext_lazy("From now on nothing of the firm is released until it is reinstated."),
        gettext_lazy("Suspend it"),
        gettext_lazy("%(record)s is suspended."),
        ReasonForm,
        is_grave=True,
    ),
    "reinstate": Deed(
        registrations.reinstate,
        gettext_lazy("Reinstate the registration?"),
        gettext_lazy("It gets back the state it had before it was suspended."),
        gettext_lazy("Reinstate it"),
        gettext_lazy("%(record)s counts again."),
    ),
    "cancel": Deed(
        registrations.cancel,
        gettext_lazy("Cancel the registration?"),
        gettext_lazy("Because the firm gives it up or is no more. It does not come back."),
        gettext_lazy("Cancel it"),
        gettext_lazy("%(record)s is cancelled."),
        ReasonForm,
        is_grave=True,
    ),
    "revoke": Deed(
        registrations.revoke,
        gettext_lazy("Revoke the registration?"),
        gettext_lazy(
            "Because of fraud, a number lent, or serious damage to quality. It does not come back."
        ),
        gettext_lazy("Revoke it"),
        gettext_lazy("%(record)s is revoked."),
        ReasonForm,
        is_grave=True,
    ),
}


def _address(registration: Registration) -> str:
    return reverse("enterprises:registration-detail", args=[registration.number])


def _clock(registration: Registration) -> Any:
    """By when it is decided, or since when it is so."""
    clock = clock_of(registration, registration.assessments.all(), timezone.localdate())
    if clock is None:
        return formats.time_tag(registration.state_since, "short")
    stopped = _("the visit is under way") if clock.is_stopped else ""
    return due(clock.until, stopped=stopped, days_late=clock.days_late)


def _last_day(registration: Registration) -> date | None:
    return registration.valid_until - ONE_DAY if registration.valid_until else None


def _small(registration: Registration) -> str:
    firm = registration.enterprise
    words = [firm.township]
    if registration.replaces_id:
        words.append(_("renewal"))
    if registration.earlier_ports:
        words.append(_("before at %(ports)s") % {"ports": _(", ").join(registration.earlier_ports)})
    return " · ".join(words)


SPEC = ListSpec(
    name="registrations",
    label=gettext_lazy("Registrations"),
    order="-number",
    filterset=RegistrationFilter,
    empty_title=gettext_lazy("No registration here"),
    empty_text=gettext_lazy("A firm applies on its own page; what it hands in stands here."),
    columns=(
        Column("number", gettext_lazy("Number"), sort="pk", href=_address),
        Column("firm", gettext_lazy("Firm"), value=lambda one: one.enterprise.name, small=_small),
        Column("state", gettext_lazy("State"), chip="registration"),
        Column(
            "submitted",
            gettext_lazy("Handed in"),
            value="submitted_at",
            kind="moment",
            sort="submitted_at",
            roomy=True,
        ),
        Column("due", gettext_lazy("Due or since"), value="state_since", show=_clock),
        Column(
            "valid_until",
            gettext_lazy("Last day"),
            value=_last_day,
            kind="date",
            sort="valid_until",
            roomy=True,
        ),
    ),
)


@login_required
@require_safe
@one_look()
def registration_list(request: KnownRequest) -> HttpResponseBase:
    """List the registrations by what is to be done about them."""
    permission_required(request.user, Permission.READ_FIRMS)
    rows = Registration.objects.visible_to(request.user).exclude(state=_S.DRAFT)
    group = request.GET.get("of", "waiting")
    group = group if group in GROUPS or group == "all" else "waiting"
    counts = count_groups(rows, GROUPS)
    if group != "all":
        rows = rows.filter(state__in=GROUPS[group][1])
    tabs = tabs_of(GROUPS, counts, group)
    tabs.append(Tab(_("All"), "?of=all", sum(counts.values()), is_current=group == "all"))
    return list_page(
        request,
        rows.select_related("enterprise").prefetch_related("assessments"),
        SPEC,
        "enterprises/registration_list.html",
        {
            "tabs": tabs,
            "heading": _heading(counts["waiting"]),
            "may_enter": may(request.user, Permission.DECIDE_REGISTRATION),
        },
    )


def _heading(waiting: int) -> str:
    if not waiting:
        return _("Every application is decided")
    return ngettext(
        "%(count)d application waits to be decided",
        "%(count)d applications wait to be decided",
        waiting,
    ) % {"count": waiting}


@login_required
@require_safe
@one_look()
def registration_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show one registration: what it is worth, and its three lanes side by side."""
    registration = registration_to_read(request.user, number)
    user, state = request.user, _S(registration.state)
    decides = may(user, Permission.DECIDE_REGISTRATION)
    is_owner = owns(user, registration.enterprise)
    today = timezone.localdate()
    lanes = lanes_of(registration, today)
    context = {
        "registration": registration,
        "lanes": lanes,
        "is_officer": may(user, Permission.READ_FIRMS),
        "decides": decides,
        "is_owner": is_owner,
        "clock": clock_of(registration, registration.assessments.all(), today),
        "may_plan": decides
        and state in REGISTRATIONS_ASSESSED
        and not any(visit.is_open for visit in lanes.visits),
        "may_write": is_owner and state in (_S.DRAFT, _S.RETURNED),
        "is_printed": state in PRINTED,
        "deeds": deeds_for(registration) if decides else (),
    }
    return render(request, "enterprises/registration_detail.html", context)


def deeds_for(registration: Registration) -> list[str]:
    """Name what a registrar may do about a registration in its state, beside granting it."""
    state = _S(registration.state)
    of_state: Mapping[RegistrationState, tuple[str, ...]] = {
        _S.SUBMITTED: ("accept", "reject")
        if registration.times_returned
        else ("accept", "return", "reject"),
        _S.ACCEPTED: ("reject",),
        _S.PROVISIONAL: ("suspend",),
        _S.REGISTERED: ("suspend", "cancel", "revoke"),
        _S.SUSPENDED: ("reinstate", "revoke"),
    }
    return list(of_state.get(state, ()))


@login_required
@require_http_methods(["GET", "POST"])
def registration_act(request: KnownRequest, number: str, act: str) -> HttpResponse:
    """Decide about a registration as a registrar."""
    registration = registration_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    return do(request, DEEDS[act], place_of(registration, _address(registration)))


@login_required
@require_http_methods(["GET", "POST"])
def condition_accept(request: KnownRequest, number: str, ordinal: int) -> HttpResponse:
    """Accept that a condition is met, where no rectification decides it."""
    registration = registration_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    condition = get_object_or_404(registration.conditions, ordinal=ordinal)
    deed = Deed(
        partial(
            registrations.accept_condition,
            ordinal=ordinal,
            terms=registrations.terms_of(timezone.localdate()),
        ),
        _("Accept that condition %(ordinal)d is met?") % {"ordinal": ordinal},
        condition.text,
        _("Accept the condition"),
        _("A condition of %(record)s is met."),
    )
    return do(request, deed, place_of(registration, _address(registration)))


@login_required
@require_safe
def registration_pdf(request: KnownRequest, number: str) -> HttpResponse:
    """Give the registration certificate to its firm or an officer."""
    registration = registration_to_read(request.user, number)
    if registration.state not in PRINTED:
        raise Http404
    return HttpResponse(
        draw_certificate(registration, on=timezone.localdate()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{registration.number}.pdf"'},
    )
