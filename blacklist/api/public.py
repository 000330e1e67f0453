"""The red and the black list, published: anybody may read what is in effect."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.permissions import AllowAny

from blacklist.filters.api import PublishedEntryFilter
from blacklist.models import ListEntry
from blacklist.selectors.entries import in_effect
from blacklist.serializers.published import PublishedEntrySerializer
from enterprises.api.views import ListRows, RecordViewSet


@extend_schema(tags=["public"])
@extend_schema_view(list=extend_schema(summary="Read the red and the black list"))
class PublishedListViewSet(ListRows, RecordViewSet):
    """Entries in effect today; no login."""

    permission_classes = [AllowAny]
    authentication_classes: list[type] = []
    serializer_class = PublishedEntrySerializer
    filterset_class = PublishedEntryFilter

    def get_queryset(self) -> QuerySet[ListEntry]:
        return in_effect(timezone.localdate()).select_related("enterprise")
