"""The monthly obligations of exporters and dyehouses."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from enterprises.api.doors import Door, Scope
from enterprises.api.views import ListRows, RecordViewSet
from lab.api.filters import MonitoringFilter
from lab.models import MonitoringObligation
from lab.serializers.samples import ObligationSerializer


@extend_schema(tags=["monitoring"])
@extend_schema_view(list=extend_schema(summary="List monitoring obligations"))
class MonitoringViewSet(ListRows, RecordViewSet):
    """One row for each subject and month, with the lots drawn for it."""

    doors = {"list": Door(Scope.LOTS_READ)}
    natural_key = ("enterprise__credit_code", "role", "month")
    serializer_class = ObligationSerializer
    filterset_class = MonitoringFilter

    def get_queryset(self) -> QuerySet[MonitoringObligation]:
        rows = MonitoringObligation.objects.visible_to(self.request.user)
        return rows.select_related("enterprise").prefetch_related(
            "draws__lot", "draws__dye_batch", "draws__sample"
        )
