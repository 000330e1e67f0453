"""The words of the audit for credit."""

from django.utils.translation import gettext_lazy as _

from enterprises.deeds import Kind
from enterprises.tones import Text

DEEDS: dict[str, Text] = {
    "class_changed": _("Class changed"),
    "list_entry_stated": _("Firm stated its case"),
    "grading_round_recorded": _("Round of gradings recorded"),
}
KINDS: dict[str, Kind] = {
    "credit_event": Kind(_("Credit event"), ("blacklist:event-detail",)),
    "list_entry": Kind(_("Entry of a list"), ("blacklist:entry-detail",)),
    "classification": Kind(_("Class")),
    "class_proposal": Kind(_("Proposal of a class")),
    "grading_round": Kind(_("Round of gradings"), ("blacklist:grading-detail",)),
    "memorandum": Kind(_("Memorandum"), ("blacklist:memorandum-detail",)),
}
