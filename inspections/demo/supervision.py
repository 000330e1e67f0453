"""Visits and rectifications on one more day: made when their day has come, judged some days later."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Max

from enterprises.calendar import day_of
from enterprises.models import Assessment, Rectification, Registration
from enterprises.models.assessment import NOT_ENDED
from enterprises.policy import WITH_THE_FIRM
from enterprises.states import AssessmentState, RectificationState, RegistrationState
from inspections.demo import assessing
from inspections.demo.world import World, instant

_A = AssessmentState
# What is handed in lies so long with the registrars, so that visitors find some of it.
LIES = timedelta(days=5)
# A new visit is planned once a week, so long ahead; firms answer on the eve of the day.
PLANNED_ON, AHEAD = 0, 9
EVE = timedelta(days=1)


def plan_supervision(world: World) -> None:
    """Plan what registrars and firms do on the last day of a story that goes on."""
    if not world.is_working_day(world.today):
        return
    firms = world.firms.values()
    visits = Assessment.objects.filter(enterprise__in=firms).order_by("pk")
    for one in visits.filter(state=_A.PLANNED, planned_for__lte=world.today):
        world.agenda.plan(instant(world.today, 9, 30), partial(_make, world, one.number))
    handed_in = visits.filter(state=_A.SUBMITTED, submitted_at__lt=world.now - LIES)
    for one in handed_in:
        world.agenda.plan(instant(world.today, 15), partial(_endorse, world, one.number))
    asked = Rectification.objects.filter(enterprise__in=firms).select_related("item").order_by("pk")
    for due in asked.filter(
        state__in=WITH_THE_FIRM, due_on__range=(world.today, world.today + EVE)
    ):
        act = partial(assessing.answer, world, world.key_of(due.enterprise_id), due.item.code)
        world.agenda.plan(instant(world.today, 11), act)
    for answered in asked.filter(
        state=RectificationState.SUBMITTED, answered_at__lt=world.now - LIES
    ):
        key = world.key_of(answered.enterprise_id)
        act = partial(assessing.accept, world, key, answered.item.code)
        world.agenda.plan(instant(world.today, 16), act)
    if world.today.weekday() == PLANNED_ON:
        world.agenda.plan(instant(world.today, 14), partial(_plan_another, world))


def _make(world: World, number: str, at: datetime) -> None:
    by = assessing.fresh(number).assessors.values_list("username", flat=True)[0]
    assessing.begin(world, number, by, at)
    assessing.write(world, number, by, at + timedelta(hours=2))
    assessing.hand_in(world, number, by, at + timedelta(hours=3))


def _endorse(world: World, number: str, at: datetime) -> None:
    assessing.endorse(world, number, at)


def _plan_another(world: World, at: datetime) -> None:
    """Plan a visit to the firm that was visited longest ago."""
    under_way = Assessment.objects.filter(state__in=NOT_ENDED, registration__isnull=False)
    registered = Registration.objects.filter(
        enterprise__in=world.firms.values(), state=RegistrationState.REGISTERED
    ).exclude(pk__in=under_way.values("registration"))
    longest_ago = (
        registered.annotate(visited_at=Max("assessments__planned_at"))
        .order_by("visited_at", "pk")
        .first()
    )
    if longest_ago is None:
        return
    day = day_of(at) + timedelta(days=AHEAD)
    while not world.is_working_day(day):
        day += timedelta(days=1)
    assessing.plan(world, longest_ago, day, at, by=world.registrar().username)
