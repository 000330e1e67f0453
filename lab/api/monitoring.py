"""The monthly obligations of exporters and dyehouses."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.api.doors import Door, Scope
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.roles import Permission
from enterprises.serializers import MoveSerializer
from lab.access import obligation_to_read
from lab.api.filters import MonitoringFilter
from lab.models import MonitoringObligation
from lab.serializers.retests import ProposeWaiverSerializer
from lab.serializers.samples import ObligationSerializer
from lab.services import monitoring

_READ = Door(Scope.LOTS_READ)
_PROPOSE = Door(Scope.SAMPLES_WRITE, (Permission.TAKE_SAMPLE,))
_DECIDE = Door(Scope.SAMPLES_WRITE, (Permission.RELEASE_AS_CHIEF,))
_KEY = OpenApiParameter(
    "key",
    str,
    OpenApiParameter.PATH,
    description="Serial of the firm, role and month: 0042-exporter-2026-03.",
)


@extend_schema(tags=["monitoring"])
@extend_schema_view(
    list=extend_schema(summary="List monitoring obligations"),
    retrieve=extend_schema(summary="Read a month of one subject", parameters=[_KEY]),
)
class MonitoringViewSet(ListRows, ShowRow, RecordViewSet):
    """One row for each subject and month, with the lots drawn for it."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "waive": _PROPOSE,
        "approve_waiver": _DECIDE,
        "decline_waiver": _DECIDE,
        "late_sample": _PROPOSE,
    }
    natural_key = ("enterprise__credit_code", "role", "month")
    lookup_url_kwarg = "key"
    serializer_class = ObligationSerializer
    filterset_class = MonitoringFilter

    def get_queryset(self) -> QuerySet[MonitoringObligation]:
        rows = MonitoringObligation.objects.visible_to(self.request.user)
        return rows.select_related("enterprise").prefetch_related(
            "draws__lot", "draws__dye_batch", "draws__sample"
        )

    def reach(self) -> MonitoringObligation:
        found = obligation_to_read(self.person, self.kwargs["key"])
        self.check_object_permissions(self.request, found)
        return self.get_queryset().get(pk=found.pk)

    def named(self, record: MonitoringObligation) -> dict[str, Any]:
        return {"obligation": record.pk}

    @extend_schema(
        summary="Propose to waive a month",
        parameters=[_KEY],
        request=ProposeWaiverSerializer,
        responses={200: ObligationSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def waive(self, request: Request, key: str) -> Response:
        """Propose to waive an open month, saying why; the chief decides."""
        return self.moved(monitoring.propose_waiver, ProposeWaiverSerializer)

    @extend_schema(
        summary="Approve a waiver",
        parameters=[_KEY],
        request=MoveSerializer,
        responses={200: ObligationSerializer},
    )
    @action(detail=True, methods=["post"], url_path="approve-waiver")
    @done_once
    def approve_waiver(self, request: Request, key: str) -> Response:
        """Waive a month that another person proposed to waive."""
        return self.moved(monitoring.approve_waiver, MoveSerializer)

    @extend_schema(
        summary="Decline a waiver",
        parameters=[_KEY],
        request=MoveSerializer,
        responses={200: ObligationSerializer},
    )
    @action(detail=True, methods=["post"], url_path="decline-waiver")
    @done_once
    def decline_waiver(self, request: Request, key: str) -> Response:
        """Decline a waiver that another person proposed; the month is owed as before."""
        return self.moved(monitoring.decline_waiver, MoveSerializer)

    @extend_schema(
        summary="Draw a late sample",
        parameters=[_KEY],
        request=MoveSerializer,
        responses={200: ObligationSerializer},
    )
    @action(detail=True, methods=["post"], url_path="late-sample")
    @done_once
    def late_sample(self, request: Request, key: str) -> Response:
        """Draw and plan what a missed month still lacks."""
        return self.moved(monitoring.order_late_sample, MoveSerializer)
