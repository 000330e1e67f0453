"""Judgements: read by whom they concern, with the evidence by officers."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.api.doors import Door, Scope
from enterprises.api.views import ListRows, RecordViewSet
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from inspections.api.filters import DecisionFilter
from inspections.models import ReleaseDecision
from inspections.querysets import DecisionQuerySet
from inspections.serializers.verdicts import DecisionBriefSerializer, DecisionSerializer

_NUMBER = OpenApiParameter(
    name="number",
    location=OpenApiParameter.PATH,
    type=str,
    description="The declaration's number and that of the judgement: `D26-0042-0412-1`.",
)


@extend_schema(tags=["decisions"])
@extend_schema_view(list=extend_schema(summary="List judgements"))
class DecisionViewSet(ListRows, RecordViewSet):
    """Every judgement of a declaration, numbered; at most one of them is final."""

    doors = {"list": Door(Scope.DECLARATIONS_READ), "retrieve": Door(Scope.DECLARATIONS_READ)}
    natural_key = ("declaration__number", "ordinal")
    lookup_url_kwarg = "number"
    lookup_value_regex = r"[A-Za-z0-9-]{1,24}-[1-9][0-9]{0,3}"
    serializer_class = DecisionSerializer
    list_serializer_class = DecisionBriefSerializer
    filterset_class = DecisionFilter

    def get_queryset(self) -> QuerySet[ReleaseDecision]:
        rows = DecisionQuerySet(ReleaseDecision).visible_to(self.request.user)
        return rows.select_related("declaration", "rule_set").defer("evidence", "verdict")

    def get_serializer_context(self) -> dict[str, Any]:
        user = self.request.user
        return {**super().get_serializer_context(), "is_officer": may(user, Permission.READ_FIRMS)}

    @extend_schema(summary="Read a judgement", parameters=[_NUMBER])
    def retrieve(self, request: Request, number: str) -> Response:
        """Give a judgement with what the rules found, in the language asked for."""
        declaration, _dash, ordinal = number.rpartition("-")
        rows = self.get_queryset().defer(None).select_related("declaration", "rule_set")
        decision = rows.filter(declaration__number=declaration, ordinal=int(ordinal)).first()
        if decision is None:
            raise Http404
        with one_look():
            return self.answer(decision)
