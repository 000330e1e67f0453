"""What is written about a case: how a task was done, who does it, what else is to be done."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import User
from inspections.states import OUTCOMES_OF_TASK, ImpactTaskKind

_WORDS = {"rows": 3}


class TaskForm(forms.Form):
    """How a task was done, in a choice and in words."""

    outcome = forms.ChoiceField(
        label=_("What was done"), error_messages={"required": _("Choose one of those offered.")}
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Who was told, when and how; of a certificate or a lot, the reason."),
        max_length=300,
        widget=forms.Textarea(attrs=_WORDS),
        error_messages={"required": _("Say what was done.")},
    )

    def __init__(self, data: Any = None, *, kind: ImpactTaskKind, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offered = [(one.value, one.label) for one in OUTCOMES_OF_TASK[kind]]
        self.fields["outcome"].choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["outcome"].initial = offered[0][0]
            self.fields["outcome"].widget = forms.HiddenInput()


class _Owned(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Whose"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Unassigned"),
        to_field_name="username",
    )
    due_on = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose today or a later day.")},
    )

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = officers  # type: ignore[attr-defined]


class AssignForm(_Owned):
    """Who does a task, and until when."""


class NewTaskForm(_Owned):
    """Something to do that the system did not name."""

    what = forms.CharField(
        label=_("What is to be done"),
        max_length=300,
        widget=forms.Textarea(attrs=_WORDS),
        error_messages={"required": _("Say what is to be done.")},
    )
    field_order = ("what", "owner", "due_on")

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class ConclusionForm(forms.Form):
    """What came of a case, for whoever closes it."""

    reason = forms.CharField(
        label=_("What came of it"),
        help_text=_("Another person reads it, and closes the case."),
        max_length=300,
        widget=forms.Textarea(attrs=_WORDS),
        error_messages={"required": _("Say what came of the case.")},
    )
