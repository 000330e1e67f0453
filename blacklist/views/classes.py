"""Classes: all firms, the credit file of one, and the classes that two persons decide on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from blacklist import access
from blacklist.filters.pages import ClassFilter, ProposalFilter
from blacklist.forms.events import SupposeForm
from blacklist.forms.lists import DecideClassForm, ProposeClassForm
from blacklist.models import Classification, ClassProposal, ListEntry
from blacklist.policy.grade import grade
from blacklist.policy.record import EventFact, worst
from blacklist.selectors.entries import in_effect
from blacklist.selectors.file import credit_file as file_of
from blacklist.selectors.outlook import Supposed, suppose
from blacklist.selectors.records import credit_record
from blacklist.selectors.schemes import scheme_on
from blacklist.selectors.sharing import reads_of
from blacklist.selectors.standings import class_of
from blacklist.services import classes
from blacklist.services.events import OFFICERS_WHO_REPORT
from blacklist.states import ClassProposalState, CreditClass, Ground, ListKind
from enterprises import formats, marks
from enterprises.access import enterprise_or_404, may_declare_for, permission_required
from enterprises.calendar import day_of
from enterprises.errors import DomainError
from enterprises.models import Enterprise
from enterprises.parts import Tab
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.tables import Column, ListSpec, list_page
from enterprises.views.posting import posted_version, show_refusal

_P = Permission
READS_SHOWN = 20


def file_address(enterprise: Enterprise) -> str:
    """Give the address of a firm's credit file."""
    return reverse("blacklist:firm-file", args=[enterprise.serial])


def _badge(row: Any) -> SafeString | str:
    # A red entry rests while the class is below A.
    is_resting = row.listed == ListKind.RED and row.credit_class != CreditClass.A
    return marks.badge(row.credit_class, listed="" if is_resting else row.listed or "")


def _proposed(row: Any) -> SafeString | str:
    if not row.proposed:
        return formats.MISSING
    return marks.badge(row.proposed, _("proposed"))


CLASSES = ListSpec(
    name="credit-classes",
    label=gettext_lazy("Classes"),
    order="serial",
    filterset=ClassFilter,
    empty_title=gettext_lazy("No firm has a class yet"),
    empty_text=gettext_lazy("A firm is given its class with its registration."),
    columns=(
        Column(
            "serial",
            gettext_lazy("Firm"),
            value="enterprise.name",
            sort="enterprise__serial",
            href=lambda row: file_address(row.enterprise),
            small=lambda row: row.enterprise.township,
        ),
        Column("code", gettext_lazy("Credit code"), value="enterprise.credit_code", is_shown=False),
        Column(
            "class",
            gettext_lazy("Class"),
            value="credit_class",
            sort="credit_class",
            show=_badge,
            kind="mid",
        ),
        Column("since", gettext_lazy("Since"), value=lambda row: day_of(row.since), sort="since"),
        Column("score", gettext_lazy("Points then"), sort="score", kind="num"),
        Column("listed", gettext_lazy("List"), value="listed", is_shown=False),
        Column("proposed", gettext_lazy("Proposal"), value="proposed", show=_proposed),
    ),
)

PROPOSALS = ListSpec(
    name="class-proposals",
    label=gettext_lazy("Proposals"),
    order="proposed",
    filterset=ProposalFilter,
    empty_title=gettext_lazy("No class is proposed"),
    empty_text=gettext_lazy("A better grade is proposed by itself; a person takes it up."),
    columns=(
        Column(
            "serial",
            gettext_lazy("Firm"),
            value="enterprise.name",
            sort="enterprise__serial",
            href=lambda row: reverse("blacklist:class-decide", args=[row.enterprise.serial]),
            small=lambda row: row.enterprise.township,
        ),
        Column("held", gettext_lazy("Class now"), value="held", badge=True, kind="mid"),
        Column("class", gettext_lazy("Proposed"), value="credit_class", badge=True, kind="mid"),
        Column(
            "by",
            gettext_lazy("By"),
            value=lambda row: str(row.proposed_by or _("the system, waits to be taken up")),
            small=lambda row: row.reason,
        ),
        Column(
            "proposed",
            gettext_lazy("Since"),
            value=lambda row: day_of(row.proposed_at),
            sort="proposed_at",
        ),
    ),
)


@login_required
@one_look()
def class_list(request: KnownRequest) -> HttpResponseBase:
    """List all firms with their class, or the classes that wait for a second person."""
    access.officer_required(request.user)
    waiting = _waiting_proposals()
    count = waiting.count()
    is_waiting = request.GET.get("of") == "proposals"
    tabs = [
        Tab(_("All firms"), "?", is_current=not is_waiting),
        Tab(_("Proposals"), "?of=proposals", count, is_current=is_waiting),
    ]
    heading = ngettext(
        "%(count)d class proposal waits for a second person",
        "%(count)d class proposals wait for a second person",
        count,
    ) % {"count": count}
    context = {"tabs": tabs, "heading": heading if count else _("Every class is decided")}
    if is_waiting:
        return list_page(request, waiting, PROPOSALS, "blacklist/class_list.html", context)
    return list_page(request, _held_now(), CLASSES, "blacklist/class_list.html", context)


def _held_now() -> QuerySet[Classification]:
    of_firm = {"enterprise": OuterRef("enterprise")}
    listed = in_effect(timezone.localdate()).filter(**of_firm).values("kind")[:1]
    proposed = ClassProposal.objects.filter(state=ClassProposalState.PROPOSED, **of_firm)
    return (
        Classification.objects.filter(until__isnull=True)
        .select_related("enterprise")
        .annotate(listed=Subquery(listed), proposed=Subquery(proposed.values("credit_class")[:1]))
    )


def _waiting_proposals() -> QuerySet[ClassProposal]:
    held = Classification.objects.filter(
        enterprise=OuterRef("enterprise"), until__isnull=True
    ).values("credit_class")
    return (
        ClassProposal.objects.filter(state=ClassProposalState.PROPOSED)
        .select_related("enterprise", "proposed_by")
        .annotate(held=Subquery(held[:1]))
    )


# ---- the file --------------------------------------------------------------------------


@login_required
def credit_file(request: KnownRequest) -> HttpResponse:
    """Bring a person to the credit file of their firm; whoever has several chooses."""
    if may(request.user, _P.READ_FIRMS):
        return redirect("blacklist:class-list")
    firms = access.own_firms(request.user)
    if not firms:
        raise Http404
    if len(firms) == 1:
        return redirect("blacklist:firm-file", firms[0].serial)
    return render(request, "blacklist/file_choose.html", {"firms": firms})


@login_required
@one_look()
def firm_file(request: KnownRequest, serial: str) -> HttpResponse:
    """Show the credit file of a firm to officers and to the firm, and what an event would do."""
    firm = enterprise_or_404(request.user, serial)
    user = request.user
    now = timezone.now()
    on = day_of(now)
    is_officer = may(user, _P.READ_FIRMS)
    form = SupposeForm(
        request.GET if "indicator" in request.GET else None, on=on, initial={"occurred_on": on}
    )
    reads = reads_of(firm)
    context = {
        "firm": firm,
        "page": file_of(firm, ListEntry.objects.visible_to(user), for_officer=is_officer, at=now),
        "form": form,
        "supposed": _supposed(form, firm, on),
        "is_officer": is_officer,
        "files": not is_officer and may_declare_for(user, firm),
        "may_record": any(may(user, one) for one in OFFICERS_WHO_REPORT),
        "may_propose": may(user, _P.PROPOSE_LISTING),
        "reads": reads[:READS_SHOWN],
        "read_count": reads.count(),
    }
    # What htmx asks for is shown beside the form, faults too.
    is_faulty = form.is_bound and bool(form.errors) and not getattr(request, "htmx", False)
    return render(request, "blacklist/firm_file.html", context, status=422 if is_faulty else 200)


def _supposed(form: SupposeForm, firm: Enterprise, on: Any) -> Supposed | None:
    """Grade the firm with the event in the form; nothing while it cannot be read."""
    if not form.is_bound or not form.is_valid():
        return None
    given = form.cleaned_data
    event = EventFact(
        code=given["indicator"],
        occurred=given["occurred_on"],
        confirmed=on,
        grounds=frozenset(Ground(one) for one in given["grounds"]),
    )
    return suppose(firm, event, on)


# ---- proposed and decided -----------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def class_propose(request: KnownRequest, serial: str) -> HttpResponse:
    """Propose a raise or an override, or take up what the system proposed."""
    firm = access.firm_of_officer(request.user, serial)
    permission_required(request.user, _P.PROPOSE_LISTING)
    now = timezone.now()
    on = day_of(now)
    held = class_of(firm)
    graded = grade(credit_record(firm), scheme_on(on), on)
    offered = [one for one in CreditClass if one != held and worst((one, graded.grade)) == one]
    waiting = ClassProposal.objects.filter(
        enterprise=firm, state=ClassProposalState.PROPOSED
    ).first()
    form = ProposeClassForm(
        request.POST or None,
        offered=offered,
        initial={"credit_class": waiting.credit_class if waiting else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            classes.propose_class(
                enterprise=firm,
                credit_class=CreditClass(form.cleaned_data["credit_class"]),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=now,
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The class is proposed; another person decides."))
            return redirect(file_address(firm))
    return render(
        request,
        "blacklist/class_propose.html",
        {
            "firm": firm,
            "form": form,
            "held": held,
            "graded": graded,
            "waiting": waiting,
            "back": file_address(firm),
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def class_decide(request: KnownRequest, serial: str) -> HttpResponse:
    """Approve or reject the class proposed for a firm, as another person."""
    firm = access.firm_of_officer(request.user, serial)
    proposal = access.open_proposal_of(firm)
    user = request.user
    now = timezone.now()
    form = DecideClassForm(request.POST or None)
    if request.method == "POST":
        permission_required(user, _P.APPROVE_LISTING)
        approves = request.POST.get("do") == "approve"
        if form.is_valid():
            try:
                classes.decide_proposal(
                    proposal=proposal,
                    version=posted_version(request),
                    approves=approves,
                    reason=form.cleaned_data["reason"],
                    actor=user,
                    at=now,
                )
            except DomainError as refusal:
                show_refusal(form, refusal)
            else:
                told = _("The class is approved.") if approves else _("The proposal is rejected.")
                messages.success(request, told)
                return redirect(file_address(firm))
    on = day_of(now)
    context = {
        "firm": firm,
        "proposal": proposal,
        "held": class_of(firm),
        "graded": grade(credit_record(firm), scheme_on(on), on),
        "form": form,
        "may_decide": may(user, _P.APPROVE_LISTING),
        "may_propose": may(user, _P.PROPOSE_LISTING),
        "is_own": proposal.proposed_by_id == user.pk,
        "proposed_word": capfirst(str(CreditClass(proposal.credit_class).label)),
        "back": file_address(firm),
    }
    return render(
        request, "blacklist/class_decide.html", context, status=422 if form.errors else 200
    )
