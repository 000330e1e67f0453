"""Classes and rounds of gradings; and what departments read of firms."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from blacklist import access
from blacklist.filters.api import ClassificationFilter, RoundFilter
from blacklist.models import Classification, Grading, GradingRound
from blacklist.selectors.sharing import readable_firms
from blacklist.serializers.standing import (
    ClassificationSerializer,
    ReadingSerializer,
    RecordRoundSerializer,
    RoundSerializer,
    WholeRoundSerializer,
)
from blacklist.services import gradings, sharing
from blacklist.services.gradings import GradingLine
from blacklist.states import Ground
from enterprises.api.doors import Door, Scope
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import Enterprise
from enterprises.roles import Permission

_READ = Door(Scope.CREDIT_READ)
_RECORD = Door(Scope.CREDIT_WRITE, (Permission.REPORT_CREDIT, Permission.DECIDE_CREDIT_EVENT))


@extend_schema(tags=["credit"])
@extend_schema_view(list=extend_schema(summary="List classes"))
class ClassificationViewSet(ListRows, RecordViewSet):
    """The classes of firms, period by period; firms see their own."""

    doors = {"list": _READ}
    natural_key = ("enterprise__credit_code", "since")
    serializer_class = ClassificationSerializer
    filterset_class = ClassificationFilter

    def get_queryset(self) -> QuerySet[Classification]:
        rows = Classification.objects.visible_to(self.request.user)
        return rows.select_related("enterprise", "scheme")


@extend_schema(tags=["credit"])
@extend_schema_view(
    list=extend_schema(summary="List rounds of gradings"),
    retrieve=extend_schema(summary="Read a round"),
)
class GradingViewSet(ListRows, ShowRow, RecordViewSet):
    """Rounds of the county government, every version of each, under `number.version`."""

    doors = {"list": _READ, "retrieve": _READ, "create": _RECORD}
    natural_key = ("number", "version")
    lookup_value_regex = "[0-9]{1,4}[.][0-9]{1,4}"
    serializer_class = WholeRoundSerializer
    list_serializer_class = RoundSerializer
    filterset_class = RoundFilter

    def get_queryset(self) -> QuerySet[GradingRound]:
        rows = GradingRound.objects.visible_to(self.request.user)
        if self.action == "list":
            return rows
        lines = Grading.objects.select_related("enterprise").order_by("enterprise__serial")
        if not access.reads_rounds(self.person):
            lines = lines.filter(pk__in=Grading.objects.visible_to(self.person).values("pk"))
        return rows.prefetch_related(
            Prefetch("gradings", queryset=lines, to_attr="visible_gradings")
        )

    def reach(self) -> GradingRound:
        number, _dot, version = self.kwargs["number"].partition(".")
        found = self.get_queryset().filter(number=number, version=version).first()
        if found is None:
            raise Http404
        return found

    @extend_schema(
        summary="Record a round",
        request=RecordRoundSerializer,
        responses={201: WholeRoundSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Record a round, or a correction as its next version; every class follows at once."""
        data = self.sent(RecordRoundSerializer)
        recorded = gradings.record_round(
            number=data["number"],
            held_on=data["held_on"],
            document=data["document"],
            lines=self._lines(data["lines"]),
            actor=self.person,
            at=self.now,
        )
        found = self.get_queryset().get(number=recorded.number, version=recorded.version)
        return self.answer(found, status.HTTP_201_CREATED)

    def _lines(self, sent: list[dict]) -> list[GradingLine]:
        codes = [line["enterprise"] for line in sent]
        firms = {
            firm.credit_code: firm for firm in Enterprise.objects.filter(credit_code__in=codes)
        }
        faults = {
            f"lines.{place}.enterprise": [_("There is no such enterprise.")]
            for place, code in enumerate(codes, start=1)
            if code not in firms
        }
        if faults:
            raise ValidationError(faults)
        return [
            GradingLine(
                firms[line["enterprise"]],
                line["grade"],
                frozenset(Ground(one) for one in line["grounds"]),
            )
            for line in sent
        ]


@extend_schema(tags=["credit"])
class SharedFirmViewSet(RecordViewSet):
    """Firms as the memoranda of one's department let it read them."""

    doors = {"retrieve": Door(Scope.CREDIT_READ, (Permission.REPORT_CREDIT,))}
    lookup_field = "credit_code"
    lookup_value_regex = "[A-Z0-9]{1,18}"
    natural_key = ("credit_code",)
    serializer_class = ReadingSerializer

    def get_queryset(self) -> QuerySet[Enterprise]:
        return readable_firms() if access.reports(self.person) else Enterprise.objects.none()

    @extend_schema(summary="Read a firm under a memorandum", responses={200: ReadingSerializer})
    def retrieve(self, request: Request, credit_code: str) -> Response:
        """Give the fields that the memoranda name; the read is written down, and the firm sees it."""
        reading = sharing.read_firm(enterprise=self.reach(), actor=self.person, at=self.now)
        return Response(ReadingSerializer(reading).data)
