"""What officers write about a held declaration, and what the firm answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.fields import CountField
from inspections.states import CheckKind

_WORDS = {"rows": 3}


class ReasonForm(forms.Form):
    """A decision by a person always says why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The firm and every later reader see it with the decision."),
        max_length=300,
        widget=forms.Textarea(attrs=_WORDS),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


class QuestionForm(forms.Form):
    """One question at a time."""

    question = forms.CharField(
        label=gettext_lazy("Question to the firm"),
        help_text=gettext_lazy("The clock stands still until the firm has answered."),
        max_length=300,
        widget=forms.Textarea(attrs=_WORDS),
        error_messages={"required": gettext_lazy("Write the question.")},
    )


class AnswerForm(forms.Form):
    """What the firm says to the question."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write an answer.")},
    )


class CheckForm(forms.Form):
    """What a check of the goods found, written down beside them."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[
            ("passed", gettext_lazy("The goods agree with the papers")),
            ("failed", gettext_lazy("They do not; the goods are refused")),
        ],
        error_messages={"required": gettext_lazy("Say whether the goods agree.")},
    )
    pieces_examined = CountField(
        label=gettext_lazy("Pieces examined"),
        min_value=1,
        error_messages={
            "required": gettext_lazy("Say how many pieces were examined, such as 20."),
            "invalid": gettext_lazy("Enter a whole number, such as 20."),
            "min_value": gettext_lazy("At least one piece is examined."),
        },
    )
    finding = forms.CharField(
        label=gettext_lazy("What was found"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=_WORDS),
    )

    def __init__(self, data: Any = None, *, kind: CheckKind, pieces: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.pieces = pieces
        if kind == CheckKind.PRODUCT_TEST:
            del self.fields["pieces_examined"]

    def clean_pieces_examined(self) -> int:
        examined: int = self.cleaned_data["pieces_examined"]
        if examined > self.pieces:
            raise forms.ValidationError(
                _("The consignment has %(pieces)s pieces.") % {"pieces": self.pieces}
            )
        return examined

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("outcome") == "failed" and not cleaned.get("finding", "").strip():
            self.add_error("finding", _("Describe what was found."))
        return cleaned
