"""How a state looks: its tone, its sign and its word, one table for every chip in the house.

Words every floor shares stand here; each app adds its own kinds from its `apps.ready`, so that
the ground floor never learns what a declaration is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A word for people: written already, or translated as it is drawn.
Text = str | Promise
Tone = Literal["ok", "wait", "no", "info", "draft", ""]


@dataclass(frozen=True)
class Look:
    """What a state shows: never a tone alone, always with a sign and a word."""

    tone: Tone
    sign: str
    word: Text


COMMON = "common"

_LOOKS: dict[str, dict[str, Look]] = {
    COMMON: {
        "draft": Look("draft", "edit", _("Draft")),
        "planned": Look("draft", "clock", _("Planned")),
        "open": Look("info", "turn", pgettext_lazy("state", "Open")),
        "under_way": Look("info", "turn", _("Under way")),
        "submitted": Look("info", "turn", _("Submitted")),
        "reported": Look("info", "turn", pgettext_lazy("credit event", "Reported")),
        "proposed": Look("info", "turn", _("Proposed")),
        "held": Look("wait", "pause", _("Held")),
        "suspended": Look("wait", "pause", _("Suspended")),
        "quarantined": Look("wait", "pause", _("Quarantined")),
        "inconclusive": Look("wait", "bang", _("Inconclusive")),
        "overdue": Look("no", "alert", _("Overdue")),
        "missed": Look("no", "bang", _("Missed")),
        "returned": Look("wait", "edit", _("Returned for correction")),
        "sent_back": Look("wait", "edit", _("Sent back")),
        "provisional": Look("wait", "clock", _("Provisional")),
        "active": Look("ok", "check", _("Active")),
        "accepted": Look("ok", "check", _("Accepted")),
        "approved": Look("ok", "check", _("Approved")),
        "confirmed": Look("ok", "check", _("Confirmed")),
        "registered": Look("ok", "check", _("Registered")),
        "passed": Look("ok", "check", _("Passed")),
        "released": Look("ok", "check", _("Released")),
        "verified": Look("ok", "check", _("Verified")),
        "failed": Look("no", "cross", _("Failed")),
        "rejected": Look("no", "cross", _("Rejected")),
        "refused": Look("no", "cross", _("Refused")),
        "revoked": Look("no", "cross", _("Revoked")),
        "disputed": Look("wait", "alert", _("Disputed")),
        "withdrawn": Look("", "minus", _("Withdrawn")),
        "cancelled": Look("", "minus", _("Cancelled")),
        "closed": Look("", "minus", _("Closed")),
        "ended": Look("", "minus", _("Ended")),
        "expired": Look("", "minus", _("Expired")),
        "lapsed": Look("", "minus", _("Lapsed")),
        "void": Look("", "minus", _("Void")),
    },
}

UNKNOWN = Look("", "dot", "")


def register(kind: str, looks: Mapping[str, Look]) -> None:
    """Add the looks of one kind of record; a kind is registered by its own app only."""
    _LOOKS.setdefault(kind, {}).update(looks)


def look_of(code: str, kind: str = COMMON) -> Look:
    """Answer how a state looks; an unknown code is plain, so that a page never breaks on it."""
    return _LOOKS.get(kind, {}).get(code) or _LOOKS[COMMON].get(code) or UNKNOWN


# Verdicts and findings wear these signs wherever they stand.
TONE_SIGNS: Mapping[str, str] = {
    "ok": "check",
    "wait": "pause",
    "no": "cross",
    "info": "turn",
    "draft": "edit",
    "": "minus",
}

register(
    "notice",
    {
        "draft": Look("draft", "edit", _("Draft")),
        "sent": Look("ok", "check", _("In force")),
        "superseded": Look("", "minus", pgettext_lazy("notice", "Replaced")),
        "withdrawn": Look("", "minus", _("Withdrawn")),
    },
)
register(
    "notice_receipt",
    {
        "to_acknowledge": Look("wait", "bell", _("To acknowledge")),
        "acknowledged": Look("ok", "check", _("Acknowledged")),
        "unread": Look("info", "dot", pgettext_lazy("notice", "New")),
        "read": Look("", "check", pgettext_lazy("notice", "Read")),
        "superseded": Look("", "minus", pgettext_lazy("notice", "Replaced")),
        "withdrawn": Look("", "minus", _("Withdrawn")),
    },
)
register(
    "agent_authorisation",
    {
        "asked": Look("wait", "clock", pgettext_lazy("agent", "Asked for")),
        "accepted": Look("ok", "check", _("In force")),
        "declined": Look("no", "cross", pgettext_lazy("agent", "Declined")),
        "revoked": Look("", "minus", _("Revoked")),
        "expired": Look("", "minus", _("Expired")),
    },
)
