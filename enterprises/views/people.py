"""The people of a firm and its agents: read by all of them, changed by owners."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.access import membership_role, own_enterprise_or_404, owner_required
from enterprises.errors import DomainError
from enterprises.formats import written_date
from enterprises.forms.people import AgentForm, InvitationForm, RoleForm
from enterprises.models import AgentAuthorisation, Enterprise, Membership
from enterprises.requests import KnownRequest
from enterprises.selectors.people import own_firms, people_of_firm
from enterprises.selectors.reference import one_look
from enterprises.services import invitations, memberships
from enterprises.states import AgentAuthorisationState, MembershipRole
from enterprises.views.errors import refused
from enterprises.views.posting import posted_version
from enterprises.views.questions import Deed, EmptyForm, Place, do, posted

HALF_A_YEAR = timedelta(days=182)
ACCEPT, DECLINE = "accept", "decline"


@login_required
@require_safe
def people(request: KnownRequest) -> HttpResponse:
    """Bring a person to the people of their firm; whoever belongs to several chooses."""
    firms = own_firms(request.user)
    if not firms:
        raise Http404
    if len(firms) == 1:
        return redirect("enterprises:firm-people", firms[0].serial)
    links = [(firm, reverse("enterprises:firm-people", args=[firm.serial])) for firm in firms]
    return render(request, "enterprises/firm_choice.html", {"links": links})


@login_required
@require_safe
@one_look()
def firm_people(request: KnownRequest, serial: str) -> HttpResponse:
    """Show who acts for a firm, its agents, and the firms that it serves."""
    firm = own_enterprise_or_404(request.user, serial)
    context = {
        "firm": firm,
        "people": people_of_firm(firm),
        "is_owner": membership_role(request.user, firm) == MembershipRole.OWNER,
        "belongs": membership_role(request.user, firm) is not None,
    }
    return render(request, "enterprises/people.html", context)


# ---- members -------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def member_add(request: KnownRequest, serial: str) -> HttpResponse:
    """Let a person act for the firm, by their name and mail address."""
    firm = _owned(request, serial)
    deed = Deed(
        _("Who is to act for the firm?"),
        act=_("Add the person"),
        told=_("The person is added and told by mail."),
        words=_(
            "Somebody who has no account yet gets one, and chooses a password that nobody else sees."
        ),
    )

    def call(data: dict[str, Any]) -> Membership:
        return invitations.invite_member(
            enterprise=firm, actor=request.user, at=timezone.now(), **data
        )

    return do(request, deed, InvitationForm(posted(request)), call, _place(firm))


@login_required
@require_http_methods(["GET", "POST"])
def member_role(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Give a member another role."""
    firm = _owned(request, serial)
    member = _member(firm, key)
    deed = Deed(
        _("What may %(person)s do?") % {"person": member.user},
        act=_("Change the role"),
        told=_("The role is changed."),
    )

    def call(data: dict[str, Any]) -> Membership:
        return memberships.change_role(
            membership=member, actor=request.user, at=timezone.now(), **data
        )

    form = RoleForm(posted(request), initial={"role": member.role})
    return do(request, deed, form, call, _place(firm))


@login_required
@require_http_methods(["GET", "POST"])
def member_end(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Let a member no longer act for the firm."""
    firm = _owned(request, serial)
    member = _member(firm, key)
    deed = Deed(
        _("End the membership of %(person)s?") % {"person": member.user},
        act=_("End the membership"),
        told=_("%(person)s no longer acts for the firm.") % {"person": member.user},
        words=_("From this moment they see nothing of the firm. What they did keeps their name."),
        keep=_("Keep it"),
        look="danger",
    )

    def call(data: dict[str, Any]) -> Membership:
        return memberships.end_membership(membership=member, actor=request.user, at=timezone.now())

    # Whoever ended their own membership sees the firm no more.
    on_to = reverse("home") if member.user == request.user else _address(firm)
    return do(
        request,
        deed,
        EmptyForm(posted(request)),
        call,
        _place(firm),
        on_to=lambda _done: on_to,
    )


@login_required
@require_POST
def member_invite(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Mail the way to a password once more."""
    firm = _owned(request, serial)
    member = _member(firm, key)
    try:
        invitations.invite_again(membership=member, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return refused(request, refusal, back=_address(firm))
    messages.success(request, _("The invitation is on its way again."))
    return redirect(_address(firm))


# ---- agents --------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def agent_ask(request: KnownRequest, serial: str) -> HttpResponse:
    """Ask an agent to file for the firm until a day."""
    firm = _owned(request, serial)
    deed = Deed(
        _("Which agent may file for the firm?"),
        act=_("Ask the agent"),
        told=_("The agent is asked; it files for you as soon as it accepts."),
        words=_(
            "Its people see the firm's declarations and lots and file in its name, "
            "until the last day or until you revoke it."
        ),
    )

    def call(data: dict[str, Any]) -> AgentAuthorisation:
        return memberships.ask_agent(principal=firm, actor=request.user, at=timezone.now(), **data)

    today = timezone.localdate()
    first = {"valid_from": today, "last_day": today + HALF_A_YEAR}
    return do(request, deed, AgentForm(posted(request), initial=first), call, _place(firm))


@login_required
@require_http_methods(["GET", "POST"])
def agent_revoke(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Take an agent's authorisation away."""
    firm = _owned(request, serial)
    authorisation = _authorisation(AgentAuthorisation.objects.filter(principal=firm), key)
    deed = Deed(
        _("Revoke the authorisation of %(agent)s?") % {"agent": authorisation.agent.name},
        act=_("Revoke it"),
        told=_("The authorisation is revoked."),
        words=_("The agent sees nothing of the firm from this moment. What it filed stays."),
        keep=_("Keep it"),
        look="danger",
    )

    def call(data: dict[str, Any]) -> AgentAuthorisation:
        return memberships.revoke_authorisation(
            authorisation=authorisation,
            version=posted_version(request),
            actor=request.user,
            at=timezone.now(),
        )

    place = _place(firm, version=authorisation.version)
    return do(request, deed, EmptyForm(posted(request)), call, place)


@login_required
@require_http_methods(["GET", "POST"])
def agency_answer(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Accept or decline, as the agent, to file for a firm."""
    agency = _owned(request, serial)
    authorisation = _authorisation(AgentAuthorisation.objects.filter(agent=agency), key)
    if request.method == "GET":
        if authorisation.state != AgentAuthorisationState.ASKED:
            sentence = _("This was answered already.")
            return refused(request, sentence, back=_address(agency))
        context = {
            "authorisation": authorisation,
            "last_day": authorisation.valid_until - timedelta(days=1),
            "place": _place(agency, version=authorisation.version),
        }
        return render(request, "enterprises/agency_answer.html", context)
    answer = request.POST.get("answer", "")
    if answer not in (ACCEPT, DECLINE):
        return refused(request, _("Accept or decline."), back=_address(agency), status=422)
    try:
        memberships.answer_authorisation(
            authorisation=authorisation,
            version=posted_version(request),
            accepts=answer == ACCEPT,
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        return refused(request, refusal, back=_address(agency))
    told = _("You file for %(firm)s until %(day)s.") if answer == ACCEPT else _("It is declined.")
    last_day = authorisation.valid_until - timedelta(days=1)
    messages.success(
        request, told % {"firm": authorisation.principal.name, "day": written_date(last_day)}
    )
    return redirect(_address(agency))


# ---- what they share -----------------------------------------------------------------

_PEOPLE = "enterprises:firm-people"


def _owned(request: KnownRequest, serial: str) -> Enterprise:
    """Find a firm for its owner; whoever else belongs to it is told no."""
    firm = own_enterprise_or_404(request.user, serial)
    owner_required(request.user, firm)
    return firm


def _member(firm: Enterprise, key: UUID) -> Membership:
    found = firm.memberships.select_related("user", "enterprise")
    member = found.filter(key=key, until__isnull=True).first()
    if member is None:
        raise Http404
    return member


def _authorisation(rows: Any, key: UUID) -> AgentAuthorisation:
    found: AgentAuthorisation | None = (
        rows.select_related("principal", "agent").filter(key=key).first()
    )
    if found is None:
        raise Http404
    return found


def _address(firm: Enterprise) -> str:
    return reverse(_PEOPLE, args=[firm.serial])


def _place(firm: Enterprise, version: int | None = None) -> Place:
    back = _address(firm)
    return Place(back, (_("People"), back), facts=firm.name, version=version)
