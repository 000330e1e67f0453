"""The form of a declaration: new, edit, the live verdict beside it, copy and delete."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.access import declare_required, enterprise_or_404
from enterprises.errors import DomainError, StaleVersion
from enterprises.models import Enterprise
from enterprises.requests import KnownRequest
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import one_look
from inspections import access
from inspections.content import read_content
from inspections.forms.beside import Consignor, beside
from inspections.forms.declarations import DeclarationForm
from inspections.forms.typed import Typed, reshaped, typed_in, typed_of
from inspections.models import Declaration
from inspections.selectors.pages.declaration import firm_actions
from inspections.selectors.pages.drafts import destination_choices, outlet_choices
from inspections.selectors.pages.frames import firms_of
from inspections.selectors.pages.material import LotOffer, choices_of, goods_codes, lot_offers
from inspections.services import declarations
from inspections.views.declarations import posted_version, steps_of, too_late
from lab.words import analyte_choices

# What a button wishes for, besides saving: shown again with a line more or less, or the verdict.
RESHAPING = ("add-line", "remove-line", "add-use", "remove-use", "refresh")


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def declaration_new(request: KnownRequest) -> HttpResponse:
    """Write a new declaration; nothing is kept until it can be saved as a draft."""
    consignor = consignor_of(request)
    if consignor is None:
        firms = firms_of(request.user)
        if not firms.files_for:
            raise PermissionDenied(_("Only the owner, declarants and authorised agents do this."))
        return render(request, "inspections/declaration_firm.html", {"firms": firms.files_for})
    if request.method == "GET":
        typed = _blank(request.GET.get("to", ""))
        return _form_page(request, consignor, typed)
    return _answer(request, consignor)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def declaration_edit(request: KnownRequest, number: str) -> HttpResponse:
    """Change a draft, or amend a declaration that was returned."""
    declaration = access.declaration_to_file(request.user, number)
    consignor = Consignor(declaration.enterprise, declaration)
    if request.method == "GET":
        if not firm_actions(declaration, files=True).edit:
            return too_late(request, declaration)
        typed = typed_of(declarations.content_of(declaration))
        return _form_page(request, consignor, typed)
    return _answer(request, consignor)


@login_required
@require_POST
@one_look()
def declaration_verdict(request: KnownRequest) -> HttpResponse:
    """Judge what is typed so far, and draw the column beside the form again."""
    number = request.POST.get("number", "")
    if number:
        declaration = access.declaration_to_file(request.user, number)
        consignor = Consignor(declaration.enterprise, declaration)
    else:
        consignor = Consignor(firm_to_file_for(request, request.POST.get("firm", "")))
    column = beside(consignor, typed_in(request.POST), at=timezone.now())
    return render(
        request, "inspections/parts/live_verdict.html", {"beside": column, "with_strips": True}
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def declaration_copy(request: KnownRequest, number: str) -> HttpResponse:
    """Open a draft with the content of an earlier declaration."""
    declaration = access.declaration_to_file(request.user, number)
    if request.method == "GET":
        return render(
            request,
            "inspections/declaration_copy.html",
            {
                "declaration": declaration,
                "destination": country_name(declaration.destination_iso),
            },
        )
    try:
        copy = declarations.copy_declaration(number=number, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, _told(refusal))
        return redirect("inspections:declaration-detail", number)
    messages.success(
        request,
        _("%(copy)s is a draft with the content of %(number)s.")
        % {"copy": copy.number, "number": number},
    )
    return redirect("inspections:declaration-edit", copy.number)


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def declaration_delete(request: KnownRequest, number: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    declaration = access.declaration_to_file(request.user, number)
    if request.method == "GET":
        if not firm_actions(declaration, files=True).delete:
            return too_late(request, declaration)
        return render(
            request,
            "inspections/declaration_delete.html",
            {
                "declaration": declaration,
                "destination": country_name(declaration.destination_iso),
            },
        )
    try:
        declarations.delete_draft(
            number=number, version=posted_version(request), actor=request.user, at=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("inspections:declaration-detail", number)
    messages.success(request, _("Draft %(number)s is deleted.") % {"number": number})
    return redirect("inspections:declaration-list")


# ---- the form ------------------------------------------------------------------


def consignor_of(request: KnownRequest) -> Consignor | None:
    """Find the firm a new declaration is for; None where the person has to choose one."""
    serial = request.POST.get("firm", "") or request.GET.get("firm", "")
    if serial:
        return Consignor(firm_to_file_for(request, serial))
    files_for = firms_of(request.user).files_for
    return Consignor(files_for[0]) if len(files_for) == 1 else None


def firm_to_file_for(request: KnownRequest, serial: str) -> Enterprise:
    """Find the firm of this serial that the person files for.

    Raises:
        PermissionDenied: they may only read it.
    """
    if not serial:
        raise Http404
    firm = enterprise_or_404(request.user, serial)
    declare_required(request.user, firm)
    return firm


def _answer(request: KnownRequest, consignor: Consignor) -> HttpResponse:
    """Answer the form: save it, or show it again as it was typed."""
    wish = request.POST.get("do", "")
    typed = typed_in(request.POST)
    if wish.partition(":")[0] in RESHAPING:
        typed, blank_lines = reshaped(typed, wish)
        return _form_page(
            request, consignor, typed, version=posted_version(request), blank_lines=blank_lines
        )
    try:
        saved = _save(request, consignor, typed)
    except DomainError as refusal:
        return _form_page(
            request, consignor, typed, version=posted_version(request), refusal=refusal
        )
    if wish == "submit":
        return redirect("inspections:declaration-submit", saved.number)
    messages.success(request, _("%(number)s is saved.") % {"number": saved.number})
    return redirect("inspections:declaration-edit", saved.number)


def _save(request: KnownRequest, consignor: Consignor, typed: Typed) -> Declaration:
    content = read_content(typed)
    if consignor.declaration is None:
        return declarations.create_draft(
            enterprise=consignor.firm, content=content, actor=request.user, at=timezone.now()
        )
    return declarations.save_draft(
        number=consignor.declaration.number,
        version=posted_version(request),
        content=content,
        actor=request.user,
        at=timezone.now(),
    )


def _blank(iso: str) -> Typed:
    return {
        "destination_iso": iso,
        "currency": "USD",
        "usd_rate": "1",
        "trade_mode": "general",
        "transport": "road",
        "package_kind": "carton",
        "lines": [],
        "contract_limits": [],
    }


def _offers(consignor: Consignor, typed: Typed) -> tuple[LotOffer, ...]:
    used = {use["lot"] for line in typed["lines"] for use in line["uses"] if use.get("lot")}
    return lot_offers(
        consignor.firm,
        typed.get("destination_iso", ""),
        on=timezone.localdate(),
        used=used,
    )


def _form_page(
    request: KnownRequest,
    consignor: Consignor,
    typed: Typed,
    *,
    version: int | None = None,
    blank_lines: int = 0,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """Draw the form as it was typed, with what a service refused at its fields."""
    firm, declaration = consignor.firm, consignor.declaration
    today = timezone.localdate()
    column = beside(consignor, typed, at=timezone.now())
    form = DeclarationForm(
        typed=typed,
        destinations=destination_choices(today),
        outlets=outlet_choices(firm),
        lots=choices_of(_offers(consignor, typed)),
        analytes=[("", _("Choose")), *analyte_choices()],
        blank_lines=blank_lines,
        strips=column.strips,
        needs=column.needs,
    )
    is_stale = isinstance(refusal, StaleVersion)
    if refusal is not None and not is_stale:
        form.tell(refusal)
    here = reverse("inspections:declaration-new")
    if declaration is not None:
        here = reverse("inspections:declaration-edit", args=[declaration.number])
        version = declaration.version if version is None else version
    done = form.steps_done
    return render(
        request,
        "inspections/declaration_form.html",
        {
            "firm": firm,
            "declaration": declaration,
            "form": form,
            "beside": column,
            "version": version or 0,
            "is_stale": is_stale,
            "here": here,
            "steps": steps_of(here, current=min(done + 1, 3), done=done),
            "codes": goods_codes(today),
            "to": country_name(typed["destination_iso"]) if typed["destination_iso"] else "",
        },
        status=409 if is_stale else 422 if refusal else 200,
    )


def _told(refusal: DomainError) -> str:
    sentences = [text for lines in refusal.fields.values() for text in lines]
    return " ".join(sentences) or str(refusal)
