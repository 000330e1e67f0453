"""What owners write about their people and agents, and everybody about their own keys."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from enterprises.api.doors import Scope
from enterprises.models import Enterprise
from enterprises.selectors.people import NAMED_MOST, agents_named
from enterprises.states import MembershipRole

_DAY = {
    "required": gettext_lazy("Enter a day, such as 2026-12-01."),
    "invalid": gettext_lazy("Enter a day, such as 2026-12-01."),
}
_ROLE_WORDS = {
    MembershipRole.OWNER: gettext_lazy("Owner: also manages people, agents and the profile"),
    MembershipRole.DECLARANT: gettext_lazy("Declarant: declares, answers and acknowledges"),
    MembershipRole.VIEWER: gettext_lazy("Viewer: reads everything, changes nothing"),
}


def _roles() -> list[tuple[str, str]]:
    return [(role.value, str(words)) for role, words in _ROLE_WORDS.items()]


class RoleForm(forms.Form):
    """What a person may do for the firm."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=_roles,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the person may do.")},
    )

    def clean_role(self) -> MembershipRole:
        return MembershipRole(self.cleaned_data["role"])


class PersonForm(forms.Form):
    """Where the way to a password goes, and in which language it is written."""

    email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        help_text=gettext_lazy(
            "The way to a password goes there; the address is the user name from then on."
        ),
        max_length=150,
        error_messages={
            "required": gettext_lazy("Enter an address such as zhang@example.cn."),
            "invalid": gettext_lazy("Enter an address such as zhang@example.cn."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=[("zh-hans", "简体中文"), ("en", "English")],
        # People add their own, who mostly read what they read themselves.
        initial=get_language,
    )


class InvitationForm(PersonForm, RoleForm):
    """Who is to act for the firm."""

    full_name = forms.CharField(
        label=gettext_lazy("Name of the person"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the name of the person.")},
    )
    field_order = ("full_name", "email", "language", "role")


class AgentForm(forms.Form):
    """Which agent may file for the firm, and for how long."""

    agent = forms.CharField(
        label=gettext_lazy("Declaration agent"),
        help_text=gettext_lazy("Its unified social credit code, or its name."),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the credit code or the name.")},
    )
    valid_from = forms.DateField(label=pgettext_lazy("day", "From"), error_messages=_DAY)
    last_day = forms.DateField(label=gettext_lazy("Last day"), error_messages=_DAY)

    def clean_agent(self) -> Enterprise:
        found = agents_named(self.cleaned_data["agent"])
        if not found:
            raise forms.ValidationError(_("No declaration agent has this code or name."))
        if len(found) > 1:
            names = _(", ").join(one.name for one in found[:NAMED_MOST])
            raise forms.ValidationError(
                _("Several match: %(names)s. Enter the credit code.") % {"names": names}
            )
        return found[0]


class TokenForm(forms.Form):
    """A key for a program: what it is for, what it opens, until when."""

    name = forms.CharField(
        label=pgettext_lazy("key", "What it is for"),
        help_text=gettext_lazy("For example the program that uses it."),
        max_length=80,
        error_messages={"required": gettext_lazy("Say what the key is for.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=lambda: [(value, capfirst(str(label))) for value, label in Scope.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        error_messages=_DAY,
        help_text=gettext_lazy("At most a year ahead; a key that nobody renews ends by itself."),
    )

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not 0 <= (day - today).days <= 366:
            raise forms.ValidationError(_("Choose a day within a year from today."))
        return day
