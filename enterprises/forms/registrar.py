"""What registrars decide, and what they write down."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enterprises.forms.later import LaterChoice, LaterText
from enterprises.forms.uploads import several_files
from enterprises.models import Assessment, AssessmentItem, User
from enterprises.roles import Role
from enterprises.services.assessments import Found
from enterprises.states import ItemFinding
from enterprises.words import evidence_words

_WORDS = {"rows": 3}
_DAY = {"invalid": gettext_lazy("Enter a day, such as 2026-11-18.")}


# Short words for a thumb, three beside each other on a phone.
FINDINGS = [
    (ItemFinding.CONFORMING.value, pgettext_lazy("checklist", "Met")),
    (ItemFinding.NONCONFORMING.value, pgettext_lazy("checklist", "Not met")),
    (ItemFinding.NOT_APPLICABLE.value, pgettext_lazy("checklist", "Does not apply")),
]


class ReasonForm(forms.Form):
    """A decision by a person that always says why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The firm reads it."),
        max_length=300,
        widget=forms.Textarea(attrs=_WORDS),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


class OpinionForm(forms.Form):
    """What the local government says of a dyehouse."""

    government_opinion = forms.CharField(
        label=gettext_lazy("Opinion of the local government"),
        help_text=gettext_lazy("Who said so, on which day, and whether the dyehouse is honest."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("The local government has to be heard.")},
    )


class ReturnForm(ReasonForm):
    """Why an answer does not do, and until when the firm may answer again."""

    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        required=False,
        help_text=gettext_lazy("Left empty, the day stays as it is."),
        widget=forms.DateInput,
        error_messages=_DAY,
    )


class ExtensionForm(ReasonForm):
    """More time, for a reason."""

    field_order = ["due_on", "reason"]
    due_on = forms.DateField(
        label=gettext_lazy("New day"),
        widget=forms.DateInput,
        error_messages={**_DAY, "required": gettext_lazy("Enter a day, such as 2026-11-18.")},
    )


class PlanForm(forms.Form):
    """When a visit takes place, and who goes."""

    planned_for = forms.DateField(
        label=gettext_lazy("Day of the visit"),
        widget=forms.DateInput,
        error_messages={**_DAY, "required": gettext_lazy("Enter a day, such as 2026-11-18.")},
    )
    assessors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Assessors"),
        help_text=gettext_lazy("Whoever goes does not endorse the report."),
        queryset=User.objects.none(),
        to_field_name="username",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Name at least one assessor.")},
    )

    def __init__(self, data: Any = None, *, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.on = on
        registrars = User.objects.filter(is_active=True, groups__name=Role.REGISTRAR)
        self.fields["assessors"].queryset = registrars.order_by("full_name", "pk")  # type: ignore[attr-defined]

    def clean_planned_for(self) -> date:
        planned_for: date = self.cleaned_data["planned_for"]
        if planned_for < self.on:
            raise forms.ValidationError(_("This day has passed."))
        return planned_for

    def clean_assessors(self) -> list[User]:
        return list(self.cleaned_data["assessors"])


class VisitForm(forms.Form):
    """The checklist on a phone: three answers for each item, and a remark where one does not conform."""

    use_required_attribute = False

    conclusion = forms.CharField(
        label=gettext_lazy("Conclusion"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = several_files(
        gettext_lazy("Photographs and papers"),
        gettext_lazy("Straight from the camera, or a PDF; up to 10 MB each."),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, assessment: Assessment) -> None:
        super().__init__(data, files, initial={"conclusion": assessment.conclusion})
        self.items = list(assessment.items.order_by("ordinal"))
        for item in self.items:
            self.fields[item.code] = LaterChoice(
                label=item.text,
                choices=FINDINGS,
                initial=item.finding,
                widget=forms.RadioSelect,
            )
            self.fields[self.remark_name(item)] = LaterText(
                label=gettext_lazy("What is not met"),
                max_length=300,
                initial=item.remark,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @staticmethod
    def remark_name(item: AssessmentItem) -> str:
        return f"{item.code}-remark"

    def rows(self) -> Iterator[tuple[AssessmentItem, str, Any, Any]]:
        """Give each item with the evidence it asks for, and its two fields."""
        for item in self.items:
            evidence = evidence_words(item.evidence_expected)
            yield item, evidence, self[item.code], self[self.remark_name(item)]

    def found(self) -> dict[str, Found]:
        """Give what was filled in, as the service takes it."""
        data = self.cleaned_data
        return {
            item.code: Found(data[item.code], data[self.remark_name(item)]) for item in self.items
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for item in self.items:
            is_unmet = data.get(item.code) == ItemFinding.NONCONFORMING
            if is_unmet and not data.get(self.remark_name(item), "").strip():
                self.add_error(self.remark_name(item), _("Say what does not conform."))
        return data
