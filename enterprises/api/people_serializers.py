"""Members, authorisations, brands and shops as programs read and write them."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from enterprises.models import AgentAuthorisation, Brand, Membership, OverseasOutlet, User
from enterprises.serializers import FirmSerializer, StrictSerializer
from enterprises.states import AgentAuthorisationState, MembershipRole


def _firm_code() -> serializers.CharField:
    return serializers.CharField(
        max_length=18, required=False, help_text=_("Credit code; needed by who has several firms.")
    )


class PersonSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["username", "full_name"]


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A person who acts for a firm."""

    enterprise = FirmSerializer()
    person = PersonSerializer(source="user")
    role = serializers.ChoiceField(choices=MembershipRole.choices)
    has_password = serializers.SerializerMethodField(
        help_text=_("Whether the invitation was answered.")
    )

    class Meta:
        model = Membership
        fields = ["key", "enterprise", "person", "role", "since", "until", "has_password"]

    def get_has_password(self, membership: Membership) -> bool:
        return membership.user.has_usable_password()


class RoleSerializer(StrictSerializer):
    role = serializers.ChoiceField(choices=MembershipRole.choices)

    def validate_role(self, value: str) -> MembershipRole:
        return MembershipRole(value)


class InvitationSerializer(RoleSerializer):
    """Who is to act for the firm; the way to a password goes to the address."""

    enterprise = _firm_code()
    full_name = serializers.CharField(max_length=80)
    email = serializers.EmailField(max_length=150)
    language = serializers.ChoiceField(choices=["zh-hans", "en"], required=False)


class AuthorisationSerializer(serializers.ModelSerializer[AgentAuthorisation]):
    """A firm lets an agent file for it."""

    principal = FirmSerializer()
    agent = FirmSerializer()
    state = serializers.ChoiceField(choices=AgentAuthorisationState.choices)
    last_day = serializers.SerializerMethodField(help_text=_("The last day it is valid."))

    class Meta:
        model = AgentAuthorisation
        fields = ["key", "principal", "agent", "state", "valid_from", "last_day", "version"]

    def get_last_day(self, authorisation: AgentAuthorisation) -> date:
        return authorisation.valid_until - timedelta(days=1)


class AskAgentSerializer(StrictSerializer):
    enterprise = _firm_code()
    agent = serializers.CharField(max_length=18, help_text=_("Credit code of the agent."))
    valid_from = serializers.DateField()
    last_day = serializers.DateField()


class BrandSerializer(serializers.ModelSerializer[Brand]):
    """A trademark of the firm's own; an empty country means all of them."""

    iso = serializers.CharField(help_text=_("Or empty."))
    trademark_number = serializers.CharField(help_text=_("Or empty."))

    class Meta:
        model = Brand
        fields = ["key", "name", "trademark_number", "iso", "ended_on"]


class NewBrandSerializer(StrictSerializer):
    name = serializers.CharField(max_length=80)
    trademark_number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    iso = serializers.CharField(max_length=2, required=False, allow_blank=True)


class OutletSerializer(serializers.ModelSerializer[OverseasOutlet]):
    """A shop of the firm's own abroad."""

    address = serializers.CharField(help_text=_("Or empty."))

    class Meta:
        model = OverseasOutlet
        fields = ["key", "name", "iso", "address", "closed_on"]


class NewOutletSerializer(StrictSerializer):
    name = serializers.CharField(max_length=120)
    iso = serializers.CharField(max_length=2)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)


class KeySerializer(StrictSerializer):
    key = serializers.UUIDField(help_text=_("The key of the part that ends."))
