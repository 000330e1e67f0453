"""Notices: read by those they are addressed to, and acknowledged in the name of a firm."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.access import answer_required
from enterprises.api.doors import Door, Scope
from enterprises.api.filters import SearchFilter
from enterprises.api.notice_serializers import AcknowledgementSerializer, NoticeSerializer
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import Enterprise, Notice, NoticeReceipt
from enterprises.querysets import own_enterprises
from enterprises.roles import Permission, may
from enterprises.selectors.notices import firm_addressed, receipts_visible_to, with_receipts
from enterprises.services.notices import acknowledge_notice, note_reading
from enterprises.states import NoticeKind, NoticeState


class NoticeFilter(filters.FilterSet):
    q = SearchFilter(["number", "title_en", "title_zh", "text_en", "text_zh"])
    kind = filters.ChoiceFilter(choices=NoticeKind.choices)
    state = filters.ChoiceFilter(choices=NoticeState.choices)
    destination = filters.CharFilter(max_length=2, method="for_country")

    class Meta:
        model = Notice
        fields: list[str] = []

    def for_country(self, rows: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        return rows.filter(destinations__contains=[value.upper()])


@extend_schema(tags=["notices"])
@extend_schema_view(
    list=extend_schema(summary="List notices"), retrieve=extend_schema(summary="Read a notice")
)
class NoticeViewSet(ListRows, ShowRow, RecordViewSet):
    """Technical requirements, risk alerts and policies; firms read those addressed to them."""

    doors = {
        "list": Door(Scope.NOTICES_READ),
        "retrieve": Door(Scope.NOTICES_READ),
        "acknowledge": Door(Scope.NOTICES_WRITE),
    }
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter

    def get_queryset(self) -> QuerySet[Notice]:
        return Notice.objects.visible_to(self.request.user).select_related("supersedes")

    def context_of(self, rows: Sequence[Any]) -> dict[str, Any]:
        keys = [row.pk for row in rows]
        successors = Notice.objects.filter(supersedes__in=keys).exclude(state=NoticeState.DRAFT)
        context: dict[str, Any] = {
            "successors": dict(successors.values_list("supersedes", "number")),
            "receipts": {},
            "sums": {},
        }
        if may(self.person, Permission.READ_FIRMS):
            counted = with_receipts(Notice.objects.filter(pk__in=keys))
            context["sums"] = {notice.pk: notice for notice in counted}
            return context
        receipts: dict[int, list[NoticeReceipt]] = {}
        found = receipts_visible_to(self.person).filter(notice__in=keys)
        for receipt in found.select_related("acknowledged_by", "enterprise").order_by("pk"):
            receipts.setdefault(receipt.notice_id, []).append(receipt)
        context["receipts"] = receipts
        return context

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one notice; for the reader's own firms it has then been read."""
        notice = self.reach()
        if not may(self.person, Permission.READ_FIRMS):
            own = list(own_enterprises(self.person))
            note_reading(notice=notice, person=self.person, enterprises=own, at=self.now)
        return self.answer(notice)

    @extend_schema(
        summary="Acknowledge a notice",
        request=AcknowledgementSerializer,
        responses={200: NoticeSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def acknowledge(self, request: Request, number: str) -> Response:
        """Say in the name of a firm that it has understood the notice, once."""
        notice = self.reach()
        data = self.sent(AcknowledgementSerializer)
        firm = self._firm_of(notice, data.get("enterprise"))
        answer_required(self.person, firm)
        acknowledge_notice(number=number, enterprise=firm, actor=self.person, at=self.now)
        return self.answer(self.get_queryset().get(pk=notice.pk))

    def _firm_of(self, notice: Notice, credit_code: str | None) -> Enterprise:
        """Find for whom the notice is acknowledged: who is named, or the reader's only firm."""
        named = {} if credit_code is None else {"credit_code": credit_code}
        firm = firm_addressed(self.person, notice, **named)
        if firm is None:
            sentence = _("There is no such enterprise.") if named else _("Name the enterprise.")
            raise ValidationError({"enterprise": [sentence]})
        return firm
