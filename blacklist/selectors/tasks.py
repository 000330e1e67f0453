"""What of its credit waits for a firm: an event to object to, a list entry to be heard about."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from blacklist import words
from blacklist.models import CreditEvent, ListEntry
from blacklist.selectors.clocks import objection_until
from blacklist.selectors.schemes import scheme_on
from blacklist.states import CreditEventState, ListEntryState, ListKind
from enterprises.calendar import months_on
from enterprises.models import Enterprise
from enterprises.parts import Task

# No clock of the scheme runs longer; older events are not even looked at.
_CLOCK_MONTHS = 3


def credit_tasks(firm: Enterprise, today: date) -> Iterator[Task]:
    """Give what a firm may still say, each with its last day."""
    yield from _hearings(firm, today)
    yield from _objections(firm, today)


def _hearings(firm: Enterprise, today: date) -> Iterator[Task]:
    noticed = Q(state=ListEntryState.NOTICED) | Q(state=ListEntryState.EFFECTIVE, is_urgent=True)
    rows = ListEntry.objects.filter(noticed, enterprise=firm, hear_by__gte=today, statement="")
    for entry in rows.order_by("hear_by", "pk"):
        yield Task(
            what=_("Be heard about the red list")
            if entry.kind == ListKind.RED
            else _("Be heard about the black list"),
            why=_("The bureau has given notice of entry %(number)s.") % {"number": entry.number},
            url=reverse("blacklist:entry-detail", args=[entry.number]),
            act=_("Read the grounds"),
            until=entry.hear_by,
        )


def _objections(firm: Enterprise, today: date) -> Iterator[Task]:
    """Give the events that cost points; to one that helps hardly anybody objects."""
    scheme = scheme_on(today)
    costly = [code for code, one in scheme.indicators.items() if one.points < 0]
    rows = CreditEvent.objects.filter(
        enterprise=firm,
        state=CreditEventState.CONFIRMED,
        indicator__in=costly,
        confirmed_on__gt=months_on(today, -_CLOCK_MONTHS),
    )
    for event in rows.order_by("confirmed_on", "pk"):
        until = objection_until(event.confirmed_on, today)
        if until is not None and today <= until:
            yield Task(
                what=_("Object, if you do, to event %(number)s") % {"number": event.number},
                why=words.indicator_name(event.indicator, today),
                url=reverse("blacklist:event-detail", args=[event.number]),
                act=_("Read the event"),
                until=until,
            )
