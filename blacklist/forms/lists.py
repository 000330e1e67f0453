"""Entries on the red and the black list: proposed, heard, remedied, ended; and classes proposed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blacklist.states import CreditClass, ListKind

_ROWS = {"rows": 4}


class ProposeEntryForm(forms.Form):
    """An entry as it is proposed; a black one rests on a ground that the record gives."""

    kind = forms.ChoiceField(
        label=gettext_lazy("List"),
        choices=[(kind.value, capfirst(str(kind.label))) for kind in ListKind],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the list.")},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground of the black list"),
        help_text=gettext_lazy("Only grounds that confirmed events of this firm make up."),
        required=False,
    )
    grounds = forms.CharField(
        label=gettext_lazy("Grounds, as they are published"),
        max_length=2000,
        widget=forms.Textarea(attrs=_ROWS),
        error_messages={"required": gettext_lazy("Say on what facts the entry rests.")},
    )
    basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        help_text=gettext_lazy("The clause, such as M-13 of the measures."),
        max_length=200,
        error_messages={"required": gettext_lazy("Name the clause, such as M-13.")},
    )
    is_urgent = forms.BooleanField(
        label=gettext_lazy("Urgent: in effect once approved, the firm is heard after"),
        required=False,
    )
    review_on = forms.DateField(
        label=gettext_lazy("Looked at again on"), widget=forms.DateInput, required=False
    )

    def __init__(
        self, data: Any = None, *, grounds: Iterable[tuple[str, str]], on: date, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.on = on
        offered = list(grounds)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, capfirst(str(kind.label))) for kind in ListKind
        ]
        self.fields["ground"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data["review_on"]
        if day is not None and day <= self.on:
            raise forms.ValidationError(_("This day has passed."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == ListKind.RED:
            cleaned["ground"], cleaned["is_urgent"] = "", False
        elif cleaned.get("kind") == ListKind.BLACK and not cleaned.get("ground"):
            self.add_error("ground", _("Choose the ground; without one no firm is black-listed."))
        return cleaned


class HearingForm(forms.Form):
    """What the firm said; nothing, if it let its time pass."""

    statement = forms.CharField(
        label=gettext_lazy("What the firm said"),
        help_text=gettext_lazy("Leave it empty only when the time to be heard is over."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CaseForm(forms.Form):
    """What the firm says of an entry proposed for it."""

    statement = forms.CharField(
        label=gettext_lazy("Your statement"),
        help_text=gettext_lazy("Whoever decides reads it beside the grounds."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write what is to be heard.")},
    )


class RemedyForm(forms.Form):
    """What is done towards leaving the black list."""

    remedied_on = forms.DateField(
        label=gettext_lazy("Cause remedied and verified on site on"),
        widget=forms.DateInput,
        required=False,
    )
    government_statement_on = forms.DateField(
        label=gettext_lazy("The government stated that it is ended on"),
        widget=forms.DateInput,
        required=False,
    )

    def __init__(self, data: Any = None, *, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.on = on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("remedied_on", "government_statement_on"):
            day = cleaned.get(name)
            if day is not None and day > self.on:
                self.add_error(name, _("This day is still to come."))
        if not self.errors and not any(cleaned.values()):
            self.add_error("remedied_on", _("Enter at least one of the two days."))
        return cleaned


class ProposeClassForm(forms.Form):
    """A raise or an override, with its reason."""

    credit_class = forms.ChoiceField(
        label=gettext_lazy("Class proposed"),
        error_messages={"required": gettext_lazy("Choose the class.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The firm and every later reader see it."),
        max_length=300,
        widget=forms.Textarea(attrs=_ROWS),
        error_messages={"required": gettext_lazy("Say why.")},
    )

    def __init__(self, data: Any = None, *, offered: Iterable[CreditClass], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["credit_class"].choices = [  # type: ignore[attr-defined]
            (one.value, capfirst(str(one.label))) for one in offered
        ]


class DecideClassForm(forms.Form):
    """Yes or no to a proposed class; a no says why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed to reject."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs=_ROWS),
    )
