"""The credit file of a firm: its class and why, what counts and until when, what would help."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blacklist import words
from blacklist.models import Classification, ClassProposal, CreditEvent, Grading, ListEntry
from blacklist.policy.grade import NO_ROUND, Grade, PillarScore, grade
from blacklist.policy.lists import red_requirements
from blacklist.policy.outlook import next_lapses, points_to_next_class
from blacklist.policy.scheme import Scheme
from blacklist.selectors.clocks import objection_until
from blacklist.selectors.conditions import Condition, condition_of
from blacklist.selectors.outlook import HelpRow, LapseRow, help_rows, lapse_rows
from blacklist.selectors.records import credit_record
from blacklist.selectors.schemes import scheme_on, scheme_row_on
from blacklist.selectors.standings import CreditStanding, standing_of
from blacklist.states import (
    UNTOLD_EVENT_STATES,
    ClassProposalState,
    CreditClass,
    CreditEventState,
)
from enterprises import formats, marks, parts
from enterprises.calendar import day_of
from enterprises.models import Enterprise
from enterprises.pictures.timeline import ClassPeriod, Mark, class_timeline
from enterprises.tones import Tone

# The timeline numbers the latest events; more would lie on one another.
MARKS_MOST = 24
HISTORY_MOST = 40


@dataclass(frozen=True)
class EventRow:
    """One event of the firm as its file tells it."""

    event: CreditEvent
    number: int | None
    name: str
    pillar: str
    points: int | None
    source: str
    lapses_on: date | None
    object_until: date | None
    why_not: str = ""

    @property
    def anchor(self) -> str:
        return f"event-{self.event.number}"


@dataclass(frozen=True)
class PillarRow:
    """One pillar: what it gives and what it takes."""

    name: str
    score: PillarScore

    @property
    def is_capped(self) -> bool:
        return self.score.positive > self.score.cap


@dataclass(frozen=True)
class CreditFile:
    """All of the page."""

    firm: Enterprise
    today: date
    standing: CreditStanding
    graded: Grade
    badge: str
    title: str
    sentence: str
    since: str
    timeline: SafeString | str
    counting: tuple[EventRow, ...]
    past: tuple[EventRow, ...]
    waiting: tuple[EventRow, ...]
    base: str
    pillars: tuple[PillarRow, ...]
    reasons: tuple[str, ...]
    helps: tuple[HelpRow, ...]
    lapses: tuple[LapseRow, ...]
    red: tuple[Condition, ...]
    gradings: tuple[Grading, ...]
    history: tuple[parts.Event, ...]
    proposal: ClassProposal | None
    entries: tuple[ListEntry, ...] = field(default=())


def credit_file(
    firm: Enterprise, entries: QuerySet[ListEntry], *, for_officer: bool, at: datetime
) -> CreditFile:
    """Gather the file; people of the firm read of events what was ever confirmed."""
    today = day_of(at)
    scheme = scheme_on(today)
    record = credit_record(firm)
    graded = grade(record, scheme, today)
    standing = standing_of(firm, today)
    periods = list(
        Classification.objects.filter(enterprise=firm)
        .select_related("scheme", "proposed_by", "approved_by")
        .order_by("since")
    )
    proposals = list(
        ClassProposal.objects.filter(enterprise=firm)
        .select_related("proposed_by", "decided_by")
        .order_by("-proposed_at", "-pk")
    )
    rows = _event_rows(firm, graded, scheme, today, for_officer=for_officer)
    counting, past, waiting = rows
    is_open = ClassProposalState.PROPOSED
    return CreditFile(
        firm=firm,
        today=today,
        standing=standing,
        graded=graded,
        badge=standing.badge,
        title=_title(standing, graded),
        sentence=formats.sentences(_why(standing, graded, scheme, today)),
        since=formats.sentences(_since(standing, scheme, today)),
        timeline=_timeline(periods, (*counting, *past), today),
        counting=counting,
        past=past,
        waiting=waiting,
        base=_base(graded),
        pillars=tuple(PillarRow(capfirst(str(one.pillar.label)), one) for one in graded.pillars),
        reasons=tuple(words.said(one.as_json(), today) for one in graded.reasons),
        helps=help_rows(record, scheme, graded, today),
        lapses=lapse_rows(next_lapses(record, scheme, today), graded, today),
        red=tuple(map(condition_of, red_requirements(graded.view, scheme))),
        gradings=tuple(
            Grading.objects.filter(enterprise=firm)
            .select_related("round")
            .order_by("-round__number", "-round__version")
        ),
        history=tuple(_history(periods, proposals, for_officer=for_officer)),
        proposal=next((one for one in proposals if one.state == is_open), None),
        entries=tuple(entries.filter(enterprise=firm).order_by("-pk")),
    )


def _title(standing: CreditStanding, graded: Grade) -> str:
    if standing.credit_class is None:
        return _("No class yet")
    points = ngettext("%(score)s point", "%(score)s points", graded.score) % {
        "score": formats.number(graded.score)
    }
    return _(", ").join((marks.class_words(standing.badge.lower()), points))


def _why(standing: CreditStanding, graded: Grade, scheme: Scheme, today: date) -> Iterator[str]:
    """Say what decides the class, and how far the next one is if points can reach it."""
    if standing.credit_class is None:
        yield _("The class is given with the registration.")
        return
    reasons = [one.as_json() for one in graded.reasons]
    deciding = words.deciding_reason(reasons)
    if graded.grade != standing.credit_class:
        yield _("By its record the firm would be in %(grade)s; two persons decide on the move.") % {
            "grade": graded.grade.label
        }
    elif deciding is not None:
        yield words.said(deciding, today)
    lacking = points_to_next_class(graded, scheme)
    if lacking and deciding is not None and words.points_help(deciding):
        above = list(CreditClass)[max(list(CreditClass).index(graded.by_score) - 1, 0)]
        yield ngettext(
            "%(points)s point is missing for %(above)s.",
            "%(points)s points are missing for %(above)s.",
            lacking,
        ) % {"points": formats.number(lacking), "above": above.label}


def _since(standing: CreditStanding, scheme: Scheme, today: date) -> Iterator[str]:
    if standing.since is not None:
        yield _("In force since %(day)s by scheme %(scheme)s.") % {
            "day": formats.written_date(day_of(standing.since)),
            "scheme": scheme_row_on(today).code,
        }
    month, first = scheme.cycle_starts
    cycle = date(today.year, month, first)
    cycle = cycle if cycle > today else date(today.year + 1, month, first)
    yield _("The next cycle begins on %(day)s.") % {"day": formats.written_date(cycle)}


def _base(graded: Grade) -> str:
    current = graded.round_in_force
    return words.base_name(NO_ROUND if current is None else str(current.grade))


# ---- events ----------------------------------------------------------------------


def _event_rows(
    firm: Enterprise, graded: Grade, scheme: Scheme, today: date, *, for_officer: bool
) -> tuple[tuple[EventRow, ...], tuple[EventRow, ...], tuple[EventRow, ...]]:
    """Part the events into those that count, those that no longer do, and those that wait."""
    events = list(CreditEvent.objects.filter(enterprise=firm).order_by("occurred_on", "pk"))
    told = [one for one in events if one.state not in UNTOLD_EVENT_STATES]
    numbers = {one.pk: place for place, one in enumerate(told[-MARKS_MOST:], start=1)}
    counting = {one.event.reference: one for one in graded.counting}
    superseded = {one.event.reference for one in graded.view.superseded}
    rows: tuple[list[EventRow], list[EventRow], list[EventRow]] = ([], [], [])
    for event in events:
        if event.state == CreditEventState.REJECTED:
            continue
        found = counting.get(event.number)
        indicator = scheme.indicators.get(event.indicator)
        row = EventRow(
            event=event,
            number=numbers.get(event.pk),
            name=words.indicator_name(event.indicator, today),
            pillar=capfirst(str(indicator.pillar.label)) if indicator else "",
            points=indicator.points if indicator else None,
            source=capfirst(words.source_name(event.source)),
            lapses_on=found.lapses_on if found else None,
            object_until=_may_object_until(event, today),
        )
        if event.state == CreditEventState.REPORTED:
            rows[2].append(row)
        elif found is not None:
            rows[0].append(row)
        else:
            why_not = _why_not(event, is_superseded=event.number in superseded)
            rows[1].append(replace(row, why_not=why_not))
    counted, past, waiting = (tuple(reversed(some)) for some in rows)
    return counted, past, waiting if for_officer else ()


def _may_object_until(event: CreditEvent, today: date) -> date | None:
    if event.state != CreditEventState.CONFIRMED:
        return None
    until = objection_until(event.confirmed_on, today)
    return until if until is not None and today <= until else None


def _why_not(event: CreditEvent, *, is_superseded: bool) -> str:
    if event.state == CreditEventState.ALLOWED:
        return _("Overturned")
    return _("Replaced by a later one") if is_superseded else _("Lapsed")


# ---- the class over time -----------------------------------------------------------


def _timeline(
    periods: Sequence[Classification], rows: Iterable[EventRow], today: date
) -> SafeString | str:
    if not periods:
        return ""
    drawn = [
        ClassPeriod(
            letter=row.credit_class,
            since=day_of(row.since),
            until=day_of(row.until) if row.until else None,
            words=formats.number(row.score),
        )
        for row in periods
    ]
    found = [
        Mark(
            number=row.number,
            on=row.event.occurred_on,
            words=row.name,
            url=f"#{row.anchor}",
            is_adverse=row.points is not None and row.points < 0,
        )
        for row in sorted(rows, key=lambda row: row.number or 0)
        if row.number is not None
    ]
    return class_timeline(drawn, found, today=today, finding=_finding(drawn))


def _finding(periods: Sequence[ClassPeriod]) -> str:
    told = [
        _("%(class)s from %(month)s")
        % {
            "class": CreditClass(one.letter).label,
            "month": formats.written_date(one.since, "month"),
        }
        for one in periods[-4:]
    ]
    return capfirst(_(", ").join(told))


def _history(
    periods: Sequence[Classification], proposals: Sequence[ClassProposal], *, for_officer: bool
) -> Iterator[parts.Event]:
    events = [_began(row, former) for row, former in zip(periods, [None, *periods], strict=False)]
    events += [_proposal_event(row, for_officer=for_officer) for row in proposals]
    events.sort(key=lambda event: event.at.timestamp(), reverse=True)  # type: ignore[attr-defined]
    yield from events[:HISTORY_MOST]


def _began(row: Classification, former: Classification | None) -> parts.Event:
    is_worse = former is not None and row.credit_class > former.credit_class
    tone: Tone = "no" if is_worse else "ok"
    why = words.trigger_words(row.trigger)
    deciding = words.deciding_reason(row.reasons)
    note = words.said(deciding, day_of(row.since)) if deciding is not None else ""
    return parts.Event(
        at=row.since,
        what=_("%(class)s: %(why)s")
        % {"class": capfirst(str(CreditClass(row.credit_class).label)), "why": why},
        note=note,
        tone=tone,
    )


def _proposal_event(row: ClassProposal, *, for_officer: bool) -> parts.Event:
    state = ClassProposalState(row.state)
    what = _("%(class)s proposed: %(state)s") % {
        "class": capfirst(str(CreditClass(row.credit_class).label)),
        "state": state.label,
    }
    who = [str(person) for person in (row.proposed_by, row.decided_by) if person]
    answer = _("The grade moved.") if row.answer == "GRADE_MOVED" else row.answer
    told = [row.reason, answer, _(", ").join(who) if for_officer else ""]
    return parts.Event(
        at=row.decided_at or row.proposed_at, what=what, note=formats.sentences(told)
    )
