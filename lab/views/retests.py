"""Retests: the firm asks, an officer answers, and both follow what comes of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from enterprises import formats
from enterprises.access import knows_one_firm, permission_required
from enterprises.errors import DomainError
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import due
from enterprises.views.deeds import Deed, Place, do
from enterprises.views.errors import refused
from enterprises.views.posting import show_refusal
from lab import access
from lab.filters.stores import RetestFilter
from lab.forms.material import AnswerForm, GroundsForm
from lab.models import Retest, Sample
from lab.selectors.bench.custody import reports_of
from lab.selectors.bench.sheet import material_of
from lab.selectors.retests import last_day_to_ask, report_to_retest, retest_of
from lab.services import retests as services
from lab.services.samples.retested import lots_waiting_for
from lab.states import RetestOutcome, RetestState, SampleState
from lab.words import market_name

_ENDED = (SampleState.CANCELLED, SampleState.REJECTED)


def _address(retest: Retest) -> str:
    return reverse("lab:retest-detail", args=[retest.number])


def _conclude_by(retest: Retest) -> Any:
    waits = retest.state in (RetestState.ASKED, RetestState.ACCEPTED)
    return due(retest.conclude_by) if waits else formats.MISSING


SPEC = ListSpec(
    name="retests",
    label=gettext_lazy("Retests"),
    order="-number",
    filterset=RetestFilter,
    empty_title=gettext_lazy("No retest was asked for"),
    empty_text=gettext_lazy(
        "A firm may ask, on the page of a sample that failed or could not be decided, to have "
        "the retained part tested again, to the fifteenth day after the report."
    ),
    columns=(
        Column(
            "number",
            gettext_lazy("Retest"),
            sort="pk",
            href=_address,
            small=lambda one: one.grounds,
        ),
        Column(
            "sample",
            gettext_lazy("Sample"),
            value="sample.number",
            kind="record",
            href=lambda one: reverse("lab:sample-detail", args=[one.sample.number]),
        ),
        Column("firm", gettext_lazy("Firm"), value=lambda one: one.enterprise.name),
        Column("asked_at", gettext_lazy("Asked"), kind="moment", sort="asked_at", roomy=True),
        Column("state", gettext_lazy("State"), chip="retest"),
        Column("outcome", gettext_lazy("Outcome"), chip="outcome"),
        Column(
            "conclude_by",
            gettext_lazy("Concluded by"),
            show=_conclude_by,
            sort="conclude_by",
        ),
    ),
)
ACCEPT = Deed(
    services.accept_retest,
    gettext_lazy("Accept retest %(record)s?"),
    gettext_lazy(
        "The retained part is ordered to be tested for the same items, by another analyst. "
        "Whatever it shows, both reports stay readable."
    ),
    gettext_lazy("Accept and order"),
    gettext_lazy("%(record)s is accepted; the retained part is ordered."),
)
DECLINE = Deed(
    services.decline_retest,
    gettext_lazy("Decline retest %(record)s?"),
    gettext_lazy("The first result stands. The firm may ask again while it is in time."),
    gettext_lazy("Decline"),
    gettext_lazy("%(record)s is declined."),
    AnswerForm,
    is_grave=True,
)
AGAIN = Deed(
    services.order_again,
    gettext_lazy("Order the retained part of %(record)s again?"),
    gettext_lazy("The sample that was ordered came to nothing; another one takes its place."),
    gettext_lazy("Order it again"),
    gettext_lazy("The retained part of %(record)s is ordered again."),
)


@login_required
@one_look()
def retest_list(request: KnownRequest) -> HttpResponseBase:
    """List the requests for retests that the reader may see."""
    access.refuse_bench_only(request.user)
    rows = Retest.objects.visible_to(request.user).select_related("sample", "enterprise")
    waiting = rows.filter(state=RetestState.ASKED).count()
    heading = (
        ngettext(
            "%(count)s retest waits for an answer", "%(count)s retests wait for an answer", waiting
        )
        % {"count": formats.number(waiting)}
        if waiting
        else _("Retests")
    )
    spec = SPEC.without("firm") if knows_one_firm(request.user) else SPEC
    return list_page(request, rows, spec, "lab/retest_list.html", {"heading": heading})


@login_required
@one_look()
def retest_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show a request, what it is about, and what came of it."""
    retest = access.retest_to_read(request.user, number)
    answers = may(request.user, Permission.TAKE_SAMPLE)
    is_own = retest.asked_by_id == request.user.pk
    is_asked = retest.state == RetestState.ASKED
    came_to_nothing = (
        retest.state == RetestState.ACCEPTED
        and retest.retained is not None
        and retest.retained.state in _ENDED
    )
    tone, answer, words = _verdict(retest)
    reports = reports_of(retest.sample)
    context = {
        "retest": retest,
        "material": material_of(retest.sample),
        "tone": tone,
        "answer": answer,
        "words": words,
        "first_report": reports[0] if reports else None,
        "new_report": next(iter(reports_of(retest.retained)), None) if retest.retained else None,
        "lots": lots_waiting_for(retest.sample) if may(request.user, Permission.READ_FIRMS) else [],
        "facts": _facts(retest),
        "may_answer": answers and is_asked and not is_own,
        "may_order_again": answers and came_to_nothing,
    }
    return render(request, "lab/retest_detail.html", context)


def _verdict(retest: Retest) -> tuple[str, str, str]:
    """Say first what is so."""
    if retest.state == RetestState.DONE:
        return {
            RetestOutcome.PASSED: (
                "ok",
                _("The retained part passed"),
                _(
                    "What the first result set aside is free, unless another failure reaches it. "
                    "The first report stays on record; a mark on the firm’s credit ends by its "
                    "objection."
                ),
            ),
            RetestOutcome.FAILED: (
                "no",
                _("The retained part failed again"),
                _("The first result stands, and counts once."),
            ),
            RetestOutcome.INCONCLUSIVE: (
                "wait",
                _("The retained part decides nothing"),
                _(
                    "A value is too near its limit. What was set aside stays so; an officer decides."
                ),
            ),
        }[RetestOutcome(retest.outcome)]
    return {
        RetestState.ASKED: (
            "wait",
            _("Waits for the bureau"),
            _("An inspector accepts it and orders the retained part, or says why not."),
        ),
        RetestState.ACCEPTED: (
            "info",
            _("The retained part is tested"),
            _("By another analyst than the first, for the same items."),
        ),
        RetestState.DECLINED: ("no", _("Declined"), retest.answer),
        RetestState.OUT_OF_TIME: (
            "",
            _("Asked too late"),
            _("It could be asked for to %(day)s inclusive; the first result stands.")
            % {"day": formats.written_date(retest.ask_by)},
        )
        if timezone.localdate(retest.asked_at) > retest.ask_by
        else (
            "",
            _("Not answered in time"),
            _("It had to be concluded by %(day)s; the first result stands.")
            % {"day": formats.written_date(retest.conclude_by)},
        ),
    }[RetestState(retest.state)]


def _facts(retest: Retest) -> list[tuple[Any, Any]]:
    facts = [
        (_("Grounds"), retest.grounds),
        (_("Asked by"), str(retest.asked_by)),
        (_("Asked"), formats.time_tag(retest.asked_at, "moment")),
        (_("Could be asked to"), formats.time_tag(retest.ask_by)),
        (_("To be concluded by"), formats.time_tag(retest.conclude_by)),
    ]
    if retest.decided_by is not None:
        facts.append((_("Answered by"), str(retest.decided_by)))
        facts.append((_("Answered"), formats.time_tag(retest.decided_at, "moment")))
    return facts


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def retest_ask(request: KnownRequest, number: str) -> HttpResponse:
    """Ask, as the firm, to have the retained part of a sample tested again."""
    sample = access.sample_to_retest(request.user, number)
    back = reverse("lab:sample-detail", args=[number])
    asked = retest_of(sample)
    if request.method == "GET" and asked is not None and asked.state != RetestState.DECLINED:
        return redirect(_address(asked))
    form = GroundsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            retest = services.ask_retest(
                sample=number,
                grounds=form.cleaned_data["grounds"],
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=back)
            show_refusal(form, refusal)
        else:
            if retest.state == RetestState.OUT_OF_TIME:
                messages.warning(request, _("The last day to ask has passed."))
            else:
                messages.success(request, _("The retest is asked for; the bureau answers."))
            return redirect(_address(retest))
    context = {"sample": sample, "back": back, "form": form, **_about(sample)}
    return render(request, "lab/retest_ask.html", context, status=422 if form.errors else 200)


def _about(sample: Sample) -> dict[str, Any]:
    report = report_to_retest(sample)
    return {
        "material": material_of(sample),
        "report": report,
        "ask_by": last_day_to_ask(report) if report else None,
        "failing": [market_name(code) for code in report.failing_markets] if report else [],
    }


@login_required
@require_http_methods(["GET", "POST"])
def retest_accept(request: KnownRequest, number: str) -> HttpResponse:
    """Accept a request and order the retained part."""
    return _do(request, number, ACCEPT)


@login_required
@require_http_methods(["GET", "POST"])
def retest_decline(request: KnownRequest, number: str) -> HttpResponse:
    """Decline a request, saying why."""
    return _do(request, number, DECLINE)


@login_required
@require_http_methods(["GET", "POST"])
def retest_again(request: KnownRequest, number: str) -> HttpResponse:
    """Order the retained part again, where its sample came to nothing."""
    return _do(request, number, AGAIN)


def _do(request: KnownRequest, number: str, deed: Deed) -> HttpResponse:
    retest = access.retest_to_read(request.user, number)
    permission_required(request.user, Permission.TAKE_SAMPLE)
    place = Place(
        name=retest.number,
        given={"number": retest.number},
        version=retest.version,
        back=_address(retest),
        crumbs=(
            gettext_lazy("Retests"),
            reverse("lab:retest-list"),
            retest.number,
            _address(retest),
        ),
        about=_("Sample %(sample)s, %(firm)s")
        % {"sample": retest.sample.number, "firm": retest.enterprise.name},
        facts=_facts(retest),
    )
    return do(request, deed, place)
