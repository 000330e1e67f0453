"""The words of what people are told, by kind; each floor keeps those of its own facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from enterprises import states
from enterprises.tones import Text


@dataclass(frozen=True)
class Wording:
    """A subject and a sentence with parameters; `choices` say what codes in them mean."""

    subject: Text
    body: Text
    choices: Mapping[str, type[TextChoices]] = field(default_factory=dict)

    def said(self, params: Mapping[str, Any]) -> tuple[str, str]:
        """Say both in the reader's language."""
        spoken = {name: self._word(name, value) for name, value in params.items()}
        return str(self.subject) % spoken, str(self.body) % spoken

    def _word(self, name: str, value: Any) -> str:
        choices = self.choices.get(name)
        if choices is not None and value in choices.values:
            return str(choices(value).label)
        return str(value)


WORDS: dict[str, Wording] = {
    "registration_changed": Wording(
        _("Registration %(registration)s: %(state)s"),
        _("The registration %(registration)s is now %(state)s. %(reason)s"),
        {"state": states.RegistrationState},
    ),
    "filing_changed": Wording(
        _("Filing %(filing)s: %(state)s"),
        _("The filing %(filing)s is now %(state)s. %(reason)s"),
        {"state": states.DyehouseFilingState},
    ),
    "agent_authorisation_changed": Wording(
        _("Authorisation of an agent: %(state)s"),
        _("The authorisation of agent %(agent)s is now %(state)s."),
        {"state": states.AgentAuthorisationState},
    ),
}


@cache
def catalogue() -> Mapping[str, Wording]:
    """Gather the words of every floor."""
    gathered: dict[str, Wording] = {}
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.wording") is not None:
            gathered |= import_module(f"{app.name}.wording").WORDS
    return gathered


def say(kind: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """Say the subject and the sentence of a kind; an unknown one speaks for itself."""
    wording = catalogue().get(kind)
    return wording.said(params) if wording else (kind, "")
