"""Lots: received by firms, read with their ledger and what they may rest on."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
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
from enterprises.roles import Permission
from enterprises.selectors.reference import one_look
from lab.api.filters import LedgerFilter, LotFilter
from lab.models import Delivery, LedgerEntry, RawMaterialLot
from lab.selectors import eligibility_by_market
from lab.serializers.material import (
    EligibilitySerializer,
    LedgerEntrySerializer,
    LotSerializer,
    ReceiptSerializer,
)
from lab.serializers.stores import SetAsideSerializer
from lab.services.material import (
    free_lot,
    quarantine_lot,
    receive_delivery,
    receive_lot,
    reject_lot,
)

_READ = Door(Scope.LOTS_READ)
_HANDLE = Door(Scope.LOTS_WRITE, (Permission.CARRY_OUT_CHECK,))


@extend_schema(tags=["lots"])
@extend_schema_view(
    list=extend_schema(summary="List lots"), retrieve=extend_schema(summary="Read a lot")
)
class LotViewSet(ListRows, ShowRow, RecordViewSet):
    """Raw-material lots of one's own firms and of those one is agent of; officers read all."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "ledger": _READ,
        "eligibility": _READ,
        "create": Door(Scope.LOTS_WRITE),
        "quarantine": _HANDLE,
        "free": _HANDLE,
        "reject": _HANDLE,
    }
    serializer_class = LotSerializer
    filterset_class = LotFilter

    def get_queryset(self) -> QuerySet[RawMaterialLot]:
        rows = RawMaterialLot.objects.visible_to(self.request.user)
        return rows.select_related("enterprise", "balance", "delivery", "dye_batch")

    @extend_schema(
        summary="Receive a lot", request=ReceiptSerializer, responses={201: LotSerializer}
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Enter skins into the ledger: bought, or out of a delivery both sides confirmed."""
        data = self.sent(ReceiptSerializer)
        if "delivery" in data:
            lot = self._from_delivery(data)
        else:
            enterprise = firm_named(self.person, data.pop("enterprise", None))
            declare_required(self.person, enterprise)
            lot = receive_lot(enterprise=enterprise.pk, actor=self.person, at=self.now, **data)
        return self.answer(self.get_queryset().get(pk=lot.pk), status.HTTP_201_CREATED)

    @extend_schema(
        summary="Read the ledger of a lot", responses={200: LedgerEntrySerializer(many=True)}
    )
    @action(detail=True, methods=["get"], filterset_class=LedgerFilter)
    def ledger(self, request: Request, number: str) -> Response:
        """Give the entries of a lot in the order in which they were posted."""
        lot = self.reach()
        self.natural_key, self.is_oldest_first = ("ordinal",), True
        self.anchors = _ledger_of(lot)
        return self.page_of(self.filter_queryset(_ledger_of(lot)), LedgerEntrySerializer)

    @extend_schema(
        summary="Say where a lot may go",
        responses={200: EligibilitySerializer(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def eligibility(self, request: Request, number: str) -> Response:
        """Say what a lot may rest on today in every market, with the reason for yes and no."""
        lot = self.reach()
        with one_look():
            found = eligibility_by_market([lot], timezone.localdate())[lot.pk]
            return Response(EligibilitySerializer(found, many=True).data)  # type: ignore[arg-type]

    @extend_schema(
        summary="Quarantine a lot", request=SetAsideSerializer, responses={200: LotSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def quarantine(self, request: Request, number: str) -> Response:
        """Set it aside, so that nothing made of it may leave."""
        return self._handled(quarantine_lot)

    @extend_schema(summary="Free a lot", request=SetAsideSerializer, responses={200: LotSerializer})
    @action(detail=True, methods=["post"])
    @done_once
    def free(self, request: Request, number: str) -> Response:
        """End its quarantine."""
        return self._handled(free_lot)

    @extend_schema(
        summary="Reject a lot", request=SetAsideSerializer, responses={200: LotSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def reject(self, request: Request, number: str) -> Response:
        """Reject a quarantined lot for good."""
        return self._handled(reject_lot)

    def _handled(self, service: Any) -> Response:
        lot = self.reach()
        sent = self.sent(SetAsideSerializer)
        service(number=lot.number, actor=self.person, at=self.now, **sent)
        return self.answer(self.get_queryset().get(pk=lot.pk))

    def _from_delivery(self, data: dict[str, Any]) -> RawMaterialLot:
        number = data.pop("delivery")
        delivery = (
            Delivery.objects.visible_to(self.person)
            .select_related("buyer")
            .filter(number=number)
            .first()
        )
        if delivery is None:
            raise ValidationError({"delivery": [_("There is no such delivery.")]})
        declare_required(self.person, delivery.buyer)
        return receive_delivery(number=number, actor=self.person, at=self.now, **data)


def _ledger_of(lot: RawMaterialLot) -> QuerySet[LedgerEntry]:
    """Number the entries of a lot from 1; a reversal names the number of what it reverses.

    The numbers are counted, for a window would be numbered anew by every filter and page.
    """
    return LedgerEntry.objects.filter(lot=lot).annotate(
        ordinal=_place_of(lot, OuterRef("pk")),
        reversed_ordinal=_place_of(lot, OuterRef("reverses")),
    )


def _place_of(lot: RawMaterialLot, entry: OuterRef) -> Subquery:
    upto = LedgerEntry.objects.filter(lot=lot, pk__lte=entry).order_by()
    return Subquery(upto.values("lot").annotate(place=Count("pk")).values("place"))
