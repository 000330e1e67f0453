"""The whole story, told once into an empty house, in one transaction and in the order of its days."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from blacklist.models import Classification
from enterprises.errors import DomainError
from enterprises.models import Enterprise
from enterprises.selectors.reference import one_look
from inspections.demo.accounts import refuse_outside_the_demonstration
from inspections.demo.cases import plan_cases
from inspections.demo.facts import FactsOfTheStory, read_what_is_old
from inspections.demo.material import plan_material
from inspections.demo.months import plan_months
from inspections.demo.scenes import plan_scenes
from inspections.demo.shipments import plan_shipments
from inspections.demo.standing import plan_standing
from inspections.demo.world import Agenda, Scope, World
from inspections.models import Certificate, Declaration
from lab.models import MonitoringObligation, RawMaterialLot, Sample

NEWS = timedelta(days=10)


class HouseNotEmpty(DomainError):
    """The story is told once, before anybody else has entered a firm."""

    code = "HOUSE_NOT_EMPTY"
    sentence = _("There are firms already; the demonstration is made in an empty database only.")


@dataclass(frozen=True)
class Told:
    """What stands in the house after the story: counts by kind and state."""

    counts: dict[str, dict[str, int]]
    walk_through: str


@transaction.atomic
def tell_story(
    *, now: datetime, scope: Scope | None = None, say: Callable[[str], None] = lambda sentence: None
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
    # In this order, so that what happens at one instant happens as a night does.
    plan_standing(world)
    plan_material(world)
    plan_months(world)
    plan_shipments(world)
    plan_scenes(world)
    plan_cases(world)
    with one_look():
        world.agenda.run(lambda month: say(f"  What happened in {month:%B %Y}"))
        read_what_is_old(before=now - NEWS, at=now)
    return Told(counts=_counts(), walk_through=world.lots.get("walk-through", ""))


def _counts() -> dict[str, dict[str, int]]:
    def by(model: type, field: str) -> dict[str, int]:
        rows = model._default_manager.values_list(field).order_by(field)  # type: ignore[attr-defined]
        return dict(rows.annotate(count=Count("pk")))

    classes = Classification.objects.filter(until__isnull=True).order_by("credit_class")
    return {
        "declarations": by(Declaration, "state"),
        "certificates": by(Certificate, "state"),
        "raw-material lots": by(RawMaterialLot, "state"),
        "samples": by(Sample, "state"),
        "months of monitoring": by(MonitoringObligation, "state"),
        "firms by class": dict(Counter(classes.values_list("credit_class", flat=True))),
    }
