"""How the states of registrations, visits, rectifications and filings look."""

from django.utils.translation import pgettext_lazy

from enterprises import tones
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    ItemFinding,
    RectificationState,
    RegistrationStanding,
    RegistrationState,
)
from enterprises.tones import Look

_R, _A, _C = RegistrationState, AssessmentState, RectificationState
_F, _I, _W = DyehouseFilingState, ItemFinding, RegistrationStanding

tones.register(
    "registration",
    {
        _R.DRAFT: Look("draft", "edit", pgettext_lazy("registration", "Draft")),
        _R.SUBMITTED: Look("info", "turn", pgettext_lazy("registration", "Handed in")),
        _R.RETURNED: Look("wait", "edit", pgettext_lazy("registration", "Returned to the firm")),
        _R.ACCEPTED: Look("info", "check", pgettext_lazy("registration", "Papers accepted")),
        _R.REJECTED: Look("no", "cross", pgettext_lazy("registration", "Rejected")),
        _R.PROVISIONAL: Look("wait", "clock", pgettext_lazy("registration", "Provisional")),
        _R.REGISTERED: Look("ok", "check", pgettext_lazy("registration", "Registered")),
        _R.SUSPENDED: Look("no", "pause", pgettext_lazy("registration", "Suspended")),
        _R.LAPSED: Look("", "minus", pgettext_lazy("registration", "Lapsed")),
        _R.CANCELLED: Look("", "minus", pgettext_lazy("registration", "Given up")),
        _R.REVOKED: Look("no", "cross", pgettext_lazy("registration", "Revoked")),
    },
)
tones.register(
    "standing",
    {
        _W.REGISTERED: Look("ok", "check", pgettext_lazy("registration", "Registered")),
        _W.PROVISIONAL: Look("wait", "clock", pgettext_lazy("registration", "Provisional")),
        _W.PROVISIONAL_NARROWED: Look("no", "alert", pgettext_lazy("registration", "Narrowed")),
        _W.NONE: Look("", "minus", pgettext_lazy("registration", "None")),
        _W.SUSPENDED: Look("no", "pause", pgettext_lazy("registration", "Suspended")),
        _W.ENDED: Look("", "minus", pgettext_lazy("registration", "Ended")),
        _W.PROVISIONAL_ENDED: Look("no", "minus", pgettext_lazy("registration", "Ended")),
    },
)
tones.register(
    "assessment",
    {
        _A.PLANNED: Look("draft", "clock", pgettext_lazy("assessment", "Planned")),
        _A.UNDER_WAY: Look("info", "turn", pgettext_lazy("assessment", "Under way")),
        _A.SUBMITTED: Look("info", "check", pgettext_lazy("assessment", "To be endorsed")),
        _A.SENT_BACK: Look("wait", "edit", pgettext_lazy("assessment", "Sent back")),
        _A.ENDORSED: Look("ok", "check", pgettext_lazy("assessment", "Endorsed")),
        _A.CANCELLED: Look("", "minus", pgettext_lazy("assessment", "Cancelled")),
    },
)
tones.register(
    "rectification",
    {
        _C.OPEN: Look("wait", "wrench", pgettext_lazy("rectification", "To be put right")),
        _C.SUBMITTED: Look("info", "turn", pgettext_lazy("rectification", "To be verified")),
        _C.RETURNED: Look("wait", "edit", pgettext_lazy("rectification", "Returned")),
        _C.ACCEPTED: Look("ok", "check", pgettext_lazy("rectification", "Accepted")),
        _C.VOID: Look("", "minus", pgettext_lazy("rectification", "Fell away")),
    },
)
tones.register(
    "filing",
    {
        _F.APPLIED: Look("info", "turn", pgettext_lazy("filing", "Applied for")),
        _F.ASSESSED: Look("info", "check", pgettext_lazy("filing", "Assessed")),
        _F.FILED: Look("ok", "check", pgettext_lazy("filing", "On file")),
        _F.REFUSED: Look("no", "cross", pgettext_lazy("filing", "Refused")),
        _F.SUSPENDED: Look("no", "pause", pgettext_lazy("filing", "Suspended")),
        _F.EXPIRED: Look("", "minus", pgettext_lazy("filing", "Expired")),
        _F.CANCELLED: Look("", "minus", pgettext_lazy("filing", "Taken off")),
    },
)
tones.register(
    "finding",
    {
        _I.CONFORMING: Look("ok", "check", pgettext_lazy("finding", "Conforms")),
        _I.NONCONFORMING: Look("no", "cross", pgettext_lazy("finding", "Does not conform")),
        _I.NOT_APPLICABLE: Look("", "minus", pgettext_lazy("finding", "Not applicable")),
    },
)
