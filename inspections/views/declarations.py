"""Declarations: the list, the page, and what ends or moves them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from enterprises import formats
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.parts import Step
from enterprises.requests import KnownRequest
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from inspections import access
from inspections.filters.declarations import DeclarationFilter
from inspections.models import Declaration, ReleaseDecision
from inspections.papers.certificate import square_code
from inspections.selectors.goods import bars_words, goods_in
from inspections.selectors.pages.declaration import (
    cause_words,
    declaration_page,
    firm_actions,
)
from inspections.selectors.pages.drafts import preview_of, skins_by_lot
from inspections.selectors.pages.frames import firms_of
from inspections.selectors.pages.verdict import decision_view
from inspections.services import declarations
from inspections.states import DeclarationState, Outcome
from lab.access import refuse_bench_only

_ANSWERS: dict[str, tuple[Callable[..., None], Any]] = {
    Outcome.RELEASED: (messages.success, gettext_lazy("%(number)s is released.")),
    Outcome.HELD: (messages.warning, gettext_lazy("%(number)s is held; the page says for what.")),
    Outcome.RETURNED: (
        messages.warning,
        gettext_lazy("%(number)s came back for correction; the page says why."),
    ),
    Outcome.REFUSED: (messages.warning, gettext_lazy("%(number)s is refused.")),
}


def _address(declaration: Declaration) -> str:
    return reverse("inspections:declaration-detail", args=[declaration.number])


def _pieces(declaration: Declaration) -> str:
    return formats.number(declaration.pieces)


COLUMNS = (
    Column(
        "number",
        gettext_lazy("Number"),
        sort="pk",
        href=_address,
        small=lambda one: one.contract_number,
    ),
    Column("firm", gettext_lazy("Firm"), value=lambda one: one.enterprise.name),
    Column(
        "destination",
        gettext_lazy("To"),
        value=lambda one: country_name(one.destination_iso),
        sort="destination_iso",
        small=lambda one: one.consignee,
    ),
    Column("pieces", gettext_lazy("Pieces"), kind="num", sort="pieces"),
    Column(
        "value_usd",
        gettext_lazy("Value, USD"),
        kind="num",
        sort="value_usd",
        show=lambda one: formats.number(one.value_usd, 2),
        roomy=True,
    ),
    Column("state", gettext_lazy("State"), chip="declaration"),
    Column(
        "submitted_at", gettext_lazy("Submitted"), kind="moment", sort="submitted_at", roomy=True
    ),
    Column("changed_at", gettext_lazy("Last change"), kind="moment", sort="changed_at"),
)


def _spec(*, with_firm: bool) -> ListSpec:
    return ListSpec(
        name="declarations",
        label=gettext_lazy("Declarations"),
        order="-number",
        filterset=DeclarationFilter,
        empty_title=gettext_lazy("No declaration yet"),
        empty_text=gettext_lazy("The first one you write stands here from its first draft on."),
        columns=tuple(column for column in COLUMNS if with_firm or column.name != "firm"),
    )


OF_ONE_FIRM, OF_MANY = _spec(with_firm=False), _spec(with_firm=True)


@login_required
@one_look()
def declaration_list(request: KnownRequest) -> HttpResponseBase:
    """List the declarations that the reader may see; the laboratory knows of none."""
    refuse_bench_only(request.user)
    firms = firms_of(request.user)
    rows = Declaration.objects.visible_to(request.user).select_related("enterprise")
    is_one = len(firms.visible) == 1 and not access.is_officer(request.user)
    return list_page(
        request,
        rows,
        OF_ONE_FIRM if is_one else OF_MANY,
        "inspections/declaration_list.html",
        {"firms": firms},
    )


@login_required
@one_look()
def declaration_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show one declaration to its firm, its agent or an officer."""
    declaration = access.declaration_to_read(request.user, number)
    officer = access.is_officer(request.user)
    preview = None
    if declaration.state == DeclarationState.DRAFT:
        preview = preview_of(
            declarations.content_of(declaration),
            declaration.enterprise,
            declaration=declaration,
            at=timezone.now(),
        )
    page = declaration_page(declaration, is_officer=officer, preview=preview)
    can = firm_actions(declaration, files=access.may_file(request.user, declaration))
    return render(
        request,
        "inspections/declaration_detail.html",
        {
            "declaration": declaration,
            "page": page,
            "preview": preview,
            "holds": page.holds,
            "square_code": square_code(page.certificate) if page.certificate else "",
            "is_officer": officer,
            "can": can,
        },
    )


@login_required
@one_look()
def declaration_decision(request: KnownRequest, number: str, ordinal: int) -> HttpResponse:
    """Show one numbered judgement as it was written down."""
    declaration = access.declaration_to_read(request.user, number)
    decision = get_object_or_404(
        ReleaseDecision.objects.select_related("rule_set", "decided_by"),
        declaration=declaration,
        ordinal=ordinal,
    )
    verdict = decision_view(decision, is_officer=access.is_officer(request.user))
    return render(
        request,
        "inspections/decision_detail.html",
        {
            "declaration": declaration,
            "decision": decision,
            "cause": cause_words(decision.cause),
            "verdict": verdict,
            "grounds": sorted(verdict.grounds.items()),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def declaration_submit(request: KnownRequest, number: str) -> HttpResponse:
    """Ask once more, naming what will be declared; then submit."""
    declaration = access.declaration_to_file(request.user, number)
    if request.method == "GET":
        if not firm_actions(declaration, files=True).submit:
            return too_late(request, declaration)
        return _submit_page(request, declaration)
    try:
        decision = declarations.submit_declaration(
            number=number,
            version=posted_version(request),
            declarant=request.user,
            submitted_at=timezone.now(),
        )
    except DomainError as refusal:
        sentences = [text for lines in refusal.fields.values() for text in lines]
        return _submit_page(
            request,
            access.declaration_to_file(request.user, number),
            faults=sentences or [str(refusal)],
            is_stale=refusal.code == "VERSION_CONFLICT",
        )
    tell, words = _ANSWERS[decision.outcome]
    tell(request, str(words) % {"number": number})
    return redirect("inspections:declaration-detail", number)


def _submit_page(
    request: KnownRequest,
    declaration: Declaration,
    *,
    faults: list[str] | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    content = declarations.content_of(declaration)
    at = timezone.now()
    bars = bars_words(
        goods_in(content, declaration.enterprise),
        planned_on=declaration.planned_on,
        on=day_of(at),
    )
    edit = reverse("inspections:declaration-edit", args=[declaration.number])
    return render(
        request,
        "inspections/declaration_submit.html",
        {
            "declaration": declaration,
            "destination": country_name(declaration.destination_iso),
            "lots": skins_by_lot(content, declaration.enterprise),
            "content": content,
            "preview": preview_of(content, declaration.enterprise, declaration=declaration, at=at),
            "faults": faults or [],
            "bars": bars,
            "is_stale": is_stale,
            "version": declaration.version,
            "steps": steps_of(edit, current=4),
        },
        status=422 if faults else 200,
    )


def steps_of(edit_url: str, *, current: int, done: int = 3) -> tuple[Step, ...]:
    """Name the steps of a declaration; those of the form are places on one page."""
    labels = (
        (_("Destination"), f"{edit_url}#destination"),
        (_("Goods and material"), f"{edit_url}#goods"),
        (_("Transport and papers"), f"{edit_url}#papers"),
        (_("Read and submit"), ""),
    )
    return tuple(
        Step(
            label, url=url, is_done=place <= done and place != current, is_current=place == current
        )
        for place, (label, url) in enumerate(labels, start=1)
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def declaration_withdraw(request: KnownRequest, number: str) -> HttpResponse:
    """Withdraw a held or returned declaration, after asking."""
    return _end(
        request,
        number,
        template="inspections/declaration_withdraw.html",
        service=declarations.withdraw_declaration,
        deed="withdraw",
        told=_("%(number)s is withdrawn; its skins are free again."),
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def declaration_cancel(request: KnownRequest, number: str) -> HttpResponse:
    """Cancel a release before the goods leave, after asking for the reason."""
    return _end(
        request,
        number,
        template="inspections/declaration_cancel.html",
        service=declarations.cancel_release,
        deed="cancel",
        told=_("The release of %(number)s is cancelled; its skins are free again."),
    )


def _end(
    request: KnownRequest,
    number: str,
    *,
    template: str,
    service: Callable[..., object],
    deed: str,
    told: str,
) -> HttpResponse:
    declaration = access.declaration_to_file(request.user, number)
    if request.method == "GET" and not getattr(firm_actions(declaration, files=True), deed):
        return too_late(request, declaration)
    reason = request.POST.get("reason", "")
    faults: list[str] = []
    if request.method == "POST":
        try:
            service(
                number=number,
                version=posted_version(request),
                reason=reason,
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            faults = [text for lines in refusal.fields.values() for text in lines]
            if not faults:
                messages.error(request, str(refusal))
                return redirect("inspections:declaration-detail", number)
        else:
            messages.success(request, told % {"number": number})
            return redirect("inspections:declaration-detail", number)
    return render(
        request,
        template,
        {
            "declaration": declaration,
            "destination": country_name(declaration.destination_iso),
            "reason": reason,
            "faults": faults,
        },
        status=422 if faults else 200,
    )


def too_late(request: KnownRequest, declaration: Declaration) -> HttpResponse:
    """Answer a page whose question the declaration's state has already settled."""
    state = DeclarationState(declaration.state).label
    messages.info(
        request,
        _("%(number)s is now: %(state)s.") % {"number": declaration.number, "state": state},
    )
    return redirect("inspections:declaration-detail", declaration.number)


def posted_version(request: KnownRequest) -> int:
    """Read the version that the form was made from; without one nothing matches."""
    written = request.POST.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
