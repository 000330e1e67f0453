"""Granting a registration: it opens the firm's class with it, so it is done from up here."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from blacklist.services import admissions
from enterprises.access import permission_required, registration_to_read
from enterprises.calendar import months_on, nth_working_day
from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.selectors.lanes import lanes_of
from enterprises.selectors.reference import destinations_of_regime, one_look, working_calendar
from enterprises.states import Regime
from enterprises.terms import terms_on
from enterprises.views.deeds import Deed, do, place_of
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal
from inspections.forms.admissions import GrantForm
from inspections.selectors.reference import clock

REGISTER = Deed(
    admissions.register,
    gettext_lazy("Register the firm in full?"),
    gettext_lazy("Without a provisional time before it, and for every destination."),
    gettext_lazy("Register it"),
    gettext_lazy("%(record)s is registered."),
)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def registration_grant(request: KnownRequest, number: str) -> HttpResponse:
    """Register provisionally, before the visit."""
    registration = registration_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    now = timezone.now()
    today = timezone.localdate(now)
    back = reverse("enterprises:registration-detail", args=[number])
    latest = months_on(today, terms_on(today).provisional_months_max)
    monitored = destinations_of_regime(Regime.MONITORED, today)
    initial: dict[str, Any] = {
        "last_day": latest,
        "visit_by": nth_working_day(working_calendar(), today, clock("visit_default", today)).date,
        "allowed_isos": [iso for iso in registration.export_isos if iso in monitored]
        or sorted(monitored),
    }
    form = GrantForm(request.POST or None, on=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            admissions.grant_provisional(
                number=number,
                version=posted_version(request),
                last_day=form.cleaned_data["last_day"],
                visit_by=form.cleaned_data["visit_by"],
                allowed_isos=form.cleaned_data["allowed_isos"],
                cap_pieces=form.cleaned_data["cap_pieces"],
                conditions=form.conditions(),
                actor=request.user,
                at=now,
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=back)
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("%(number)s is registered provisionally.") % {"number": number}
            )
            return redirect(back)
    return render(
        request,
        "inspections/registration_grant.html",
        {
            "registration": registration,
            "lanes": lanes_of(registration, today),
            "form": form,
            "latest": latest,
            "back": back,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def registration_register(request: KnownRequest, number: str) -> HttpResponse:
    """Register in full at once."""
    registration = registration_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    back = reverse("enterprises:registration-detail", args=[number])
    return do(request, REGISTER, place_of(registration, back))
