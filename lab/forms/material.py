"""What firms say of skins: batches dyed, deliveries made, lots received, and what officers answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enterprises.fields import CountField
from enterprises.models import Enterprise
from enterprises.policy import credit_code_is_valid, tidy_credit_code
from enterprises.states import Colour, Process, Species
from lab.models import DyeBatch
from lab.selectors.stores import firm_with_code
from lab.states import LotForm

SKINS_MAX = 1_000_000
COLOUR_LENGTH_MAX = 20
OTHER = "other"
_WORDS = {"rows": 3}


def skins_field(label: Any, least: int = 1, **options: Any) -> CountField:
    """A number of whole skins, each fault with its own sentence."""
    return CountField(
        label=label,
        min_value=least,
        max_value=SKINS_MAX,
        error_messages={
            "required": gettext_lazy("Enter how many skins, such as 640."),
            "invalid": gettext_lazy("Enter a whole number, such as 640."),
            "min_value": gettext_lazy("At least %(limit_value)s."),
            "max_value": gettext_lazy("At most 1,000,000 skins at once."),
        },
        **options,
    )


def day_field(label: Any, example: str = "2026-11-18") -> forms.DateField:
    """A day, with an example where it cannot be read."""
    sentence = gettext_lazy("Enter the day, such as 2026-11-18.")
    return forms.DateField(
        label=label,
        widget=forms.DateInput,
        error_messages={"required": sentence, "invalid": sentence},
    )


def words_field(label: Any, hint: Any = "", most: int = 300) -> forms.CharField:
    """A few words of why."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs=_WORDS),
        error_messages={"required": gettext_lazy("Say why.")},
    )


class FirmForm(forms.Form):
    """A form that one of the person's firms sends; the only one is not asked for."""

    firm = forms.ChoiceField(
        label=gettext_lazy("For"),
        error_messages={"required": gettext_lazy("Choose the enterprise.")},
    )

    def __init__(self, data: Any = None, *, firms: Sequence[Enterprise], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.firms = {firm.serial: firm for firm in firms}
        if len(self.firms) == 1:
            del self.fields["firm"]
        else:
            choices = [(firm.serial, firm.name) for firm in firms]
            self.fields["firm"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen_firm(self) -> Enterprise:
        """The firm that it is for, once the form is valid."""
        serial = self.cleaned_data.get("firm") or next(iter(self.firms))
        return self.firms[serial]


class SkinsForm(FirmForm):
    """Of what the skins are: species, process and colour group."""

    species = forms.ChoiceField(
        label=gettext_lazy("Fur"),
        error_messages={"required": gettext_lazy("Choose a species.")},
    )
    process = forms.ChoiceField(
        label=gettext_lazy("Done to the skins"),
        error_messages={"required": gettext_lazy("Choose what was done to the skins.")},
    )
    colour = forms.ChoiceField(
        label=gettext_lazy("Colour group"),
        error_messages={"required": gettext_lazy("Choose the colour group.")},
    )
    other_colour = forms.CharField(
        label=gettext_lazy("Colour group in your words"),
        help_text=gettext_lazy("Only where the list has none that fits."),
        max_length=COLOUR_LENGTH_MAX,
        required=False,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choose = [("", gettext_lazy("Choose"))]
        offered: dict[str, list[tuple[str, Any]]] = {
            "species": [(value, capfirst(str(label))) for value, label in Species.choices],
            "process": [(value, capfirst(str(label))) for value, label in Process.choices],
            "colour": [
                *((value, capfirst(str(label))) for value, label in Colour.choices),
                (OTHER, pgettext_lazy("colour", "Another")),
            ],
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            # So few processes are shown side by side; an empty one among them says nothing.
            field.choices = choices if name == "process" else [*choose, *choices]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        written = cleaned.get("other_colour", "").strip()
        if cleaned.get("colour") == OTHER:
            if not written:
                self.add_error("other_colour", _("Give the colour group, such as “blue frost”."))
            cleaned["colour"] = written
        elif cleaned.get("colour") and written:
            self.add_error("other_colour", _("Leave this empty, or choose “Another” above."))
        return cleaned


class ReceiptForm(SkinsForm):
    """Skins that a firm bought."""

    supplier_name = forms.CharField(
        label=gettext_lazy("Supplier"),
        help_text=gettext_lazy("As on the bill; skins of a dyehouse here come by its delivery."),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the supplier.")},
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Counted as"), choices=LotForm.choices, initial=LotForm.SKINS
    )
    skins = skins_field(gettext_lazy("Skins"))
    received_on = day_field(gettext_lazy("Received on"))

    field_order = (
        *("firm", "supplier_name", "species", "process", "colour", "other_colour"),
        *("form", "skins", "received_on"),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["skins"].help_text = _(
            "Whole skins; of plates the skins in them. One supplier, one delivery, one lot."
        )


class BatchForm(SkinsForm):
    """A batch that a dyehouse dyed."""

    skins = skins_field(gettext_lazy("Skins dyed"))
    dyed_on = day_field(gettext_lazy("Dyed on"))


class DeliveryForm(FirmForm):
    """Skins out of a batch that a dyehouse delivered to a buyer."""

    buyer_code = forms.CharField(
        label=gettext_lazy("Credit code of the buyer"),
        help_text=gettext_lazy("Eighteen characters, as on its licence."),
        max_length=40,
        error_messages={"required": gettext_lazy("Give the buyer’s credit code.")},
    )
    batch = forms.ChoiceField(
        label=gettext_lazy("Out of dye batch"),
        help_text=gettext_lazy("The batch says species, process and colour."),
        error_messages={
            "required": gettext_lazy("Choose the batch; declare it first if it is not here."),
            "invalid_choice": gettext_lazy("Choose one of your batches."),
        },
    )
    skins = skins_field(gettext_lazy("Skins delivered"))
    delivered_on = day_field(gettext_lazy("Delivered on"))
    note = forms.CharField(label=gettext_lazy("Note to the buyer"), max_length=300, required=False)

    def __init__(
        self, data: Any = None, *, batches: Sequence[tuple[DyeBatch, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.batches = {batch.number: batch for batch, _words in batches}
        field: Any = self.fields["batch"]
        field.choices = [
            ("", _("Choose")),
            *((batch.number, words) for batch, words in batches),
        ]

    def clean_buyer_code(self) -> Enterprise:
        code = tidy_credit_code(self.cleaned_data["buyer_code"])
        if not credit_code_is_valid(code):
            raise forms.ValidationError(
                _("This is no credit code; read its eighteen characters again.")
            )
        buyer = firm_with_code(code)
        if buyer is None:
            raise forms.ValidationError(_("No enterprise here has this credit code."))
        return buyer

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        batch = self.batches.get(cleaned.get("batch", ""))
        has_firm = "firm" not in self.fields or cleaned.get("firm")
        if batch is not None and has_firm and batch.enterprise_id != self.chosen_firm.pk:
            self.add_error("batch", _("This batch is of another of your enterprises."))
        return cleaned


class TakeInForm(forms.Form):
    """How a delivery came into the buyer's store."""

    received_on = day_field(gettext_lazy("Received on"))
    form = forms.ChoiceField(
        label=gettext_lazy("Counted as"), choices=LotForm.choices, initial=LotForm.SKINS
    )


class DisputeForm(forms.Form):
    """What came instead."""

    skins = skins_field(
        gettext_lazy("Skins you counted"),
        least=0,
        help_text=gettext_lazy("0 where none came."),
    )
    note = words_field(
        gettext_lazy("What is wrong"),
        gettext_lazy("The dyehouse and the bureau read it."),
    )


class SettleForm(forms.Form):
    """How many skins count as delivered."""

    skins = skins_field(gettext_lazy("Skins that count as delivered"))
    note = words_field(gettext_lazy("Why"), gettext_lazy("Both sides read it."))


class VoidForm(forms.Form):
    note = words_field(gettext_lazy("Why"), gettext_lazy("The other side reads it."))


class SetAsideForm(forms.Form):
    """Why a lot is set aside, freed or rejected."""

    reason = words_field(
        gettext_lazy("Reason"),
        gettext_lazy("The firm and every later reader see it on the lot."),
        most=200,
    )


class AdjustmentForm(forms.Form):
    """A signed correction of a lot's balance."""

    skins = CountField(
        label=gettext_lazy("Skins, more or fewer"),
        help_text=gettext_lazy("Signed: −2 takes two away, 3 adds three."),
        min_value=-SKINS_MAX,
        max_value=SKINS_MAX,
        error_messages={
            "required": gettext_lazy("Enter a signed whole number, such as −2."),
            "invalid": gettext_lazy("Enter a signed whole number, such as −2."),
        },
    )
    reason = words_field(gettext_lazy("Reason"), gettext_lazy("It stands in the ledger for good."))

    def clean_skins(self) -> int:
        skins: int = self.cleaned_data["skins"]
        if not skins:
            raise forms.ValidationError(_("An adjustment adds skins or takes some away."))
        return skins


class AnswerForm(forms.Form):
    """Why something is declined."""

    answer = words_field(gettext_lazy("Why"), gettext_lazy("Whoever asked reads it."))


class WaiverForm(forms.Form):
    reason = words_field(
        gettext_lazy("Why the month is waived"),
        gettext_lazy("The chief decides on it; it stays on the month."),
    )


class GroundsForm(forms.Form):
    """Why a firm asks to have the retained part tested again."""

    grounds = words_field(
        gettext_lazy("Why the result is doubted"),
        gettext_lazy("Such as: the sample was mixed up with another lot."),
    )


class WithdrawForm(forms.Form):
    reason = words_field(
        gettext_lazy("Why it is withdrawn"), gettext_lazy("It stays readable with the report.")
    )
