"""How the API describes itself: every refusal, every header, no answer left out."""

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_serializer
from rest_framework import serializers

from enterprises.api.doors import Door


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A fault in a field",
            value={
                "code": "INVALID",
                "detail": "Something entered cannot be.",
                "fields": {"lines.2.net_weight_kg": ["Enter a number above 0."]},
            },
        ),
        OpenApiExample(
            "A refusal by the rules",
            value={
                "code": "VERSION_CONFLICT",
                "detail": "D26-0042-0412 was changed meanwhile; load it again.",
                "fields": {},
            },
        ),
    ]
)
class ErrorSerializer(serializers.Serializer[Any]):
    """The one form of every refusal."""

    code = serializers.CharField(help_text=_("Stable, for programs."))
    detail = serializers.CharField(help_text=_("For people, in the language asked for."))
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text=_("Sentences by field; parts of lists are numbered from 1."),
    )


IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=False,
    type={"type": "string", "minLength": 1, "maxLength": 80},
    description=_(
        "Asking again with the same key and body gives the same answer and does nothing twice; "
        "the same key with another body is refused."
    ),
)


class ApiSchema(AutoSchema):
    """Adds what the frame does for every view."""

    def get_override_parameters(self) -> list[Any]:
        handler = getattr(self.view, self._action or "", None)
        return [IDEMPOTENCY_KEY] if getattr(handler, "is_done_once", False) else []

    def get_description(self) -> str:  # type: ignore[override]
        written = super().get_description()
        door = self._door
        if door is None:
            return written
        return f"{written}\n\nScope: `{door.scope.value}`."

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        answers: dict[str, Any] = super()._get_response_bodies(direction)
        for status, words in self._refusals().items():
            answers.setdefault(
                status,
                {**self._get_response_for_code(ErrorSerializer, status), "description": words},
            )
        return dict(sorted(answers.items()))

    def _refusals(self) -> dict[str, str]:
        refusals = {"400": "Something sent cannot be.", "429": "Asked too often."}
        if self._door is not None:
            refusals["401"] = "Nobody, or a token that does not hold."
            refusals["403"] = "Visible, but not yours to do; or the token lacks the scope."
        if "{" in self.path:
            refusals["404"] = "There is none, or none that you may see."
        if self.method in {"POST", "PUT", "PATCH"} and self._door is not None:
            refusals["409"] = "The rules say no, or the record was changed meanwhile."
            refusals["413"] = "Too much at once."
            refusals["415"] = "Not JSON."
        return refusals

    @property
    def _action(self) -> str | None:
        return getattr(self.view, "action", None)

    @property
    def _door(self) -> Door | None:
        return getattr(self.view, "doors", {}).get(self._action)
