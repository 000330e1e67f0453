"""Checks of the goods: added by an officer, and written down beside the goods on a phone."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enterprises.access import permission_required
from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.selectors.reference import one_look
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version, show_refusal
from inspections import access
from inspections.forms.desk import CheckForm, ReasonForm
from inspections.selectors.pages.checks import check_page
from inspections.services.decisions.examinations import Found, add_check, record_check
from inspections.states import CheckKind, DeclarationState
from inspections.views.holds import tell_outcome


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def check_add(request: KnownRequest, number: str) -> HttpResponse:
    """Ask for an inspection beyond what was drawn, with a reason; nobody takes it back."""
    declaration = access.declaration_to_read(request.user, number)
    permission_required(request.user, Permission.CARRY_OUT_CHECK)
    back = reverse("inspections:declaration-detail", args=[number])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decision = add_check(
                number=number,
                version=posted_version(request),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=back)
            show_refusal(form, refusal)
        else:
            tell_outcome(request, _("The check is added."), decision)
            return redirect("inspections:declaration-detail", number)
    return render(
        request,
        "inspections/check_add.html",
        {"declaration": declaration, "form": form, "back": back},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def check_record(request: KnownRequest, number: str, kind: str) -> HttpResponse:
    """Write down what a check found: passed or failed, how many pieces, in words."""
    declaration = access.declaration_to_read(request.user, number)
    permission_required(request.user, Permission.CARRY_OUT_CHECK)
    if kind not in CheckKind.values:
        raise Http404
    page = check_page(declaration, CheckKind(kind))
    back = reverse("inspections:declaration-detail", args=[number])
    form = CheckForm(
        request.POST or None,
        kind=CheckKind(kind),
        pieces=page.pieces,
        initial={"pieces_examined": page.plan.pieces if page.plan else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            decision = record_check(
                number=number,
                version=posted_version(request),
                kind=CheckKind(kind),
                found=Found(
                    has_passed=form.cleaned_data["outcome"] == "passed",
                    finding=form.cleaned_data["finding"],
                    pieces_examined=form.cleaned_data.get("pieces_examined"),
                ),
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=back)
            show_refusal(form, refusal)
        else:
            tell_outcome(request, _("The check is recorded."), decision)
            return redirect("inspections:declaration-detail", number)
    is_own = any(check.ordered_by_id == request.user.pk for check in page.checks)
    is_possible = bool(page.checks) and not is_own and declaration.state == DeclarationState.HELD
    return render(
        request,
        "inspections/check_record.html",
        {
            "declaration": declaration,
            "page": page,
            "kind": CheckKind(kind),
            "form": form,
            "back": back,
            "is_own": is_own,
            "is_possible": is_possible,
        },
        status=422 if form.errors else 200,
    )
