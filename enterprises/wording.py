"""The words of what people are told, by kind; each floor keeps those of its own facts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import TextChoices
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from enterprises import states
from enterprises.formats import number, written_date
from enterprises.languages import is_chinese, own_words
from enterprises.models import Notification
from enterprises.tones import Text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class Wording:
    """A subject and a sentence with parameters; `choices` and `names` say what codes in them mean.

    What is kept in both languages, as `title_en` and `title_zh`, is said as `title`. `page` is the
    name of the page that a message of the kind leads to, `by` the parameters in its address.
    """

    subject: Text
    body: Text
    choices: Mapping[str, type[TextChoices]] = field(default_factory=dict)
    page: str = ""
    by: tuple[str, ...] = ()
    names: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    def said(self, params: Mapping[str, Any]) -> tuple[str, str]:
        """Say both in the reader's language."""
        spoken = {name: self._word(name, value) for name, value in params.items()}
        ending = "_zh" if is_chinese() else "_en"
        for name in list(spoken):
            if name.endswith(ending):
                spoken.setdefault(name.removesuffix(ending), spoken[name])
        return capfirst(str(self.subject) % spoken), (str(self.body) % spoken).strip()

    def address(self, params: Mapping[str, Any]) -> str:
        """Give the address of the page it leads to; nothing where there is none."""
        if not self.page or not set(self.by) <= set(params):
            return ""
        try:
            return reverse(self.page, args=[params[name] for name in self.by])
        except NoReverseMatch:
            return ""

    def _word(self, name: str, value: Any) -> str:
        choices = self.choices.get(name)
        if choices is not None and value in choices.values:
            return str(choices(value).label)
        if name in self.names:
            return self.names[name](str(value))
        if isinstance(value, str) and _DAY.fullmatch(value):
            return written_date(date.fromisoformat(value))
        if isinstance(value, str) and _MONTH.fullmatch(value):
            return written_date(date.fromisoformat(f"{value}-01"), "month")
        if isinstance(value, int) and not isinstance(value, bool):
            return number(value)
        return own_words(str(value))


_NOTICE: Mapping[str, Any] = {
    "choices": {"kind": states.NoticeKind},
    "page": "enterprises:notice-detail",
    "by": ("notice",),
}
_PEOPLE: Mapping[str, Any] = {
    "choices": {"state": states.AgentAuthorisationState, "role": states.MembershipRole},
    "page": "enterprises:firm-people",
    "by": ("enterprise",),
}

WORDS: dict[str, Wording] = {
    "registration_changed": Wording(
        _("Registration %(registration)s: %(state)s"),
        _("The registration %(registration)s is now %(state)s. %(reason)s"),
        {"state": states.RegistrationState},
        page="enterprises:registration-detail",
        by=("registration",),
    ),
    "filing_changed": Wording(
        _("Filing %(filing)s: %(state)s"),
        _("The filing %(filing)s is now %(state)s. %(reason)s"),
        {"state": states.DyehouseFilingState},
        page="enterprises:filing-detail",
        by=("filing",),
    ),
    "application_submitted": Wording(
        _("%(firm)s applied for registration"),
        _("The application %(registration)s waits for a registrar."),
        page="enterprises:registration-detail",
        by=("registration",),
    ),
    "filing_applied": Wording(
        _("%(firm)s applied to be put on file"),
        _("The application %(filing)s waits for a registrar."),
        page="enterprises:filing-detail",
        by=("filing",),
    ),
    "assessment_planned": Wording(
        _("The bureau visits you on %(planned_for)s"),
        _("Assessment %(assessment)s: have the papers of your application and your records ready."),
        page="enterprises:assessment-detail",
        by=("assessment",),
    ),
    "assessment_cancelled": Wording(
        _("The visit of %(planned_for)s is cancelled"),
        _("Assessment %(assessment)s does not take place. %(reason)s"),
        page="enterprises:assessment-detail",
        by=("assessment",),
    ),
    "assessment_submitted": Wording(
        _("Assessment %(assessment)s waits to be endorsed"),
        _("%(firm)s was assessed: %(score)s of 100. Somebody who was not there endorses it."),
        page="enterprises:assessment-detail",
        by=("assessment",),
    ),
    "assessment_sent_back": Wording(
        _("Assessment %(assessment)s was sent back"),
        _("Its assessors take it up again. %(reason)s"),
        page="enterprises:assessment-detail",
        by=("assessment",),
    ),
    "assessment_endorsed": Wording(
        _("The report of your assessment is there"),
        _("Assessment %(assessment)s: %(score)s of 100. What is to be put right is named in it."),
        page="enterprises:assessment-detail",
        by=("assessment",),
    ),
    "rectification_submitted": Wording(
        _("%(firm)s answered %(rectification)s"),
        _("What was done about item %(item)s waits to be verified."),
        page="enterprises:rectification-detail",
        by=("rectification",),
    ),
    "rectification_returned": Wording(
        _("Rectification %(rectification)s came back"),
        _("It is due on %(due_on)s. %(reason)s"),
        page="enterprises:rectification-detail",
        by=("rectification",),
    ),
    "rectification_extended": Wording(
        _("More time for rectification %(rectification)s"),
        _("It is now due on %(due_on)s."),
        page="enterprises:rectification-detail",
        by=("rectification",),
    ),
    "rectification_accepted": Wording(
        _("Rectification %(rectification)s is accepted"),
        _("Nothing more is to be done about item %(item)s."),
        page="enterprises:rectification-detail",
        by=("rectification",),
    ),
    "rectification_void": Wording(
        _("Rectification %(rectification)s fell away"),
        _("Nothing is to be done about item %(item)s. %(reason)s"),
        page="enterprises:rectification-detail",
        by=("rectification",),
    ),
    "rectification_due": Wording(
        _("Rectification %(rectification)s is due on %(due_on)s"),
        _("Say what you did about item %(item)s, with photographs or papers that show it."),
        page="enterprises:rectification-detail",
        by=("rectification",),
    ),
    "rectification_overdue": Wording(
        _("Rectification %(rectification)s is late"),
        _("It was due on %(due_on)s. Until it is accepted a provisional registration is narrowed."),
        page="enterprises:rectification-detail",
        by=("rectification",),
    ),
    "agent_authorisation_changed": Wording(
        _("Authorisation of %(agent_name)s: %(state)s"),
        _("The authorisation of the agent %(agent_name)s is now %(state)s."),
        **_PEOPLE,
    ),
    "agency_asked": Wording(
        _("%(principal_name)s asks you to file for it"),
        _("It authorises you from %(valid_from)s to %(last_day)s. Accept or decline it."),
        **_PEOPLE,
    ),
    "agency_ended": Wording(
        _("You no longer file for %(principal_name)s"),
        _("The authorisation is now %(state)s. What you filed stays as it is."),
        **_PEOPLE,
    ),
    "member_added": Wording(
        _("You act for %(enterprise_name)s"),
        _("You were entered as %(role)s."),
        **_PEOPLE,
    ),
    "member_role_changed": Wording(
        _("Your role in %(enterprise_name)s: %(role)s"),
        _("What you may do for the enterprise has changed."),
        **_PEOPLE,
    ),
    "member_removed": Wording(
        _("You no longer act for %(enterprise_name)s"),
        _("Its owner ended your membership today."),
    ),
    "notice_sent": Wording(
        _("%(title)s (%(kind)s %(notice)s)"),
        _("The bureau's notice takes effect on %(effective_on)s. Read what it asks of you."),
        **_NOTICE,
    ),
    "notice_reminded": Wording(
        _("Still to be acknowledged: %(title)s"),
        _(
            "Your enterprise has not acknowledged %(notice)s, which takes effect on %(effective_on)s."
        ),
        **_NOTICE,
    ),
    "notice_withdrawn": Wording(
        _("Withdrawn: %(title)s"),
        _("The bureau took %(notice)s back. %(reason)s"),
        **_NOTICE,
    ),
}


@cache
def catalogue() -> Mapping[str, Wording]:
    """Gather the words of every floor."""
    gathered: dict[str, Wording] = {}
    for app in apps.get_app_configs():
        gathered |= _words_of(app.name)
    return gathered


def say(kind: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """Say the subject and the sentence of a kind; an unknown one speaks for itself."""
    wording = catalogue().get(kind)
    return wording.said(params) if wording else (kind, "")


def address_of(notification: Notification) -> str:
    """Give the address of the record that a message is about; nothing where there is no page."""
    if notification.address:
        return notification.address
    wording = catalogue().get(notification.kind)
    return wording.address(notification.params) if wording else ""


NOTICES = "notices"


def topics() -> list[tuple[str, Text]]:
    """Name what messages are about: the notices of the bureau, and the work of each floor."""
    floors = [app for app in apps.get_app_configs() if _words_of(app.name)]
    return [(NOTICES, _("Notices")), *((app.label, app.verbose_name) for app in floors)]


def kinds_about(topic: str) -> list[str]:
    """Name the kinds of messages about a topic."""
    if topic == NOTICES:
        return [kind for kind, words in WORDS.items() if words.page == _NOTICE["page"]]
    of_floor = _words_of(apps.get_app_config(topic).name)
    return sorted(set(of_floor) - set(kinds_about(NOTICES)))


def _words_of(app: str) -> Mapping[str, Wording]:
    if find_spec(f"{app}.wording") is None:
        return {}
    words: Mapping[str, Wording] = import_module(f"{app}.wording").WORDS
    return words
