"""Declarations: written, previewed, submitted, withdrawn, cancelled and copied by firms."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.access import declare_required
from enterprises.api.doors import Door, Scope
from enterprises.api.firms import firm_named
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look
from enterprises.serializers import MoveSerializer
from inspections.api.filters import DeclarationFilter
from inspections.api.previews import preview
from inspections.models import Declaration, Hold
from inspections.serializers.declarations import (
    CancelSerializer,
    ChangedDeclarationSerializer,
    DeclarationBriefSerializer,
    DeclarationSerializer,
    NewDeclarationSerializer,
    PreviewSerializer,
    WithdrawSerializer,
    content_from,
)
from inspections.serializers.verdicts import (
    AnswerSerializer,
    DecisionSerializer,
    HoldSerializer,
    VerdictSerializer,
)
from inspections.services import declarations
from inspections.services.decisions import officers

_READ = Door(Scope.DECLARATIONS_READ)
_WRITE = Door(Scope.DECLARATIONS_WRITE)
_SUBMIT = Door(Scope.DECLARATIONS_SUBMIT)


class SubmittedSerializer(serializers.Serializer[Any]):
    """The declaration as it stands after submission, and the judgement that took it there."""

    declaration = DeclarationSerializer()
    decision = DecisionSerializer()


_VERSION = OpenApiParameter(
    name="version",
    location=OpenApiParameter.QUERY,
    required=True,
    type={"type": "integer", "minimum": 1},
    description="The version of the draft as last read.",
)


@extend_schema(tags=["declarations"])
@extend_schema_view(
    list=extend_schema(summary="List declarations"),
    retrieve=extend_schema(summary="Read a declaration"),
)
class DeclarationViewSet(ListRows, ShowRow, RecordViewSet):
    """Declarations of one's own firms and of those one is agent of; officers read all."""

    doors = {
        "list": _READ,
        "retrieve": _READ,
        "holds": _READ,
        "preview": _READ,
        "create": _WRITE,
        "update": _WRITE,
        "destroy": _WRITE,
        "copy": _WRITE,
        "submit": _SUBMIT,
        "withdraw": _SUBMIT,
        "cancel": _SUBMIT,
        "answer_hold": Door(Scope.HOLDS_WRITE),
    }
    reading = frozenset({"retrieve", "holds"})
    serializer_class = DeclarationSerializer
    list_serializer_class = DeclarationBriefSerializer
    filterset_class = DeclarationFilter

    def get_queryset(self) -> QuerySet[Declaration]:
        rows = Declaration.objects.visible_to(self.request.user)
        return rows.select_related("enterprise", "agent")

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        super().check_object_permissions(request, obj)
        if self.action not in self.reading:
            declare_required(self.person, obj.enterprise)

    @extend_schema(
        summary="Write a draft",
        request=NewDeclarationSerializer,
        responses={201: DeclarationSerializer},
    )
    @done_once
    def create(self, request: Request) -> Response:
        """Open a draft; it is not judged, and nothing is reserved."""
        data = self.sent(NewDeclarationSerializer)
        enterprise = firm_named(self.person, data.pop("enterprise", None))
        declaration = declarations.create_draft(
            enterprise=enterprise,
            content=content_from(data, enterprise),
            actor=self.person,
            at=self.now,
        )
        return self._as_it_is(declaration.number, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a draft",
        request=ChangedDeclarationSerializer,
        responses={200: DeclarationSerializer},
    )
    def update(self, request: Request, number: str) -> Response:
        """Save the whole content of a draft, or amend a declaration that was returned."""
        declaration = self.reach()
        data = self.sent(ChangedDeclarationSerializer)
        declarations.save_draft(
            number=declaration.number,
            version=data.pop("version"),
            content=content_from(data, declaration.enterprise),
            actor=self.person,
            at=self.now,
        )
        return self._as_it_is(declaration.number)

    @extend_schema(summary="Delete a draft", parameters=[_VERSION], responses={204: None})
    def destroy(self, request: Request, number: str) -> Response:
        """Throw a draft away; its number is not given again."""
        declaration = self.reach()
        seen = MoveSerializer(data=request.query_params.dict())
        seen.is_valid(raise_exception=True)
        declarations.delete_draft(
            number=declaration.number,
            version=seen.validated_data["version"],
            actor=self.person,
            at=self.now,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Judge without saving",
        request=PreviewSerializer,
        responses={200: VerdictSerializer},
    )
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Say what would be decided if this were submitted now; nothing is kept or reserved."""
        data = self.sent(PreviewSerializer)
        draft = self._draft(data)
        enterprise = (
            draft.enterprise if draft else firm_named(self.person, data.pop("enterprise", None))
        )
        declare_required(self.person, enterprise)
        with one_look():
            verdict, rule_set = preview(
                content_from(data, enterprise),
                enterprise=enterprise,
                declaration=draft,
                at=self.now,
            )
            context = {**self._reader, "rule_set": rule_set}
            return Response(VerdictSerializer(verdict, context=context).data)

    @extend_schema(
        summary="Submit a declaration",
        request=MoveSerializer,
        responses={200: SubmittedSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def submit(self, request: Request, number: str) -> Response:
        """Have it judged: released and written off, held, returned for correction or refused."""
        declaration = self.reach()
        decision = declarations.submit_declaration(
            number=declaration.number,
            version=self.sent(MoveSerializer)["version"],
            declarant=self.person,
            submitted_at=self.now,
        )
        with one_look():
            answer = {"declaration": self._whole(declaration.number), "decision": decision}
            return Response(SubmittedSerializer(answer, context=self._reader).data)

    @extend_schema(
        summary="Withdraw a declaration",
        request=WithdrawSerializer,
        responses={200: DeclarationSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def withdraw(self, request: Request, number: str) -> Response:
        """Take back what is held or returned; the skins are given back."""
        declaration = self.reach()
        declarations.withdraw_declaration(
            number=declaration.number,
            actor=self.person,
            at=self.now,
            **self.sent(WithdrawSerializer),
        )
        return self._as_it_is(declaration.number)

    @extend_schema(
        summary="Cancel a release",
        request=CancelSerializer,
        responses={200: DeclarationSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def cancel(self, request: Request, number: str) -> Response:
        """Cancel a release before the goods depart; certificate and write-off end with it."""
        declaration = self.reach()
        declarations.cancel_release(
            number=declaration.number,
            actor=self.person,
            at=self.now,
            **self.sent(CancelSerializer),
        )
        return self._as_it_is(declaration.number)

    @extend_schema(
        summary="Copy a declaration", request=None, responses={201: DeclarationSerializer}
    )
    @action(detail=True, methods=["post"])
    @done_once
    def copy(self, request: Request, number: str) -> Response:
        """Open a draft with the content of an earlier one; marks and permits are left out."""
        declaration = self.reach()
        self.sent_nothing()
        copy = declarations.copy_declaration(
            number=declaration.number, actor=self.person, at=self.now
        )
        return self._as_it_is(copy.number, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Read what a declaration waits for",
        responses={200: HoldSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def holds(self, request: Request, number: str) -> Response:
        """Give every hold there was, the open ones too, in the order in which they were opened."""
        declaration = self.reach()
        with one_look():
            rows = declaration.holds.select_related("sample").order_by("pk")
            return Response(HoldSerializer(rows, many=True, context=self._reader).data)

    @extend_schema(
        summary="Answer a question about a hold",
        request=AnswerSerializer,
        responses={200: HoldSerializer},
    )
    @action(detail=True, methods=["post"], url_path="holds/answer", url_name="answer-hold")
    @done_once
    def answer_hold(self, request: Request, number: str) -> Response:
        """Answer what the bureau asked about the open hold of this rule and subject."""
        declaration = self.reach()
        data = self.sent(AnswerSerializer)
        hold = declaration.holds.filter(
            rule_code=data["rule"], subject=data["subject"], closed_at__isnull=True
        ).first()
        if hold is None:
            raise NotFound(_("No such hold is open."))
        answered: Hold = officers.answer_question(
            hold=hold.pk,
            version=data["version"],
            answer=data["answer"],
            actor=self.person,
            at=self.now,
        )
        return Response(HoldSerializer(answered, context=self._reader).data)

    @property
    def _reader(self) -> dict[str, Any]:
        is_officer = may(self.person, Permission.READ_FIRMS)
        return {**self.get_serializer_context(), "is_officer": is_officer}

    def _draft(self, data: dict[str, Any]) -> Declaration | None:
        number = data.pop("declaration", None)
        if number is None:
            return None
        draft = self.get_queryset().filter(number=number).first()
        if draft is None:
            raise ValidationError({"declaration": [_("There is no such declaration.")]})
        return draft

    def _whole(self, number: str) -> Declaration:
        rows = self.get_queryset().select_related("outlet", "copied_from")
        found: Declaration = rows.prefetch_related(
            "lines__uses__lot", "contract_limits", "certificates"
        ).get(number=number)
        return found

    def _as_it_is(self, number: str, status_code: int = status.HTTP_200_OK) -> Response:
        return self.answer(self._whole(number), status_code)
