"""The monthly monitoring of the story: opened daily, drawn, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from blacklist.services.reckoning import reckon_night
from inspections.demo.bench import Steps, plan_sample
from inspections.demo.world import World, instant
from inspections.services import certificates, seeds
from lab.models import MonitoringObligation, ObligationDraw
from lab.selectors.lots import usable_lots_of
from lab.selectors.obligations import obligations_to_draw
from lab.services import monitoring
from lab.services.monitoring.draws import pick
from lab.states import MonitoringRole, SampleState

TOO_MUCH_FORMALDEHYDE = {"HCHO": "412"}
# So near to the limit that nobody can tell.
NEAR_THE_LIMIT = {"HCHO": "294"}
# Whose sample of this month is still being tested today, or not taken yet.
STILL_IN_TEST = ("nearly", "provisional", "dyehouse2", "jiahe", "hualong")
NOT_TAKEN_YET = ("bolin", "xingwang")
# By then a sample that nobody has taken is nearly late, and this month has to be taken too.
LAST_DAY_UNTAKEN = 17
SEEDS_TRIED = 200
# The round catches up on nights left out; there is most to do when a month opens and falls due.
BUSY_NIGHTS = {1, 2, 3, *range(14, 23)}
ROUND_EVERY = 3
USUAL_DAYS, HURRIED_DAYS = 6, 5
# The dyehouse whose failure of the last weeks reaches its buyers.
FAILING_DYEHOUSE = "dyehouse4"
FAILED_DAYS_AGO = 6
MISSES, FAILS, UNCERTAIN, WAIVED = "misses", "fails", "uncertain", "waived"
# What befalls a firm in a month, counted back from this one.
_TURNS = {
    ("yongsheng", 2): FAILS,
    ("shunda", 4): FAILS,
    ("dyehouse6", 3): FAILS,
    ("fengrun", 1): MISSES,
    ("jinyao", 4): MISSES,
    ("sanhe", 2): MISSES,
    ("lvyuan", 1): UNCERTAIN,
    ("tianbao", 2): WAIVED,
}


_FINDINGS = {FAILS: TOO_MUCH_FORMALDEHYDE, UNCERTAIN: NEAR_THE_LIMIT}


@dataclass(frozen=True)
class Failure:
    """When the dyehouse of the last weeks failed: the month, and the steps of the sample."""

    back: int
    steps: Steps


def plan_months(world: World) -> None:
    """Plan the nightly round from the first month that is monitored, on the nights that matter."""
    turns = _turns(world)
    for days in range((world.today - world.first_month).days, -1, -1):
        day = (world.today - timedelta(days=days)).day
        if day in BUSY_NIGHTS or day % ROUND_EVERY == 0 or days == 0:
            world.agenda.plan(world.ago(days, 0, 20), partial(_round, world, turns))


def _turns(world: World) -> Mapping[tuple[str, int], str]:
    told = world.months_back(world.first_month)
    failed = min(3, told)
    failing = {("failed", failed): FAILS, ("missed", max(failed - 1, 1)): MISSES}
    if FAILING_DYEHOUSE in world.by_key:
        failing[FAILING_DYEHOUSE, failure_of(world).back] = FAILS
    return {**_TURNS, **failing}


def _round(world: World, turns: Mapping[tuple[str, int], str], at: datetime) -> None:
    """Do what the clock does every night: classes, months, certificates and seeds."""
    if at.day == 1:
        reckon_night(at=at)
    monitoring.open_obligations(until=at.date(), at=at, since=world.first_month)
    for pk in list(obligations_to_draw().values_list("pk", flat=True)):
        draw(world, pk, turns, at)
    monitoring.mark_missed(on=at.date(), at=at)
    certificates.expire(at=at)
    seeds.publish_commitments(at=at)
    seeds.reveal(at=at)


def draw(world: World, pk: int, turns: Mapping[tuple[str, int], str], at: datetime) -> None:
    """Draw for an obligation by a seed that leaves alone the lots which a scene needs as they are."""
    obligation = MonitoringObligation.objects.get(pk=pk)
    seed = _seed(world, obligation)
    for drawn in monitoring.draw_for(obligation=pk, at=at, seed=seed):
        _plan(world, obligation, drawn, turns, at)


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
    world: World,
    obligation: MonitoringObligation,
    drawn: ObligationDraw,
    turns: Mapping[tuple[str, int], str],
    at: datetime,
) -> None:
    if drawn.sample is None:
        return
    key = world.key_of(obligation.enterprise_id)
    back = world.months_back(obligation.month)
    turn = turns.get((key, back))
    is_first = drawn.ordinal == 1 or obligation.draws.filter(is_replaced=True).exists()
    if turn == WAIVED and drawn.ordinal == 1:
        _plan_waiver(world, obligation.pk, at)
    is_untaken = back == 0 and key in NOT_TAKEN_YET and world.today.day <= LAST_DAY_UNTAKEN
    if turn in (MISSES, WAIVED) or is_untaken:
        return
    plan_sample(
        world,
        drawn.sample.number,
        _steps(world, key, obligation, at),
        findings=_FINDINGS.get(turn or "") if is_first else None,
        until=SampleState.TESTING if back == 0 and key in STILL_IN_TEST else SampleState.REPORTED,
    )
    if turn == FAILS and obligation.role == MonitoringRole.DYEHOUSE:
        # Until the month after has passed nobody buys from it.
        world.doubtful_until[key] = (
            date.max if back <= 1 else world.month(back - 1) + timedelta(days=24)
        )


def _plan_waiver(world: World, pk: int, at: datetime) -> None:
    """Let the chief waive a month that an inspector proposed to waive."""
    propose = partial(
        monitoring.propose_waiver,
        obligation=pk,
        reason="停产检修，本月无生产。 Closed for repairs; nothing is made this month.",
        actor=world.people["inspector"],
    )
    approve = partial(monitoring.approve_waiver, obligation=pk, actor=world.people["chief"])
    world.agenda.plan(at + timedelta(days=9, hours=10), lambda at: propose(at=at))
    world.agenda.plan(at + timedelta(days=10, hours=10), lambda at: approve(at=at))


def _steps(world: World, key: str, obligation: MonitoringObligation, at: datetime) -> Steps:
    """Space a monitoring over some days; what was drawn just now is done by now all the same."""
    if key == FAILING_DYEHOUSE:
        failure = failure_of(world)
        if failure.back == world.months_back(obligation.month):
            return failure.steps
    if obligation.due_on - at.date() < timedelta(days=HURRIED_DAYS) <= world.today - at.date():
        return Steps.hurried(at)
    start = at + timedelta(hours=8, days=world.random.randint(0, 2))
    end = start + timedelta(days=USUAL_DAYS)
    if end > world.now and at.date() >= world.month(0):
        start, end = at, world.now
    return Steps.within(start, end)


def failure_of(world: World) -> Failure:
    """Let the dyehouse fail some days ago, by this month's sample or, early in it, the last one's."""
    verified = world.ago(FAILED_DAYS_AGO, 10)
    if verified.date() >= world.month(0) + timedelta(days=FAILED_DAYS_AGO):
        return Failure(0, Steps.within(instant(world.month(0), 8), verified))
    taken = instant(world.month(1) + timedelta(days=16), 9)
    verified = min(verified, instant(world.month(0) - timedelta(days=3), 10))
    return Failure(1, Steps.within(taken - timedelta(hours=6), verified))
