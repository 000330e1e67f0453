"""What happened to a declaration, told from the audit."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import parts
from enterprises.audit import SYSTEM
from enterprises.models import AuditEntry
from enterprises.tones import Text, Tone
from inspections.models import Certificate, Declaration

SHOWN_MAX = 60

_DEEDS: Mapping[str, tuple[Text, Tone]] = MappingProxyType(
    {
        "create_declaration": (gettext_lazy("Draft opened"), ""),
        "save_declaration": (gettext_lazy("Changed"), ""),
        "declaration_released": (gettext_lazy("Released"), "ok"),
        "declaration_held": (gettext_lazy("Held"), "wait"),
        "declaration_returned": (gettext_lazy("Returned for correction"), "wait"),
        "declaration_refused": (gettext_lazy("Refused"), "no"),
        "withdraw_declaration": (gettext_lazy("Withdrawn"), ""),
        "cancel_release": (gettext_lazy("Release cancelled"), ""),
        "accept_review": (gettext_lazy("A finding was accepted"), "ok"),
        "accept_hold": (gettext_lazy("A finding was accepted"), "ok"),
        "release_as_chief": (gettext_lazy("Released by the section chief"), "ok"),
        "ask_firm": (gettext_lazy("A question to the firm"), "wait"),
        "answer_question": (gettext_lazy("The firm answered"), ""),
        "order_test": (gettext_lazy("A test was ordered"), ""),
        "order_test_for_hold": (gettext_lazy("A test was ordered"), ""),
        "add_check": (gettext_lazy("A check was added"), "wait"),
        "record_check": (gettext_lazy("A check was carried out"), ""),
        "assign_hold": (gettext_lazy("Taken on"), ""),
        "replace_certificate": (gettext_lazy("Certificate replaced"), ""),
        "revoke_certificate": (gettext_lazy("Certificate revoked"), "no"),
        "expire_certificate": (gettext_lazy("Certificate expired"), ""),
    }
)
# Officers see who takes on what; it is no business of the firm.
_WITHIN_THE_BUREAU = frozenset({"assign_hold"})


def events_of(
    declaration: Declaration, certificates: list[Certificate], *, is_officer: bool
) -> tuple[parts.Event, ...]:
    """Tell what happened to a declaration and its certificates, newest first."""
    wanted = Q(record_kind="declaration", record_number=declaration.number)
    if certificates:
        numbers = [certificate.number for certificate in certificates]
        wanted |= Q(record_kind="certificate", record_number__in=numbers)
    entries = AuditEntry.objects.filter(wanted).order_by("-at", "-pk")[:SHOWN_MAX]
    return tuple(
        _event(entry, is_officer=is_officer)
        for entry in entries
        if is_officer or entry.action not in _WITHIN_THE_BUREAU
    )


def events_of_certificate(certificate: Certificate, *, is_officer: bool) -> tuple[parts.Event, ...]:
    """Tell what happened to one copy, newest first; its beginning is its release."""
    entries = AuditEntry.objects.filter(
        record_kind="certificate", record_number=certificate.number
    ).order_by("-at", "-pk")[:SHOWN_MAX]
    issued = parts.Event(at=certificate.issued_at, what=_("Issued"), tone="ok")
    return (*(_event(entry, is_officer=is_officer) for entry in entries), issued)


def _event(entry: AuditEntry, *, is_officer: bool) -> parts.Event:
    words, tone = _DEEDS.get(entry.action, (capfirst(entry.action.replace("_", " ")), ""))
    return parts.Event(at=entry.at, what=words, note=_note(entry, is_officer=is_officer), tone=tone)


def _note(entry: AuditEntry, *, is_officer: bool) -> str:
    detail: dict[str, Any] = entry.detail
    who = _("by itself") if entry.actor_name == SYSTEM else entry.actor_name
    said = [who]
    if entry.record_kind == "certificate":
        said.append(entry.record_number)
    if judgement := detail.get("judgement"):
        said.append(_("judgement %(number)s") % {"number": judgement})
    for name in ("question", "answer", "reason", "remark", "finding"):
        if detail.get(name):
            said.append(str(detail[name]))
    return " · ".join(said)
