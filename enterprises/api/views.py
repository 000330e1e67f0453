"""The views every floor's API is made of: reach a record, act by one service, answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from rest_framework import serializers, status, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from enterprises.api.doors import Door
from enterprises.idempotency import idempotent
from enterprises.models import User
from enterprises.serializers import StrictSerializer


class RecordViewSet(viewsets.GenericViewSet[Any]):
    """Records of one kind under their natural key; what a person may not see is not there."""

    doors: ClassVar[Mapping[str, Door]] = {}
    natural_key: Sequence[str] = ("number",)
    is_oldest_first = False
    lookup_field = "number"
    lookup_value_regex = "[A-Za-z0-9-]{1,32}"
    list_serializer_class: type[serializers.BaseSerializer[Any]] | None = None

    @property
    def person(self) -> User:
        """Who asks; a door is never opened to nobody."""
        return self.request.user  # type: ignore[return-value]

    @property
    def now(self) -> datetime:
        return timezone.now()

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        if self.action == "list" and self.list_serializer_class is not None:
            return self.list_serializer_class
        return super().get_serializer_class()

    def reach(self) -> Any:
        """Find the record of the address: invisible is 404, not theirs to do is 403."""
        key = self.lookup_url_kwarg or self.lookup_field
        record = get_object_or_404(self.get_queryset(), **{self.lookup_field: self.kwargs[key]})
        self.check_object_permissions(self.request, record)
        return record

    def sent(self, serializer_class: type[serializers.BaseSerializer[Any]]) -> dict[str, Any]:
        """Read what was sent, or refuse it with a sentence at each field."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def context_of(self, rows: Sequence[Any]) -> dict[str, Any]:
        """What the serializer needs beside the rows, asked once for all of them."""
        return {}

    def sent_nothing(self) -> None:
        """Refuse a body where none is expected."""
        self.sent(StrictSerializer)

    def answer(self, record: Any, status_code: int = status.HTTP_200_OK) -> Response:
        """Give one record back, as it is now."""
        context = {**self.get_serializer_context(), **self.context_of([record])}
        serializer_class = super().get_serializer_class()
        return Response(serializer_class(record, context=context).data, status=status_code)

    def named(self, record: Any) -> dict[str, Any]:
        """Name a record as the services that move it do."""
        return {"number": record.number}

    def moved(
        self,
        service: Callable[..., Any],
        serializer_class: type[serializers.BaseSerializer[Any]],
        **more: Any,
    ) -> Response:
        """Do by one call what was sent, and give the record back as it is now."""
        record = self.reach()
        sent = self.sent(serializer_class)
        service(**self.named(record), actor=self.person, at=self.now, **sent, **more)
        return self.as_it_is(record)

    def as_it_is(self, record: Any, status_code: int = status.HTTP_200_OK) -> Response:
        """Give a record back as it is now."""
        return self.answer(self.get_queryset().get(pk=record.pk), status_code)

    def page_of(
        self,
        queryset: QuerySet[Any],
        serializer_class: type[serializers.BaseSerializer[Any]] | None = None,
    ) -> Response:
        """Give one page of rows."""
        rows = self.paginate_queryset(queryset) or []
        context = {**self.get_serializer_context(), **self.context_of(rows)}
        serializer_class = serializer_class or self.get_serializer_class()
        return self.get_paginated_response(serializer_class(rows, many=True, context=context).data)


class ListRows:
    """Adds the list."""

    def list(self: Any, request: Request, **kwargs: Any) -> Response:
        """Give one page of the records the person may see, narrowed by filters."""
        answer: Response = self.page_of(self.filter_queryset(self.get_queryset()))
        return answer


class ShowRow:
    """Adds the record itself."""

    def retrieve(self: Any, request: Request, **kwargs: Any) -> Response:
        """Give one record."""
        answer: Response = self.answer(self.reach())
        return answer


class NoSuchAddress(APIView):
    """What answers where the API has no address: the same form as everywhere else."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        raise NotFound


def done_once(action: Callable[..., Response]) -> Callable[..., Response]:
    """Let an action honour the `Idempotency-Key` header, and say so in the description."""
    wrapped = idempotent(action)
    wrapped.is_done_once = True  # type: ignore[attr-defined]
    return wrapped
