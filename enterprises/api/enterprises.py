"""Enterprises: the bureau's officers see all of them, people of firms their own."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from enterprises.api.doors import Door, Scope
from enterprises.api.filters import EnterpriseFilter
from enterprises.api.profile import PROFILE_DOORS, ProfileParts
from enterprises.api.views import ListRows, RecordViewSet, ShowRow
from enterprises.models import Enterprise
from enterprises.selectors.registrations import registrations_of
from enterprises.serializers import EnterpriseSerializer


@extend_schema(tags=["enterprises"])
@extend_schema_view(
    list=extend_schema(summary="List enterprises"),
    retrieve=extend_schema(summary="Read an enterprise"),
)
class EnterpriseViewSet(ProfileParts, ListRows, ShowRow, RecordViewSet):
    """Firms under supervision, under their unified social credit code."""

    doors = {
        "list": Door(Scope.FIRMS_READ),
        "retrieve": Door(Scope.FIRMS_READ),
        **PROFILE_DOORS,
    }
    lookup_field = "credit_code"
    lookup_value_regex = "[A-Z0-9]{1,18}"
    natural_key = ("credit_code",)
    serializer_class = EnterpriseSerializer
    filterset_class = EnterpriseFilter

    def get_queryset(self) -> QuerySet[Enterprise]:
        return Enterprise.objects.visible_to(self.request.user).prefetch_related("export_markets")

    def context_of(self, rows: Sequence[Any]) -> dict[str, Any]:
        return {"registrations": registrations_of([row.pk for row in rows])}
