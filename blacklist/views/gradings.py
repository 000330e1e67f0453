"""Rounds of the government: read, typed in, read from a sheet, corrected by a new version."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from blacklist import access
from blacklist.forms.gradings import RoundForm, SheetForm, TypedRoundForm
from blacklist.forms.sheets import SheetRow, row_from
from blacklist.models import Grading, GradingRound
from blacklist.selectors.gradings import (
    TYPED_MOST,
    MatchedRow,
    firms_to_grade,
    gradings_in,
    left_out_by,
    match_rows,
    next_number,
    rounds,
)
from blacklist.selectors.records import grounds_of
from blacklist.services import gradings
from blacklist.services.gradings import GradingLine
from blacklist.states import Ground
from enterprises import formats
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.models import User
from enterprises.requests import KnownRequest
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.views.posting import show_refusal

SALT = "blacklist.gradings.sheet"
# How long a sheet that was looked at may wait to be confirmed.
SECONDS_MAX = 4 * 3600


def address_of(found: GradingRound) -> str:
    """Give the address of one version of a round."""
    return reverse("blacklist:round-detail", args=[found.number, found.version])


def _name(found: GradingRound) -> str:
    if found.version == 1:
        return _("Round %(number)s") % {"number": found.number}
    return _("Round %(number)s, version %(version)s") % {
        "number": found.number,
        "version": found.version,
    }


def _state(found: Any) -> str:
    return _("corrected by a later version") if found.is_superseded else ""


SPEC = ListSpec(
    name="government-gradings",
    label=gettext_lazy("Government gradings"),
    order="-round",
    empty_title=gettext_lazy("No round yet"),
    empty_text=gettext_lazy("A round is typed in, read from a sheet, or reported by program."),
    columns=(
        Column(
            "round", gettext_lazy("Round"), value=_name, sort="pk", href=address_of, small=_state
        ),
        Column("held", gettext_lazy("Date of the round"), value="held_on", sort="held_on"),
        Column("document", gettext_lazy("Document"), roomy=True),
        *(
            Column(f"of_{grade}", label, value=f"of_{grade}", kind="num")
            for grade, label in (
                (1, gettext_lazy("First class")),
                (2, gettext_lazy("Second class")),
                (3, gettext_lazy("Third class")),
                (4, gettext_lazy("Fourth class")),
            )
        ),
        Column("recorded", gettext_lazy("Recorded"), value="recorded_on", sort="recorded_on"),
    ),
)


def _met(grading: Grading) -> str:
    met = grounds_of(grading)
    return _(", ").join(str(ground.label) for ground in Ground if ground in met)


LINES = ListSpec(
    name="government-grading",
    label=gettext_lazy("What the round says"),
    order="firm",
    columns=(
        Column(
            "firm",
            gettext_lazy("Firm"),
            value="enterprise.name",
            sort="enterprise__serial",
            small=lambda one: one.enterprise.credit_code,
        ),
        Column("code", gettext_lazy("Credit code"), value="enterprise.credit_code", is_shown=False),
        Column("grade", gettext_lazy("Class"), sort="grade", kind="mid"),
        Column("grounds", gettext_lazy("Grounds met"), value=_met),
    ),
)


@login_required
@one_look()
def grading_list(request: KnownRequest) -> HttpResponseBase:
    """List the rounds with how many firms each places in each class."""
    access.rounds_required(request.user)
    return list_page(
        request,
        rounds(),
        SPEC,
        "blacklist/grading_list.html",
        {"may_record": access.records_rounds(request.user)},
    )


@login_required
@one_look()
def round_detail(request: KnownRequest, number: int, version: int) -> HttpResponseBase:
    """Show one version of a round, firm by firm."""
    found = access.round_to_read(request.user, number, version)
    versions = rounds().filter(number=number).order_by("-version")
    return list_page(
        request,
        gradings_in(found),
        LINES,
        "blacklist/round_detail.html",
        {
            "round": found,
            "name": _name(found),
            "versions": [(one, _name(one), address_of(one)) for one in versions if one != found],
            "may_record": access.records_rounds(request.user),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def round_new(request: KnownRequest) -> HttpResponse:
    """Type a round in, firm by firm, or correct one that is recorded."""
    _recorder_required(request.user)
    now = timezone.now()
    firms = firms_to_grade()
    form = TypedRoundForm(
        request.POST or None,
        firms=firms,
        on=day_of(now),
        initial={"number": next_number()} | _initial(request.GET.get("corrects", "")),
    )
    if request.method == "POST" and form.is_valid():
        recorded = _record(request.user, form, form.lines(), now)
        if recorded is not None:
            messages.success(request, _recorded_words(recorded))
            return redirect(address_of(recorded))
    return render(
        request,
        "blacklist/round_new.html",
        {"form": form, "typed_most": TYPED_MOST, "grounds": [ground.label for ground in Ground]},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def round_import(request: KnownRequest) -> HttpResponse:
    """Read a round from a sheet: first every row beside its firm, then, confirmed, the record.

    Between the two nothing is kept here: the rows travel in the page, signed for its reader.
    """
    _recorder_required(request.user)
    now = timezone.now()
    on = day_of(now)
    if request.method == "POST" and "rows" in request.POST:
        return _confirm(request, now)
    form = SheetForm(
        request.POST or None, request.FILES or None, on=on, initial={"number": next_number()}
    )
    if request.method == "POST" and form.is_valid():
        return _preview(request, form, form.cleaned_data["sheet"])
    return render(
        request, "blacklist/round_import.html", {"form": form}, status=422 if form.errors else 200
    )


def _confirm(request: KnownRequest, now: Any) -> HttpResponse:
    form = RoundForm(request.POST, on=day_of(now))
    try:
        kept = signing.loads(request.POST["rows"], salt=_salt(request.user), max_age=SECONDS_MAX)
    except signing.BadSignature:
        fresh = SheetForm(on=day_of(now))
        messages.warning(request, _("The sheet was looked at too long ago. Choose it again."))
        return render(request, "blacklist/round_import.html", {"form": fresh}, status=422)
    rows = [row_from(row) for row in kept]
    matched = match_rows(rows)
    if form.is_valid() and not any(row.faults for row in matched):
        recorded = _record(request.user, form, _lines(matched), now)
        if recorded is not None:
            messages.success(request, _recorded_words(recorded))
            return redirect(address_of(recorded))
    return _preview(request, form, rows, status=422)


def _preview(
    request: KnownRequest, form: RoundForm, rows: list[SheetRow], *, status: int = 200
) -> HttpResponse:
    matched = match_rows(rows)
    faulty = [row for row in matched if row.faults]
    ready = [row for row in matched if row.enterprise is not None and not row.faults]
    number = form.cleaned_data.get("number") if form.is_bound else None
    earlier = rounds().filter(number=number).order_by("-version").first() if number else None
    named = [row.enterprise for row in matched if row.enterprise is not None]
    before, missing = left_out_by(number, named) if number else (None, [])
    return render(
        request,
        "blacklist/round_preview.html",
        {
            "form": form,
            "rows": matched,
            "faulty": faulty,
            "ready": ready,
            "left_out": [row for row in matched if row.is_left_out],
            "earlier": earlier,
            "before": before,
            "missing": missing,
            "payload": signing.dumps(
                [row.as_list() for row in rows], salt=_salt(request.user), compress=True
            ),
        },
        status=status,
    )


def _record(user: User, form: RoundForm, lines: list[GradingLine], now: Any) -> GradingRound | None:
    """Record the round, or put the refusal into the form."""
    given = form.cleaned_data
    try:
        return gradings.record_round(
            number=given["number"],
            held_on=given["held_on"],
            document=given["document"],
            lines=lines,
            actor=user,
            at=now,
        )
    except DomainError as refusal:
        show_refusal(form, refusal)
        return None


def _lines(matched: list[MatchedRow]) -> list[GradingLine]:
    return [
        GradingLine(row.enterprise, row.grade, row.grounds)
        for row in matched
        if row.enterprise is not None and row.grade is not None
    ]


def _initial(corrects: str) -> dict[str, Any]:
    """Fill the form with the round it corrects, in its latest version."""
    if not corrects.isdigit() or len(corrects) > 4:
        return {}
    found = rounds().filter(number=int(corrects)).order_by("-version").first()
    if found is None:
        return {}
    initial: dict[str, Any] = {
        "number": found.number,
        "held_on": found.held_on,
        "document": found.document,
    }
    for line in gradings_in(found):
        initial[f"grade_{line.enterprise.serial}"] = str(line.grade)
        initial[f"grounds_{line.enterprise.serial}"] = [one.value for one in grounds_of(line)]
    return initial


def _recorded_words(found: GradingRound) -> str:
    return _("%(round)s of %(day)s is recorded; every class follows it.") % {
        "round": _name(found),
        "day": formats.written_date(found.held_on),
    }


def _recorder_required(user: User) -> None:
    if not access.records_rounds(user):
        raise PermissionDenied


def _salt(user: User) -> str:
    return f"{SALT}.{user.pk}"
