"""The application as its firm writes it: begun, written on, handed in, or taken back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.access import enterprise_or_404, owner_required, registration_to_write
from enterprises.errors import DomainError
from enterprises.forms.firm import ApplicationForm, application_of, first_application
from enterprises.models import Enterprise, Registration
from enterprises.requests import KnownRequest
from enterprises.selectors.lanes import lanes_of
from enterprises.selectors.reference import one_look
from enterprises.services import registrations
from enterprises.services.registrations import IN_FORCE
from enterprises.states import RegistrationState
from enterprises.views.deeds import Deed, do, place_of
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal

HAND_IN = Deed(
    registrations.hand_in,
    gettext_lazy("Hand the application in?"),
    gettext_lazy(
        "The bureau decides within five working days whether the papers are complete. If "
        "something is missing it comes back once, with a list."
    ),
    gettext_lazy("Hand it in"),
    gettext_lazy("%(record)s is with the bureau."),
)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def registration_new(request: KnownRequest, serial: str) -> HttpResponse:
    """Begin an application; one in force is renewed by it."""
    firm = enterprise_or_404(request.user, serial)
    owner_required(request.user, firm)
    before = firm.registrations.filter(state__in=IN_FORCE).first()
    form = _form(request, initial=first_application(firm, before))
    if request.method == "POST" and form.is_valid():
        try:
            registration = registrations.begin(
                enterprise=firm,
                application=form.application(),
                replaces=before,
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Kept. Nothing is handed in yet."))
            return redirect(_next(request, registration))
    return _page(request, firm, form, renews=before)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def registration_edit(request: KnownRequest, number: str) -> HttpResponse:
    """Write on an application that is not handed in, or was returned."""
    registration = registration_to_write(request.user, number)
    form = _form(request, initial=application_of(registration))
    if request.method == "POST" and form.is_valid():
        try:
            registration = registrations.amend_application(
                number=number,
                version=posted_version(request),
                application=form.application(),
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Kept. Nothing is handed in yet."))
            return redirect(_next(request, registration))
    if registration.state not in registrations.WRITABLE:
        refusal_words = _("%(number)s is with the bureau and cannot be changed now.")
        return refused(request, refusal_words % {"number": number}, back=_address(registration))
    return _page(request, registration.enterprise, form, registration=registration)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def registration_submit(request: KnownRequest, number: str) -> HttpResponse:
    """Read the application over and hand it in."""
    registration = registration_to_write(request.user, number)
    faults = registrations.missing_in(registration)
    if request.method == "POST":
        return do(request, HAND_IN, place_of(registration, _address(registration)))
    return render(
        request,
        "enterprises/registration_submit.html",
        {
            "registration": registration,
            "lanes": lanes_of(registration, timezone.localdate()),
            "missing": [words for sentences in faults.values() for words in sentences],
            "missing_fields": _labels(faults),
            "may_write": registration.state in registrations.WRITABLE,
            "deed": HAND_IN,
            "back": _address(registration),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def registration_delete(request: KnownRequest, number: str) -> HttpResponse:
    """Take back an application that was never handed in."""
    registration = registration_to_write(request.user, number)
    deed = Deed(
        registrations.delete_draft,
        _("Delete this application?"),
        _("It was never handed in, so nobody but you has seen it."),
        _("Delete the draft"),
        _("%(record)s is deleted."),
        is_grave=True,
    )
    back = reverse("enterprises:standing-of", args=[registration.enterprise.serial])
    return do(request, deed, place_of(registration, back))


@login_required
@require_POST
def paper_remove(request: KnownRequest, number: str, token: str) -> HttpResponse:
    """Take a paper out of an application that is still written."""
    registration = registration_to_write(request.user, number)
    try:
        registrations.remove_paper(
            number=number,
            version=posted_version(request),
            token=token,
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        return refused(request, refusal, back=_address(registration))
    messages.success(request, _("The paper is taken out."))
    return redirect("enterprises:registration-edit", number)


def _form(request: KnownRequest, *, initial: dict[str, Any]) -> ApplicationForm:
    if request.method == "POST":
        return ApplicationForm(request.POST, request.FILES, initial=initial)
    return ApplicationForm(initial=initial)


def _next(request: KnownRequest, registration: Registration) -> str:
    """Where the button leads that was pressed: to read it over, or back to the form."""
    if "read" in request.POST:
        return reverse("enterprises:registration-submit", args=[registration.number])
    return reverse("enterprises:registration-edit", args=[registration.number])


def _page(
    request: KnownRequest,
    firm: Enterprise,
    form: ApplicationForm,
    *,
    registration: Registration | None = None,
    renews: Registration | None = None,
) -> HttpResponse:
    documents = list(registration.documents.select_related("file")) if registration else []
    papers = [
        (bound, [one for one in documents if one.kind == kind])
        for kind, bound in form.paper_fields()
    ]
    context = {
        "firm": firm,
        "form": form,
        "papers": papers,
        "registration": registration,
        "renews": renews,
        "is_returned": registration is not None
        and registration.state == RegistrationState.RETURNED,
    }
    status = 422 if form.errors else 200
    return render(request, "enterprises/registration_form.html", context, status=status)


def _labels(faults: dict[str, list[str]]) -> list[str]:
    """Name the fields that an application lacks, as its form does."""
    fields = ApplicationForm().fields
    return [str(fields[name].label) for name in faults if name in fields]


def _address(registration: Registration) -> str:
    return reverse("enterprises:registration-detail", args=[registration.number])
