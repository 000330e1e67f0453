"""Messages: what a person was told, their own alone."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises import wording
from enterprises.api.doors import Door, Scope
from enterprises.api.notice_serializers import NotificationSerializer, ReadSumSerializer
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import Notification
from enterprises.selectors.notifications import inbox_of
from enterprises.services.notifications import mark_read


class NotificationFilter(filters.FilterSet):
    topic = filters.ChoiceFilter(choices=wording.topics, method="about")
    is_unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")

    class Meta:
        model = Notification
        fields: list[str] = []

    def about(self, rows: QuerySet[Notification], name: str, value: str) -> QuerySet[Notification]:
        return rows.filter(kind__in=wording.kinds_about(value))


@extend_schema(tags=["notifications"])
@extend_schema_view(
    list=extend_schema(summary="List messages"), retrieve=extend_schema(summary="Read a message")
)
class NotificationViewSet(ListRows, ShowRow, RecordViewSet):
    """What the asking person was told, in the language asked for; nobody reads anybody else's."""

    doors = {
        "list": Door(Scope.NOTICES_READ),
        "retrieve": Door(Scope.NOTICES_READ),
        "read": Door(Scope.NOTICES_WRITE),
        "read_all": Door(Scope.NOTICES_WRITE),
    }
    lookup_field = "key"
    lookup_value_regex = "[0-9a-f-]{36}"
    natural_key = ("key",)
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter

    def get_queryset(self) -> Any:
        return inbox_of(self.person) if self.request.user.is_authenticated else _NOTHING

    @extend_schema(
        summary="Mark a message as read", request=None, responses={200: NotificationSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def read(self, request: Request, key: str) -> Response:
        """Mark one message as read; who has read it keeps the first time."""
        message = self.reach()
        self.sent_nothing()
        mark_read(user=self.person, at=self.now, only=[message.pk])
        return self.answer(self.get_queryset().get(pk=message.pk))

    @extend_schema(
        summary="Mark all messages as read", request=None, responses={200: ReadSumSerializer}
    )
    @action(detail=False, methods=["post"], url_path="read-all", url_name="read-all")
    @done_once
    def read_all(self, request: Request) -> Response:
        """Mark everything as read, and say how much that was."""
        self.sent_nothing()
        marked = mark_read(user=self.person, at=self.now)
        return Response(ReadSumSerializer({"marked": marked}).data)


_NOTHING = Notification.objects.none()
