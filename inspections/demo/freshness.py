"""What keeps the demonstration from ageing: its people do this month's monitoring, as in every month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from enterprises.calendar import day_of
from enterprises.models import Enterprise, Membership, User
from enterprises.states import DyehouseFilingState, MembershipRole, Process, Species
from inspections.demo.accounts import refuse_outside_the_demonstration
from inspections.demo.bench import enter, take
from lab.models import DyeBatch, Sample
from lab.services import material, monitoring, samples
from lab.states import ObligationState, SamplePurpose, SampleState

SKINS_DYED = 6_000
WAITING = (
    ObligationState.OPEN,
    ObligationState.SAMPLED,
    ObligationState.IN_TEST,
    ObligationState.MISSED,
)


@dataclass(frozen=True)
class Freshened:
    """What one round found to do."""

    dyed: int
    reported: int


def keep_fresh(*, at: datetime) -> Freshened:
    """Open this month's monitoring and see every sample of it to its report; again, it finds none.

    Raises:
        NotADemonstration: the installation is not a demonstration.
    """
    refuse_outside_the_demonstration()
    random = Random(at.toordinal())  # noqa: S311 - a story, no secret
    dyed = _dye(at)
    monitoring.keep_up(at=at)
    reported = 0
    month = day_of(at).replace(day=1)
    waiting = Sample.objects.filter(
        purpose=SamplePurpose.MONITORING,
        obligation_draw__is_replaced=False,
        obligation_draw__obligation__month=month,
        obligation_draw__obligation__state__in=WAITING,
        enterprise__memberships__user__is_demonstration=True,
    )
    for number in list(waiting.order_by("pk").values_list("number", flat=True).distinct()):
        reported += _see_through(number, _people(), random, at)
    return Freshened(dyed=dyed, reported=reported)


def _dye(at: datetime) -> int:
    """Let filed dyehouses that dyed nothing yet this month dye what can be drawn from."""
    month = day_of(at).replace(day=1)
    idle = Enterprise.objects.filter(
        dyehouse_filings__state=DyehouseFilingState.FILED,
        memberships__user__is_demonstration=True,
    ).exclude(pk__in=DyeBatch.objects.filter(dyed_on__gte=month).values("enterprise"))
    dyed = 0
    for dyehouse in idle.order_by("pk").distinct():
        for species in (Species.MINK, Species.FOX):
            material.declare_batch(
                enterprise=dyehouse.pk,
                species=species,
                process=Process.DYED,
                colour="black",
                skins=SKINS_DYED,
                dyed_on=day_of(at),
                actor=_owner(dyehouse),
                at=at,
            )
            dyed += 1
    return dyed


def _owner(enterprise: Enterprise) -> User:
    return (
        Membership.objects.select_related("user")
        .filter(enterprise=enterprise, role=MembershipRole.OWNER, until__isnull=True)
        .order_by("pk")[0]
        .user
    )


def _people() -> dict[str, User]:
    wanted: Iterable[str] = ("inspector", "analyst", "reviewer")
    found = User.objects.filter(username__in=wanted, is_demonstration=True)
    return {user.username: user for user in found}


def _see_through(number: str, people: dict[str, User], random: Random, at: datetime) -> bool:
    """Take, test, enter and verify a sample, from wherever it stands."""
    analyst = people["analyst"]
    take(number, people["inspector"], random, at)
    if _state(number) == SampleState.TAKEN:
        samples.receive_sample(number=number, is_seal_intact=True, actor=analyst, at=at)
    if _state(number) == SampleState.RECEIVED:
        samples.start_testing(number=number, actor=analyst, at=at)
    enter(number, {}, analyst, random, at)
    if _state(number) != SampleState.ENTERED:
        return False
    samples.verify_sample(number=number, actor=people["reviewer"], at=at)
    return True


def _state(number: str) -> str:
    return Sample.objects.values_list("state", flat=True).get(number=number)
