"""The work of partner departments: what they report, and what they may read of firms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from blacklist import access
from blacklist.filters.pages import FirmFilter, ReadFilter, ReportFilter
from blacklist.forms.events import DepartmentReportForm
from blacklist.models import CreditEvent, Memorandum, SharedRead
from blacklist.selectors.sharing import (
    fields_of,
    memoranda_in_force,
    memoranda_with_reads,
    readable_firms,
)
from blacklist.services import events, sharing
from blacklist.states import CreditEventState
from blacklist.views.events import event_columns, recorded_words, reference_words
from blacklist.words import department_name
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.models import Enterprise
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.views.errors import refused
from enterprises.views.posting import show_refusal

REPORTS = ListSpec(
    name="reports",
    label=pgettext_lazy("department", "Reports"),
    order="-number",
    filterset=ReportFilter,
    empty_title=gettext_lazy("Nothing reported yet"),
    empty_text=gettext_lazy(
        "What you report stands here with what became of it: confirmed, rejected with a reason, or "
        "overturned."
    ),
    columns=(
        *(one for one in event_columns() if one.name != "source"),
        Column(
            "reference_shown",
            gettext_lazy("Your reference"),
            value="source_reference",
            show=reference_words,
        ),
    ),
)


@login_required
@one_look()
def department(request: KnownRequest) -> HttpResponseBase:
    """Show a department its reports, and what it may do."""
    of = access.department_of(request.user)
    mine = CreditEvent.objects.visible_to(request.user).select_related("enterprise")
    waiting = mine.filter(state=CreditEventState.REPORTED).count()
    heading = ngettext(
        "%(count)d of your reports waits for the bureau",
        "%(count)d of your reports wait for the bureau",
        waiting,
    ) % {"count": waiting}
    return list_page(
        request,
        mine,
        REPORTS,
        "blacklist/department.html",
        {
            "department": of,
            "heading": heading if waiting else _("Every report of yours is decided"),
            "records_rounds": access.records_rounds(request.user),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def department_report(request: KnownRequest) -> HttpResponse:
    """Report a credit event of a firm found by its credit code."""
    of = access.department_of(request.user)
    now = timezone.now()
    form = DepartmentReportForm(request.POST or None, on=day_of(now), source=of.code)
    if request.method == "POST" and form.is_valid() and form.firm is not None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "credit_code"}
        given.setdefault("grounds", [])
        try:
            event = events.record_event(
                enterprise=form.firm,
                source=of.code,
                department=of,
                actor=request.user,
                at=now,
                **given,
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, recorded_words(event, now))
            return redirect("blacklist:department")
    return render(
        request,
        "blacklist/department_report.html",
        {"department": of, "form": form},
        status=422 if form.errors else 200,
    )


FIRMS = ListSpec(
    name="firms",
    label=gettext_lazy("Firms"),
    order="serial",
    filterset=FirmFilter,
    empty_title=gettext_lazy("No firm is registered yet"),
    columns=(
        Column(
            "serial",
            gettext_lazy("Firm"),
            value="name",
            sort="serial",
            href=lambda firm: reverse("blacklist:department-firm", args=[firm.credit_code]),
        ),
        Column("credit_code", gettext_lazy("Credit code"), sort="credit_code"),
        Column("township", gettext_lazy("Township"), sort="township"),
    ),
)


@login_required
@one_look()
def department_firms(request: KnownRequest) -> HttpResponseBase:
    """List the firms of which a department may read, and say what its memoranda name."""
    of = access.department_of(request.user)
    memoranda = memoranda_in_force(of, timezone.localdate())
    firms = readable_firms() if memoranda else Enterprise.objects.none()
    return list_page(
        request,
        firms,
        FIRMS,
        "blacklist/department_firms.html",
        {"department": of, "memoranda": [(one, _purposes(one)) for one in memoranda]},
    )


def _purposes(memorandum: Memorandum) -> list[tuple[str, str]]:
    """Say each purpose of a memorandum with the fields that may be read for it."""
    return [
        (one.purpose, _(", ").join(str(field.label) for field in fields_of([one])))
        for one in memorandum.purposes.all()
    ]


@login_required
@one_look()
def department_firm(request: KnownRequest, credit_code: str) -> HttpResponse:
    """Read of a firm what the memoranda name; the read is written down with the answer."""
    access.department_of(request.user)
    firm = readable_firms().filter(credit_code=credit_code).first()
    if firm is None:
        raise Http404
    try:
        reading = sharing.read_firm(enterprise=firm, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return refused(
            request, refusal, back=reverse("blacklist:department-firms"), status=refusal.status
        )
    groups = [
        (memorandum, one.purpose, [reading.values[field] for field in fields_of([one])])
        for memorandum in reading.memoranda
        for one in memorandum.purposes.all()
    ]
    return render(request, "blacklist/department_firm.html", {"firm": firm, "groups": groups})


# ---- memoranda, for officers and for the department that signed ------------------------------

MEMORANDA = ListSpec(
    name="memoranda",
    label=gettext_lazy("Memoranda"),
    order="code",
    empty_title=gettext_lazy("No memorandum yet"),
    empty_text=gettext_lazy(
        "Without one no department reads anything. Administrators enter them with the reference data."
    ),
    columns=(
        Column(
            "code",
            gettext_lazy("Memorandum"),
            sort="code",
            href=lambda one: reverse("blacklist:memorandum-detail", args=[one.code]),
            small=lambda one: one.parties,
        ),
        Column(
            "department",
            gettext_lazy("Department"),
            value=lambda one: department_name(one.department),
        ),
        Column("signed", gettext_lazy("Signed"), value="signed_on", sort="signed_on"),
        Column("from", gettext_lazy("Valid from"), value="valid_from", sort="valid_from"),
        Column("reads", gettext_lazy("Reads so far"), value="read_count", kind="num"),
        Column("last", gettext_lazy("Last read"), value="last_read_at"),
    ),
)

READS = ListSpec(
    name="reads",
    label=gettext_lazy("Reads so far"),
    order="-at",
    filterset=ReadFilter,
    empty_title=gettext_lazy("Nothing was read yet"),
    empty_text=gettext_lazy("Every read of a firm stands here the moment it is answered."),
    columns=(
        Column("at", gettext_lazy("When"), sort="pk"),
        Column(
            "firm",
            gettext_lazy("Firm"),
            value="enterprise.name",
            small=lambda one: one.enterprise.credit_code,
        ),
        Column("reader", gettext_lazy("Who"), value=lambda one: str(one.reader)),
        Column(
            "fields",
            gettext_lazy("What"),
            value=lambda one: _(", ").join(one.field_words()),
            roomy=True,
        ),
    ),
)


@login_required
@one_look()
def memorandum_list(request: KnownRequest) -> HttpResponseBase:
    """List the memoranda with how much was read under each."""
    access.officer_required(request.user)
    rows = memoranda_with_reads()
    return list_page(
        request,
        rows,
        MEMORANDA,
        "blacklist/memorandum_list.html",
        {"may_keep": may(request.user, Permission.MANAGE_REFERENCE)},
    )


@login_required
@one_look()
def memorandum_detail(request: KnownRequest, code: str) -> HttpResponseBase:
    """Show a memorandum: parties, text, purposes with their fields, and every read."""
    memorandum = access.memorandum_to_read(request.user, code)
    reads = SharedRead.objects.filter(memorandum=memorandum).select_related("enterprise", "reader")
    return list_page(
        request,
        reads,
        READS,
        "blacklist/memorandum_detail.html",
        {
            "memorandum": memorandum,
            "purposes": _purposes(memorandum),
            "is_officer": may(request.user, Permission.READ_FIRMS),
        },
    )
