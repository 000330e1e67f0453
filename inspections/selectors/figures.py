"""What the house counts for the public: today's standing and the last two months, in few questions."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Aggregate, Count, Q, QuerySet, Sum
from redis.exceptions import RedisError

from blacklist.models import Classification, CreditEvent, GradingRound, ListEntry
from blacklist.states import CreditClass, CreditEventState, ListEntryState, ListKind
from enterprises.calendar import SHANGHAI, day_of
from enterprises.models import (
    Brand,
    DyehouseFiling,
    Enterprise,
    Notice,
    OverseasOutlet,
    PartnerDepartment,
    Registration,
)
from enterprises.selectors import reference
from enterprises.states import DyehouseFilingState, NoticeState, Regime, RegistrationState
from inspections.models import Declaration, ReleaseDecision
from inspections.selectors.reference import rule_set_on
from inspections.selectors.statistics import Span, last_two_months
from inspections.states import DeclarationState, Outcome, Path
from lab.models import MonitoringObligation, RawMaterialLot, Sample
from lab.states import LotState, SampleState, SampleSubject

RUSSIA = "RU"
KEPT_SECONDS = 60
# Whoever changes the shape of the figures changes the key: other processes may still keep the old.
_KEY = "public-figures-2"
_IN_FORCE = (RegistrationState.PROVISIONAL, RegistrationState.REGISTERED)
_EFFECTIVE = (ListEntryState.EFFECTIVE, ListEntryState.CONFIRMED)


@dataclass(frozen=True)
class Period:
    """What was released from one day to another, the latter excluded."""

    declarations: int = 0
    pieces: int = 0
    value_usd: Decimal = Decimal(0)
    to_russia: int = 0
    to_russia_usd: Decimal = Decimal(0)
    to_strict: int = 0


@dataclass(frozen=True)
class PublicFigures:
    """The last two months beside as many days before them, and today's counts by name."""

    since: date
    recent: Period
    earlier: Period
    counts: Mapping[str, int]


def public_figures(*, at: datetime) -> PublicFigures:
    """Give the figures of the public pages; they may be a minute old, and cost nothing then."""
    kept: PublicFigures | None = None
    with suppress(RedisError):
        kept = cache.get(_KEY)
    if kept is None:
        kept = _count(at)
        with suppress(RedisError):
            cache.set(_KEY, kept, KEPT_SECONDS)
    return kept


def _count(at: datetime) -> PublicFigures:
    today = day_of(at)
    months = last_two_months(today)
    since = months.first
    recent, earlier = _periods(months)
    rule_set = rule_set_on(today)
    counts = {
        "released": recent.declarations,
        "pieces_russia": recent.to_russia,
        "usd_russia": int(recent.to_russia_usd),
        "strict": recent.to_strict,
        "rules": len(rule_set.rule_set.rules) if rule_set else 0,
        "destinations": len(reference.destinations()),
        "raw_material": ReleaseDecision.objects.filter(
            is_final=True,
            outcome=Outcome.RELEASED,
            path=Path.RAW_MATERIAL_RELEASE,
            declaration__state=DeclarationState.RELEASED,
            declaration__decided_at__gte=_start_of(since),
        ).count(),
        "lots": RawMaterialLot.objects.filter(state=LotState.IN_STOCK).count(),
        "monitored": MonitoringObligation.objects.filter(month=today.replace(day=1)).count(),
        "filings": _in_force(
            DyehouseFiling.objects.filter(state=DyehouseFilingState.FILED), today
        ).count(),
        "outlets": OverseasOutlet.objects.filter(closed_on__isnull=True).count(),
        "brands": Brand.objects.filter(ended_on__isnull=True).count(),
        "notices": Notice.objects.filter(state=NoticeState.SENT).count(),
        "departments": PartnerDepartment.objects.count(),
        "rounds": GradingRound.objects.values("number").distinct().count(),
        **_firms(),
        **_registrations(today),
        **_classes(),
        **_lists(today),
        **_events(),
        **_samples(since),
    }
    return PublicFigures(since=since, recent=recent, earlier=earlier, counts=counts)


def _periods(months: Span) -> tuple[Period, Period]:
    strict = reference.destinations_of_regime(Regime.STRICT, months.last)
    middle = months.starts_at

    def of(condition: Q, name: str) -> dict[str, Aggregate]:
        return {
            f"{name}_declarations": Count("pk", filter=condition),
            f"{name}_pieces": Sum("pieces", filter=condition, default=0),
            f"{name}_value_usd": Sum("value_usd", filter=condition, default=Decimal(0)),
            f"{name}_to_russia": Sum(
                "pieces", filter=condition & Q(destination_iso=RUSSIA), default=0
            ),
            f"{name}_to_russia_usd": Sum(
                "value_usd", filter=condition & Q(destination_iso=RUSSIA), default=Decimal(0)
            ),
            f"{name}_to_strict": Count("pk", filter=condition & Q(destination_iso__in=strict)),
        }

    found = Declaration.objects.filter(
        state=DeclarationState.RELEASED, decided_at__gte=months.before.starts_at
    ).aggregate(
        **of(Q(decided_at__gte=middle), "recent"), **of(Q(decided_at__lt=middle), "earlier")
    )

    def period(name: str) -> Period:
        return Period(**{one.name: found[f"{name}_{one.name}"] for one in fields(Period)})

    return period("recent"), period("earlier")


def _firms() -> dict[str, int]:
    return Enterprise.objects.aggregate(
        leading=Count("pk", filter=Q(is_leading=True)),
        zone=Count("pk", filter=Q(in_demonstration_zone=True)),
    )


def _registrations(today: date) -> dict[str, int]:
    return _in_force(Registration.objects.filter(state__in=_IN_FORCE), today).aggregate(
        registered=Count("pk"),
        provisional=Count("pk", filter=Q(state=RegistrationState.PROVISIONAL)),
        came_home=Count("pk", filter=~Q(earlier_ports=[])),
    )


def _classes() -> dict[str, int]:
    return Classification.objects.filter(until__isnull=True).aggregate(
        classed=Count("pk"),
        class_a=Count("pk", filter=Q(credit_class=CreditClass.A)),
        worst_classes=Count("pk", filter=Q(credit_class__in=[CreditClass.C, CreditClass.D])),
    )


def _lists(today: date) -> dict[str, int]:
    effective = ListEntry.objects.filter(
        state__in=_EFFECTIVE, effective_from__lte=today, ended_on__isnull=True
    )
    return effective.aggregate(
        red=Count("pk", filter=Q(kind=ListKind.RED)),
        black=Count("pk", filter=Q(kind=ListKind.BLACK)),
    )


def _events() -> dict[str, int]:
    return CreditEvent.objects.aggregate(
        events=Count("pk", filter=Q(state=CreditEventState.CONFIRMED)),
        reported=Count("pk", filter=Q(department__isnull=False)),
    )


def _samples(since: date) -> dict[str, int]:
    reported = Sample.objects.filter(state=SampleState.REPORTED, verified_at__gte=_start_of(since))
    return reported.aggregate(
        source_tests=Count("pk", filter=~Q(subject=SampleSubject.PRODUCT)),
        product_tests=Count("pk", filter=Q(subject=SampleSubject.PRODUCT)),
    )


def _in_force(rows: QuerySet, today: date) -> QuerySet:
    return rows.filter(valid_from__lte=today, valid_until__gt=today)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)
