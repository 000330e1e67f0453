"""Samples: ordered and taken by inspectors, tested by analysts, verified by reviewers."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.api.doors import Door, Scope
from enterprises.api.firms import firm_named
from enterprises.api.papers import PaperNegotiation, paper_answer
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.roles import Permission, may
from enterprises.serializers import MoveSerializer, MoveWithReasonSerializer
from lab.access import report_to_read, sees_only_samples
from lab.api.filters import (
    LaboratoryReportFilter,
    LaboratorySampleFilter,
    ReportFilter,
    SampleFilter,
)
from lab.models import DyeBatch, RawMaterialLot, Report, Sample
from lab.papers import report_pdf
from lab.querysets import ReportQuerySet
from lab.serializers.samples import (
    EntrySerializer,
    OrderSerializer,
    ReceiveSerializer,
    ReportSerializer,
    ResultSerializer,
    SampleSerializer,
    SendBackSerializer,
    TakeSerializer,
    WholeReportSerializer,
    WholeSampleSerializer,
)
from lab.services import samples
from lab.states import SampleState

_READ = Door(Scope.SAMPLES_READ)
_TAKE = Door(Scope.SAMPLES_WRITE, (Permission.TAKE_SAMPLE,))
_TEST = Door(Scope.SAMPLES_WRITE, (Permission.ENTER_RESULT,))
_VERIFY = Door(Scope.SAMPLES_WRITE, (Permission.VERIFY_RESULT,))
# The states in which a firm reads what was measured of its sample.
READ_BY_FIRMS = frozenset({SampleState.REPORTED, SampleState.INVALIDATED})


class BlindViewSet(RecordViewSet):
    """Records that the laboratory reads without learning whose they are."""

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "is_laboratory": self._is_laboratory}

    @property
    def _is_laboratory(self) -> bool:
        return sees_only_samples(self.person)


@extend_schema(tags=["samples"])
@extend_schema_view(
    list=extend_schema(summary="List samples"), retrieve=extend_schema(summary="Read a sample")
)
class SampleViewSet(ListRows, ShowRow, BlindViewSet):
    """Samples: firms see their own, officers and the laboratory all; the latter without names."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _TAKE,
        "take": _TAKE,
        "receive": _TEST,
        "start": _TEST,
        "results": _READ,
        "enter": _TEST,
        "send_back": _VERIFY,
        "verify": _VERIFY,
        "cancel": _TAKE,
        "reject": Door(Scope.SAMPLES_WRITE, (Permission.ENTER_RESULT, Permission.VERIFY_RESULT)),
    }
    serializer_class = WholeSampleSerializer
    list_serializer_class = SampleSerializer

    @property
    def filterset_class(self) -> type[LaboratorySampleFilter]:
        return LaboratorySampleFilter if self._is_laboratory else SampleFilter

    def get_queryset(self) -> QuerySet[Sample]:
        rows = Sample.objects.visible_to(self.request.user)
        rows = rows.select_related("enterprise", "lot", "dye_batch", "retest_of")
        return rows if self.action == "list" else rows.prefetch_related("items", "reports")

    @extend_schema(
        summary="Order a sample", request=OrderSerializer, responses={201: WholeSampleSerializer}
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Order a sample; what the destinations ask for is frozen with it."""
        data = self.sent(OrderSerializer)
        lot = self._of(RawMaterialLot, data, "lot")
        dye_batch = self._of(DyeBatch, data, "dye_batch")
        code = data.pop("enterprise", None)
        source = lot or dye_batch
        if source is not None and code is None:
            enterprise = source.enterprise
        else:
            enterprise = firm_named(self.person, code)
        data["destinations"] = [iso.upper() for iso in data["destinations"]]
        sample = samples.order_sample(
            enterprise=enterprise.pk,
            lot=lot,
            dye_batch=dye_batch,
            actor=self.person,
            at=self.now,
            **data,
        )
        return self.as_it_is(sample, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Take a sample", request=TakeSerializer, responses={200: WholeSampleSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def take(self, request: Request, number: str) -> Response:
        """Say where, when and under which seal it was taken."""
        return self.moved(samples.take_sample, TakeSerializer)

    @extend_schema(
        summary="Receive a sample",
        request=ReceiveSerializer,
        responses={200: WholeSampleSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def receive(self, request: Request, number: str) -> Response:
        """Receive it in the laboratory; under a broken seal it is rejected there and then."""
        return self.moved(samples.receive_sample, ReceiveSerializer)

    @extend_schema(
        summary="Start testing", request=MoveSerializer, responses={200: WholeSampleSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def start(self, request: Request, number: str) -> Response:
        """Begin to test a received sample."""
        return self.moved(samples.start_testing, MoveSerializer)

    @extend_schema(
        summary="Read results", responses={200: ResultSerializer(many=True)}, filters=False
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def results(self, request: Request, number: str) -> Response:
        """Give every value ever entered, corrected ones too, in the order of entry.

        The firm reads values once they are reported, as on the page of its sample.
        """
        sample = self.reach()
        is_open = sample.state in READ_BY_FIRMS or may(self.person, Permission.READ_SAMPLES)
        return Response(self._results(sample) if is_open else [])

    @extend_schema(
        summary="Enter results",
        request=EntrySerializer,
        responses={200: WholeSampleSerializer},
        filters=False,
    )
    @results.mapping.post
    @done_once
    def enter(self, request: Request, number: str) -> Response:
        """Enter values; once every item has one, the sample waits for its reviewer."""
        sample = self.reach()
        data = self.sent(EntrySerializer)
        samples.enter_results(
            number=sample.number,
            version=data["version"],
            values=[
                samples.ResultEntry(**{**value, "replicates": tuple(value["replicates"])})
                for value in data["values"]
            ],
            reason=data["reason"],
            actor=self.person,
            at=self.now,
        )
        return self.as_it_is(sample)

    @extend_schema(
        summary="Send results back",
        request=SendBackSerializer,
        responses={200: WholeSampleSerializer},
    )
    @action(detail=True, methods=["post"], url_path="send-back")
    @done_once
    def send_back(self, request: Request, number: str) -> Response:
        """Send entered results back to the analyst, saying why."""
        return self.moved(samples.send_back, SendBackSerializer)

    @extend_schema(
        summary="Verify results",
        request=MoveSerializer,
        responses={200: WholeReportSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def verify(self, request: Request, number: str) -> Response:
        """Stand by what another person entered; the report is issued at once."""
        sample = self.reach()
        report = samples.verify_sample(
            number=sample.number,
            version=self.sent(MoveSerializer)["version"],
            actor=self.person,
            at=self.now,
        )
        return Response(WholeReportSerializer(report, context=self.get_serializer_context()).data)

    @extend_schema(
        summary="Give a sample up",
        request=SendBackSerializer,
        responses={200: WholeSampleSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def cancel(self, request: Request, number: str) -> Response:
        """Give up a sample that is not verified, saying why."""
        return self.moved(samples.cancel_sample, SendBackSerializer)

    @extend_schema(
        summary="Reject a sample",
        request=SendBackSerializer,
        responses={200: WholeSampleSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def reject(self, request: Request, number: str) -> Response:
        """Reject a sample that cannot be tested, saying why."""
        return self.moved(samples.reject_sample, SendBackSerializer)

    def _results(self, sample: Sample) -> Any:
        rows = list(sample.results.order_by("pk"))
        superseded = {row.supersedes_id for row in rows if row.supersedes_id}
        context = {**self.get_serializer_context(), "superseded": superseded}
        return ResultSerializer(rows, many=True, context=context).data

    def _of(self, model: Any, data: dict[str, Any], name: str) -> Any:
        number = data.pop(name, None)
        if number is None:
            return None
        visible = model.objects.visible_to(self.person).select_related("enterprise")
        found = visible.filter(number=number).first()
        if found is None:
            raise ValidationError({name: [_("There is no such record.")]})
        return found


@extend_schema(tags=["reports"])
@extend_schema_view(
    list=extend_schema(summary="List reports"), retrieve=extend_schema(summary="Read a report")
)
class ReportViewSet(ListRows, ShowRow, BlindViewSet):
    """Laboratory reports, immutable once issued."""

    doors = {"list": _READ, "retrieve": _READ, "pdf": _READ, "withdraw": _VERIFY}
    serializer_class = WholeReportSerializer
    list_serializer_class = ReportSerializer

    @property
    def filterset_class(self) -> type[LaboratoryReportFilter]:
        return LaboratoryReportFilter if self._is_laboratory else ReportFilter

    def get_queryset(self) -> QuerySet[Report]:
        rows = ReportQuerySet(Report).visible_to(self.request.user)
        rows = rows.select_related("sample", "replaces")
        return rows.defer("verdicts") if self.action == "list" else rows

    @extend_schema(
        summary="Fetch the paper",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        filters=False,
    )
    @action(detail=True, methods=["get"], content_negotiation_class=PaperNegotiation)
    def pdf(self, request: Request, number: str) -> HttpResponse:
        """Draw the report; the laboratory's copy names no firm."""
        report = report_to_read(self.person, self.reach().number)
        return paper_answer(report_pdf(report, shows_firm=not self._is_laboratory), report.number)

    @extend_schema(
        summary="Withdraw a report",
        request=MoveWithReasonSerializer,
        responses={200: WholeReportSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def withdraw(self, request: Request, number: str) -> Response:
        """Withdraw its sample, whose version is asked: its values no longer count, and stay readable."""
        report = self.reach()
        samples.invalidate_sample(
            number=report.sample.number,
            actor=self.person,
            at=self.now,
            **self.sent(MoveWithReasonSerializer),
        )
        return self.answer(self.get_queryset().get(pk=report.pk))
