"""Credit events: reported, judged, objected to, and supposed."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from blacklist.policy.scheme import Indicator
from blacklist.policy.view import RECOMMENDATION
from blacklist.selectors.schemes import indicators_on, scheme_on
from blacklist.services.events import Evidence
from blacklist.states import Ground, Pillar
from enterprises import formats
from enterprises.languages import either
from enterprises.models import Enterprise
from enterprises.policy import credit_code_is_valid, tidy_credit_code
from enterprises.selectors.reasons import say

_ROWS = {"rows": 3}


def indicator_choices(on: date, reporter: str = "") -> list[tuple[str, Any]]:
    """Offer the indicators of a day, those of one reporter if named, under their pillars."""
    known = scheme_on(on).indicators
    groups = []
    for pillar in Pillar:
        offered = [
            (code, _with_points(either(row.name_en, row.name_zh), known[code]))
            for code, row in sorted(indicators_on(on).items())
            if row.pillar == pillar and (not reporter or reporter in known[code].reporters)
        ]
        if offered:
            groups.append((str(pillar.label), offered))
    return groups


def _with_points(name: str, indicator: Indicator) -> str:
    return _("%(name)s (%(points)s)") % {"name": name, "points": formats.signed(indicator.points)}


class IndicatorForm(forms.Form):
    """What happened, and when: the part that a report and a supposition share."""

    indicator = forms.ChoiceField(
        label=pgettext_lazy("credit event", "What happened"),
        error_messages={"required": gettext_lazy("Choose what happened.")},
    )
    occurred_on = forms.DateField(
        label=gettext_lazy("On"),
        widget=forms.DateInput,
        error_messages={
            "required": gettext_lazy("Enter the day, such as 2026-11-18."),
            "invalid": gettext_lazy("Enter the day, such as 2026-11-18."),
        },
    )
    grounds = forms.MultipleChoiceField(
        label=gettext_lazy("Grounds of the recommendation"),
        help_text=gettext_lazy("Only for a recommendation by the government."),
        choices=Ground.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *args: Any, on: date, source: str = "", **kw: Any) -> None:
        super().__init__(data, *args, **kw)
        self.on = on
        choices = indicator_choices(on, source)
        self.fields["indicator"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        offered = {code for _pillar, rows in choices for code, _name in rows}
        if RECOMMENDATION not in offered:
            del self.fields["grounds"]

    def clean_occurred_on(self) -> date:
        day: date = self.cleaned_data["occurred_on"]
        if day > self.on:
            raise forms.ValidationError(say("DATE_IN_FUTURE", {"date": day.isoformat()}))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("indicator") != RECOMMENDATION:
            cleaned["grounds"] = []
        return cleaned


class SupposeForm(IndicatorForm):
    """An event that did not happen: what would it do to the class?"""

    def __init__(self, data: Any = None, *args: Any, on: date, **kw: Any) -> None:
        super().__init__(data, *args, on=on, **kw)
        self.fields["indicator"].label = _("If this happened")


class ReportForm(IndicatorForm):
    """A report of a source, with its own reference."""

    source_reference = forms.CharField(
        label=gettext_lazy("Your reference"),
        help_text=gettext_lazy("The number of your document; each is used for one event only."),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the number of your document.")},
    )
    statement = forms.CharField(
        label=pgettext_lazy("credit event", "What was found"),
        help_text=gettext_lazy("The firm reads this once the event is confirmed."),
        max_length=2000,
        widget=forms.Textarea(attrs=_ROWS),
        error_messages={"required": gettext_lazy("Say in a sentence what was found.")},
    )


class DepartmentReportForm(ReportForm):
    """A report of a department, which names the firm by its credit code."""

    credit_code = forms.CharField(
        label=gettext_lazy("Credit code of the firm"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the 18 characters of the credit code.")},
    )
    field_order = ["credit_code"]
    firm: Enterprise | None = None

    def clean_credit_code(self) -> str:
        code = tidy_credit_code(self.cleaned_data["credit_code"])
        if not credit_code_is_valid(code):
            raise forms.ValidationError(say("CREDIT_CODE_INVALID"))
        self.firm = Enterprise.objects.filter(credit_code=code).first()
        if self.firm is None:
            raise forms.ValidationError(_("The bureau supervises no firm with this credit code."))
        return code


class ReasonForm(forms.Form):
    """Why an officer says no."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs=_ROWS),
        error_messages={"required": gettext_lazy("Say why.")},
    )


class AnswerForm(forms.Form):
    """What an objection is answered."""

    answer = forms.CharField(
        label=gettext_lazy("Answer to the firm"),
        max_length=2000,
        widget=forms.Textarea(attrs=_ROWS),
        error_messages={"required": gettext_lazy("Say why.")},
    )


class ObjectionForm(forms.Form):
    """What a firm says against an event, and what it shows for it."""

    objection = forms.CharField(
        label=gettext_lazy("What is wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say what is wrong with the event.")},
    )
    evidence = forms.FileField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("One PDF, PNG, JPEG, CSV or XLSX file of at most 10 MB."),
        required=False,
    )

    def clean_evidence(self) -> Evidence | None:
        given = self.cleaned_data["evidence"]
        return Evidence(given.name, given.read()) if given else None
