"""The words of the audit: what was done, to which kind of record, and where its page is.

Each floor keeps the words of its own deeds in a module `deeds`: `DEEDS` for whole codes, `KINDS`
for kinds of record with the page that shows one. A code that nobody words is read by its end, as
a state or a verb, so that a new deed is told in the reader's language too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.addresses import find_address
from enterprises.languages import by_name
from enterprises.tones import Text, look_of


@dataclass(frozen=True)
class Kind:
    """A kind of record: its word, and the names of pages that show one, the best first."""

    word: Text
    pages: tuple[str, ...] = ()


DEEDS: dict[str, Text] = {
    "roles_given": _("Roles given"),
    "reporter_appointed": _("Reporter of a department appointed"),
    "reference_changed": _("Reference data changed"),
    "reference_added": _("Reference data added"),
    "registration_condition_accepted": _("Condition accepted"),
    "account_changed": _("Account changed"),
    "account_opened": _("Account opened"),
    "password_set": _("Password set"),
    "file_stored": _("File given"),
    "token_created": _("Token created"),
    "token_revoked": _("Token revoked"),
    "markets_declared": _("Export markets declared"),
    "outlet_opened": _("Shop abroad entered"),
    "brand_entered": _("Brand entered"),
}
KINDS: dict[str, Kind] = {
    "enterprise": Kind(_("Enterprise"), ("inspections:firm",)),
    "registration": Kind(_("Registration"), ("enterprises:registration-detail",)),
    "assessment": Kind(_("Assessment"), ("enterprises:assessment-detail",)),
    "rectification": Kind(_("Rectification"), ("enterprises:rectification-detail",)),
    "dyehouse_filing": Kind(_("Dyehouse filing"), ("enterprises:filing-detail",)),
    "notice": Kind(_("Notice"), ("enterprises:notice-detail",)),
    "membership": Kind(_("Member of a firm")),
    "agent_authorisation": Kind(_("Authorisation of an agent")),
    "api_token": Kind(_("Token")),
    "file": Kind(_("File")),
    "user": Kind(_("Account")),
    "department": Kind(_("Department")),
}
# What the end of a code says, where it is no state that has a look of its own.
_VERBS: dict[str, Text] = {
    "acknowledged": pgettext_lazy("deed", "Acknowledged"),
    "added": pgettext_lazy("deed", "Added"),
    "adjusted": pgettext_lazy("deed", "Adjusted"),
    "allowed": pgettext_lazy("deed", "Objection allowed"),
    "amended": pgettext_lazy("deed", "Amended"),
    "answered": pgettext_lazy("deed", "Answered"),
    "applied": pgettext_lazy("deed", "Applied for"),
    "asked": pgettext_lazy("deed", "Asked for"),
    "assessed": pgettext_lazy("deed", "Assessed"),
    "assigned": pgettext_lazy("deed", "Assigned"),
    "carried_out": pgettext_lazy("deed", "Carried out"),
    "changed": pgettext_lazy("deed", "Changed"),
    "closing": pgettext_lazy("deed", "Asked to be closed"),
    "copied": pgettext_lazy("deed", "Copied"),
    "created": pgettext_lazy("deed", "Created"),
    "declared": pgettext_lazy("deed", "Declared"),
    "declined": pgettext_lazy("deed", "Declined"),
    "deleted": pgettext_lazy("deed", "Deleted"),
    "dismissed": pgettext_lazy("deed", "Objection dismissed"),
    "done": pgettext_lazy("deed", "Done"),
    "drafted": pgettext_lazy("deed", "Drafted"),
    "dropped": pgettext_lazy("deed", "Dropped"),
    "effective": pgettext_lazy("deed", "Put into effect"),
    "endorsed": pgettext_lazy("deed", "Endorsed"),
    "entered": pgettext_lazy("deed", "Entered"),
    "exhausted": pgettext_lazy("deed", "Used up"),
    "extended": pgettext_lazy("deed", "Extended"),
    "filed": pgettext_lazy("deed", "Filed"),
    "freed": pgettext_lazy("deed", "Freed"),
    "given": pgettext_lazy("deed", "Given"),
    "heard": pgettext_lazy("deed", "Heard"),
    "in_stock": pgettext_lazy("deed", "Freed from quarantine"),
    "in_test": pgettext_lazy("deed", "In test"),
    "invalidated": pgettext_lazy("deed", "Made invalid"),
    "invited": pgettext_lazy("deed", "Invited"),
    "kept": pgettext_lazy("deed", "Kept"),
    "noticed": pgettext_lazy("deed", "Notice given"),
    "objected": pgettext_lazy("deed", "Objected to"),
    "opened": pgettext_lazy("deed", "Opened"),
    "ordered": pgettext_lazy("deed", "Ordered"),
    "ordered_again": pgettext_lazy("deed", "Ordered again"),
    "out_of_time": pgettext_lazy("deed", "Out of time"),
    "proved": pgettext_lazy("deed", "Proved"),
    "read": pgettext_lazy("deed", "Read"),
    "received": pgettext_lazy("deed", "Received"),
    "recorded": pgettext_lazy("deed", "Recorded"),
    "remedied": pgettext_lazy("deed", "Remedied"),
    "reminded": pgettext_lazy("deed", "Reminded"),
    "removed": pgettext_lazy("deed", "Removed"),
    "reopened": pgettext_lazy("deed", "Opened again"),
    "replaced": pgettext_lazy("deed", "Replaced"),
    "retired": pgettext_lazy("deed", "Retired"),
    "sampled": pgettext_lazy("deed", "Sampled"),
    "sent": pgettext_lazy("deed", "Sent"),
    "settled": pgettext_lazy("deed", "Settled"),
    "started": pgettext_lazy("deed", "Started"),
    "superseded": pgettext_lazy("deed", "Superseded"),
    "taken": pgettext_lazy("deed", "Taken"),
    "testing": pgettext_lazy("deed", "Test begun"),
    "waived": pgettext_lazy("deed", "Waived"),
    "written": pgettext_lazy("deed", "Written"),
}


def deed_words(action: str) -> str:
    """Say what was done; a code that nobody words is read by its end, else as it is written."""
    known = _catalogue().deeds.get(action)
    if known:
        return str(known)
    words = action.split("_")
    for start in range(1, len(words)):
        end = "_".join(words[start:])
        word = _VERBS.get(end) or look_of(end).word
        if word:
            return str(word)
    return str(capfirst(action.replace("_", " ")))


def kind_words(kind: str) -> str:
    """Say a kind of record; reference data by the name of its table, what nobody words as written."""
    known = _catalogue().kinds.get(kind)
    word = known.word if known else _tables().get(kind)
    return str(capfirst(str(word))) if word else str(capfirst(kind.replace("_", " ")))


def record_address(kind: str, number: str) -> str:
    """Give the page of a record of a kind, or nothing where it has none."""
    known = _catalogue().kinds.get(kind)
    if known is None or not number:
        return ""
    return next(filter(None, (find_address(page, number) for page in known.pages)), "")


def deed_choices() -> list[tuple[str, str]]:
    """Offer every deed that somebody words; several that are said alike are asked for together."""
    named: dict[str, list[str]] = {}
    for code in _catalogue().deeds:
        named.setdefault(deed_words(code), []).append(code)
    return [(",".join(named[words]), words) for words in sorted(named, key=by_name)]


def kind_choices() -> list[tuple[str, str]]:
    """Offer every kind of record that somebody words."""
    codes = (*_catalogue().kinds, *_tables())
    return sorted(((code, kind_words(code)) for code in codes), key=lambda pair: by_name(pair[1]))


@cache
def _tables() -> Mapping[str, Text]:
    """Name the tables of reference data, whose rows stand in the audit by the name of their model."""
    return {
        str(model._meta.model_name): model._meta.verbose_name or ""
        for model in apps.get_models()
        if getattr(model, "is_reference", False)
        and model._meta.model_name not in _catalogue().kinds
    }


@dataclass(frozen=True)
class _Catalogue:
    deeds: Mapping[str, Text]
    kinds: Mapping[str, Kind]


@cache
def _catalogue() -> _Catalogue:
    """Gather the words of every floor."""
    deeds: dict[str, Text] = {}
    kinds: dict[str, Kind] = {}
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.deeds") is not None:
            floor = import_module(f"{app.name}.deeds")
            deeds |= getattr(floor, "DEEDS", {})
            kinds |= getattr(floor, "KINDS", {})
    return _Catalogue(deeds, kinds)
