"""Reports and records of the laboratory: the list, the papers, and withdrawing a report."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from enterprises import formats, marks
from enterprises.access import knows_one_firm, permission_required
from enterprises.api.papers import paper_answer as paper
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.views.deeds import Deed, Place, do
from lab import access
from lab.filters.stores import BenchReportFilter, ReportFilter
from lab.forms.material import WithdrawForm
from lab.models import Report
from lab.papers import report_pdf as draw_report
from lab.papers import sampling_record_pdf
from lab.querysets import ReportQuerySet
from lab.selectors.bench.sheet import material_of
from lab.selectors.limits import binding
from lab.services.samples import invalidate_sample
from lab.states import SampleState
from lab.views.samples import subject_address, subject_words
from lab.words import market_name

# More markets than these are counted in a list; the report names them.
NAMED_MOST = 2

WITHDRAW = Deed(
    invalidate_sample,
    gettext_lazy("Withdraw report %(record)s?"),
    gettext_lazy(
        "Its values no longer count for anything from now on, and it stays readable. "
        "Whatever needs a test needs another sample."
    ),
    gettext_lazy("Withdraw the report"),
    gettext_lazy("Report %(record)s is withdrawn."),
    WithdrawForm,
    is_grave=True,
)


def _address(report: Report) -> str:
    return reverse("lab:report-detail", args=[report.number])


def _bench_address(report: Report) -> str:
    return reverse("lab:entry", args=[report.sample.number])


def _sample_address(report: Report) -> str:
    return reverse("lab:sample-detail", args=[report.sample.number])


def _failing(report: Report) -> str:
    return _(", ").join(market_name(code) for code in report.failing_markets)


def _verdict(report: Report) -> SafeString | str:
    if report.sample.state == SampleState.INVALIDATED:
        return marks.chip("withdrawn")
    if report.fails_base_law:
        return marks.sign("no", _("fails the base law"))
    failing = len(report.failing_markets)
    if failing > NAMED_MOST:
        return marks.sign("no", _("fails for %(n)s markets") % {"n": formats.number(failing)})
    if failing:
        return marks.sign("no", _("fails for %(markets)s") % {"markets": _failing(report)})
    return _open_or_ok(binding(report.undecided), binding(report.unmeasured))  # type: ignore[attr-defined]


def _open_or_ok(undecided: Sequence[str], unmeasured: Sequence[str]) -> SafeString:
    """Say of a report that fails nowhere what it leaves open; a gap is no pass."""
    if len(undecided) > NAMED_MOST:
        words = _("cannot be decided for %(n)s markets") % {"n": formats.number(len(undecided))}
        return marks.sign("wait", words)
    if undecided:
        names = _(", ").join(map(market_name, undecided))
        return marks.sign("wait", _("cannot be decided for %(markets)s") % {"markets": names})
    if unmeasured:
        lacking = ngettext(
            "fails for none, %(n)s market lacks an item",
            "fails for none, %(n)s markets lack an item",
            len(unmeasured),
        )
        return marks.sign("info", lacking % {"n": formats.number(len(unmeasured))})
    return marks.sign("ok", _("conforms for every market"))


def _spec(*, with_firm: bool) -> ListSpec:
    firm = (
        Column("firm", gettext_lazy("Firm"), value=lambda one: one.sample.enterprise.name),
        Column(
            "of",
            gettext_lazy("Of"),
            value=lambda one: subject_words(one.sample),
            kind="record",
            href=lambda one: subject_address(one.sample),
        ),
    )
    return ListSpec(
        name="reports",
        label=gettext_lazy("Reports"),
        order="-number",
        filterset=ReportFilter if with_firm else BenchReportFilter,
        empty_title=gettext_lazy("No report yet"),
        empty_text=gettext_lazy(
            "A report is issued when a reviewer verifies what an analyst entered."
        ),
        columns=(
            Column(
                "number",
                gettext_lazy("Report"),
                sort="pk",
                href=_address,
                small=lambda one: material_of(one.sample),
            ),
            Column(
                "sample",
                gettext_lazy("Sample"),
                value="sample.number",
                kind="record",
                href=_sample_address if with_firm else _bench_address,
            ),
            *(firm if with_firm else ()),
            Column("verdict", gettext_lazy("Verdict"), value=_failing, show=_verdict),
            Column("version", gettext_lazy("Version"), kind="num", roomy=True),
            Column("issued_by", gettext_lazy("Verified by"), value=_issuer, roomy=True),
            Column("report_date", gettext_lazy("Issued"), kind="date", sort="report_date"),
        ),
    )


def _issuer(report: Report) -> str:
    return str(report.issued_by)


FOR_ALL, FOR_LABORATORY = _spec(with_firm=True), _spec(with_firm=False)


@login_required
@one_look()
def report_list(request: KnownRequest) -> HttpResponseBase:
    """List reports: to officers and firms with the firm, to the laboratory without."""
    rows: QuerySet[Report] = (
        ReportQuerySet(Report)
        .visible_to(request.user)
        .with_open_markets()
        .select_related("sample__enterprise", "sample__lot", "sample__dye_batch", "issued_by")
        .defer("verdicts")
    )
    if access.sees_only_samples(request.user):
        spec = FOR_LABORATORY
    else:
        spec = FOR_ALL.without("firm") if knows_one_firm(request.user) else FOR_ALL
    return list_page(request, rows, spec, "lab/report_list.html")


@login_required
@require_safe
@one_look()
def report_pdf(request: KnownRequest, number: str) -> HttpResponse:
    """Give a report on paper; the laboratory's copy names no firm."""
    report = access.report_to_read(request.user, number)
    shows_firm = not access.sees_only_samples(request.user)
    return paper(draw_report(report, shows_firm=shows_firm), report.number)


@login_required
@require_safe
@one_look()
def sample_record_pdf(request: KnownRequest, number: str) -> HttpResponse:
    """Give the sampling record of a sample on paper, to its firm or an officer."""
    sample = access.sample_to_read(request.user, number)
    return paper(sampling_record_pdf(sample), sample.number)


@login_required
@require_http_methods(["GET", "POST"])
def report_withdraw(request: KnownRequest, number: str) -> HttpResponse:
    """Withdraw a report whose values nobody can stand by any more."""
    report = access.report_to_read(request.user, number)
    permission_required(request.user, Permission.VERIFY_RESULT)
    sample = report.sample
    if sample.state != SampleState.REPORTED and request.method == "GET":
        return redirect(_address(report))
    place = Place(
        name=report.number,
        given={"number": sample.number},
        version=sample.version,
        back=_address(report),
        crumbs=(
            gettext_lazy("Reports"),
            reverse("lab:report-list"),
            report.number,
            _address(report),
        ),
        about=_("Sample %(sample)s, %(material)s")
        % {"sample": sample.number, "material": material_of(sample)},
    )
    return do(request, WITHDRAW, place)
