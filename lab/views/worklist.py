"""The laboratory's worklist: queues by what is to be done next, and what is done to many at once."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from enterprises import formats
from enterprises.access import permission_required
from enterprises.calendar import day_of, working_days_between
from enterprises.errors import DomainError
from enterprises.parts import Tab
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look, working_calendar
from enterprises.tables import Column, ListSpec, list_page, page_of
from enterprises.tables.page import EXPORT
from enterprises.templatetags.qiudu import due
from enterprises.views.posting import version_in
from lab.filters.samples import BenchFilter
from lab.models import Sample
from lab.selectors.bench.queues import QUEUES, Queue, queue_counts, samples_in
from lab.selectors.bench.sheet import material_of
from lab.services.samples import receive_sample, start_testing

_ITEMS_NAMED = 6


def _address(sample: Sample) -> str:
    return reverse("lab:entry", args=[sample.number])


def _items(sample: Sample) -> str:
    codes = sample.analytes or []  # type: ignore[attr-defined]
    words = _(", ").join(codes[:_ITEMS_NAMED])
    more = len(codes) - _ITEMS_NAMED
    return f"{words} +{more}" if more > 0 else words


def _progress(sample: Sample) -> SafeString:
    return format_html(
        _("{} of {}"),
        formats.number(sample.values_entered or 0),  # type: ignore[attr-defined]
        formats.number(sample.items_ordered or 0),  # type: ignore[attr-defined]
    )


def _due(sample: Sample) -> str:
    today = day_of(timezone.now())
    late = working_days_between(working_calendar(), sample.due_on, today)
    return due(sample.due_on, days_late=late)


def _select(sample: Sample) -> str:
    return f"{sample.number}:{sample.version}"


def _spec(queue: Queue) -> ListSpec:
    is_reported = queue.code == "reported"
    return ListSpec(
        name=f"laboratory-{queue.code}",
        label=queue.label,
        order="-number" if is_reported else "due",
        filterset=BenchFilter,
        select=_select if queue.act else None,
        empty_title=queue.empty,
        columns=(
            Column("number", gettext_lazy("Sample"), sort="pk", href=_address, small=material_of),
            Column("items", gettext_lazy("Items"), value=_items),
            Column("progress", gettext_lazy("Entered"), value=_progress, kind="mid", roomy=True),
            Column("seal", gettext_lazy("Seal"), value="seal_number", roomy=True),
            Column("taken_at", gettext_lazy("Taken"), kind="moment", sort="taken_at", roomy=True),
            Column(
                "due",
                gettext_lazy("Due"),
                value="due_on",
                show=None if is_reported else _due,
                sort="due_on",
            ),
        ),
    )


SPECS = {code: _spec(queue) for code, queue in QUEUES.items()}


@login_required
@one_look()
def worklist(request: KnownRequest) -> HttpResponseBase:
    """Show the queue that the address names, or the first that has something for the reader."""
    return _queue_page(request, request.GET.get("queue", ""))


@login_required
@one_look()
def review(request: KnownRequest) -> HttpResponseBase:
    """Show what waits for a reviewer."""
    permission_required(request.user, Permission.VERIFY_RESULT)
    return _queue_page(request, "verify")


def _queue_page(request: KnownRequest, code: str) -> HttpResponseBase:
    if not may(request.user, Permission.READ_SAMPLES):
        raise Http404
    counts = queue_counts()
    if code not in QUEUES:
        waiting = [one for one in ("enter", "start", "receive") if counts[one]]
        code = waiting[0] if waiting else "enter"
    queue, spec = QUEUES[code], SPECS[code]
    rows = samples_in(queue)
    if EXPORT in request.GET:
        return list_page(request, rows, spec, "lab/worklist.html")
    page = page_of(request, rows, spec)
    base = reverse("lab:worklist")
    tabs = [
        Tab(one.label, f"{base}?queue={one.code}", counts.get(one.code), one.code == code)
        for one in QUEUES.values()
    ]
    context = {
        "table": page,
        "tabs": tabs,
        "queue": queue,
        "may_act": bool(queue.act) and may(request.user, Permission.ENTER_RESULT),
        "heading": _heading(rows.filter(due_on__lt=day_of(timezone.now())).count(), counts, code),
        "today": timezone.now(),
    }
    return render(request, "lab/worklist.html", context)


def _heading(late: int, counts: dict[str, int] | object, code: str) -> str:
    """Say what is so: how many wait here, and how many of them are late."""
    if code == "reported":
        return _("Reported samples")
    waiting = counts[code]  # type: ignore[index]
    if not waiting:
        return _("Nothing waits in this queue")
    words = ngettext("%(count)s sample waits", "%(count)s samples wait", waiting) % {
        "count": formats.number(waiting)
    }
    if not late:
        return words + _(", none is late")
    return words + ngettext(", %(late)s is late", ", %(late)s are late", late) % {
        "late": formats.number(late)
    }


@login_required
@require_POST
def worklist_act(request: KnownRequest, queue: str) -> HttpResponse:
    """Receive, or begin to test, each of the chosen samples; every one is audited by itself."""
    if not may(request.user, Permission.READ_SAMPLES):
        raise Http404
    permission_required(request.user, Permission.ENTER_RESULT)
    if queue not in _ACTS:
        raise Http404
    done: list[str] = []
    for chosen in dict.fromkeys(request.POST.getlist("selected")):
        number, _colon, version = chosen.partition(":")
        if not version_in(version) or not Sample.objects.filter(number=number).exists():
            continue
        try:
            _ACTS[queue](number, version_in(version), request)
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            done.append(number)
    if done:
        messages.success(
            request,
            ngettext("%(numbers)s moved on.", "%(count)s samples moved on: %(numbers)s.", len(done))
            % {"numbers": _(", ").join(done), "count": formats.number(len(done))},
        )
    elif not request.POST.getlist("selected"):
        messages.info(request, _("Tick the samples first."))
    return redirect(f"{reverse('lab:worklist')}?queue={queue}")


def _receive(number: str, version: int, request: KnownRequest) -> None:
    receive_sample(
        number=number,
        version=version,
        is_seal_intact=True,
        actor=request.user,
        at=timezone.now(),
    )


def _start(number: str, version: int, request: KnownRequest) -> None:
    start_testing(number=number, version=version, actor=request.user, at=timezone.now())


_ACTS: dict[str, Callable[[str, int, KnownRequest], None]] = {"receive": _receive, "start": _start}
