"""Adjustments of the ledger: proposed by one officer, decided by another."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.api.doors import Door, Scope
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.roles import Permission
from enterprises.serializers import MoveSerializer
from lab.api.filters import AdjustmentFilter
from lab.models import LedgerAdjustment, RawMaterialLot
from lab.serializers.stores import (
    AdjustmentSerializer,
    MoveWithAnswerSerializer,
    ProposeAdjustmentSerializer,
)
from lab.services import ledger

_READ = Door(Scope.LOTS_READ)
_PROPOSE = Door(Scope.LOTS_WRITE, (Permission.ADJUST_LEDGER,))
_DECIDE = Door(Scope.LOTS_WRITE, (Permission.APPROVE_ADJUSTMENT,))


@extend_schema(tags=["adjustments"])
@extend_schema_view(
    list=extend_schema(summary="List adjustments"),
    retrieve=extend_schema(summary="Read an adjustment"),
)
class AdjustmentViewSet(ListRows, ShowRow, RecordViewSet):
    """Corrections of lots' balances, each with its reason and two persons."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _PROPOSE,
        "approve": _DECIDE,
        "decline": _DECIDE,
    }
    serializer_class = AdjustmentSerializer
    filterset_class = AdjustmentFilter

    def get_queryset(self) -> QuerySet[LedgerAdjustment]:
        rows = LedgerAdjustment.objects.visible_to(self.request.user)
        return rows.select_related("lot__enterprise")

    def named(self, record: LedgerAdjustment) -> dict[str, Any]:
        return {"adjustment": record.pk}

    @extend_schema(
        summary="Propose an adjustment",
        request=ProposeAdjustmentSerializer,
        responses={201: AdjustmentSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Propose to correct a lot's balance; another person decides."""
        data = self.sent(ProposeAdjustmentSerializer)
        number = data.pop("lot")
        if not RawMaterialLot.objects.visible_to(self.person).filter(number=number).exists():
            raise ValidationError({"lot": [_("There is no such record.")]})
        proposed = ledger.propose_adjustment(
            lot_number=number, actor=self.person, at=self.now, **data
        )
        return self.answer(self.get_queryset().get(pk=proposed.pk), status.HTTP_201_CREATED)

    @extend_schema(
        summary="Approve an adjustment",
        request=MoveSerializer,
        responses={200: AdjustmentSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def approve(self, request: Request, number: str) -> Response:
        """Approve what another person proposed; it is posted at once."""
        return self.moved(ledger.approve_adjustment, MoveSerializer)

    @extend_schema(
        summary="Decline an adjustment",
        request=MoveWithAnswerSerializer,
        responses={200: AdjustmentSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def decline(self, request: Request, number: str) -> Response:
        """Decline what another person proposed, saying why; nothing is posted."""
        return self.moved(ledger.decline_adjustment, MoveWithAnswerSerializer)
