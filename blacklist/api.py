"""The red and the black list, published: anybody may read what is in effect."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.permissions import AllowAny

from blacklist.filters import PublishedEntryFilter
from blacklist.models import ListEntry
from blacklist.serializers import PublishedEntrySerializer
from blacklist.states import ListEntryState
from enterprises.api.views import ListRows, RecordViewSet

IN_EFFECT = (ListEntryState.EFFECTIVE, ListEntryState.CONFIRMED)


@extend_schema(tags=["public"])
@extend_schema_view(list=extend_schema(summary="Read the red and the black list"))
class PublishedListViewSet(ListRows, RecordViewSet):
    """Entries in effect today; no login."""

    permission_classes = [AllowAny]
    authentication_classes: list[type] = []
    serializer_class = PublishedEntrySerializer
    filterset_class = PublishedEntryFilter

    def get_queryset(self) -> QuerySet[ListEntry]:
        today = timezone.localdate()
        return ListEntry.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=today),
            state__in=IN_EFFECT,
            effective_from__lte=today,
        ).select_related("enterprise")
