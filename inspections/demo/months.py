"""The monthly monitoring of the story: opened daily, drawn, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from blacklist.services.reckoning import reckon_night
from inspections.demo.bench import Steps, plan_sample
from inspections.demo.world import World
from inspections.services import certificates, seeds
from lab.models import MonitoringObligation, ObligationDraw
from lab.selectors.lots import usable_lots_of
from lab.selectors.obligations import obligations_to_draw
from lab.services import monitoring
from lab.services.monitoring.draws import pick
from lab.states import MonitoringRole, SampleState

TOO_MUCH_FORMALDEHYDE = {"HCHO": "412"}
# Whose sample of this month is still being tested today.
STILL_IN_TEST = ("nearly", "provisional", "dyehouse2")
SEEDS_TRIED = 200
# The round catches up on nights left out; at the start of a month there is most to do.
BUSY_NIGHTS, ROUND_EVERY = 3, 3
USUAL_DAYS = 6


@dataclass(frozen=True)
class _Turn:
    """What befalls one firm in one month, counted back from this one."""

    misses: bool = False
    fails: bool = False


def plan_months(world: World) -> None:
    """Plan the nightly round from the first month that is monitored, on the nights that matter."""
    first = world.month(world.scope.months)
    for days in range((world.today - first).days, -1, -1):
        day = (world.today - timedelta(days=days)).day
        if day <= BUSY_NIGHTS or day % ROUND_EVERY == 0 or days == 0:
            world.agenda.plan(world.ago(days, 0, 20), partial(_round, world, first))


def _round(world: World, first: date, at: datetime) -> None:
    """Do what the clock does every night: classes, months, certificates and seeds."""
    if at.day == 1:
        reckon_night(at=at)
    monitoring.open_obligations(until=at.date(), at=at, since=first)
    for pk in list(obligations_to_draw().values_list("pk", flat=True)):
        draw(world, pk, at)
    monitoring.mark_missed(on=at.date(), at=at)
    certificates.expire(at=at)
    seeds.publish_commitments(at=at)
    seeds.reveal(at=at)


def draw(world: World, pk: int, at: datetime) -> None:
    """Draw for an obligation by a seed that leaves alone the lots which a scene needs as they are."""
    obligation = MonitoringObligation.objects.get(pk=pk)
    seed = _seed(world, obligation)
    for drawn in monitoring.draw_for(obligation=pk, at=at, seed=seed):
        _plan(world, obligation, drawn, at)


def _seed(world: World, obligation: MonitoringObligation) -> str:
    candidates = (
        list(usable_lots_of(obligation.enterprise_id))
        if obligation.role == MonitoringRole.EXPORTER
        else []
    )
    seed = ""
    for _try in range(SEEDS_TRIED):
        seed = f"{world.random.getrandbits(128):032x}"
        picked = pick(candidates, obligation.draws_needed, seed)
        if not world.reserved_lots.intersection(lot.number for lot in picked):
            break
    return seed


def _plan(
    world: World, obligation: MonitoringObligation, drawn: ObligationDraw, at: datetime
) -> None:
    sample = drawn.sample
    if sample is None:
        return
    key = next(key for key, firm in world.firms.items() if firm.pk == obligation.enterprise_id)
    turn = _turn(world, key, obligation.month)
    if turn.misses:
        return
    is_this_month = obligation.month == world.month(0)
    plan_sample(
        world,
        sample.number,
        _steps(world, at),
        findings=TOO_MUCH_FORMALDEHYDE if turn.fails and drawn.ordinal == 1 else None,
        until=SampleState.TESTING
        if is_this_month and key in STILL_IN_TEST
        else SampleState.REPORTED,
    )


def _turn(world: World, key: str, month: date) -> _Turn:
    failed = world.scope.failed_month
    return _Turn(
        misses=key == "missed" and month == world.month(max(failed - 1, 1)),
        fails=key == "failed" and month == world.month(failed),
    )


def _steps(world: World, at: datetime) -> Steps:
    """Space a monitoring over some days; what was drawn just now is done by now all the same."""
    start = at + timedelta(hours=8, days=world.random.randint(0, 2))
    end = start + timedelta(days=USUAL_DAYS)
    if end > world.now and at.date() >= world.month(0):
        start, end = at, world.now
    return Steps.within(start, end)
