"""Dye batches and deliveries: declared by dyehouses, answered by buyers, settled by the bureau."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.access import declare_required
from enterprises.api.doors import Door, Scope
from enterprises.api.firms import firm_named
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import Enterprise
from enterprises.policy import tidy_credit_code
from enterprises.roles import Permission, may
from enterprises.serializers import MoveSerializer
from lab.api.filters import DeliveryFilter, DyeBatchFilter
from lab.models import Delivery, DyeBatch
from lab.selectors.stores import firm_with_code, with_delivered
from lab.serializers.stores import (
    DeclareBatchSerializer,
    DeclareDeliverySerializer,
    DeliverySerializer,
    DisputeSerializer,
    DyeBatchSerializer,
    MoveWithNoteSerializer,
    SettleSerializer,
)
from lab.services import material

_READ, _WRITE = Door(Scope.LOTS_READ), Door(Scope.LOTS_WRITE)
_SETTLE = Door(Scope.LOTS_WRITE, (Permission.ADJUST_LEDGER,))


@extend_schema(tags=["dye-batches"])
@extend_schema_view(
    list=extend_schema(summary="List dye batches"),
    retrieve=extend_schema(summary="Read a dye batch"),
)
class DyeBatchViewSet(ListRows, ShowRow, RecordViewSet):
    """What dyehouses dyed; a dyehouse reads its own, officers read all."""

    doors = {"list": _READ, "retrieve": _READ, "create": _WRITE}
    serializer_class = DyeBatchSerializer
    filterset_class = DyeBatchFilter

    def get_queryset(self) -> QuerySet[DyeBatch]:
        rows = DyeBatch.objects.visible_to(self.request.user).select_related("enterprise")
        return with_delivered(rows)

    @extend_schema(
        summary="Declare a dye batch",
        request=DeclareBatchSerializer,
        responses={201: DyeBatchSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Enter what a dyehouse dyed: one recipe, species and colour."""
        data = self.sent(DeclareBatchSerializer)
        enterprise = firm_named(self.person, data.pop("enterprise", None))
        declare_required(self.person, enterprise)
        batch = material.declare_batch(
            enterprise=enterprise.pk, actor=self.person, at=self.now, **data
        )
        return self.answer(self.get_queryset().get(pk=batch.pk), status.HTTP_201_CREATED)


@extend_schema(tags=["deliveries"])
@extend_schema_view(
    list=extend_schema(summary="List deliveries"),
    retrieve=extend_schema(summary="Read a delivery"),
)
class DeliveryViewSet(ListRows, ShowRow, RecordViewSet):
    """Deliveries between firms; each side reads its own, officers read all.

    Confirmed or settled, the buyer receives the skins with a POST to `lots` that names it.
    """

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _WRITE,
        "confirm": _WRITE,
        "dispute": _WRITE,
        "settle": _SETTLE,
        "void": _WRITE,
    }
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter

    def get_queryset(self) -> QuerySet[Delivery]:
        rows = Delivery.objects.visible_to(self.request.user)
        return rows.select_related("dyehouse", "buyer", "dye_batch", "lot")

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        super().check_object_permissions(request, obj)
        if self.action in ("confirm", "dispute"):
            declare_required(self.person, obj.buyer)
        elif self.action == "void" and not may(self.person, Permission.ADJUST_LEDGER):
            declare_required(self.person, obj.dyehouse)

    @extend_schema(
        summary="Declare a delivery",
        request=DeclareDeliverySerializer,
        responses={201: DeliverySerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Say what a dyehouse delivered to the buyer of that credit code."""
        data = self.sent(DeclareDeliverySerializer)
        dyehouse = firm_named(self.person, data.pop("dyehouse", None))
        declare_required(self.person, dyehouse)
        buyer = self._buyer(data.pop("buyer"))
        number = data.get("dye_batch")
        if number and not DyeBatch.objects.filter(number=number, enterprise=dyehouse).exists():
            raise ValidationError({"dye_batch": [_("There is no such record.")]})
        delivery = material.declare_delivery(
            dyehouse=dyehouse.pk, buyer=buyer.pk, actor=self.person, at=self.now, **data
        )
        return self.as_it_is(delivery, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Confirm a delivery", request=MoveSerializer, responses={200: DeliverySerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def confirm(self, request: Request, number: str) -> Response:
        """Confirm, as the buyer, that the skins came as declared."""
        return self.moved(material.confirm_delivery, MoveSerializer)

    @extend_schema(
        summary="Dispute a delivery",
        request=DisputeSerializer,
        responses={200: DeliverySerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def dispute(self, request: Request, number: str) -> Response:
        """Say, as the buyer, what came instead."""
        return self.moved(material.dispute_delivery, DisputeSerializer)

    @extend_schema(
        summary="Settle a delivery", request=SettleSerializer, responses={200: DeliverySerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def settle(self, request: Request, number: str) -> Response:
        """Settle a dispute: so many skins count as delivered and confirmed."""
        return self.moved(material.settle_delivery, SettleSerializer)

    @extend_schema(
        summary="Make a delivery void",
        request=MoveWithNoteSerializer,
        responses={200: DeliverySerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def void(self, request: Request, number: str) -> Response:
        """Take it back as the dyehouse before it is answered, or end it as an officer."""
        return self.moved(material.void_delivery, MoveWithNoteSerializer)

    def _buyer(self, code: str) -> Enterprise:
        buyer = firm_with_code(tidy_credit_code(code))
        if buyer is None:
            raise ValidationError({"buyer": [_("No enterprise here has this credit code.")]})
        return buyer
