"""The people of a firm, its agents, and the firms that it serves as an agent itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from enterprises.models import AgentAuthorisation, Enterprise, Membership, User
from enterprises.policy import credit_code_is_valid, tidy_credit_code
from enterprises.states import AgentAuthorisationState, EnterpriseKind

# More names than this help nobody to tell which agent is meant.
NAMED_MOST = 5
_OPEN = (AgentAuthorisationState.ASKED, AgentAuthorisationState.ACCEPTED)


@dataclass(frozen=True)
class Authorisation:
    """An authorisation as either side reads it."""

    record: AgentAuthorisation
    other: Enterprise

    @property
    def last_day(self) -> date:
        return self.record.valid_until - timedelta(days=1)

    @property
    def is_asked(self) -> bool:
        return self.record.state == AgentAuthorisationState.ASKED

    @property
    def is_accepted(self) -> bool:
        return self.record.state == AgentAuthorisationState.ACCEPTED


@dataclass(frozen=True)
class FirmPeople:
    """Everybody who acts for a firm, and for whom it acts."""

    members: Sequence[Membership]
    former: Sequence[Membership]
    agents: Sequence[Authorisation]
    agents_before: Sequence[Authorisation]
    principals: Sequence[Authorisation]
    is_agency: bool

    @property
    def owners(self) -> int:
        return sum(member.role == "owner" for member in self.members)

    @property
    def waiting(self) -> int:
        """How many firms wait for the agency's answer."""
        return sum(one.is_asked for one in self.principals)


def own_firms(user: User) -> list[Enterprise]:
    """Name the firms that a person belongs to today."""
    today = timezone.localdate()
    rows = Enterprise.objects.filter(
        Q(memberships__until__isnull=True) | Q(memberships__until__gt=today),
        memberships__user=user,
        memberships__since__lte=today,
    )
    return list(rows.distinct().order_by("serial"))


def people_of_firm(firm: Enterprise) -> FirmPeople:
    """Gather the page, in three questions."""
    members = list(firm.memberships.select_related("user").order_by("since", "pk"))
    agents = _authorisations(firm.agents_authorised.select_related("agent"), "agent")
    principals = _authorisations(firm.principals_served.select_related("principal"), "principal")
    return FirmPeople(
        members=[one for one in members if one.until is None],
        former=[one for one in members if one.until is not None],
        agents=[one for one in agents if one.record.state in _OPEN],
        agents_before=[one for one in agents if one.record.state not in _OPEN],
        principals=principals,
        is_agency=EnterpriseKind.AGENT in firm.kinds,
    )


def agents_named(written: str) -> list[Enterprise]:
    """Find the agents that somebody means by a credit code or a part of a name."""
    agents = Enterprise.objects.filter(kinds__contains=[EnterpriseKind.AGENT.value])
    code = tidy_credit_code(written)
    if credit_code_is_valid(code):
        return list(agents.filter(credit_code=code))
    name = written.strip()
    exact = list(agents.filter(Q(name_zh=name) | Q(name_en__iexact=name)).order_by("serial"))
    if exact or not name:
        return exact
    like = agents.filter(Q(name_zh__icontains=name) | Q(name_en__icontains=name))
    return list(like.order_by("serial")[: NAMED_MOST + 1])


def _authorisations(rows: QuerySet[AgentAuthorisation], side: str) -> list[Authorisation]:
    # What waits for an answer first, then what is in force, then the past.
    order = {state.value: place for place, state in enumerate(AgentAuthorisationState)}
    found = [Authorisation(row, getattr(row, side)) for row in rows.order_by("-valid_until", "-pk")]
    return sorted(found, key=lambda one: order[one.record.state])
