"""The people of a firm and its agents: read by all of them, changed by owners."""

from dataclasses import replace
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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.access import enterprise_to_manage, membership_role, own_enterprise_or_404
from enterprises.errors import DomainError
from enterprises.formats import written_date
from enterprises.forms.people import AgentForm, InvitationForm, RoleForm
from enterprises.models import AgentAuthorisation, Enterprise, Membership
from enterprises.requests import KnownRequest
from enterprises.selectors.people import people_of_firm
from enterprises.selectors.reference import one_look
from enterprises.services import invitations, memberships
from enterprises.states import AgentAuthorisationState, MembershipRole
from enterprises.views.deeds import Deed, Place, do, posted, tell
from enterprises.views.errors import refused
from enterprises.views.own_firms import lead_to_own_firm
from enterprises.views.posting import posted_version

HALF_A_YEAR = timedelta(days=182)
ACCEPT, DECLINE = "accept", "decline"

ADD = Deed(
    invitations.invite_member,
    gettext_lazy("Who is to act for the firm?"),
    gettext_lazy(
        "Somebody who has no account yet gets one, and chooses a password that nobody else sees."
    ),
    gettext_lazy("Add the person"),
    gettext_lazy("The person is added and told by mail."),
    InvitationForm,
)
CHANGE_ROLE = Deed(
    memberships.change_role,
    gettext_lazy("What may %(record)s do?"),
    "",
    gettext_lazy("Change the role"),
    gettext_lazy("The role is changed."),
    RoleForm,
)
END = Deed(
    memberships.end_membership,
    gettext_lazy("End the membership of %(record)s?"),
    gettext_lazy("From this moment they see nothing of the firm. What they did keeps their name."),
    gettext_lazy("End the membership"),
    gettext_lazy("%(record)s no longer acts for the firm."),
    keep=gettext_lazy("Keep it as it is"),
    is_grave=True,
)
ASK_AGENT = Deed(
    memberships.ask_agent,
    gettext_lazy("Which agent may file for the firm?"),
    gettext_lazy(
        "Its people see the firm's declarations and lots and file in its name, "
        "until the last day or until you revoke it."
    ),
    gettext_lazy("Ask the agent"),
    gettext_lazy("The agent is asked; it files for you as soon as it accepts."),
    AgentForm,
)
REVOKE_AGENT = Deed(
    memberships.revoke_authorisation,
    gettext_lazy("Revoke the authorisation of %(record)s?"),
    gettext_lazy("The agent sees nothing of the firm from this moment. What it filed stays."),
    gettext_lazy("Revoke it"),
    gettext_lazy("The authorisation is revoked."),
    keep=gettext_lazy("Keep it as it is"),
    is_grave=True,
)


@login_required
@require_safe
def people(request: KnownRequest) -> HttpResponse:
    """Bring a person to the people of their firm; whoever belongs to several chooses."""
    return lead_to_own_firm(request, "enterprises:firm-people")


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
    return do(request, ADD, _place(enterprise_to_manage(request.user, serial)))


@login_required
@require_http_methods(["GET", "POST"])
def member_role(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Give a member another role."""
    firm = enterprise_to_manage(request.user, serial)
    member = _member(firm, key)
    place = _place(firm, str(member.user), membership=member)
    form = RoleForm(posted(request), initial={"role": member.role})
    return do(request, CHANGE_ROLE, place, form)


@login_required
@require_http_methods(["GET", "POST"])
def member_end(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Let a member no longer act for the firm."""
    firm = enterprise_to_manage(request.user, serial)
    member = _member(firm, key)
    place = _place(firm, str(member.user), membership=member)

    def told(_done: Membership) -> HttpResponse:
        # Whoever ended their own membership sees the firm no more.
        on_to = reverse("home") if member.user == request.user else place.back
        return tell(request, END, place.name, on_to)

    return do(request, END, place, then=told)


@login_required
@require_POST
def member_invite(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Mail the way to a password once more."""
    firm = enterprise_to_manage(request.user, serial)
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
    firm = enterprise_to_manage(request.user, serial)
    today = timezone.localdate()
    first = {"valid_from": today, "last_day": today + HALF_A_YEAR}
    return do(
        request, ASK_AGENT, _place(firm, principal=firm), AgentForm(posted(request), initial=first)
    )


@login_required
@require_http_methods(["GET", "POST"])
def agent_revoke(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Take an agent's authorisation away."""
    firm = enterprise_to_manage(request.user, serial)
    authorisation = _authorisation(AgentAuthorisation.objects.filter(principal=firm), key)
    place = _place(firm, authorisation.agent.name, authorisation=authorisation)
    return do(request, REVOKE_AGENT, replace(place, version=authorisation.version))


@login_required
@require_http_methods(["GET", "POST"])
def agency_answer(request: KnownRequest, serial: str, key: UUID) -> HttpResponse:
    """Accept or decline, as the agent, to file for a firm."""
    agency = enterprise_to_manage(request.user, serial)
    authorisation = _authorisation(AgentAuthorisation.objects.filter(agent=agency), key)
    if request.method == "GET":
        if authorisation.state != AgentAuthorisationState.ASKED:
            sentence = _("This was answered already.")
            return refused(request, sentence, back=_address(agency))
        context = {
            "authorisation": authorisation,
            "last_day": authorisation.valid_until - timedelta(days=1),
            "place": replace(_place(agency), version=authorisation.version),
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


def _place(firm: Enterprise, name: str = "", **given: Any) -> Place:
    back = _address(firm)
    known = given or {"enterprise": firm}
    return Place(back, name=name, given=known, crumbs=(_("People"), back), about=firm.name)
