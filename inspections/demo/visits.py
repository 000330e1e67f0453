"""The visits of half a year: on trial, under supervision, on the way to a file; and what came of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from enterprises.services import reminders
from enterprises.states import AssessmentState, EnterpriseKind
from inspections.demo import assessing
from inspections.demo.assessing import Subject
from inspections.demo.world import World

_A = AssessmentState
FIRST, SECOND = "registrar", "registrar2"
# Whoever owes something is looked at as often as keeps the reminders of the scheme near their day.
FOLLOWED_SINCE, FOLLOWED_EVERY = 130, 5
ITEMS_SEEN_SO_FAR = 14


@dataclass(frozen=True)
class _Visit:
    """A visit so many days ago, by one of the registrars, with what did not conform."""

    days: int
    key: str
    by: str
    unmet: tuple[str, ...] = ()
    until: AssessmentState = _A.ENDORSED


@dataclass(frozen=True)
class _Planned:
    """A visit that lies so many days ahead."""

    ahead: int
    key: str
    by: str


@dataclass(frozen=True)
class _Step:
    """What becomes of a finding so many days ago; `due_in` counts the days from today."""

    days: int
    key: str
    code: str
    deed: str
    reason: str = ""
    due_in: int | None = None


_VISITS = (
    # On trial: the visit is the first condition, and what it finds are the others.
    _Visit(125, "anda", SECOND, ("A15",)),
    _Visit(63, "xinyuan", FIRST, ("A03", "A11")),
    _Visit(41, "provisional", FIRST, ("A09", "A13", "A18")),
    _Visit(30, "mingzhu", SECOND, ("A05",)),
    # Under supervision.
    _Visit(98, "dyehouse", FIRST, ("D13",)),
    _Visit(85, "hengda", SECOND, ("A20",)),
    _Visit(70, "missed", FIRST, ("A04",)),
    _Visit(60, "lianhe", SECOND),
    _Visit(52, "scored", FIRST, ("A07", "A18")),
    _Visit(43, "dyehouse9", FIRST, ("D04",)),
    _Visit(33, "third", SECOND, ("A20",)),
    _Visit(28, "red", SECOND),
    _Visit(24, "fuyuan", SECOND, ("A09", "A13")),
    _Visit(22, "nearly", SECOND, ("A05", "A13", "A18")),
    _Visit(20, "shunda", FIRST, ("A18",)),
    # Written down, and not endorsed yet.
    _Visit(4, "weiye", SECOND, until=_A.SUBMITTED),
    _Visit(3, "bolin", FIRST, ("A21",), until=_A.SUBMITTED),
    _Visit(3, "dyehouse3", SECOND, ("D11",), until=_A.SUBMITTED),
    _Visit(2, "failed", SECOND, ("A03", "A07"), until=_A.SUBMITTED),
    _Visit(4, "objecting", FIRST, ("A21",), until=_A.SENT_BACK),
    _Visit(1, "steady", FIRST, until=_A.UNDER_WAY),
)
_PLANNED = (
    _Planned(2, "huafeng", SECOND),
    _Planned(4, "direct", FIRST),
    _Planned(5, "dyehouse2", FIRST),
    _Planned(6, "yinhu", SECOND),
)
_STEPS = (
    _Step(108, "anda", "A15", "answer"),
    _Step(103, "anda", "A15", "accept"),
    _Step(88, "dyehouse", "D13", "answer"),
    _Step(86, "dyehouse", "D13", "accept"),
    _Step(72, "hengda", "A20", "answer"),
    _Step(69, "hengda", "A20", "accept"),
    _Step(58, "missed", "A04", "answer"),
    _Step(55, "missed", "A04", "accept"),
    # One of two conditions is met in time; the other is overdue and narrows the registration.
    _Step(51, "xinyuan", "A11", "answer"),
    _Step(48, "xinyuan", "A11", "accept"),
    _Step(
        47,
        "scored",
        "A18",
        "void",
        "系借用库房，非本企业产品。 The store is let; the goods are not its.",
    ),
    # On trial: one is met, one has more time, one came back.
    _Step(28, "provisional", "A09", "answer"),
    _Step(26, "provisional", "A09", "accept"),
    _Step(
        20,
        "provisional",
        "A13",
        "extend",
        "供应商资料在途，准予延期。 The supplier's sheets are on their way.",
        due_in=12,
    ),
    _Step(21, "provisional", "A18", "answer"),
    _Step(
        18,
        "provisional",
        "A18",
        "give_back",
        "照片未显示上锁，请补充。 The photograph shows no lock; add one.",
        due_in=9,
    ),
    _Step(19, "dyehouse9", "D04", "answer"),
    _Step(
        16,
        "dyehouse9",
        "D04",
        "give_back",
        "台账仅补记一个月。 The book was made up for one month only.",
        due_in=10,
    ),
    _Step(13, "third", "A20", "answer"),
    _Step(
        11,
        "third",
        "A20",
        "give_back",
        "缺培训签到表。 The list of who was trained is missing.",
        due_in=8,
    ),
    _Step(12, "fuyuan", "A13", "answer"),
    _Step(9, "fuyuan", "A13", "accept"),
    # These wait for a registrar.
    _Step(3, "mingzhu", "A05", "answer"),
    _Step(1, "nearly", "A05", "answer"),
    _Step(1, "fuyuan", "A09", "answer"),
    _Step(1, "dyehouse11", "D13", "answer"),
)
QUESTION = "A21项未附预警通报签收记录。 A21 comes without the receipts of the alerts."
GAVE_UP = "企业停产，取消考核。 The firm has stopped; there is nothing to visit."
GIVEN_UP, GIVEN_UP_AFTER = ("liyuan", 160), 3


def plan_visits(world: World) -> None:
    """Plan the visits, what the firms do about them, and the reminders meanwhile."""
    for one in _VISITS:
        if one.key in world.by_key:
            world.agenda.plan(world.at_work(one.days, 9, 30), partial(_visit, world, one))
    for planned in _PLANNED:
        if planned.key in world.by_key:
            world.agenda.plan(world.at_work(3, 15), partial(_plan, world, planned))
    for step in _STEPS:
        if step.key in world.by_key:
            hour = 11 if step.deed == "answer" else 16
            world.agenda.plan(world.at_work(step.days, hour), partial(_follow, world, step))
    _plan_given_up(world)
    for days in range(FOLLOWED_SINCE, -1, -FOLLOWED_EVERY):
        world.agenda.plan(world.ago(days, 6, 30), lambda at: reminders.follow_up(at=at))


def _visit(world: World, one: _Visit, at: datetime) -> None:
    subject = _subject(world, one.key)
    if one.until == _A.UNDER_WAY:
        number = assessing.plan(world, subject, at.date(), at, by=one.by).number
        assessing.begin(world, number, one.by, at)
        assessing.write(world, number, one.by, at + timedelta(hours=1), items=ITEMS_SEEN_SO_FAR)
        return
    is_handed_in_only = one.until != _A.ENDORSED
    until = _A.SUBMITTED if is_handed_in_only else _A.ENDORSED
    made = assessing.visit(world, subject, at, unmet=one.unmet, by=one.by, until=until)
    if one.until == _A.SENT_BACK:
        assessing.send_back(world, made.number, QUESTION, at + timedelta(hours=5))


def _plan(world: World, planned: _Planned, at: datetime) -> None:
    day = _working_day(world, world.today + timedelta(days=planned.ahead))
    assessing.plan(world, _subject(world, planned.key), day, at, by=planned.by)


def _plan_given_up(world: World) -> None:
    """One visit was planned and never made, since the firm had stopped."""
    key, days = GIVEN_UP
    if key not in world.by_key:
        return

    def plan(at: datetime) -> None:
        made = assessing.plan(world, _subject(world, key), at.date(), at, by=SECOND)
        world.agenda.plan(
            at + timedelta(days=GIVEN_UP_AFTER),
            partial(assessing.give_up, world, made.number, GAVE_UP, SECOND),
        )

    world.agenda.plan(world.at_work(days, 10), plan)


def _follow(world: World, step: _Step, at: datetime) -> None:
    deed: Callable[[datetime], None]
    if step.deed == "extend":
        deed = partial(assessing.extend, world, step.key, step.code, _due(world, step), step.reason)
    elif step.deed == "give_back":
        deed = partial(
            assessing.give_back, world, step.key, step.code, step.reason, _due(world, step)
        )
    elif step.deed == "void":
        deed = partial(assessing.void, world, step.key, step.code, step.reason)
    else:
        act = assessing.answer if step.deed == "answer" else assessing.accept
        deed = partial(act, world, step.key, step.code)
    deed(at)


def _due(world: World, step: _Step) -> date:
    assert step.due_in is not None
    return _working_day(world, world.today + timedelta(days=step.due_in))


def _working_day(world: World, day: date) -> date:
    while not world.is_working_day(day):
        day += timedelta(days=1)
    return day


def _subject(world: World, key: str) -> Subject:
    firm = world.firms[key]
    if world.by_key[key].kind == EnterpriseKind.DYEHOUSE:
        return firm.dyehouse_filings.latest("pk")
    return firm.registrations.latest("pk")
