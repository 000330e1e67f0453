"""How the states of events, entries and proposals look."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blacklist.states import ClassProposalState, CreditEventState, ListEntryState
from enterprises import tones
from enterprises.tones import Look

_E, _L, _P = CreditEventState, ListEntryState, ClassProposalState

tones.register(
    "credit_event",
    {
        _E.REPORTED: Look("wait", "clock", _("Waits for an officer")),
        _E.CONFIRMED: Look("ok", "check", _("Confirmed")),
        _E.REJECTED: Look("", "minus", pgettext_lazy("credit event", "Rejected")),
        _E.OBJECTED: Look("wait", "alert", _("The firm objects")),
        _E.DISMISSED: Look("ok", "check", _("Confirmed, objection dismissed")),
        _E.ALLOWED: Look("", "minus", _("Overturned, objection allowed")),
    },
)
tones.register(
    "list_entry",
    {
        _L.PROPOSED: Look("info", "turn", _("Proposed")),
        _L.NOTICED: Look("wait", "clock", _("The firm may be heard")),
        _L.HEARD: Look("wait", "pause", _("Waits for approval")),
        _L.EFFECTIVE: Look("ok", "check", _("In effect")),
        _L.CONFIRMED: Look("ok", "check", _("In effect, confirmed")),
        _L.ENDED: Look("", "minus", _("Ended")),
        _L.DROPPED: Look("", "minus", _("Dropped")),
    },
)
tones.register(
    "class_proposal",
    {
        _P.PROPOSED: Look("wait", "clock", _("Waits for a second person")),
        _P.APPROVED: Look("ok", "check", _("Approved")),
        _P.REJECTED: Look("no", "cross", _("Rejected")),
    },
)
