"""Who acts for a firm, and which agents: read by its people, changed by its owners."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.access import owner_required
from enterprises.api.doors import Door, Scope
from enterprises.api.filters import FirmFilter
from enterprises.api.firms import firm_owned
from enterprises.api.people_serializers import (
    AskAgentSerializer,
    AuthorisationSerializer,
    InvitationSerializer,
    MemberSerializer,
    RoleSerializer,
)
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import AgentAuthorisation, Enterprise, Membership
from enterprises.selectors.people import agents_named
from enterprises.serializers import MoveSerializer
from enterprises.services import invitations, memberships
from enterprises.states import AgentAuthorisationState, MembershipRole

_READ, _WRITE = Door(Scope.PEOPLE_READ), Door(Scope.PEOPLE_WRITE)
_KEY = "[0-9a-f-]{36}"


class MemberFilter(filters.FilterSet):
    enterprise = FirmFilter()
    role = filters.ChoiceFilter(choices=MembershipRole.choices)
    is_open = filters.BooleanFilter(field_name="until", lookup_expr="isnull")

    class Meta:
        model = Membership
        fields: list[str] = []


class AuthorisationFilter(filters.FilterSet):
    principal = FirmFilter("principal__credit_code")
    agent = FirmFilter("agent__credit_code")
    state = filters.ChoiceFilter(choices=AgentAuthorisationState.choices)

    class Meta:
        model = AgentAuthorisation
        fields: list[str] = []


@extend_schema(tags=["members"])
@extend_schema_view(
    list=extend_schema(summary="List members"), retrieve=extend_schema(summary="Read a member")
)
class MemberViewSet(ListRows, ShowRow, RecordViewSet):
    """People who act for one's own firms, and those who did; officers read all."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _WRITE,
        "role": _WRITE,
        "end": _WRITE,
    }
    lookup_field = "key"
    lookup_value_regex = _KEY
    natural_key = ("key",)
    serializer_class = MemberSerializer
    filterset_class = MemberFilter

    def get_queryset(self) -> QuerySet[Membership]:
        rows = Membership.objects.visible_to(self.request.user)
        return rows.select_related("enterprise", "user")

    @extend_schema(
        summary="Add a member", request=InvitationSerializer, responses={201: MemberSerializer}
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Let a person act for the firm; who has no account gets a mail with the way to one."""
        data = self.sent(InvitationSerializer)
        firm = firm_owned(self.person, data.pop("enterprise", None))
        member = invitations.invite_member(enterprise=firm, actor=self.person, at=self.now, **data)
        return self.as_it_is(member, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a member's role",
        request=RoleSerializer,
        responses={200: MemberSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def role(self, request: Request, key: str) -> Response:
        """Give a member another role; a firm keeps an owner."""
        member = self._owned()
        data = self.sent(RoleSerializer)
        memberships.change_role(membership=member, actor=self.person, at=self.now, **data)
        return self.as_it_is(member)

    @extend_schema(summary="End a membership", request=None, responses={200: MemberSerializer})
    @action(detail=True, methods=["post"])
    @done_once
    def end(self, request: Request, key: str) -> Response:
        """Let a person no longer act for the firm; a firm keeps an owner."""
        member = self._owned()
        self.sent_nothing()
        ended = memberships.end_membership(membership=member, actor=self.person, at=self.now)
        # Whoever ended their own membership no longer sees it, but is told of it.
        return self.answer(ended)

    def _owned(self) -> Membership:
        member: Membership = self.reach()
        owner_required(self.person, member.enterprise)
        return member


@extend_schema(tags=["authorisations"])
@extend_schema_view(
    list=extend_schema(summary="List authorisations"),
    retrieve=extend_schema(summary="Read an authorisation"),
)
class AuthorisationViewSet(ListRows, ShowRow, RecordViewSet):
    """Agents that may file for a firm, seen by both sides."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _WRITE,
        "accept": _WRITE,
        "decline": _WRITE,
        "revoke": _WRITE,
    }
    lookup_field = "key"
    lookup_value_regex = _KEY
    natural_key = ("key",)
    serializer_class = AuthorisationSerializer
    filterset_class = AuthorisationFilter

    def get_queryset(self) -> QuerySet[AgentAuthorisation]:
        rows = AgentAuthorisation.objects.visible_to(self.request.user)
        return rows.select_related("principal", "agent")

    @extend_schema(
        summary="Ask an agent",
        request=AskAgentSerializer,
        responses={201: AuthorisationSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Ask an agent to file for the firm until a day; it files once it accepts."""
        data = self.sent(AskAgentSerializer)
        firm = firm_owned(self.person, data.pop("enterprise", None))
        asked = memberships.ask_agent(
            principal=firm,
            agent=_agent_of(data.pop("agent")),
            actor=self.person,
            at=self.now,
            **data,
        )
        return self.as_it_is(asked, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Accept to file for a firm",
        request=MoveSerializer,
        responses={200: AuthorisationSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def accept(self, request: Request, key: str) -> Response:
        """Accept, as the owner of the agent."""
        return self._answered(accepts=True)

    @extend_schema(
        summary="Decline to file for a firm",
        request=MoveSerializer,
        responses={200: AuthorisationSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def decline(self, request: Request, key: str) -> Response:
        """Decline, as the owner of the agent."""
        return self._answered(accepts=False)

    @extend_schema(
        summary="Revoke an authorisation",
        request=MoveSerializer,
        responses={200: AuthorisationSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def revoke(self, request: Request, key: str) -> Response:
        """Take the authorisation away with effect at once, as the owner of the firm."""
        authorisation: AgentAuthorisation = self.reach()
        owner_required(self.person, authorisation.principal)
        data = self.sent(MoveSerializer)
        memberships.revoke_authorisation(
            authorisation=authorisation, actor=self.person, at=self.now, **data
        )
        return self.as_it_is(authorisation)

    def _answered(self, *, accepts: bool) -> Response:
        authorisation: AgentAuthorisation = self.reach()
        owner_required(self.person, authorisation.agent)
        data = self.sent(MoveSerializer)
        memberships.answer_authorisation(
            authorisation=authorisation, accepts=accepts, actor=self.person, at=self.now, **data
        )
        return self.as_it_is(authorisation)


def _agent_of(credit_code: str) -> Enterprise:
    found = [one for one in agents_named(credit_code) if one.credit_code == credit_code]
    if not found:
        raise ValidationError({"agent": [_("No declaration agent has this code or name.")]})
    return found[0]
