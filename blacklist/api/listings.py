"""Entries on the red and the black list, step by step."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from blacklist.filters.api import ListingFilter
from blacklist.models import ListEntry
from blacklist.selectors.entries import declarations_passed_since
from blacklist.serializers.standing import (
    CaseSerializer,
    HearingSerializer,
    ListingSerializer,
    ProposeListingSerializer,
    RemedySerializer,
)
from blacklist.services import lists
from blacklist.states import ListKind
from enterprises.access import declare_required
from enterprises.api.doors import Door, Scope
from enterprises.api.firms import firm_named
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.roles import Permission
from enterprises.serializers import MoveSerializer, MoveWithReasonSerializer

_READ = Door(Scope.CREDIT_READ)
_PROPOSE = Door(Scope.CREDIT_WRITE, lists.PROPOSERS)
_APPROVE = Door(Scope.CREDIT_WRITE, (Permission.APPROVE_LISTING,))
_ANSWER = {200: ListingSerializer}


@extend_schema(tags=["credit"])
@extend_schema_view(
    list=extend_schema(summary="List entries"), retrieve=extend_schema(summary="Read an entry")
)
class ListingViewSet(ListRows, ShowRow, RecordViewSet):
    """Officers see every entry, a firm its own from the day it was given notice."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": Door(Scope.CREDIT_WRITE, (Permission.PROPOSE_LISTING,)),
        "notice": _PROPOSE,
        "state": Door(Scope.CREDIT_WRITE),
        "hear": _PROPOSE,
        "approve": _APPROVE,
        "drop": _PROPOSE,
        "remedy": _PROPOSE,
        "end": _APPROVE,
    }
    serializer_class = ListingSerializer
    filterset_class = ListingFilter

    def get_queryset(self) -> QuerySet[ListEntry]:
        return ListEntry.objects.visible_to(self.request.user).select_related("enterprise")

    @extend_schema(
        summary="Propose an entry",
        request=ProposeListingSerializer,
        responses={201: ListingSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Propose an entry; the rules say whether its grounds are there."""
        data = self.sent(ProposeListingSerializer)
        firm = firm_named(self.person, data.pop("enterprise"))
        data["kind"] = ListKind(data["kind"])
        entry = lists.propose_entry(enterprise=firm, actor=self.person, at=self.now, **data)
        return self.as_it_is(entry, status.HTTP_201_CREATED)

    @extend_schema(summary="Give notice", request=MoveSerializer, responses=_ANSWER)
    @action(detail=True, methods=["post"])
    @done_once
    def notice(self, request: Request, number: str) -> Response:
        """Tell the firm; from now it has the working days of the scheme to be heard."""
        return self.moved(lists.give_notice, MoveSerializer)

    @extend_schema(summary="State the firm's case", request=CaseSerializer, responses=_ANSWER)
    @action(detail=True, methods=["post"])
    @done_once
    def state(self, request: Request, number: str) -> Response:
        """Say for the firm what is to be heard, within the working days of the scheme."""
        declare_required(self.person, self.reach().enterprise)
        return self.moved(lists.state_case, CaseSerializer)

    @extend_schema(summary="Record the hearing", request=HearingSerializer, responses=_ANSWER)
    @action(detail=True, methods=["post"])
    @done_once
    def hear(self, request: Request, number: str) -> Response:
        """Record what the firm said, or that it let its time pass."""
        return self.moved(lists.hear, HearingSerializer)

    @extend_schema(summary="Approve an entry", request=MoveSerializer, responses=_ANSWER)
    @action(detail=True, methods=["post"])
    @done_once
    def approve(self, request: Request, number: str) -> Response:
        """Let it take effect today, as another person than who proposed it."""
        return self.moved(lists.make_effective, MoveSerializer)

    @extend_schema(summary="Drop an entry", request=MoveWithReasonSerializer, responses=_ANSWER)
    @action(detail=True, methods=["post"])
    @done_once
    def drop(self, request: Request, number: str) -> Response:
        """Give up an entry that is not in effect."""
        return self.moved(lists.drop_entry, MoveWithReasonSerializer)

    @extend_schema(summary="Note a remedy", request=RemedySerializer, responses=_ANSWER)
    @action(detail=True, methods=["post"])
    @done_once
    def remedy(self, request: Request, number: str) -> Response:
        """Note that the cause is remedied, or that the government says it is ended."""
        return self.moved(lists.record_remedy, RemedySerializer)

    @extend_schema(summary="End an entry", request=MoveWithReasonSerializer, responses=_ANSWER)
    @action(detail=True, methods=["post"])
    @done_once
    def end(self, request: Request, number: str) -> Response:
        """End an entry from today; from the black list only when every condition is met."""
        entry = self.reach()
        passed = 0
        if entry.effective_from is not None:
            passed = declarations_passed_since(entry.enterprise, entry.effective_from)
        return self.moved(lists.end_entry, MoveWithReasonSerializer, declarations_passed=passed)
