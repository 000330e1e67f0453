"""Credit records as the rules read them, set-wise: five questions whatever the number of firms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import QuerySet

from blacklist.models import CreditEvent, Grading, GradingRound, ListEntry
from blacklist.policy.record import CreditRecord, EventFact, GradingFact, ListFact
from blacklist.states import CreditEventState, Ground, ListEntryState, ListKind
from enterprises.asking import asked_often
from enterprises.models import Enterprise


def credit_record(enterprise: Enterprise) -> CreditRecord:
    """Give all that is on file of one firm."""
    return credit_records([enterprise.pk])[enterprise.pk]


def credit_records(enterprises: Iterable[int]) -> Mapping[int, CreditRecord]:
    """Give all that is on file of some firms."""
    wanted = set(enterprises)
    first_registered = dict(
        Enterprise.objects.filter(pk__in=wanted).values_list("pk", "first_registered_on")
    )
    gradings = _gradings(wanted)
    return {
        firm: replace(conduct, gradings=gradings[firm], first_registered=first_registered.get(firm))
        for firm, conduct in conducts(wanted).items()
    }


def conducts(enterprises: Iterable[int]) -> Mapping[int, CreditRecord]:
    """Give the part of some firms' records that counts at each release: their events and lists."""
    wanted = set(enterprises)
    events: dict[int, list[EventFact]] = defaultdict(list)
    for event in _events(wanted):
        events[event.enterprise_id].append(event_fact(event))
    entries: dict[int, list[ListFact]] = defaultdict(list)
    for entry in _entries(wanted):
        entries[entry.enterprise_id].append(list_fact(entry))
    return {
        firm: CreditRecord(events=tuple(events[firm]), lists=tuple(entries[firm]))
        for firm in wanted
    }


@asked_often
def _events(firms: Iterable[int]) -> QuerySet[CreditEvent]:
    return CreditEvent.objects.filter(enterprise__in=firms).order_by("occurred_on", "pk")


@asked_often
def _entries(firms: Iterable[int]) -> QuerySet[ListEntry]:
    return ListEntry.objects.filter(enterprise__in=firms).order_by("pk")


def event_fact(event: CreditEvent) -> EventFact:
    """Read an event as the rules read it."""
    return EventFact(
        code=event.indicator,
        occurred=event.occurred_on,
        confirmed=event.confirmed_on,
        overturned=event.overturned_on,
        state=CreditEventState(event.state),
        grounds=frozenset(Ground(ground) for ground in event.grounds),
        reference=event.number,
    )


def list_fact(entry: ListEntry) -> ListFact:
    """Read a list entry as the rules read it."""
    return ListFact(
        kind=ListKind(entry.kind),
        effective_from=entry.effective_from,
        ended=entry.ended_on,
        state=ListEntryState(entry.state),
        ground=entry.ground,
        reference=entry.number,
    )


def _gradings(wanted: set[int]) -> Mapping[int, tuple[GradingFact, ...]]:
    """Give each firm every version of every round; one that does not name it has no grade."""
    rounds = list(GradingRound.objects.order_by("number", "version"))
    placed: dict[tuple[int, int], Grading] = {
        (grading.round_id, grading.enterprise_id): grading
        for grading in Grading.objects.filter(enterprise__in=wanted)
    }
    return {
        firm: tuple(_grading_fact(row, placed.get((row.pk, firm))) for row in rounds)
        for firm in wanted
    }


def _grading_fact(row: GradingRound, grading: Grading | None) -> GradingFact:
    return GradingFact(
        round=row.number,
        version=row.version,
        held=row.held_on,
        recorded=row.recorded_on,
        grade=grading.grade if grading else None,
        grounds=grounds_of(grading) if grading else frozenset(),
    )


def grounds_of(grading: Grading) -> frozenset[Ground]:
    """Name the grounds that a grading says are met."""
    met = {
        Ground.HONEST: grading.is_honest,
        Ground.MANAGEMENT: grading.is_well_managed,
        Ground.SCALE: grading.is_large,
        Ground.QUALITY: grading.is_of_good_quality,
    }
    return frozenset(ground for ground, is_met in met.items() if is_met)
