"""Rounds of the government: typed in firm by firm, or read from a sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from blacklist.forms.sheets import SheetRow, rows_of
from blacklist.services.gradings import GRADES, GradingLine
from blacklist.states import Ground
from enterprises.errors import Invalid
from enterprises.fields import CountField
from enterprises.models import Enterprise
from enterprises.selectors.reasons import say

_NOT_GRADED = ("", "—")


class RoundForm(forms.Form):
    """What a round is: its number, its day, its document."""

    number = CountField(
        label=gettext_lazy("Round"),
        min_value=1,
        max_value=9999,
        help_text=gettext_lazy("A number recorded before makes this a correction of that round."),
        error_messages={
            "required": gettext_lazy("Enter the number of the round, such as 4."),
            "invalid": gettext_lazy("Enter the number of the round, such as 4."),
        },
    )
    held_on = forms.DateField(
        label=gettext_lazy("Date of the round"),
        widget=forms.DateInput,
        error_messages={
            "required": gettext_lazy("Enter the day, such as 2026-11-18."),
            "invalid": gettext_lazy("Enter the day, such as 2026-11-18."),
        },
    )
    document = forms.CharField(
        label=gettext_lazy("Document"),
        max_length=120,
        help_text=gettext_lazy("Its number and title, as the county government gave it."),
        error_messages={"required": gettext_lazy("Name the document.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, on: date, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.on = on

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > self.on:
            raise forms.ValidationError(say("DATE_IN_FUTURE", {"date": day.isoformat()}))
        return day


class SheetForm(RoundForm):
    """A round with the sheet it is read from."""

    sheet = forms.FileField(
        label=gettext_lazy("Sheet"),
        help_text=gettext_lazy(
            "CSV or XLSX; the first row names the columns: credit code, class, "
            "honest, management, scale, quality."
        ),
        error_messages={"required": gettext_lazy("Choose the sheet.")},
    )

    def clean_sheet(self) -> list[SheetRow]:
        try:
            return rows_of(self.cleaned_data["sheet"].read())
        except Invalid as refusal:
            raise forms.ValidationError(refusal.fields["sheet"]) from refusal


@dataclass(frozen=True)
class TypedRow:
    """One firm in the form of a round, with its two fields."""

    enterprise: Enterprise
    grade: BoundField
    grounds: BoundField


class TypedRoundForm(RoundForm):
    """A round typed in: every firm a row, empty where the round does not name it."""

    def __init__(self, data: Any = None, *, firms: Iterable[Enterprise], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.firms = list(firms)
        choices = [_NOT_GRADED, *((str(grade), str(grade)) for grade in GRADES)]
        for firm in self.firms:
            self.fields[f"grade_{firm.serial}"] = forms.ChoiceField(
                label=firm.name, choices=choices, required=False
            )
            self.fields[f"grounds_{firm.serial}"] = forms.MultipleChoiceField(
                label=firm.name,
                choices=Ground.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def rows(self) -> Iterator[TypedRow]:
        for firm in self.firms:
            yield TypedRow(firm, self[f"grade_{firm.serial}"], self[f"grounds_{firm.serial}"])

    def lines(self) -> list[GradingLine]:
        """Give what was typed of each firm that has a class in the round."""
        return [
            GradingLine(
                firm,
                int(self.cleaned_data[f"grade_{firm.serial}"]),
                frozenset(Ground(one) for one in self.cleaned_data[f"grounds_{firm.serial}"]),
            )
            for firm in self.firms
            if self.cleaned_data.get(f"grade_{firm.serial}")
        ]
