"""Credit events: reported by departments and officers, decided by others, objected to by firms."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from blacklist import access
from blacklist.api.firms import any_firm
from blacklist.filters.api import EventFilter
from blacklist.models import CreditEvent
from blacklist.serializers.events import (
    CreditEventSerializer,
    ObjectionAnswerSerializer,
    ObjectionSerializer,
    ReportSerializer,
)
from blacklist.services import events
from blacklist.states import Reporter
from enterprises.access import declare_required
from enterprises.api.doors import Door, Scope
from enterprises.api.firms import firm_named
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import Enterprise, PartnerDepartment
from enterprises.roles import Permission
from enterprises.serializers import MoveSerializer, MoveWithReasonSerializer

_READ = Door(Scope.CREDIT_READ)
_DECIDE = Door(Scope.CREDIT_WRITE, (Permission.DECIDE_CREDIT_EVENT,))
_JUDGE = Door(Scope.CREDIT_WRITE, events.DECIDERS_OF_OBJECTIONS)
_REPORT = Door(Scope.CREDIT_WRITE, (Permission.REPORT_CREDIT, *events.OFFICERS_WHO_REPORT))


@extend_schema(tags=["credit"])
@extend_schema_view(
    list=extend_schema(summary="List credit events"),
    retrieve=extend_schema(summary="Read a credit event"),
)
class CreditEventViewSet(ListRows, ShowRow, RecordViewSet):
    """Officers see all, firms what was ever confirmed of them, departments what they reported."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _REPORT,
        "confirm": _DECIDE,
        "reject": _DECIDE,
        "object": Door(Scope.CREDIT_WRITE),
        "allow": _JUDGE,
        "dismiss": _JUDGE,
    }
    serializer_class = CreditEventSerializer
    filterset_class = EventFilter

    def get_queryset(self) -> QuerySet[CreditEvent]:
        return CreditEvent.objects.visible_to(self.request.user).select_related("enterprise")

    def get_serializer_context(self) -> dict[str, Any]:
        is_department = self.request.user.is_authenticated and access.reports(self.person)
        return {**super().get_serializer_context(), "is_department": is_department}

    @extend_schema(
        summary="Report a credit event",
        request=ReportSerializer,
        responses={201: CreditEventSerializer, 200: CreditEventSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Report an event; reported before under the same reference, it is given as it is (200)."""
        data = self.sent(ReportSerializer)
        now = self.now
        department: PartnerDepartment | None = None
        source = Reporter.OFFICER.value
        code = data.pop("enterprise")
        firm: Enterprise
        if access.reports(self.person) or not access.is_officer(self.person):
            department = access.department_of(self.person)
            source, firm = department.code, any_firm(code)
        else:
            firm = firm_named(self.person, code)
        event = events.record_event(
            enterprise=firm,
            source=source,
            department=department,
            actor=self.person,
            at=now,
            **data,
        )
        is_new = event.reported_at == now
        return self.as_it_is(event, status.HTTP_201_CREATED if is_new else 200)

    @extend_schema(
        summary="Confirm an event", request=MoveSerializer, responses={200: CreditEventSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def confirm(self, request: Request, number: str) -> Response:
        """Take a reported event as true, as another person than its reporter."""
        return self.moved(events.confirm_event, MoveSerializer)

    @extend_schema(
        summary="Reject an event",
        request=MoveWithReasonSerializer,
        responses={200: CreditEventSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def reject(self, request: Request, number: str) -> Response:
        """Reject a reported event; its reporter reads the reason."""
        return self.moved(events.reject_event, MoveWithReasonSerializer)

    @extend_schema(
        summary="Object to an event",
        request=ObjectionSerializer,
        responses={200: CreditEventSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def object(self, request: Request, number: str) -> Response:
        """Object for the firm, within the working days of the scheme."""
        declare_required(self.person, self.reach().enterprise)
        return self.moved(events.object_to_event, ObjectionSerializer)

    @extend_schema(
        summary="Allow an objection",
        request=ObjectionAnswerSerializer,
        responses={200: CreditEventSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def allow(self, request: Request, number: str) -> Response:
        """End the event's effect; the class held before it comes back."""
        return self.moved(events.decide_objection, ObjectionAnswerSerializer, allowed=True)

    @extend_schema(
        summary="Dismiss an objection",
        request=ObjectionAnswerSerializer,
        responses={200: CreditEventSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def dismiss(self, request: Request, number: str) -> Response:
        """Let the event go on counting, saying why."""
        return self.moved(events.decide_objection, ObjectionAnswerSerializer, allowed=False)
