"""Retests: asked for by firms, answered by inspectors."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.access import declare_required
from enterprises.api.doors import Door, Scope
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.roles import Permission
from enterprises.serializers import MoveSerializer
from lab.access import sees_only_samples
from lab.api.filters import RetestFilter
from lab.models import Retest, Sample
from lab.serializers.retests import AskRetestSerializer, RetestSerializer
from lab.serializers.stores import MoveWithAnswerSerializer
from lab.services import retests

_READ, _ASK = Door(Scope.SAMPLES_READ), Door(Scope.SAMPLES_WRITE)
_ANSWER = Door(Scope.SAMPLES_WRITE, (Permission.TAKE_SAMPLE,))


@extend_schema(tags=["retests"])
@extend_schema_view(
    list=extend_schema(summary="List retests"), retrieve=extend_schema(summary="Read a retest")
)
class RetestViewSet(ListRows, ShowRow, RecordViewSet):
    """Requests to test retained parts again; firms read their own, officers all."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _ASK,
        "accept": _ANSWER,
        "decline": _ANSWER,
        "again": _ANSWER,
    }
    serializer_class = RetestSerializer
    filterset_class = RetestFilter

    def get_queryset(self) -> QuerySet[Retest]:
        rows = Retest.objects.visible_to(self.request.user)
        return rows.select_related("enterprise", "sample", "retained")

    @extend_schema(
        summary="Ask for a retest",
        request=AskRetestSerializer,
        responses={201: RetestSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Ask, as the firm, to the fifteenth day after the report; later it stands as too late."""
        data = self.sent(AskRetestSerializer)
        # Whoever reads samples without their firms asks for none.
        visible = Sample.objects.visible_to(self.person).select_related("enterprise")
        sample = visible.filter(number=data["sample"]).first()
        if sample is None or sees_only_samples(self.person):
            raise ValidationError({"sample": [_("There is no such record.")]})
        declare_required(self.person, sample.enterprise)
        asked = retests.ask_retest(actor=self.person, at=self.now, **data)
        return self.answer(self.get_queryset().get(pk=asked.pk), status.HTTP_201_CREATED)

    @extend_schema(
        summary="Accept a retest", request=MoveSerializer, responses={200: RetestSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def accept(self, request: Request, number: str) -> Response:
        """Accept it, and order the retained part to be tested by another analyst."""
        return self.moved(retests.accept_retest, MoveSerializer)

    @extend_schema(
        summary="Decline a retest",
        request=MoveWithAnswerSerializer,
        responses={200: RetestSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def decline(self, request: Request, number: str) -> Response:
        """Decline it, saying why."""
        return self.moved(retests.decline_retest, MoveWithAnswerSerializer)

    @extend_schema(
        summary="Order the retained part again",
        request=MoveSerializer,
        responses={200: RetestSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def again(self, request: Request, number: str) -> Response:
        """Order it anew where the sample of an accepted retest came to nothing."""
        return self.moved(retests.order_again, MoveSerializer)
