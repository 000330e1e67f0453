"""What a firm says of itself."""

from django import forms
from django.utils.translation import gettext_lazy

from enterprises.fields import CountField
from enterprises.forms.countries import countries_by_name

_WHOLE = {
    "invalid": gettext_lazy("Enter a whole number, such as 120."),
    "min_value": gettext_lazy("Enter a whole number, such as 120."),
}
_COUNT_MAX = 100_000_000


def _optional_country() -> list[tuple[str, str]]:
    return [("", str(gettext_lazy("All countries"))), *countries_by_name()]


def _a_country() -> list[tuple[str, str]]:
    return [("", str(gettext_lazy("Choose a country"))), *countries_by_name()]


class ContactForm(forms.Form):
    """Whom to reach, where, and how much the firm can make."""

    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    contact_name = forms.CharField(
        label=gettext_lazy("Contact person"), max_length=80, required=False
    )
    contact_phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    contact_email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        required=False,
        error_messages={"invalid": gettext_lazy("Enter an address such as zhang@example.cn.")},
    )
    workers = CountField(
        label=gettext_lazy("Workers"),
        min_value=0,
        max_value=_COUNT_MAX,
        required=False,
        error_messages=_WHOLE,
    )
    pieces_per_year = CountField(
        label=gettext_lazy("Capacity, pieces a year"),
        min_value=0,
        max_value=_COUNT_MAX,
        required=False,
        error_messages=_WHOLE,
    )


class MarketsForm(forms.Form):
    """Countries that the firm begins to export to."""

    isos = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"),
        choices=countries_by_name,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one country.")},
    )


class BrandForm(forms.Form):
    """A trademark of the firm's own."""

    name = forms.CharField(
        label=gettext_lazy("Brand"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the name.")},
    )
    trademark_number = forms.CharField(
        label=gettext_lazy("Trademark number"), max_length=40, required=False
    )
    iso = forms.ChoiceField(
        label=gettext_lazy("For the market"), choices=_optional_country, required=False
    )


class OutletForm(forms.Form):
    """A shop of the firm's own abroad."""

    name = forms.CharField(
        label=gettext_lazy("Name of the shop"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the name.")},
    )
    iso = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=_a_country,
        error_messages={"required": gettext_lazy("Choose a country.")},
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
