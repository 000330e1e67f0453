"""The form of a notice: its words in both languages, and whom they concern."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from enterprises.forms.countries import countries_by_name
from enterprises.models import Notice
from enterprises.services.notices import TEXT_LENGTH_MAX, TITLE_LENGTH_MAX, NoticeContent
from enterprises.states import NoticeKind, Species
from lab.words import analyte_choices


def _words(choices: Any) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


class _Text(forms.CharField):
    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(
            label=label,
            max_length=TEXT_LENGTH_MAX,
            widget=forms.Textarea(attrs={"rows": 6}),
            error_messages={"required": gettext_lazy("A notice is written in both languages.")},
            **options,
        )


class _Title(forms.CharField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            max_length=TITLE_LENGTH_MAX,
            error_messages={"required": gettext_lazy("A notice is written in both languages.")},
        )


class AudienceForm(forms.Form):
    """Whom a notice concerns: what is left empty narrows nothing."""

    destinations = forms.MultipleChoiceField(
        label=gettext_lazy("Destinations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=countries_by_name,
    )
    species = forms.MultipleChoiceField(
        label=gettext_lazy("Furs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: _words(Species.choices),
    )


class NoticeForm(AudienceForm):
    """All that an officer writes."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=lambda: _words(NoticeKind.choices))
    title_zh = _Title(gettext_lazy("Title in Chinese"))
    title_en = _Title(gettext_lazy("Title in English"))
    text_zh = _Text(gettext_lazy("Text in Chinese"))
    text_en = _Text(gettext_lazy("Text in English"))
    effective_on = forms.DateField(
        label=gettext_lazy("Takes effect on"),
        error_messages={
            "required": gettext_lazy("Enter a day, such as 2026-12-01."),
            "invalid": gettext_lazy("Enter a day, such as 2026-12-01."),
        },
    )
    analytes = forms.MultipleChoiceField(
        label=gettext_lazy("Items tested that it is about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=analyte_choices,
    )
    asks_acknowledgement = forms.BooleanField(
        label=gettext_lazy("Each firm acknowledges it"), required=False, initial=True
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Anybody may read it on the public page"), required=False
    )

    @property
    def content(self) -> NoticeContent:
        """What was written, for the service."""
        data = dict(self.cleaned_data)
        for name in ("destinations", "analytes", "species"):
            data[name] = tuple(data[name])
        return NoticeContent(**data)

    @property
    def chosen_destinations(self) -> int:
        """How many are ticked, for the line that folds them away."""
        return len(self["destinations"].value() or ())


def initial_of(notice: Notice) -> dict[str, Any]:
    """Give what a notice says as the form's first values."""
    return {name: getattr(notice, name) for name in NoticeForm.base_fields}
