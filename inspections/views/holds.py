"""What is done about what a declaration waits for: each deed a small page, each answer one call."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.access import permission_required
from enterprises.errors import DomainError
from enterprises.marks import chip
from enterprises.models import User
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.selectors.reference import one_look
from enterprises.views.deeds import Deed, Place, do
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version
from inspections import access
from inspections.forms.desk import AnswerForm, QuestionForm, ReasonForm
from inspections.models import Declaration, Hold
from inspections.selectors.desk import hold_of_key
from inspections.selectors.pages.verdict import said
from inspections.services.decisions.anew import decide_again
from inspections.services.decisions.laboratory import order_test_for_hold
from inspections.services.decisions.officers import (
    accept_review,
    answer_question,
    ask_firm,
    assign_hold,
    release_as_chief,
)
from inspections.states import DeclarationState
from inspections.views.giving import owner_in
from lab.words import joined

_P = Permission
ANEW = "officer"


ACCEPT = Deed(
    accept_review,
    gettext_lazy("Accept this finding?"),
    gettext_lazy(
        "Every open hold of the same finding ends with it, and the goods are judged anew."
    ),
    gettext_lazy("Accept the finding"),
    gettext_lazy("The finding is accepted."),
    ReasonForm,
    permissions=(_P.DECIDE_HOLD,),
)
RELEASE = Deed(
    release_as_chief,
    gettext_lazy("Give the chief's release?"),
    gettext_lazy("It stands in for no test and no inspection; those are judged with it."),
    gettext_lazy("Give the release"),
    gettext_lazy("The chief's release is given."),
    ReasonForm,
    permissions=(_P.RELEASE_AS_CHIEF,),
)
ASK = Deed(
    ask_firm,
    gettext_lazy("Ask the firm"),
    gettext_lazy("One question at a time, so that the clock's pause is clear."),
    gettext_lazy("Send the question"),
    gettext_lazy("The firm is asked; the clock stands still."),
    QuestionForm,
    permissions=(_P.DECIDE_HOLD, _P.RELEASE_AS_CHIEF),
)
ORDER_TEST = Deed(
    order_test_for_hold,
    gettext_lazy("Order the sample?"),
    gettext_lazy(
        "Of a lot, the items it lacks for this destination are tested; of the goods, "
        "all that the destination asks for. The declaration is judged anew when the result comes."
    ),
    gettext_lazy("Order the sample"),
    gettext_lazy("The sample is ordered."),
    permissions=(_P.TAKE_SAMPLE,),
)
ANSWER = Deed(
    answer_question,
    gettext_lazy("Answer the bureau"),
    gettext_lazy("The clock goes on as soon as you have answered."),
    gettext_lazy("Send the answer"),
    gettext_lazy("Your answer is sent."),
    AnswerForm,
)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def hold_accept(request: KnownRequest, number: str, key: str) -> HttpResponse:
    """Accept what a review found, with a reason."""
    return _do(request, number, key, ACCEPT)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def hold_release(request: KnownRequest, number: str, key: str) -> HttpResponse:
    """Give the chief's release, with a reason."""
    return _do(request, number, key, RELEASE)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def hold_ask(request: KnownRequest, number: str, key: str) -> HttpResponse:
    """Ask the firm a question; the clock stands still."""
    return _do(request, number, key, ASK)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def hold_order_test(request: KnownRequest, number: str, key: str) -> HttpResponse:
    """Order the sample that a hold waits for."""
    return _do(request, number, key, ORDER_TEST)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def hold_answer(request: KnownRequest, number: str, key: str) -> HttpResponse:
    """Answer the bureau's question, as the firm."""
    access.declaration_to_file(request.user, number)
    return _do(request, number, key, ANSWER)


@login_required
@require_POST
def hold_assign(request: KnownRequest, number: str, key: str) -> HttpResponse:
    """Take a hold, give it to somebody who may end it, or put it back into the queue."""
    declaration, hold = _reach(request.user, number, key)
    permission_required(request.user, _P.DECIDE_HOLD, _P.RELEASE_AS_CHIEF)
    owner = owner_in(request, _P.DECIDE_HOLD, _P.RELEASE_AS_CHIEF)
    try:
        assign_hold(
            hold=hold.pk,
            version=posted_version(request),
            owner=owner,
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        return refused(request, refusal, back=_address(declaration))
    told = _("It is free again.")
    if owner is not None:
        told = _("It is yours now.") if owner == request.user else _("It is given.")
    messages.success(request, told)
    return redirect("inspections:declaration-detail", number)


@login_required
@require_POST
def declaration_decide(request: KnownRequest, number: str) -> HttpResponse:
    """Judge a held declaration anew on an officer's word."""
    declaration = access.declaration_to_read(request.user, number)
    permission_required(request.user, _P.DECIDE_HOLD, _P.RELEASE_AS_CHIEF)
    try:
        decision = decide_again(
            number=number,
            version=posted_version(request),
            cause=ANEW,
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        return refused(request, refusal, back=_address(declaration))
    tell_outcome(request, _("Judged again."), decision)
    return redirect("inspections:declaration-detail", number)


def tell_outcome(request: KnownRequest, told: str, decision: Any) -> None:
    """Say what was done, and where the declaration stands after it."""
    outcome = getattr(decision, "outcome", None)
    if outcome:
        words = {"told": told, "state": DeclarationState(outcome).label}
        told = _("%(told)s The declaration is now: %(state)s.") % words
    messages.success(request, told)


def _reach(user: User, number: str, key: str) -> tuple[Declaration, Hold]:
    """Find the hold of a declaration that the person may see."""
    declaration = access.declaration_to_read(user, number)
    hold = hold_of_key(number, key)
    if hold is None:
        raise Http404
    return declaration, hold


def _address(declaration: Declaration) -> str:
    return reverse("inspections:declaration-detail", args=[declaration.number])


def _do(request: KnownRequest, number: str, key: str, deed: Deed) -> HttpResponse:
    declaration, hold = _reach(request.user, number, key)
    back = _address(declaration)
    firm = declaration.enterprise.name
    place = Place(
        back,
        name=number,
        given={"hold": hold.pk},
        version=declaration.version,
        crumbs=(_("Declarations"), reverse("inspections:declaration-list"), number, back),
        about=joined(*filter(None, (number, firm, hold.subject))),
        state=chip(hold.kind, "hold"),
        quoted=said(hold.reason_code, hold.params),
        facts=[(_("Question"), hold.question)] if hold.question else (),
    )

    def told(done: Any) -> HttpResponse:
        tell_outcome(request, str(deed.told), done)
        return redirect(back)

    return do(request, deed, place, then=told)
