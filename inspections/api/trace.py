"""Where skins came from and what was made of them."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from enterprises.api.doors import Door, Scope
from enterprises.selectors.reference import one_look
from inspections import access
from inspections.selectors.pages.trace import trace_view
from inspections.selectors.trace import trace_of
from inspections.serializers.impact import TraceSerializer

_NUMBER = OpenApiParameter(
    name="number",
    location=OpenApiParameter.PATH,
    type=str,
    description="Of a lot or a dye batch (forward), of a declaration or a certificate (back).",
)


class TraceViewSet(GenericViewSet[Any]):
    """Records on the way from a lot to its papers, or from a paper to its sources."""

    doors = {"retrieve": Door(Scope.DECLARATIONS_READ)}
    lookup_field = "number"
    lookup_value_regex = "[A-Za-z0-9-]{1,32}"
    serializer_class = TraceSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(summary="Trace a record", tags=["trace"], parameters=[_NUMBER])
    def retrieve(self, request: Request, number: str) -> Response:
        """Follow a lot or dye batch to where it went, a declaration or certificate to its sources."""
        user: Any = request.user
        subject = access.traced(user, number)
        if subject is None:
            raise Http404
        with one_look():
            view = trace_view(trace_of(subject, user), is_officer=access.is_officer(user))
            return Response(TraceSerializer(view).data)
