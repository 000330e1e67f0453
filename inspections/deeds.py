"""The words of the audit for declarations and what follows from them, with their tones."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from enterprises.deeds import Kind
from enterprises.tones import Text, Tone

TOLD: Mapping[str, tuple[Text, Tone]] = MappingProxyType(
    {
        "create_declaration": (_("Draft opened"), ""),
        "save_declaration": (_("Changed"), ""),
        "declaration_released": (_("Released"), "ok"),
        "declaration_held": (_("Held"), "wait"),
        "declaration_returned": (_("Returned for correction"), "wait"),
        "declaration_refused": (_("Refused"), "no"),
        "withdraw_declaration": (_("Withdrawn"), ""),
        "cancel_release": (_("Release cancelled"), ""),
        "accept_review": (_("A finding was accepted"), "ok"),
        "accept_hold": (_("A finding was accepted"), "ok"),
        "release_as_chief": (_("Released by the section chief"), "ok"),
        "ask_firm": (_("A question to the firm"), "wait"),
        "answer_question": (_("The firm answered"), ""),
        "order_test": (_("A test was ordered"), ""),
        "order_test_for_hold": (_("A test was ordered"), ""),
        "add_check": (_("A check was added"), "wait"),
        "record_check": (_("A check was carried out"), ""),
        "assign_hold": (_("Taken on"), ""),
        "replace_certificate": (_("Certificate replaced"), ""),
        "revoke_certificate": (_("Certificate revoked"), "no"),
        "expire_certificate": (_("Certificate expired"), ""),
    }
)
DEEDS: dict[str, Text] = {
    **{action: words for action, (words, _tone) in TOLD.items()},
    "delete_declaration": _("Draft thrown away"),
    "reveal_seed": _("Seed of the draw revealed"),
    "demonstration_told": _("The demonstration told up to this day"),
}
KINDS: dict[str, Kind] = {
    "declaration": Kind(_("Declaration"), ("inspections:declaration-detail",)),
    "certificate": Kind(
        _("Certificate"), ("inspections:certificate-detail", "inspections:certificate-pdf")
    ),
    "impact_case": Kind(_("Impact case"), ("inspections:impact-detail",)),
    "demonstration": Kind(_("Demonstration"), ()),
    "rule_set": Kind(_("Rule set"), ("inspections:rule-set",)),
    "day_seed": Kind(_("Seed of the draw")),
}
