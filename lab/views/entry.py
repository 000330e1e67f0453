"""One sample at the bench: received, begun, its values entered, reviewed and verified."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enterprises.access import permission_required
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.models import User
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version
from lab import access
from lab.forms.entry import Grid, saved_words
from lab.forms.samples import NoteForm, ReceiveForm
from lab.models import Sample
from lab.pictures import margins
from lab.selectors.bench.custody import reports_of
from lab.selectors.bench.judged import judged_now, judged_then
from lab.selectors.bench.queues import QUEUES, next_in
from lab.selectors.bench.sheet import Sheet, material_of, sheet_of
from lab.selectors.samples import sample_measured_before
from lab.services.samples import (
    SameAnalyst,
    enter_results,
    receive_sample,
    reject_sample,
    send_back,
    start_testing,
    verify_sample,
)
from lab.states import SampleState

_REJECTABLE = {
    SampleState.TAKEN,
    SampleState.RECEIVED,
    SampleState.TESTING,
    SampleState.ENTERED,
}


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def entry(request: KnownRequest, number: str) -> HttpResponse:
    """Show a sample at the bench as its state asks for; a POST saves values."""
    sample = access.sample_at_bench(request.user, number)
    if request.method == "POST":
        return _save(request, sample)
    if sample.state == SampleState.TESTING and may(request.user, Permission.ENTER_RESULT):
        before = sample_measured_before(sample, request.user)
        if before is None:
            return _entry_page(request, sample, Grid(sheet_of(sample)))
        return _bench_page(request, sample, before=before)
    if sample.state == SampleState.ENTERED:
        return _review_page(request, sample)
    return _bench_page(request, sample)


def _save(request: KnownRequest, sample: Sample) -> HttpResponse:
    permission_required(request.user, Permission.ENTER_RESULT)
    grid = Grid(sheet_of(sample), request.POST)
    version = posted_version(request)
    # Nothing is read for a sample that takes no values, or that somebody else wrote to meanwhile:
    # the service says so, where the lines would only find faults that are none.
    is_read = sample.state == SampleState.TESTING and version == sample.version
    values = grid.values() if is_read else []
    if values is None:
        return _entry_page(request, sample, grid)
    try:
        saved = enter_results(
            number=sample.number,
            version=version,
            values=values,
            reason=request.POST.get("reason", ""),
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        if sample.state != SampleState.TESTING:
            return refused(request, refusal, back=reverse("lab:entry", args=[sample.number]))
        grid.show_refusal(refusal)
        return _entry_page(request, sample, grid)
    if saved.state == SampleState.ENTERED:
        messages.success(
            request,
            _("All values of %(number)s are entered; a reviewer verifies them.")
            % {"number": sample.number},
        )
        following = next_in(QUEUES["enter"])
        if following is not None:
            return redirect("lab:entry", following.number)
        return redirect("lab:worklist")
    messages.success(request, _("Saved. %(words)s.") % {"words": saved_words(sheet_of(saved))})
    return redirect("lab:entry", sample.number)


def _entry_page(request: KnownRequest, sample: Sample, grid: Grid) -> HttpResponse:
    has_faults = bool(grid.faults) or bool(grid.form.errors)
    context = _context(sample, grid.sheet) | {
        "grid": grid,
        "saved": saved_words(grid.sheet),
        "has_values": bool(grid.sheet.done),
        "is_complete": grid.sheet.done == len(grid.sheet.items),
        "is_returned": sample.entered_at is not None,
        "may_reject": True,
    }
    return render(request, "lab/entry.html", context, status=422 if has_faults else 200)


def _review_page(
    request: KnownRequest, sample: Sample, note: NoteForm | None = None
) -> HttpResponse:
    sheet = sheet_of(sample)
    judged = judged_now(sample, day_of(timezone.now()))
    entered_by = _analysts(sheet)
    context = _context(sample, sheet) | {
        "judged": judged,
        "picture": margins(judged),
        "entered_by": entered_by,
        "hindrance": _hindrance(request.user, entered_by),
        "may_verify": may(request.user, Permission.VERIFY_RESULT),
        "may_reject": _may_reject(request.user, sample),
        "note": note or NoteForm(),
        "on": day_of(timezone.now()),
    }
    is_faulty = note is not None and bool(note.errors)
    return render(request, "lab/review.html", context, status=422 if is_faulty else 200)


def _bench_page(
    request: KnownRequest,
    sample: Sample,
    receive: ReceiveForm | None = None,
    *,
    before: Sample | None = None,
) -> HttpResponse:
    works = may(request.user, Permission.ENTER_RESULT)
    context = _context(sample, sheet_of(sample)) | {
        "receive": receive or ReceiveForm(initial={"seal": "intact"}),
        "may_receive": works and sample.state == SampleState.TAKEN,
        "may_start": works and sample.state == SampleState.RECEIVED,
        "hindrance": str(SameAnalyst(sample=before.number)) if before is not None else "",
        "may_reject": _may_reject(request.user, sample),
        "reports": reports_of(sample),
    }
    is_faulty = receive is not None and bool(receive.errors)
    return render(request, "lab/sample_bench.html", context, status=422 if is_faulty else 200)


def _context(sample: Sample, sheet: Sheet) -> dict[str, Any]:
    return {"sample": sample, "material": material_of(sample), "sheet": sheet}


def _analysts(sheet: Sheet) -> list[User]:
    found = {
        row.analyst_id: row.analyst
        for item in sheet.every
        for row in (*item.corrected, item.result)
        if row is not None
    }
    return list(found.values())


def _hindrance(user: User, entered_by: list[User]) -> str:
    """Say why the reader may not verify; empty where they may."""
    if not may(user, Permission.VERIFY_RESULT):
        return _("A reviewer verifies; your role reads.")
    if user in entered_by:
        return _("You entered values of this sample; another reviewer verifies it.")
    return ""


def _may_reject(user: User, sample: Sample) -> bool:
    is_of_laboratory = may(user, Permission.ENTER_RESULT) or may(user, Permission.VERIFY_RESULT)
    return is_of_laboratory and sample.state in _REJECTABLE


@login_required
@require_POST
def receive(request: KnownRequest, number: str) -> HttpResponse:
    """Receive a sample; under a broken seal it is rejected."""
    sample = access.sample_at_bench(request.user, number)
    permission_required(request.user, Permission.ENTER_RESULT)
    form = ReceiveForm(request.POST)
    if not form.is_valid():
        return _bench_page(request, sample, form)
    return _act(
        request,
        number,
        receive_sample,
        _("%(number)s is received.")
        if form.cleaned_data["seal"] == "intact"
        else _("%(number)s is rejected: its seal was broken."),
        is_seal_intact=form.cleaned_data["seal"] == "intact",
    )


@login_required
@require_POST
def start(request: KnownRequest, number: str) -> HttpResponse:
    """Begin to test a received sample."""
    access.sample_at_bench(request.user, number)
    permission_required(request.user, Permission.ENTER_RESULT)
    return _act(request, number, start_testing, _("%(number)s is in test."))


@login_required
@require_POST
@one_look()
def sample_send_back(request: KnownRequest, number: str) -> HttpResponse:
    """Send entered results back to the analyst, with the reason."""
    sample = access.sample_at_bench(request.user, number)
    permission_required(request.user, Permission.VERIFY_RESULT)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _review_page(request, sample, form)
    return _act(
        request,
        number,
        send_back,
        _("%(number)s is back with the analyst."),
        to="lab:review",
        note=form.cleaned_data["note"],
    )


@login_required
@require_POST
def verify(request: KnownRequest, number: str) -> HttpResponse:
    """Stand by the values somebody else entered; the report is issued at once."""
    access.sample_at_bench(request.user, number)
    permission_required(request.user, Permission.VERIFY_RESULT)
    try:
        report = verify_sample(
            number=number,
            version=posted_version(request),
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        return refused(request, refusal, back=reverse("lab:entry", args=[number]))
    messages.success(request, _("%(number)s is verified and reported.") % {"number": number})
    return redirect("lab:report-detail", report.number)


@login_required
@require_http_methods(["GET", "POST"])
def sample_reject(request: KnownRequest, number: str) -> HttpResponse:
    """Reject a sample that cannot be tested, after asking why."""
    sample = access.sample_at_bench(request.user, number)
    permission_required(request.user, Permission.ENTER_RESULT, Permission.VERIFY_RESULT)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _act(
            request,
            number,
            reject_sample,
            _("%(number)s is rejected."),
            note=form.cleaned_data["note"],
        )
    return render(
        request,
        "lab/sample_reject.html",
        {"sample": sample, "material": material_of(sample), "form": form},
        status=422 if form.errors else 200,
    )


def _act(
    request: KnownRequest,
    number: str,
    service: Callable[..., object],
    told: str,
    *,
    to: str = "",
    **given: Any,
) -> HttpResponse:
    try:
        service(
            number=number,
            version=posted_version(request),
            actor=request.user,
            at=timezone.now(),
            **given,
        )
    except DomainError as refusal:
        return refused(request, refusal, back=reverse("lab:entry", args=[number]))
    messages.success(request, told % {"number": number})
    return redirect(to) if to else redirect("lab:entry", number)


@login_required
@one_look()
def report_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show a report: the verdict of every market, with the figures that decided it."""
    report = access.report_to_read(request.user, number)
    sample = report.sample
    judged = judged_then(report.verdicts)
    shows_firm = not access.sees_only_samples(request.user)
    back = "lab:sample-detail" if shows_firm else "lab:entry"
    return render(
        request,
        "lab/report_detail.html",
        {
            "report": report,
            "sample": sample,
            "material": material_of(sample),
            "sheet": sheet_of(sample),
            "judged": judged,
            "picture": margins(judged),
            "versions": reports_of(sample),
            "shows_firm": shows_firm,
            "sample_url": reverse(back, args=[sample.number]),
            "is_withdrawn": sample.state == SampleState.INVALIDATED,
            "may_withdraw": may(request.user, Permission.VERIFY_RESULT)
            and sample.state == SampleState.REPORTED,
            "replaced_by": sample.reports.filter(replaces=report).first(),
        },
    )
