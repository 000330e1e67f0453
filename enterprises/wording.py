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
    "application_submitted": Wording(
        _("%(firm)s applied for registration"),
        _("The application %(registration)s waits for a registrar."),
    ),
    "filing_applied": Wording(
        _("%(firm)s applied to be put on file"),
        _("The application %(filing)s waits for a registrar."),
    ),
    "assessment_planned": Wording(
        _("The bureau visits you on %(planned_for)s"),
        _("Assessment %(assessment)s: have the papers of your application and your records ready."),
    ),
    "assessment_cancelled": Wording(
        _("The visit of %(planned_for)s is cancelled"),
        _("Assessment %(assessment)s does not take place. %(reason)s"),
    ),
    "assessment_submitted": Wording(
        _("Assessment %(assessment)s waits to be endorsed"),
        _("%(firm)s was assessed: %(score)s of 100. Somebody who was not there endorses it."),
    ),
    "assessment_sent_back": Wording(
        _("Assessment %(assessment)s was sent back"),
        _("Its assessors take it up again. %(reason)s"),
    ),
    "assessment_endorsed": Wording(
        _("The report of your assessment is there"),
        _("Assessment %(assessment)s: %(score)s of 100. What is to be put right is named in it."),
    ),
    "rectification_submitted": Wording(
        _("%(firm)s answered %(rectification)s"),
        _("What was done about item %(item)s waits to be verified."),
    ),
    "rectification_returned": Wording(
        _("Rectification %(rectification)s came back"),
        _("It is due on %(due_on)s. %(reason)s"),
    ),
    "rectification_extended": Wording(
        _("More time for rectification %(rectification)s"),
        _("It is now due on %(due_on)s."),
    ),
    "rectification_accepted": Wording(
        _("Rectification %(rectification)s is accepted"),
        _("Nothing more is to be done about item %(item)s."),
    ),
    "rectification_void": Wording(
        _("Rectification %(rectification)s fell away"),
        _("Nothing is to be done about item %(item)s. %(reason)s"),
    ),
    "rectification_due": Wording(
        _("Rectification %(rectification)s is due on %(due_on)s"),
        _("Say what you did about item %(item)s, with photographs or papers that show it."),
    ),
    "rectification_overdue": Wording(
        _("Rectification %(rectification)s is late"),
        _("It was due on %(due_on)s. Until it is accepted a provisional registration is narrowed."),
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
