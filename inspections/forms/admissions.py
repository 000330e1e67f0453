"""How a registration is granted: until when, for where, under which dated conditions."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.fields import CountField
from enterprises.forms.countries import countries
from enterprises.services.registrations import NewCondition

CONDITIONS_MOST = 3
_DAY = {
    "required": gettext_lazy("Enter a day, such as 2026-11-18."),
    "invalid": gettext_lazy("Enter a day, such as 2026-11-18."),
}


class GrantForm(forms.Form):
    """A provisional registration before the visit, which is its first dated condition."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput, error_messages=_DAY
    )
    visit_by = forms.DateField(
        label=gettext_lazy("Visit by"),
        help_text=gettext_lazy("The visit is the first condition."),
        widget=forms.DateInput,
        error_messages=_DAY,
    )
    allowed_isos = forms.MultipleChoiceField(
        label=gettext_lazy("Allowed destinations"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Name at least one destination.")},
    )
    cap_pieces = CountField(
        label=gettext_lazy("Cap"),
        help_text=gettext_lazy("How many pieces may leave until it is full; empty for no cap."),
        required=False,
        min_value=1,
        max_value=2_147_483_647,
        error_messages={
            "invalid": gettext_lazy("Enter a whole number, such as 500."),
            "min_value": gettext_lazy("A cap allows at least one piece."),
            "max_value": gettext_lazy("This figure is too large."),
        },
    )

    def __init__(self, data: Any = None, *, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._on = on
        self.fields["allowed_isos"].choices = countries(on)  # type: ignore[attr-defined]
        for place in range(1, CONDITIONS_MOST + 1):
            self._add_condition(place)

    def _add_condition(self, place: int) -> None:
        words = {"place": place}
        for name, label in (
            ("zh", _("Condition %(place)d, in Chinese")),
            ("en", _("Condition %(place)d, in English")),
        ):
            self.fields[f"text_{name}_{place}"] = forms.CharField(
                label=label % words, required=False, max_length=200
            )
        self.fields[f"due_on_{place}"] = forms.DateField(
            label=_("Condition %(place)d, due on") % words,
            required=False,
            widget=forms.DateInput,
            error_messages=_DAY,
        )

    def condition_rows(self) -> Iterator[tuple[Any, Any, Any]]:
        """Give the three fields of each further condition."""
        for place in range(1, CONDITIONS_MOST + 1):
            names = (f"text_zh_{place}", f"text_en_{place}", f"due_on_{place}")
            yield self[names[0]], self[names[1]], self[names[2]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in range(1, CONDITIONS_MOST + 1):
            names = [f"text_zh_{place}", f"text_en_{place}", f"due_on_{place}"]
            if any(data.get(name) for name in names):
                for name in names:
                    if not data.get(name) and name not in self.errors:
                        self.add_error(name, _("A condition has both texts and a day."))
                self._check_due(f"due_on_{place}", data)
        return data

    def _check_due(self, name: str, data: dict[str, Any]) -> None:
        due_on, last_day = data.get(name), data.get("last_day")
        if due_on and last_day and not self._on <= due_on <= last_day:
            self.add_error(name, _("Every condition is due within the period."))

    def conditions(self) -> list[NewCondition]:
        """Give the further conditions that were filled in."""
        data = self.cleaned_data
        return [
            NewCondition(
                text_en=data[f"text_en_{place}"],
                text_zh=data[f"text_zh_{place}"],
                due_on=data[f"due_on_{place}"],
            )
            for place in range(1, CONDITIONS_MOST + 1)
            if data[f"due_on_{place}"]
        ]
