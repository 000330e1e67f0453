"""Registrations: applied for by a firm's owner, decided by registrars; and the public register."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.access import owner_required
from enterprises.api.doors import Door, Scope
from enterprises.api.firms import firm_named
from enterprises.api.registrar_filters import (
    FiledDyehouseFilter,
    RegisteredFirmFilter,
    RegistrationFilter,
)
from enterprises.api.shapes import (
    AcceptConditionSerializer,
    ApplicationSerializer,
    ChangedApplicationSerializer,
    FiledDyehouseSerializer,
    NewApplicationSerializer,
    RegisteredFirmSerializer,
    RegistrationSerializer,
    WholeRegistrationSerializer,
    given,
)
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import DyehouseFiling, Registration, RegistrationCondition
from enterprises.roles import Permission
from enterprises.selectors.register import filed_dyehouses, registered_firms
from enterprises.serializers import MoveSerializer, MoveWithReasonSerializer
from enterprises.services import registrations

_READ = Door(Scope.REGISTRATIONS_READ)
_WRITE = Door(Scope.REGISTRATIONS_WRITE)
DECIDE = Door(Scope.REGISTRATIONS_WRITE, (Permission.DECIDE_REGISTRATION,))
_VERSION = OpenApiParameter("version", int, required=True, description="As last read.")
# What an application says, beside its papers.
SAID = tuple(name for name in map(str, ApplicationSerializer().fields) if name != "papers")
WHOLE = {200: WholeRegistrationSerializer}


def application_from(data: dict[str, Any]) -> registrations.Application:
    """Read an application as the service takes it."""
    papers = [
        (paper["kind"], file)
        for paper, file in zip(data["papers"], given(data["papers"]), strict=True)
    ]
    said = {name: data[name] for name in SAID}
    return registrations.Application(**said, papers=papers)


@extend_schema(tags=["registrations"])
@extend_schema_view(
    list=extend_schema(summary="List registrations"),
    retrieve=extend_schema(summary="Read a registration"),
)
class RegistrationViewSet(ListRows, ShowRow, RecordViewSet):
    """Registrations and applications: firms see their own, officers all."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _WRITE,
        "update": _WRITE,
        "destroy": _WRITE,
        "submit": _WRITE,
        "accept": DECIDE,
        "return_": DECIDE,
        "reject": DECIDE,
        "suspend": DECIDE,
        "reinstate": DECIDE,
        "cancel": DECIDE,
        "revoke": DECIDE,
        "accept_condition": DECIDE,
    }
    by_owner = frozenset({"update", "destroy", "submit"})
    serializer_class = WholeRegistrationSerializer
    list_serializer_class = RegistrationSerializer
    filterset_class = RegistrationFilter

    def get_queryset(self) -> QuerySet[Registration]:
        rows = Registration.objects.visible_to(self.request.user)
        rows = rows.select_related("enterprise", "replaces")
        if self.action == "list":
            return rows
        conditions = RegistrationCondition.objects.select_related("rectification")
        return rows.prefetch_related(
            Prefetch("conditions", conditions.order_by("ordinal")), "documents__file"
        )

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        super().check_object_permissions(request, obj)
        if self.action in self.by_owner:
            owner_required(self.person, obj.enterprise)

    @extend_schema(
        summary="Begin an application",
        request=NewApplicationSerializer,
        responses={201: WholeRegistrationSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Open a draft; a registration in force is renewed by it."""
        data = self.sent(NewApplicationSerializer)
        enterprise = firm_named(self.person, data.pop("enterprise", None))
        owner_required(self.person, enterprise)
        in_force = enterprise.registrations.filter(state__in=registrations.IN_FORCE)
        registration = registrations.begin(
            enterprise=enterprise,
            application=application_from(data),
            replaces=in_force.first(),
            actor=self.person,
            at=self.now,
        )
        return self.as_it_is(registration, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change an application", request=ChangedApplicationSerializer, responses=WHOLE
    )
    def update(self, request: Request, number: str) -> Response:
        """Write the whole application anew; papers given before stay."""
        registration = self.reach()
        data = self.sent(ChangedApplicationSerializer)
        registrations.amend_application(
            number=registration.number,
            version=data["version"],
            application=application_from(data),
            actor=self.person,
            at=self.now,
        )
        return self.as_it_is(registration)

    @extend_schema(summary="Delete a draft", parameters=[_VERSION], responses={204: None})
    def destroy(self, request: Request, number: str) -> Response:
        """Take back an application that was never handed in."""
        registration = self.reach()
        seen = MoveSerializer(data=request.query_params.dict())
        seen.is_valid(raise_exception=True)
        registrations.delete_draft(
            number=registration.number,
            version=seen.validated_data["version"],
            actor=self.person,
            at=self.now,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Hand an application in", request=MoveSerializer, responses=WHOLE)
    @action(detail=True, methods=["post"])
    @done_once
    def submit(self, request: Request, number: str) -> Response:
        """Hand in what is whole; what is missing is named field by field."""
        return self.moved(registrations.hand_in, MoveSerializer)

    @extend_schema(summary="Accept the papers", request=MoveSerializer, responses=WHOLE)
    @action(detail=True, methods=["post"])
    @done_once
    def accept(self, request: Request, number: str) -> Response:
        """Take the papers as complete."""
        return self.moved(registrations.accept_application, MoveSerializer)

    @extend_schema(
        summary="Return an application", request=MoveWithReasonSerializer, responses=WHOLE
    )
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    @done_once
    def return_(self, request: Request, number: str) -> Response:
        """Give it back for correction; once only."""
        return self.moved(registrations.return_application, MoveWithReasonSerializer)

    @extend_schema(
        summary="Reject an application", request=MoveWithReasonSerializer, responses=WHOLE
    )
    @action(detail=True, methods=["post"])
    @done_once
    def reject(self, request: Request, number: str) -> Response:
        """Refuse it, with the reason."""
        return self.moved(registrations.reject_application, MoveWithReasonSerializer)

    @extend_schema(
        summary="Suspend a registration", request=MoveWithReasonSerializer, responses=WHOLE
    )
    @action(detail=True, methods=["post"])
    @done_once
    def suspend(self, request: Request, number: str) -> Response:
        """Let nothing of the firm be released until it is reinstated."""
        return self.moved(registrations.suspend, MoveWithReasonSerializer)

    @extend_schema(summary="Reinstate a registration", request=MoveSerializer, responses=WHOLE)
    @action(detail=True, methods=["post"])
    @done_once
    def reinstate(self, request: Request, number: str) -> Response:
        """Give it back the state it had before."""
        return self.moved(registrations.reinstate, MoveSerializer)

    @extend_schema(
        summary="Cancel a registration", request=MoveWithReasonSerializer, responses=WHOLE
    )
    @action(detail=True, methods=["post"])
    @done_once
    def cancel(self, request: Request, number: str) -> Response:
        """End it because the firm gives it up."""
        return self.moved(registrations.cancel, MoveWithReasonSerializer)

    @extend_schema(
        summary="Revoke a registration", request=MoveWithReasonSerializer, responses=WHOLE
    )
    @action(detail=True, methods=["post"])
    @done_once
    def revoke(self, request: Request, number: str) -> Response:
        """End it because the bureau takes it away."""
        return self.moved(registrations.revoke, MoveWithReasonSerializer)

    @extend_schema(summary="Accept a condition", request=AcceptConditionSerializer, responses=WHOLE)
    @action(detail=True, methods=["post"], url_path="accept-condition")
    @done_once
    def accept_condition(self, request: Request, number: str) -> Response:
        """Accept that a condition is met, where no rectification decides it."""
        registration = self.reach()
        data = self.sent(AcceptConditionSerializer)
        registrations.accept_condition(
            number=registration.number,
            terms=registrations.terms_of(timezone.localdate(self.now)),
            actor=self.person,
            at=self.now,
            **data,
        )
        return self.as_it_is(registration)


@extend_schema(tags=["public"])
@extend_schema_view(list=extend_schema(summary="Read the register of firms"))
class PublicRegisterViewSet(ListRows, RecordViewSet):
    """Firms registered today, suspended ones marked so; no login."""

    permission_classes = [AllowAny]
    authentication_classes: list[type] = []
    serializer_class = RegisteredFirmSerializer
    filterset_class = RegisteredFirmFilter

    def get_queryset(self) -> QuerySet[Registration]:
        return registered_firms(timezone.localdate())


@extend_schema(tags=["public"])
@extend_schema_view(list=extend_schema(summary="Read the register of dyehouses"))
class PublicDyehouseViewSet(ListRows, RecordViewSet):
    """Dyehouses on file today, suspended ones marked so; no login."""

    permission_classes = [AllowAny]
    authentication_classes: list[type] = []
    serializer_class = FiledDyehouseSerializer
    filterset_class = FiledDyehouseFilter

    def get_queryset(self) -> QuerySet[DyehouseFiling]:
        return filed_dyehouses(timezone.localdate()).prefetch_related("scopes")
