"""What keeps the demonstration from ageing: its people go on, day by day, where the story ended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.models import Count

from enterprises import audit
from enterprises.calendar import SHANGHAI, day_of
from enterprises.models import AuditEntry, Enterprise, User
from enterprises.selectors.reference import one_look
from inspections.demo.accounts import MEMBERS, refuse_outside_the_demonstration
from inspections.demo.facts import FactsOfTheStory
from inspections.demo.going_on import plan_day
from inspections.demo.plan import Aim
from inspections.demo.targets import two_months_to
from inspections.demo.world import Agenda, Scope, World, instant
from inspections.models import Declaration, MaterialUse
from inspections.states import DeclarationState
from lab.models import Sample
from lab.states import LotState, SamplePurpose, SampleState

TOLD, KIND = "demonstration_told", "demonstration"
# A sample of a lot for so many items was ordered for the strict markets together.
ITEMS_OF_ALL = 8


@dataclass(frozen=True)
class Freshened:
    """What a round found to do: days gone on with, and declarations made on them."""

    days: int
    declarations: int


def keep_fresh(*, at: datetime, say: Callable[[str], None] = lambda sentence: None) -> Freshened:
    """Go on with the story for every day since it was last told, up to yesterday; again, no day.

    Each day is told in a transaction of its own, so that a round cut short is taken up where it
    ended. After a long absence all days are told, but goods are shipped only in the two months
    that figures speak of.

    Raises:
        NotADemonstration: the installation is not a demonstration.
    """
    refuse_outside_the_demonstration()
    last = last_day_told()
    if last is None:
        return Freshened(0, 0)
    today = day_of(at)
    ships_since = two_months_to(today)
    days = [last + timedelta(days=count) for count in range(1, (today - last).days)]
    before = Declaration.objects.count()
    for day in days:
        with transaction.atomic(), one_look():
            _go_on(day, ships=day >= ships_since)
        say(f"  {day:%d %B %Y}")
    return Freshened(len(days), Declaration.objects.count() - before)


def remember(day: date, scope: Scope, *, at: datetime) -> None:
    """Write down that a day was told, and what is aimed at."""
    audit.record(
        actor=None,
        at=at,
        action=TOLD,
        record_kind=KIND,
        record_number=day.isoformat(),
        detail={
            "pieces": scope.aim.pieces,
            "usd": str(scope.aim.usd),
            "firms": scope.firms,
            "busy_days": scope.busy_days,
            "open_tasks": scope.open_tasks,
        },
    )


def last_day_told() -> date | None:
    """Give the last day that was told; none where no story was told."""
    entry = _last_told()
    return date.fromisoformat(entry.record_number) if entry else None


def _last_told() -> AuditEntry | None:
    return (
        AuditEntry.objects.filter(record_kind=KIND, action=TOLD).order_by("-record_number").first()
    )


def _go_on(day: date, *, ships: bool) -> None:
    facts = FactsOfTheStory()
    now = instant(day, 23, 30).astimezone(SHANGHAI)
    world = _world(Agenda(now, after_each=facts.answer, forgives=True))
    with facts.listening():
        plan_day(world, ships=ships)
        world.agenda.run()
    facts.settle()
    remember(day, world.scope, at=now)


def _world(agenda: Agenda) -> World:
    """Find the story's firms, people and lots again in what the house holds."""
    world = World(
        agenda,
        _scope(),
        Random(f"{day_of(agenda.now)}"),  # noqa: S311 - a story, no secret
        goes_on=True,
    )
    world.people.update(
        (user.username, user)
        for user in User.objects.select_related("department").filter(is_demonstration=True)
    )
    for reporter in world.people.copy().values():
        if reporter.department is not None:
            world.people[reporter.department.code] = reporter
    by_name = {firm.name_zh: key for key, firm in world.by_key.items()}
    for enterprise in Enterprise.objects.filter(name_zh__in=by_name).order_by("pk"):
        key = by_name[enterprise.name_zh]
        world.firms[key] = enterprise
        owners = enterprise.memberships.filter(
            user__is_demonstration=True, until__isnull=True
        ).exclude(user__username__in=MEMBERS)
        owner = owners.select_related("user").order_by("pk").first()
        if owner is None:
            del world.firms[key]
            continue
        world.owners[key] = owner.user
    world.reserved_lots.update(_lots_of_drafts())
    world.measured_lots.update(_measured_lots())
    world.lots_in_test.update(_lots_in_test())
    return world


def _scope() -> Scope:
    told = _last_told()
    assert told is not None
    detail = told.detail
    return Scope(
        aim=Aim(detail["pieces"], Decimal(detail["usd"]), 0),
        firms=detail["firms"],
        busy_days=detail["busy_days"],
        open_tasks=detail["open_tasks"],
    )


def _lots_of_drafts() -> Iterable[str]:
    """The lots of drafts stay as they are, for whoever wants to hand them in."""
    return MaterialUse.objects.filter(line__declaration__state=DeclarationState.DRAFT).values_list(
        "lot__number", flat=True
    )


def _measured_lots() -> Iterable[str]:
    """The lots in stock whose values were measured for every market."""
    return (
        Sample.objects.filter(
            purpose=SamplePurpose.LOT_CLEARANCE,
            state=SampleState.REPORTED,
            lot__state=LotState.IN_STOCK,
        )
        .alias(ordered=Count("items"))
        .filter(ordered__gte=ITEMS_OF_ALL)
        .values_list("lot__number", flat=True)
    )


def _lots_in_test() -> Iterable[str]:
    under_way = (
        SampleState.PLANNED,
        SampleState.TAKEN,
        SampleState.RECEIVED,
        SampleState.TESTING,
        SampleState.ENTERED,
    )
    return Sample.objects.filter(
        purpose=SamplePurpose.LOT_CLEARANCE, state__in=under_way, lot__isnull=False
    ).values_list("lot__number", flat=True)
