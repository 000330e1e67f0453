"""What a dyehouse is filed for, and until when."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.services.filings import Scope
from enterprises.states import Colour, Process, Species


def _several(label: Any, words: Any, needed: Any) -> forms.MultipleChoiceField:
    def offered() -> list[tuple[str, str]]:
        return [(value, capfirst(str(word))) for value, word in words.choices]

    return forms.MultipleChoiceField(
        label=label,
        choices=offered,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": needed},
    )


class FileForm(forms.Form):
    """The scope as species × processes × colours, and the last day."""

    species = _several(
        gettext_lazy("Species"), Species, gettext_lazy("Choose at least one species.")
    )
    processes = _several(
        gettext_lazy("Processes"), Process, gettext_lazy("Choose at least one process.")
    )
    colours = _several(
        gettext_lazy("Colour groups"), Colour, gettext_lazy("Choose at least one colour group.")
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput,
        error_messages={
            "required": gettext_lazy("Enter a day, such as 2026-11-18."),
            "invalid": gettext_lazy("Enter a day, such as 2026-11-18."),
        },
    )

    def __init__(self, data: Any = None, *, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.on = on

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day < self.on:
            raise forms.ValidationError(_("The last day lies in the past."))
        return last_day

    def scopes(self) -> Iterable[Scope]:
        """Give every combination of what was chosen."""
        data = self.cleaned_data
        return [
            Scope(species, process, colour)
            for species in data["species"]
            for process in data["processes"]
            for colour in data["colours"]
        ]
