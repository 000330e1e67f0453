"""Visits, rectifications and the filings of dyehouses."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.access import owner_required, writer_required
from enterprises.api.doors import Door, Scope
from enterprises.api.firms import firm_named
from enterprises.api.registrar_filters import (
    AssessmentFilter,
    DyehouseFilter,
    RectificationFilter,
)
from enterprises.api.registrations import DECIDE
from enterprises.api.shapes import (
    AssessmentSerializer,
    DyehouseSerializer,
    FileDyehouseSerializer,
    FilingOpinionSerializer,
    FilingWishSerializer,
    RectificationAnswerSerializer,
    RectificationExtendSerializer,
    RectificationReturnSerializer,
    RectificationSerializer,
    VisitFindingsSerializer,
    VisitPlanSerializer,
    WholeAssessmentSerializer,
    WholeRectificationSerializer,
    given,
)
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import (
    Assessment,
    DyehouseFiling,
    Rectification,
    Registration,
    User,
)
from enterprises.roles import Permission, may
from enterprises.serializers import MoveSerializer, MoveWithReasonSerializer
from enterprises.services import assessments, filings, rectifications
from enterprises.services.assessments import Found
from enterprises.services.filings import Scope as FiledFor

_READ = Door(Scope.REGISTRATIONS_READ)
_WRITE = Door(Scope.REGISTRATIONS_WRITE)
_VISIT = {200: WholeAssessmentSerializer}
_RECTIFIED = {200: WholeRectificationSerializer}
_DYEHOUSE = {200: DyehouseSerializer}


@extend_schema(tags=["assessments"])
@extend_schema_view(
    list=extend_schema(summary="List assessments"),
    retrieve=extend_schema(summary="Read an assessment"),
)
class AssessmentViewSet(ListRows, ShowRow, RecordViewSet):
    """Visits: the firm reads what was found once another officer endorsed it."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": DECIDE,
        "start": DECIDE,
        "findings": DECIDE,
        "submit": DECIDE,
        "endorse": DECIDE,
        "send_back": DECIDE,
        "cancel": DECIDE,
    }
    serializer_class = WholeAssessmentSerializer
    list_serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter

    def get_queryset(self) -> QuerySet[Assessment]:
        rows = Assessment.objects.visible_to(self.request.user)
        return rows.select_related("enterprise", "registration", "filing").prefetch_related(
            "assessors"
        )

    def get_serializer_context(self) -> dict[str, Any]:
        is_officer = may(self.person, Permission.READ_FIRMS)
        return {**super().get_serializer_context(), "is_officer": is_officer}

    @extend_schema(
        summary="Plan a visit",
        request=VisitPlanSerializer,
        responses={201: WholeAssessmentSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Plan it by named assessors; the newest checklist is kept with it."""
        data = self.sent(VisitPlanSerializer)
        planned = assessments.plan_assessment(
            subject=self._subject(data),
            planned_for=data["planned_for"],
            assessors=_people(data["assessors"]),
            actor=self.person,
            at=self.now,
        )
        return self.as_it_is(planned, status.HTTP_201_CREATED)

    @extend_schema(summary="Begin a visit", request=MoveSerializer, responses=_VISIT)
    @action(detail=True, methods=["post"])
    @done_once
    def start(self, request: Request, number: str) -> Response:
        """Begin on site, or take up what was sent back; assessors only."""
        return self.moved(assessments.start_assessment, MoveSerializer)

    @extend_schema(summary="Keep findings", request=VisitFindingsSerializer, responses=_VISIT)
    @action(detail=True, methods=["post"])
    @done_once
    def findings(self, request: Request, number: str) -> Response:
        """Keep what was found so far; assessors only."""
        record = self.reach()
        data = self.sent(VisitFindingsSerializer)
        assessments.record_findings(
            number=record.number,
            version=data["version"],
            found={one["code"]: Found(one["finding"], one["remark"]) for one in data["found"]},
            conclusion=data["conclusion"],
            photos=given(data["photos"]),
            actor=self.person,
            at=self.now,
        )
        return self.as_it_is(record)

    @extend_schema(summary="Hand a report in", request=MoveSerializer, responses=_VISIT)
    @action(detail=True, methods=["post"])
    @done_once
    def submit(self, request: Request, number: str) -> Response:
        """Hand it in to be endorsed; a critical finding suspends at once."""
        return self.moved(assessments.submit_assessment, MoveSerializer)

    @extend_schema(summary="Endorse an assessment", request=MoveSerializer, responses=_VISIT)
    @action(detail=True, methods=["post"])
    @done_once
    def endorse(self, request: Request, number: str) -> Response:
        """Stand by what others found; each finding becomes a rectification."""
        return self.moved(assessments.endorse_assessment, MoveSerializer)

    @extend_schema(summary="Send a report back", request=MoveWithReasonSerializer, responses=_VISIT)
    @action(detail=True, methods=["post"], url_path="send-back")
    @done_once
    def send_back(self, request: Request, number: str) -> Response:
        """Give it back to its assessors, saying why."""
        return self.moved(assessments.send_back_assessment, MoveWithReasonSerializer)

    @extend_schema(summary="Cancel a visit", request=MoveWithReasonSerializer, responses=_VISIT)
    @action(detail=True, methods=["post"])
    @done_once
    def cancel(self, request: Request, number: str) -> Response:
        """Give up a visit that was only planned."""
        return self.moved(assessments.cancel_assessment, MoveWithReasonSerializer)

    def _subject(self, data: dict[str, Any]) -> Registration | DyehouseFiling:
        model: Any
        name, model = (
            ("registration", Registration)
            if "registration" in data
            else ("dyehouse", DyehouseFiling)
        )
        found: Registration | DyehouseFiling | None = (
            model.objects.visible_to(self.person).filter(number=data[name]).first()
        )
        if found is None:
            raise ValidationError({name: [_("There is no such record.")]})
        return found


def _people(usernames: list[str]) -> list[User]:
    """Find the people named; who assesses is asked by the service."""
    found = {one.username: one for one in User.objects.filter(username__in=usernames)}
    unknown = [name for name in usernames if name not in found]
    if unknown:
        raise ValidationError({"assessors": [_("There is no such person.")]})
    return [found[name] for name in usernames]


@extend_schema(tags=["rectifications"])
@extend_schema_view(
    list=extend_schema(summary="List rectifications"),
    retrieve=extend_schema(summary="Read a rectification"),
)
class RectificationViewSet(ListRows, ShowRow, RecordViewSet):
    """What firms put right: their own to answer, the registrars' to judge."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "submit": _WRITE,
        "accept": DECIDE,
        "return_": DECIDE,
        "extend": DECIDE,
        "void": DECIDE,
    }
    serializer_class = WholeRectificationSerializer
    list_serializer_class = RectificationSerializer
    filterset_class = RectificationFilter

    def get_queryset(self) -> QuerySet[Rectification]:
        rows = Rectification.objects.visible_to(self.request.user).select_related(
            "enterprise", "assessment__registration", "assessment__filing", "item"
        )
        return rows if self.action == "list" else rows.prefetch_related("extensions")

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        super().check_object_permissions(request, obj)
        if self.action == "submit":
            writer_required(self.person, obj.enterprise)

    @extend_schema(
        summary="Answer a rectification",
        request=RectificationAnswerSerializer,
        responses=_RECTIFIED,
    )
    @action(detail=True, methods=["post"])
    @done_once
    def submit(self, request: Request, number: str) -> Response:
        """Say what the firm did, with files that show it."""
        record = self.reach()
        data = self.sent(RectificationAnswerSerializer)
        rectifications.answer_rectification(
            number=record.number,
            version=data["version"],
            answer=data["answer"],
            evidence=given(data["evidence"]),
            actor=self.person,
            at=self.now,
        )
        return self.as_it_is(record)

    @extend_schema(summary="Accept a rectification", request=MoveSerializer, responses=_RECTIFIED)
    @action(detail=True, methods=["post"])
    @done_once
    def accept(self, request: Request, number: str) -> Response:
        """Accept what the firm did; with the last condition the registration becomes full."""
        return self.moved(rectifications.accept_rectification, MoveSerializer)

    @extend_schema(
        summary="Return a rectification",
        request=RectificationReturnSerializer,
        responses=_RECTIFIED,
    )
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    @done_once
    def return_(self, request: Request, number: str) -> Response:
        """Give the answer back with the reason, and a later day if one is given."""
        return self.moved(rectifications.return_rectification, RectificationReturnSerializer)

    @extend_schema(
        summary="Give more time", request=RectificationExtendSerializer, responses=_RECTIFIED
    )
    @action(detail=True, methods=["post"])
    @done_once
    def extend(self, request: Request, number: str) -> Response:
        """Give the firm more time, by name and for a reason."""
        return self.moved(rectifications.extend_rectification, RectificationExtendSerializer)

    @extend_schema(
        summary="Take a finding back", request=MoveWithReasonSerializer, responses=_RECTIFIED
    )
    @action(detail=True, methods=["post"])
    @done_once
    def void(self, request: Request, number: str) -> Response:
        """Let it fall away, as somebody who did not make it."""
        return self.moved(rectifications.void_rectification, MoveWithReasonSerializer)


@extend_schema(tags=["dyehouses"])
@extend_schema_view(
    list=extend_schema(summary="List filings of dyehouses"),
    retrieve=extend_schema(summary="Read a filing"),
)
class DyehouseViewSet(ListRows, ShowRow, RecordViewSet):
    """Dyehouses on file, and those that applied."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "create": _WRITE,
        "assess": DECIDE,
        "file": DECIDE,
        "refuse": DECIDE,
        "suspend": DECIDE,
        "reinstate": DECIDE,
        "cancel": DECIDE,
    }
    serializer_class = DyehouseSerializer
    filterset_class = DyehouseFilter

    def get_queryset(self) -> QuerySet[DyehouseFiling]:
        rows = DyehouseFiling.objects.visible_to(self.request.user)
        return rows.select_related("enterprise").prefetch_related("scopes")

    @extend_schema(
        summary="Apply to be put on file",
        request=FilingWishSerializer,
        responses={201: DyehouseSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Ask for one's dyehouse to be put on file."""
        data = self.sent(FilingWishSerializer)
        enterprise = firm_named(self.person, data.pop("enterprise", None))
        owner_required(self.person, enterprise)
        filing = filings.apply_for_filing(
            enterprise=enterprise, wished=data["wished"], actor=self.person, at=self.now
        )
        return self.as_it_is(filing, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Record an assessment", request=FilingOpinionSerializer, responses=_DYEHOUSE
    )
    @action(detail=True, methods=["post"])
    @done_once
    def assess(self, request: Request, number: str) -> Response:
        """Record that the dyehouse is assessed, with the opinion of the local government."""
        return self.moved(filings.assess_filing, FilingOpinionSerializer)

    @extend_schema(
        summary="Put a dyehouse on file", request=FileDyehouseSerializer, responses=_DYEHOUSE
    )
    @action(detail=True, methods=["post"])
    @done_once
    def file(self, request: Request, number: str) -> Response:
        """File it for named species, processes and colours, until a day."""
        record = self.reach()
        data = self.sent(FileDyehouseSerializer)
        filings.put_on_file(
            number=record.number,
            version=data["version"],
            last_day=data["last_day"],
            scopes=[FiledFor(**scope) for scope in data["scopes"]],
            actor=self.person,
            at=self.now,
        )
        return self.as_it_is(record)

    @extend_schema(summary="Refuse a filing", request=MoveWithReasonSerializer, responses=_DYEHOUSE)
    @action(detail=True, methods=["post"])
    @done_once
    def refuse(self, request: Request, number: str) -> Response:
        """Refuse an assessed dyehouse."""
        return self.moved(filings.refuse_filing, MoveWithReasonSerializer)

    @extend_schema(
        summary="Suspend a filing", request=MoveWithReasonSerializer, responses=_DYEHOUSE
    )
    @action(detail=True, methods=["post"])
    @done_once
    def suspend(self, request: Request, number: str) -> Response:
        """Suspend it from today; earlier deliveries keep their ground."""
        return self.moved(filings.suspend_filing, MoveWithReasonSerializer)

    @extend_schema(summary="Reinstate a filing", request=MoveSerializer, responses=_DYEHOUSE)
    @action(detail=True, methods=["post"])
    @done_once
    def reinstate(self, request: Request, number: str) -> Response:
        """Let it count again from today."""
        return self.moved(filings.reinstate_filing, MoveSerializer)

    @extend_schema(
        summary="Take a dyehouse off the file",
        request=MoveWithReasonSerializer,
        responses=_DYEHOUSE,
    )
    @action(detail=True, methods=["post"])
    @done_once
    def cancel(self, request: Request, number: str) -> Response:
        """End it from today."""
        return self.moved(filings.cancel_filing, MoveWithReasonSerializer)
