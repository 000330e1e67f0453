"""The words of what firms are told about their credit."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blacklist import states
from blacklist.words import indicator_name
from enterprises.wording import Wording

# Where a firm reads its class with its reasons, and an entry with what it may still say of it.
_FILE = "blacklist:credit-file"
_ENTRY: Mapping[str, Any] = {"page": "blacklist:entry-detail", "by": ("entry",)}
_NAMES = {"indicator": lambda code: indicator_name(code, timezone.localdate())}

WORDS: dict[str, Wording] = {
    "class_changed": Wording(
        _("Credit class: %(credit_class)s"),
        _("Your credit class is now %(credit_class)s. The credit file says why."),
        {"credit_class": states.CreditClass},
        _FILE,
    ),
    "event_reported": Wording(
        _("Credit event %(event)s waits to be confirmed"),
        _("The event %(event)s (%(indicator)s) was reported; confirm or reject it."),
        names=_NAMES,
        page="blacklist:event-detail",
        by=("event",),
    ),
    "event_confirmed": Wording(
        _("Credit event %(event)s is confirmed"),
        _("The event %(event)s (%(indicator)s) is confirmed and counts; you may object to it."),
        names=_NAMES,
        page="blacklist:event-detail",
        by=("event",),
    ),
    "event_rejected": Wording(
        _("Your report %(event)s is rejected"),
        _("The event %(event)s (%(indicator)s) that you reported is rejected; its page says why."),
        names=_NAMES,
        page="blacklist:event-detail",
        by=("event",),
    ),
    "event_objected": Wording(
        _("Objection to credit event %(event)s"),
        _("The firm objects to the event %(event)s (%(indicator)s); allow or dismiss it."),
        names=_NAMES,
        page="blacklist:event-detail",
        by=("event",),
    ),
    "event_decided": Wording(
        _("Credit event %(event)s: %(state)s"),
        _("The event %(event)s (%(indicator)s) is now: %(state)s."),
        {"state": states.CreditEventState},
        "blacklist:event-detail",
        ("event",),
        _NAMES,
    ),
    "list_entry_moved": Wording(
        _("%(kind)s: %(state)s"),
        _("The entry %(entry)s is now: %(state)s."),
        {"kind": states.ListKind, "state": states.ListEntryState},
        **_ENTRY,
    ),
    "list_entry_stated": Wording(
        _("%(kind)s: the firm states its case"),
        _("The firm says something of the entry %(entry)s; record the hearing."),
        {"kind": states.ListKind},
        **_ENTRY,
    ),
    "list_entry_effective": Wording(
        _("%(kind)s: in effect"),
        _("The entry %(entry)s is in effect from today."),
        {"kind": states.ListKind},
        **_ENTRY,
    ),
    "list_entry_ended": Wording(
        _("%(kind)s: ended"),
        _("The entry %(entry)s has ended."),
        {"kind": states.ListKind},
        **_ENTRY,
    ),
}
