"""Ordering, taking and ending a sample."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import formats
from enterprises.fields import CountField
from enterprises.states import Contact, Wearer
from lab.models import Sample
from lab.selectors.bench.plans import destination_choices, sealed_with
from lab.states import Part, SamplePurpose

_YES_NO = [("yes", gettext_lazy("Yes, sealed")), ("no", gettext_lazy("No"))]
_ORDERED_BY_HAND = (
    SamplePurpose.LOT_CLEARANCE,
    SamplePurpose.DECLARATION,
    SamplePurpose.VERIFICATION,
)


class OrderForm(forms.Form):
    """What a sample of a lot is for: whoever buys the goods decides what is measured."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"),
        choices=[(one.value, one.label) for one in _ORDERED_BY_HAND],
        initial=SamplePurpose.LOT_CLEARANCE,
    )
    destinations = forms.MultipleChoiceField(
        label=gettext_lazy("Where the goods may go"),
        help_text=gettext_lazy("What is measured follows from the destinations chosen."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one destination.")},
    )
    wearer = forms.ChoiceField(
        label=gettext_lazy("Worn by"), choices=Wearer.choices, initial=Wearer.ADULT
    )
    contact = forms.ChoiceField(
        label=gettext_lazy("Contact with skin"), choices=Contact.choices, initial=Contact.INDIRECT
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Parts to measure"),
        choices=[(Part.FUR.value, Part.FUR.label), (Part.LEATHER.value, Part.LEATHER.label)],
        initial=[Part.FUR.value],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one part.")},
    )
    due_on = forms.DateField(
        label=gettext_lazy("Result due on"),
        required=False,
        help_text=gettext_lazy("Ten working days from today unless another day is given."),
        widget=forms.DateInput,
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.on = on
        self.fields["destinations"].choices = destination_choices(on)  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on is not None and due_on < self.on:
            raise forms.ValidationError(_("This day has passed."))
        return due_on

    def parts_chosen(self) -> Iterable[tuple[str, str]]:
        """The parts as a sample is ordered of them: kind and label."""
        return [(part, "") for part in self.cleaned_data["parts"]]


class TakeForm(forms.Form):
    """What is written down where the sample is taken, in the order of the hands."""

    taken_at = forms.DateTimeField(
        label=gettext_lazy("Taken at"),
        widget=forms.DateTimeInput,
        error_messages={
            "required": gettext_lazy("Enter the day and the time, such as 2026-11-18 10:30."),
            "invalid": gettext_lazy("Enter the day and the time, such as 2026-11-18 10:30."),
        },
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=120,
        error_messages={"required": gettext_lazy("Say where, such as “store 2, Daying”.")},
    )
    skins_drawn = CountField(
        label=gettext_lazy("Skins drawn"),
        min_value=1,
        error_messages={
            "required": gettext_lazy("Enter how many skins were drawn, such as 3."),
            "invalid": gettext_lazy("Enter a whole number, such as 3."),
            "min_value": gettext_lazy("At least one skin is drawn."),
        },
    )
    seal_number = forms.CharField(
        label=gettext_lazy("Seal number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Read the number from the seal on the bag.")},
    )
    portions = CountField(
        label=gettext_lazy("Portions"),
        min_value=1,
        max_value=9,
        initial=3,
        error_messages={
            "required": gettext_lazy("Enter how many portions were made, such as 3."),
            "min_value": gettext_lazy("At least one portion is taken."),
            "max_value": gettext_lazy("At most nine portions are taken."),
        },
    )
    has_retained_part = forms.ChoiceField(
        label=gettext_lazy("A portion is kept for a retest"), choices=_YES_NO, initial="yes"
    )

    def __init__(self, data: Any = None, *, sample: Sample, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.sample = sample
        if sample.lot is None and sample.dye_batch is None:
            self.fields["skins_drawn"].label = _("Pieces drawn")
        if sample.retest_of is not None:
            del self.fields["has_retained_part"]

    def clean_taken_at(self) -> datetime:
        taken_at: datetime = self.cleaned_data["taken_at"]
        if taken_at > timezone.now():
            raise forms.ValidationError(_("This time is still to come."))
        return taken_at

    def clean_skins_drawn(self) -> int:
        drawn: int = self.cleaned_data["skins_drawn"]
        source = self.sample.lot
        if source is not None and drawn > source.skins_received:
            raise forms.ValidationError(
                _("The lot has %(skins)s skins.") % {"skins": formats.number(source.skins_received)}
            )
        return drawn

    def clean_seal_number(self) -> str:
        seal: str = self.cleaned_data["seal_number"].strip()
        other = sealed_with(seal, but=self.sample)
        if other is not None:
            raise forms.ValidationError(
                _("This seal is already on %(sample)s. Read it again from the bag.")
                % {"sample": other.number}
            )
        return seal


class NoteForm(forms.Form):
    """Why a sample ends early, or goes back."""

    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why.")},
    )


class ReceiveForm(forms.Form):
    """The look at the seal when a sample comes into the laboratory."""

    seal = forms.ChoiceField(
        label=gettext_lazy("The seal is"),
        choices=[
            ("intact", gettext_lazy("Intact, and its number agrees")),
            ("broken", gettext_lazy("Broken, or another one; the sample is rejected")),
        ],
        error_messages={"required": gettext_lazy("Say how the seal was found.")},
    )
