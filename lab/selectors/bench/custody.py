"""The way of a sample from the order to the report, as its page tells it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises import formats
from enterprises.languages import own_words
from enterprises.models import AuditEntry
from enterprises.parts import Event
from lab.models import Report, Sample
from lab.states import SampleState

_ENDED_TONES = {
    SampleState.REJECTED: "no",
    SampleState.CANCELLED: "",
    SampleState.INVALIDATED: "no",
}
_ACTIONS_TOLD = ("sample_sent_back", "sample_cancelled", "sample_rejected", "sample_invalidated")


def custody_of(sample: Sample, reports: list[Report]) -> tuple[Event, ...]:
    """Tell the chain of custody, newest first: who had the sample in hand, and when."""
    told = [_ordered(sample), _taken(sample), _received(sample), _entered(sample)]
    told += [_audited(entry) for entry in _audit(sample)]
    told += [
        Event(
            report.issued_at,
            _("Verified, report %(number)s issued") % {"number": report.number},
            _("by %(person)s") % {"person": report.issued_by},
            "ok",
        )
        for report in reports
    ]
    # What happened at the same minute is told in the order of the hands.
    in_order = sorted((one for one in told if one), key=_minute)
    return tuple(reversed(in_order))


def _minute(event: Event) -> int:
    """Number the minute of an event; a form gives no seconds."""
    return int(event.at.timestamp() // 60) if isinstance(event.at, datetime) else 0


def reports_of(sample: Sample) -> list[Report]:
    """Every version of the sample's report, the newest first."""
    return list(
        sample.reports.select_related("issued_by", "replaces").defer("verdicts").order_by("-pk")
    )


def _ordered(sample: Sample) -> Event:
    note = _("by %(person)s") % {"person": sample.ordered_by} if sample.ordered_by else ""
    return Event(sample.ordered_at, _("Ordered"), note)


def _taken(sample: Sample) -> Event | None:
    if sample.taken_at is None:
        return None
    portions = ngettext("%(count)s portion", "%(count)s portions", sample.portions)
    words = [
        _("by %(person)s") % {"person": sample.taken_by} if sample.taken_by else "",
        own_words(sample.place),
        _("seal %(seal)s") % {"seal": sample.seal_number} if sample.seal_number else "",
        portions % {"count": formats.number(sample.portions)},
    ]
    return Event(sample.taken_at, _("Taken and sealed"), " · ".join(filter(None, words)), "info")


def _received(sample: Sample) -> Event | None:
    if sample.received_at is None:
        return None
    is_intact = sample.is_seal_intact
    what = _("Received, seal intact") if is_intact else _("Received under a broken seal")
    by = _("by %(person)s") % {"person": sample.received_by} if sample.received_by else ""
    return Event(sample.received_at, what, by, "info" if is_intact else "no")


def _entered(sample: Sample) -> Event | None:
    if sample.entered_at is None:
        return None
    return Event(sample.entered_at, _("Results entered"), "", "info")


def _audit(sample: Sample) -> list[AuditEntry]:
    return list(
        AuditEntry.objects.filter(
            record_kind="sample", record_number=sample.number, action__in=_ACTIONS_TOLD
        ).select_related("actor")
    )


def _audited(entry: AuditEntry) -> Event:
    what = {
        "sample_sent_back": _("Sent back to the analyst"),
        "sample_cancelled": _("Cancelled"),
        "sample_rejected": _("Rejected by the laboratory"),
        "sample_invalidated": _("Report withdrawn"),
    }[entry.action]
    by = _("by %(person)s") % {"person": entry.actor} if entry.actor else ""
    note = " · ".join(filter(None, [by, own_words(str((entry.detail or {}).get("note", "")))]))
    return Event(entry.at, what, note, "wait" if entry.action == "sample_sent_back" else "no")
