"""Cases of failed samples: read, worked on and closed by officers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.api.doors import Door, Scope
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.models import User
from enterprises.roles import Permission
from enterprises.serializers import MoveSerializer, MoveWithReasonSerializer
from inspections.api.filters import ImpactCaseFilter, ImpactTaskFilter
from inspections.models import ImpactCase, ImpactTask
from inspections.selectors.impact import (
    cases_with_counts,
    declarations_of,
    suspect_lots,
    touched_by,
)
from inspections.selectors.officers import officers_who_may
from inspections.serializers.impact import (
    AssignTaskSerializer,
    FinishTaskSerializer,
    HitSerializer,
    ImpactCaseBriefSerializer,
    ImpactCaseSerializer,
    ImpactTaskSerializer,
    NewTaskSerializer,
)
from inspections.services import impact

_READ = Door(Scope.IMPACT_READ)
_WORK = Door(Scope.IMPACT_WRITE, (Permission.WORK_ON_IMPACT,))
_CLOSE = Door(Scope.IMPACT_WRITE, (Permission.CLOSE_IMPACT,))


@extend_schema(tags=["impact-cases"])
@extend_schema_view(
    list=extend_schema(summary="List impact cases"),
    retrieve=extend_schema(summary="Read an impact case"),
)
class ImpactCaseViewSet(ListRows, ShowRow, RecordViewSet):
    """What one failed sample touches across firms, and the tasks until it is closed."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "hits": _READ,
        "tasks": _READ,
        "add_task": _WORK,
        "assign_task": _WORK,
        "finish_task": _WORK,
        "ask_to_close": _WORK,
        "close": _CLOSE,
        "reopen": _WORK,
    }
    serializer_class = ImpactCaseSerializer
    list_serializer_class = ImpactCaseBriefSerializer
    filterset_class = ImpactCaseFilter

    def get_queryset(self) -> QuerySet[ImpactCase]:
        visible = ImpactCase.objects.visible_to(self.request.user).values("pk")
        rows = cases_with_counts(timezone.localdate()).filter(pk__in=visible)
        rows = rows.select_related(
            "sample__enterprise", "sample__lot", "sample__dye_batch", "closing_by", "closed_by"
        )
        return rows.prefetch_related("lots__lot__enterprise", "lots__lot__balance")

    @extend_schema(summary="List what a case touches", responses={200: HitSerializer(many=True)})
    @action(detail=True, methods=["get"], filterset_class=None)
    def hits(self, request: Request, number: str) -> Response:
        """Give the pending and released declarations with skins of its lots, the newest first."""
        case = self.reach()
        self.touching = case
        rows = declarations_of(suspect_lots(case)).select_related("enterprise")
        return self.page_of(rows, HitSerializer)

    def context_of(self, rows: Sequence[Any]) -> Mapping[str, Any]:  # type: ignore[override]
        case = getattr(self, "touching", None)
        if case is None:
            return {}
        found = touched_by(suspect_lots(case), among=[row.pk for row in rows])
        return {"touched": {one.declaration.pk: one for one in found}}

    @extend_schema(
        summary="List the tasks of a case", responses={200: ImpactTaskSerializer(many=True)}
    )
    @action(detail=True, methods=["get"], filterset_class=ImpactTaskFilter)
    def tasks(self, request: Request, number: str) -> Response:
        """Give its tasks in the order of their numbers."""
        rows = _with_records(self.reach().tasks.all())
        self.natural_key, self.is_oldest_first = ("ordinal",), True
        self.anchors = rows
        return self.page_of(self.filter_queryset(rows), ImpactTaskSerializer)

    @extend_schema(
        summary="Add a task", request=NewTaskSerializer, responses={201: ImpactTaskSerializer}
    )
    @action(detail=True, methods=["post"], url_path="add-task")
    @done_once
    def add_task(self, request: Request, number: str) -> Response:
        """Add something to do that the system did not name."""
        case = self.reach()
        data = self.sent(NewTaskSerializer)
        task = impact.add_task(
            number=case.number, actor=self.person, at=self.now, **_with_owner(data)
        )
        return self._task(task, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Give a task to somebody",
        request=AssignTaskSerializer,
        responses={200: ImpactTaskSerializer},
    )
    @action(detail=True, methods=["post"], url_path="assign-task")
    @done_once
    def assign_task(self, request: Request, number: str) -> Response:
        """Name who does it and until when; nobody puts it back."""
        case = self.reach()
        data = _with_owner({"owner": None, **self.sent(AssignTaskSerializer)})
        _of(case, data["ordinal"])
        task = impact.assign_task(number=case.number, actor=self.person, at=self.now, **data)
        return self._task(task)

    @extend_schema(
        summary="Do a task", request=FinishTaskSerializer, responses={200: ImpactTaskSerializer}
    )
    @action(detail=True, methods=["post"], url_path="finish-task")
    @done_once
    def finish_task(self, request: Request, number: str) -> Response:
        """Say how it was done; a certificate is revoked, a lot freed or rejected by it."""
        case = self.reach()
        data = self.sent(FinishTaskSerializer)
        _of(case, data["ordinal"])
        task = impact.finish_task(number=case.number, actor=self.person, at=self.now, **data)
        return self._task(task)

    @extend_schema(
        summary="Ask to close a case",
        request=MoveWithReasonSerializer,
        responses={200: ImpactCaseSerializer},
    )
    @action(detail=True, methods=["post"], url_path="ask-to-close")
    @done_once
    def ask_to_close(self, request: Request, number: str) -> Response:
        """Say what came of it, when every task is done; another person closes it."""
        return self.moved(impact.ask_to_close, MoveWithReasonSerializer)

    @extend_schema(
        summary="Close a case", request=MoveSerializer, responses={200: ImpactCaseSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def close(self, request: Request, number: str) -> Response:
        """Close it on another person's asking."""
        return self.moved(impact.close_case, MoveSerializer)

    @extend_schema(
        summary="Reopen a case",
        request=MoveWithReasonSerializer,
        responses={200: ImpactCaseSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def reopen(self, request: Request, number: str) -> Response:
        """Take up a closed case again, with a reason."""
        return self.moved(impact.reopen_case, MoveWithReasonSerializer)

    def _task(self, task: ImpactTask, status_code: int = status.HTTP_200_OK) -> Response:
        row = _with_records(ImpactTask.objects.filter(pk=task.pk)).get()
        context = self.get_serializer_context()
        return Response(ImpactTaskSerializer(row, context=context).data, status=status_code)


def _with_records(rows: QuerySet[ImpactTask]) -> QuerySet[ImpactTask]:
    return rows.select_related(
        "enterprise", "lot", "declaration", "certificate", "owner", "done_by"
    )


def _of(case: ImpactCase, ordinal: int) -> None:
    if not case.tasks.filter(ordinal=ordinal).exists():
        raise Http404


def _with_owner(data: dict[str, Any]) -> dict[str, Any]:
    """Find the officer that is named; whoever does not work on cases is not found."""
    name = data.get("owner")
    owner: User | None = None
    if name:
        owner = officers_who_may(Permission.WORK_ON_IMPACT).filter(username=name).first()
        if owner is None:
            raise ValidationError({"owner": [_("This person does not work on cases.")]})
    return {**data, "owner": owner}
