"""A firm that comes in, as its business licence names it, and who acts for it first."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from enterprises.forms.people import PersonForm
from enterprises.policy import credit_code_is_valid, tidy_credit_code
from enterprises.selectors.reasons import say
from enterprises.states import EnterpriseKind


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, capfirst(str(kind.label))) for kind in EnterpriseKind]


class EntryForm(PersonForm):
    """What the licence says of the firm, and the mail address of its owner."""

    credit_code = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        help_text=gettext_lazy("18 characters, as on the business licence."),
        max_length=30,
        error_messages={"required": gettext_lazy("Enter the credit code of 18 characters.")},
    )
    name_zh = forms.CharField(
        label=gettext_lazy("Name in Chinese"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the name as on the licence.")},
    )
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"),
        help_text=gettext_lazy("It stands on certificates."),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the name that stands on certificates.")},
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds"),
        choices=_kinds,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Say what the firm does.")},
    )
    township = forms.CharField(
        label=gettext_lazy("Township"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter the township.")},
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    legal_representative = forms.CharField(
        label=gettext_lazy("Legal representative"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the name as on the licence.")},
    )
    full_name = forms.CharField(
        label=gettext_lazy("First owner of the account"),
        help_text=gettext_lazy("Applies for registration and lets others in."),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the name of the person.")},
    )
    field_order = (
        *("credit_code", "name_zh", "name_en", "kinds", "township", "address"),
        *("legal_representative", "full_name", "email", "language"),
    )

    def clean_credit_code(self) -> str:
        code = tidy_credit_code(self.cleaned_data["credit_code"])
        if not credit_code_is_valid(code):
            raise forms.ValidationError(say("CREDIT_CODE_INVALID"))
        return code
