"""Granting a registration, which opens the firm's class; the rest of it lives on the ground floor."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from blacklist.services import admissions
from enterprises.api.registrations import DECIDE, WHOLE
from enterprises.api.registrations import RegistrationViewSet as WithoutGrants
from enterprises.api.shapes import GrantSerializer
from enterprises.api.views import done_once
from enterprises.serializers import MoveSerializer
from enterprises.services.registrations import NewCondition


@extend_schema(tags=["registrations"])
@extend_schema_view(
    list=extend_schema(summary="List registrations"),
    retrieve=extend_schema(summary="Read a registration"),
)
class RegistrationViewSet(WithoutGrants):
    """Registrations and applications: firms see their own, officers all."""

    doors = {**WithoutGrants.doors, "grant": DECIDE, "register": DECIDE}

    @extend_schema(summary="Register provisionally", request=GrantSerializer, responses=WHOLE)
    @action(detail=True, methods=["post"])
    @done_once
    def grant(self, request: Request, number: str) -> Response:
        """Register before the visit, with dated conditions, for named destinations."""
        registration = self.reach()
        data = self.sent(GrantSerializer)
        admissions.grant_provisional(
            number=registration.number,
            version=data["version"],
            last_day=data["last_day"],
            visit_by=data["visit_by"],
            allowed_isos=[iso.upper() for iso in data["allowed_isos"]],
            cap_pieces=data["cap_pieces"],
            conditions=[NewCondition(**one) for one in data["conditions"]],
            actor=self.person,
            at=self.now,
        )
        return self.as_it_is(registration)

    @extend_schema(summary="Register in full", request=MoveSerializer, responses=WHOLE)
    @action(detail=True, methods=["post"])
    @done_once
    def register(self, request: Request, number: str) -> Response:
        """Register at once and for every destination."""
        return self.moved(admissions.register, MoveSerializer)
