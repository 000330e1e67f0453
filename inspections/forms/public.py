"""What the public types in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_ATTRIBUTES = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CheckForm(forms.Form):
    """The number and the code of a certificate, as somebody copies them from paper."""

    number = forms.CharField(
        label=_("Certificate number"),
        help_text=_("Top right on the paper"),
        max_length=40,
        widget=forms.TextInput(attrs=_ATTRIBUTES),
        error_messages={"required": _("Enter the number, such as C26-0042-0412-1.")},
    )
    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("Eight signs under the square code"),
        max_length=40,
        widget=forms.TextInput(attrs=_ATTRIBUTES),
        error_messages={"required": _("Enter the eight signs, such as 7QF4M3XD.")},
    )

    def clean_number(self) -> str:
        return _as_printed(self.cleaned_data["number"])

    def clean_code(self) -> str:
        return _as_printed(self.cleaned_data["code"]).replace("-", "")


def _as_printed(text: Any) -> str:
    """Write signs as the paper does: capitals, without the spaces that a copyist leaves."""
    return "".join(str(text).split()).upper()
