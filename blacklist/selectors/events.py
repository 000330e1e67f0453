"""One credit event as its page tells it: what it is, what it does, what became of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from blacklist import words
from blacklist.models import CreditEvent
from blacklist.policy.scheme import Indicator
from blacklist.selectors.clocks import confirm_until, decide_until, objection_until
from blacklist.selectors.moments import Moments, moments_of
from blacklist.selectors.schemes import scheme_on
from blacklist.states import CreditEventState, Effect, Ground, Reporter
from enterprises import formats, parts
from enterprises.calendar import day_of, months_on
from enterprises.tones import Text

_S = CreditEventState
# A sample, a visit, a declaration: what the bureau itself saw is on record under a number.
_NUMBER = re.compile(r"[A-Z]\d\d-\d+(-\d+)?")


@dataclass(frozen=True)
class EventPage:
    """All that the page of an event says."""

    name: str
    sentence: str
    facts: tuple[tuple[Text, Any], ...]
    history: tuple[parts.Event, ...]
    until: date | None
    object_until: date | None
    record: str


def until_of(event: CreditEvent, on: date) -> date | None:
    """Give the day by which an officer decides on an event, if one has to."""
    if event.state == _S.REPORTED:
        return confirm_until(day_of(event.reported_at), on)
    if event.state == _S.OBJECTED:
        return decide_until(event.objected_on, on)
    return None


def event_page(event: CreditEvent, *, for_officer: bool, at: datetime) -> EventPage:
    """Gather the page; only officers read who did what."""
    on = day_of(at)
    indicator = scheme_on(on).indicators.get(event.indicator)
    last_day = objection_until(event.confirmed_on, on) if event.state == _S.CONFIRMED else None
    return EventPage(
        name=words.indicator_name(event.indicator, on),
        sentence=_sentence(event, indicator, on),
        facts=tuple(_facts(event, indicator)),
        history=tuple(_history(event, for_officer=for_officer)),
        until=until_of(event, on),
        object_until=last_day if last_day is not None and on <= last_day else None,
        record=record_of(event),
    )


def record_of(event: CreditEvent) -> str:
    """Give the number of the bureau's own record that an event rests on; none: it is elsewhere."""
    if event.source not in (Reporter.SYSTEM, Reporter.OFFICER):
        return ""
    found = _NUMBER.search(event.source_reference)
    return found.group() if found is not None else ""


def _sentence(event: CreditEvent, indicator: Indicator | None, on: date) -> str:
    if event.state == _S.REPORTED:
        return _("It counts for nothing until an officer confirms it.")
    if event.state == _S.REJECTED:
        return _("It was rejected and never counts.")
    if event.state == _S.ALLOWED and event.overturned_on is not None:
        return _("It no longer counts since %(day)s: the objection was allowed.") % {
            "day": formats.written_date(event.overturned_on)
        }
    if indicator is None:
        return _("The scheme of today no longer knows this indicator, so it counts for nothing.")
    lapses_on = months_on(event.occurred_on, indicator.lapse_months)
    if on >= lapses_on:
        return _("It lapsed on %(day)s and no longer counts.") % {
            "day": formats.written_date(lapses_on)
        }
    return _("It counts until %(day)s: %(points)s points.") % {
        "day": formats.written_date(lapses_on),
        "points": formats.signed(indicator.points),
    }


def _facts(event: CreditEvent, indicator: Indicator | None) -> Iterator[tuple[Text, Any]]:
    yield _("Occurred"), formats.time_tag(event.occurred_on)
    yield _("Reported by"), capfirst(words.source_name(event.source))
    yield _("Reference"), event.source_reference
    if indicator is not None:
        yield _("Pillar"), capfirst(str(indicator.pillar.label))
        yield pgettext("credit event", "Weight"), capfirst(str(indicator.severity.label))
        if indicator.effect != Effect.NONE:
            yield _("Effect at once"), capfirst(str(indicator.effect.label))
    if event.grounds:
        named = [str(ground.label) for ground in Ground if ground.value in event.grounds]
        yield _("Grounds"), _(", ").join(named)


def _history(event: CreditEvent, *, for_officer: bool) -> Iterator[parts.Event]:
    """Tell what happened, newest first."""
    told = [*_steps(event, moments_of("credit_event", event.number), for_officer=for_officer)]
    yield from reversed(told)


def _steps(event: CreditEvent, moments: Moments, *, for_officer: bool) -> Iterator[parts.Event]:
    def by(person: Any) -> str:
        return str(person) if for_officer and person else ""

    yield parts.Event(
        event.reported_at, pgettext("credit event", "Reported"), by(event.reported_by)
    )
    if event.confirmed_on is not None:
        at = event.confirmed_at or moments.at("event_confirmed", event.confirmed_on)
        yield parts.Event(at, _("Confirmed"), by(event.confirmed_by), tone="ok")
    if event.objected_on is not None:
        yield parts.Event(
            moments.at("event_objected", event.objected_on), _("The firm objected"), tone="wait"
        )
    if event.decided_on is not None:
        state = _S(event.state)
        yield parts.Event(
            moments.at(f"event_{state}", event.decided_on),
            capfirst(str(state.label)),
            by(event.decided_by),
            tone="no" if state == _S.DISMISSED else "ok",
        )
