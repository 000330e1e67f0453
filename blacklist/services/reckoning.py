"""Many classes at once: after a round of the government, and every night for what ran out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from blacklist.models import Classification, ClassProposal, CreditEvent, Reckoning
from blacklist.policy.grade import grade
from blacklist.policy.lists import red_endings
from blacklist.policy.record import CreditRecord
from blacklist.policy.scheme import Indicator, Scheme
from blacklist.policy.view import known_events
from blacklist.selectors.records import credit_records
from blacklist.selectors.schemes import scheme_on
from blacklist.services import classes
from blacklist.states import ClassProposalState, Effect, ListKind, MoveCause
from enterprises.calendar import day_of, months_on
from enterprises.models import User

NIGHT = "night"
FIRMS_AT_ONCE = 500


def recompute_where_needed(
    *,
    firms: Iterable[int],
    at: datetime,
    trigger: str,
    actor: User | None = None,
    lapsed_since: date | None = None,
) -> int:
    """Let the class of many firms follow where it would move; gives how many moved.

    Records are read set-wise and graded in memory; only a firm whose class, proposal or red
    entry would move is locked and written to. Events that lapsed after `lapsed_since` give back
    the class held before them.
    """
    firms = set(firms)
    on = day_of(at)
    scheme = scheme_on(on)
    records = credit_records(firms)
    held = Classification.objects.select_related("enterprise").filter(
        enterprise__in=firms, until__isnull=True
    )
    waiting = set(
        ClassProposal.objects.filter(
            enterprise__in=firms, state=ClassProposalState.PROPOSED
        ).values_list("enterprise", flat=True)
    )
    lapsed = _lapsed_events(records, scheme, lapsed_since, on) if lapsed_since else {}
    moved = 0
    for current in held.order_by("enterprise"):
        firm = current.enterprise_id
        if not _would_move(current, records[firm], firm in waiting, scheme, on):
            continue
        before = classes.best_of(classes.class_before(event) for event in lapsed.get(firm, ()))
        after = classes.recompute(
            enterprise=current.enterprise,
            at=at,
            trigger=trigger,
            cause=MoveCause.LAPSE if before else MoveCause.OTHER,
            before=before,
            actor=actor,
        )
        moved += after.pk != current.pk
    return moved


def reckon_night(*, at: datetime) -> Reckoning:
    """Let every class follow what ran out since the last night, each in its own transaction.

    A second run of the day finds it reckoned and changes nothing; a missed night is caught up.
    """
    on = day_of(at)
    done = Reckoning.objects.filter(day__gte=on).order_by("day").first()
    if done is not None:
        return done
    last = Reckoning.objects.order_by("-day").values_list("day", flat=True).first()
    since = last or on - timedelta(days=1)
    firms = list(
        Classification.objects.filter(until__isnull=True)
        .order_by("enterprise")
        .values_list("enterprise", flat=True)
    )
    moved = 0
    for start in range(0, len(firms), FIRMS_AT_ONCE):
        moved += recompute_where_needed(
            firms=firms[start : start + FIRMS_AT_ONCE], at=at, trigger=NIGHT, lapsed_since=since
        )
    reckoned, _is_new = Reckoning.objects.get_or_create(
        day=on, defaults={"at": at, "firms": len(firms), "moved": moved}
    )
    return reckoned


def _would_move(
    current: Classification, record: CreditRecord, is_waiting: bool, scheme: Scheme, on: date
) -> bool:
    if is_waiting or grade(record, scheme, on).grade != current.credit_class:
        return True
    is_red = any(
        entry.kind == ListKind.RED and entry.is_effective(on, on) for entry in record.lists
    )
    return is_red and bool(red_endings(record, scheme, on))


def _lapsed_events(
    records: Mapping[int, CreditRecord], scheme: Scheme, since: date, on: date
) -> Mapping[int, Collection[CreditEvent]]:
    """Name the events against firms that lapsed after one day and up to another."""
    numbers = [
        event.reference
        for record in records.values()
        for event in known_events(record, on, on)
        if event.code in scheme.indicators
        and _weighs_down(scheme.indicators[event.code])
        and since < months_on(event.occurred, scheme.indicators[event.code].lapse_months) <= on
    ]
    found: dict[int, list[CreditEvent]] = defaultdict(list)
    for event in CreditEvent.objects.filter(number__in=numbers):
        found[event.enterprise_id].append(event)
    return found


def _weighs_down(indicator: Indicator) -> bool:
    """Tell whether an event of this kind can have lowered a class."""
    return indicator.points < 0 or indicator.effect != Effect.NONE
