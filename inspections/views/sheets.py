"""Lines of a declaration out of a sheet: read, shown, and put into the form; nothing is stored."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from enterprises import formats
from enterprises.requests import KnownRequest
from enterprises.selectors.reference import one_look
from enterprises.states import Product
from enterprises.views.posting import posted_version
from inspections import access
from inspections.forms.beside import Consignor
from inspections.forms.sheet import COLUMNS, Sheet, read_sheet, template_csv, template_xlsx
from inspections.forms.sheet.reading import BYTES_MAX, SheetUnreadable
from inspections.forms.typed import Typed, typed_in
from inspections.views.drafts import consignor_of

FAULTS_MAX = 200
_TEMPLATES = {
    "csv": (template_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        template_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def declaration_lines(request: KnownRequest) -> HttpResponse:
    """Take a sheet, and show what was read and what is wrong with it.

    What was typed into the form so far comes along, and goes back with the lines.
    """
    consignor = _consignor(request)
    typed = typed_in(request.POST)
    given = request.FILES.get("sheet")
    context: dict[str, Any] = {
        "firm": consignor.firm,
        "declaration": consignor.declaration,
        "here": _form_address(consignor),
        "version": posted_version(request),
        "typed": typed,
        "kept": list(_fields(typed)),
        "kept_lines": list(_line_fields(typed["lines"])),
        "columns": COLUMNS,
        "heading": _("Lines from a sheet"),
    }
    status = 200
    if given is not None:
        context["file_name"] = given.name
        try:
            # One byte more than is taken shows that there is too much.
            content = given.read(BYTES_MAX + 1)
            sheet = read_sheet(content, enterprise=consignor.firm, on=timezone.localdate())
        except SheetUnreadable as refusal:
            context["refusal"], status = refusal, 422
        else:
            context |= _preview(sheet, typed)
            status = 422 if sheet.faults else 200
    elif request.method == "POST" and "read" in request.POST.get("do", ""):
        context["refusal"], status = _("Choose a file first."), 422
    return render(request, "inspections/declaration_lines.html", context, status=status)


@login_required
@require_safe
def declaration_lines_template(request: KnownRequest, form: str) -> HttpResponse:
    """Give the empty sheet to fill in."""
    if form not in _TEMPLATES:
        raise Http404
    make, media_type = _TEMPLATES[form]
    return HttpResponse(
        make(),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="lines.{form}"'},
    )


def _consignor(request: KnownRequest) -> Consignor:
    number = request.POST.get("number", "") or request.GET.get("number", "")
    if number:
        declaration = access.declaration_to_file(request.user, number)
        return Consignor(declaration.enterprise, declaration)
    found = consignor_of(request)
    if found is None:
        raise PermissionDenied(_("Only the owner, declarants and authorised agents do this."))
    return found


def _form_address(consignor: Consignor) -> str:
    if consignor.declaration is None:
        return reverse("inspections:declaration-new")
    return reverse("inspections:declaration-edit", args=[consignor.declaration.number])


def _preview(sheet: Sheet, typed: Typed) -> dict[str, Any]:
    count = len(sheet.lines)
    lines = ngettext("%(n)s line", "%(n)s lines", count) % {"n": formats.number(count)}
    heading = _("%(lines)s read, ready for the form") % {"lines": lines}
    if sheet.faults:
        heading = ngettext(
            "%(n)s thing to mend in the sheet",
            "%(n)s things to mend in the sheet",
            len(sheet.faults),
        ) % {"n": formats.number(len(sheet.faults))}
    before = len(typed["lines"])
    return {
        "sheet": sheet,
        "heading": heading,
        "faults": sheet.faults[:FAULTS_MAX],
        "rows": [_row(number, line) for number, line in enumerate(sheet.lines, start=1)],
        "count": count,
        "before": before,
        "instead": list(_line_fields(sheet.lines)),
        "after": list(_line_fields(sheet.lines, first=before + 1)) if before else [],
    }


def _row(number: int, line: Typed) -> dict[str, Any]:
    product = line.get("product", "")
    return {
        "number": number,
        "goods": line.get("description", ""),
        "product": str(Product(product).label) if product in Product.values else "",
        "hs_code": line.get("hs_code", ""),
        "pieces": line.get("pieces", ""),
        "weight": line.get("net_weight_kg", ""),
        "value": line.get("value", ""),
        "marks": len(line["marks"].split("\n")) if line.get("marks") else 0,
        "uses": line["uses"],
    }


def _fields(typed: Typed) -> Iterator[tuple[str, str]]:
    """Write what was typed as the fields of the form, the lines apart."""
    for name, value in typed.items():
        if isinstance(value, str):
            yield name, value
    for place, limit in enumerate(typed["contract_limits"], start=1):
        yield from ((f"contract_limits.{place}.{name}", value) for name, value in limit.items())


def _line_fields(lines: list[Typed], *, first: int = 1) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, start=first):
        for name, value in line.items():
            if name != "uses":
                yield f"lines.{number}.{name}", value
        for place, use in enumerate(line["uses"], start=1):
            for name, value in use.items():
                yield f"lines.{number}.uses.{place}.{name}", value
