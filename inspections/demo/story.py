"""The whole story, told once into an empty house, in one transaction and in the order of its days."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from blacklist.models import Classification
from enterprises.errors import DomainError
from enterprises.models import DyehouseFiling, Enterprise, Registration
from enterprises.selectors.reference import one_look
from inspections.demo import freshness
from inspections.demo.accounts import refuse_outside_the_demonstration
from inspections.demo.applications import plan_applications
from inspections.demo.cases import plan_cases
from inspections.demo.credit import plan_credit
from inspections.demo.facts import FactsOfTheStory, read_what_is_old
from inspections.demo.failure import plan_failure
from inspections.demo.goods import RUSSIA
from inspections.demo.material import plan_material
from inspections.demo.months import plan_months
from inspections.demo.notices import plan_notices
from inspections.demo.raises import plan_raises
from inspections.demo.retests import plan_retests
from inspections.demo.scenes import plan_scenes
from inspections.demo.sharing import plan_sharing
from inspections.demo.shipments import plan_shipments, planned_shipments
from inspections.demo.standing import plan_standing
from inspections.demo.visits import plan_visits
from inspections.demo.world import Agenda, Scope, World
from inspections.models import Certificate, Declaration, Hold
from inspections.states import DeclarationState
from lab.models import MonitoringObligation, RawMaterialLot, Sample
from lab.states import SampleState

NEWS = timedelta(days=10)
Say = Callable[[str], None]


class HouseNotEmpty(DomainError):
    """The story is told once, before anybody else has entered a firm."""

    code = "HOUSE_NOT_EMPTY"
    sentence = _("There are firms already; the demonstration is made in an empty database only.")


@dataclass(frozen=True)
class Told:
    """What stands in the house after the story: counts by kind and state."""

    counts: dict[str, dict[str, int]]
    walk_through: str
    busy_since: date


@transaction.atomic
def tell_story(
    *, now: datetime, scope: Scope | None = None, say: Say = lambda sentence: None
) -> Told:
    """Tell the story up to now, all of it or nothing.

    Raises:
        HouseNotEmpty: there are firms.
        NotADemonstration: the installation is not a demonstration.
    """
    refuse_outside_the_demonstration()
    if Enterprise.objects.exists():
        raise HouseNotEmpty
    facts = FactsOfTheStory()
    world = World(Agenda(now, after_each=facts.answer), scope or Scope())
    with one_look(), _without_savepoints(), facts.listening():
        plan(world)
        world.agenda.run(_Progress(world, say).after_month)
        facts.settle()
        read_what_is_old(before=now - NEWS, at=now)
    freshness.remember(world.today, world.scope, at=now)
    return Told(
        counts=_counts(),
        walk_through=world.lots.get("walk-through", ""),
        busy_since=world.busy_since,
    )


def plan(world: World) -> None:
    """Plan the whole story, theme by theme.

    In this order, so that what happens at one instant happens as a night does.
    """
    shipments = planned_shipments(world)
    plan_standing(world)
    plan_applications(world)
    plan_visits(world)
    plan_credit(world)
    plan_sharing(world)
    plan_raises(world)
    plan_material(world, shipments)
    plan_months(world)
    plan_failure(world)
    plan_shipments(world, [one for one in shipments if one.day <= world.today])
    plan_scenes(world)
    plan_retests(world)
    plan_cases(world)
    plan_notices(world)


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Spare the savepoints of the services: whatever is refused ends the telling anyway."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


class _Progress:
    """Says after each month what it brought, and how long its telling took."""

    def __init__(self, world: World, say: Say) -> None:
        self._world = world
        self._say = say
        self._began = time.monotonic()
        self._before = (0, 0, 0)

    def after_month(self, month: date) -> None:
        if month < self._world.first_month:
            return
        to_russia = Declaration.objects.filter(
            state=DeclarationState.RELEASED, destination_iso=RUSSIA
        ).aggregate(pieces=Sum("pieces", default=0))["pieces"]
        totals = (
            Declaration.objects.count(),
            to_russia,
            Sample.objects.filter(state=SampleState.REPORTED).count(),
        )
        declared, pieces, tested = (
            now - before for now, before in zip(totals, self._before, strict=True)
        )
        now = time.monotonic()
        self._say(
            f"  {month:%B %Y}: {declared:,} declarations, {pieces:,} pieces released to Russia, "
            f"{tested:,} samples tested; {now - self._began:.1f} s"
        )
        self._before, self._began = totals, now


def _counts() -> dict[str, dict[str, int]]:
    def by(model: type, field: str) -> dict[str, int]:
        rows = model._default_manager.values_list(field).order_by(field)  # type: ignore[attr-defined]
        return dict(rows.annotate(count=Count("pk")))

    classes = Classification.objects.filter(until__isnull=True).order_by("credit_class")
    holds = Hold.objects.filter(closed_at__isnull=True).order_by("kind")
    return {
        "declarations": by(Declaration, "state"),
        "open tasks of the desk": dict(Counter(holds.values_list("kind", flat=True))),
        "certificates": by(Certificate, "state"),
        "raw-material lots": by(RawMaterialLot, "state"),
        "samples": by(Sample, "state"),
        "months of monitoring": by(MonitoringObligation, "state"),
        "registrations": by(Registration, "state"),
        "dyehouse filings": by(DyehouseFiling, "state"),
        "firms by class": dict(Counter(classes.values_list("credit_class", flat=True))),
    }
