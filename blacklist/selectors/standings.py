"""How far firms are trusted on a day: the class that holds, and the lists above and below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from blacklist.models import Classification
from blacklist.policy.grade import latest_adverse_event
from blacklist.policy.record import CreditRecord, ListFact
from blacklist.policy.scheme import Scheme
from blacklist.selectors.records import conducts
from blacklist.selectors.schemes import scheme_on
from blacklist.states import CreditClass, Level, ListKind
from enterprises.asking import asked_often
from enterprises.calendar import SHANGHAI
from enterprises.models import Enterprise


@dataclass(frozen=True)
class CreditStanding:
    """A firm's standing on a day; without a class it was never registered.

    `level` is what the lanes of release read: a black entry is D, a red one and class A is RED,
    else the class. `reasons` are code and parameters, as the classification keeps them.
    """

    credit_class: CreditClass | None
    level: Level | None
    list_entry: ListFact | None
    is_steady: bool
    adverse_on: date | None
    score: int | None
    reasons: tuple[Mapping[str, object], ...]
    since: datetime | None
    classification_id: int | None

    @property
    def badge(self) -> str:
        """Name the badge: the black list, the red one while its entry works, or the class."""
        entry = self.list_entry
        if entry is not None and entry.kind == ListKind.BLACK:
            return ListKind.BLACK.value
        if self.level == Level.RED:
            return ListKind.RED.value
        return self.credit_class.value if self.credit_class else ""


def standing_of(enterprise: Enterprise, on: date) -> CreditStanding:
    """Say how far a firm is trusted on a day."""
    return standings_of([enterprise.pk], on)[enterprise.pk]


def standings_of(enterprises: Iterable[int], on: date) -> Mapping[int, CreditStanding]:
    """Say how far each of some firms is trusted on a day, in a fixed number of questions."""
    wanted = set(enterprises)
    scheme = scheme_on(on)
    records = conducts(wanted)
    held = classifications_on(wanted, on)
    return {firm: _standing(held.get(firm), records[firm], scheme, on) for firm in wanted}


def class_of(enterprise: Enterprise) -> CreditClass | None:
    """Give the class that holds now, if the firm has one."""
    current = Classification.objects.filter(enterprise=enterprise, until__isnull=True).first()
    return CreditClass(current.credit_class) if current else None


def classifications_on(enterprises: Iterable[int], on: date) -> Mapping[int, Classification]:
    """Give the class that held at the end of a day for each of some firms."""
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=SHANGHAI)
    return {row.enterprise_id: row for row in _held_before(end, set(enterprises))}


@asked_often
def _held_before(end: datetime, firms: Iterable[int]) -> QuerySet[Classification]:
    is_held = Q(until__isnull=True) | Q(until__gte=end)
    return Classification.objects.filter(is_held, enterprise__in=firms, since__lt=end)


def _standing(
    held: Classification | None, record: CreditRecord, scheme: Scheme, on: date
) -> CreditStanding:
    entry = next((entry for entry in record.lists if entry.is_effective(on, on)), None)
    adverse = latest_adverse_event(record, scheme, on)
    credit_class = CreditClass(held.credit_class) if held else None
    return CreditStanding(
        credit_class=credit_class,
        level=_level(credit_class, entry, scheme),
        list_entry=entry,
        is_steady=adverse is None,
        adverse_on=adverse.occurred if adverse else None,
        score=held.score if held else None,
        reasons=tuple(held.reasons) if held else (),
        since=held.since if held else None,
        classification_id=held.pk if held else None,
    )


def _level(
    credit_class: CreditClass | None, entry: ListFact | None, scheme: Scheme
) -> Level | None:
    if entry is not None and entry.kind == ListKind.BLACK:
        return Level.D
    if credit_class is None:
        return None
    if entry is not None and credit_class == scheme.red.works_in:
        return Level.RED
    return Level(credit_class.value)
