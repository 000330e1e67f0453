"""What happened to a declaration, told from the audit."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from enterprises import parts
from enterprises.audit import SYSTEM
from enterprises.deeds import deed_words
from enterprises.models import AuditEntry
from inspections.deeds import TOLD
from inspections.models import Certificate, Declaration

SHOWN_MAX = 60

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
    words, tone = TOLD.get(entry.action, (deed_words(entry.action), ""))
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
