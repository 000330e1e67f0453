"""What speaks for and against the firms: events of all departments, objections, lists, proposals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from blacklist.models import ClassProposal, CreditEvent, ListEntry
from blacklist.services import classes, events, lists
from blacklist.states import ClassProposalState, CreditClass, ListKind
from enterprises.models import PartnerDepartment
from inspections.demo.world import World, later

FOUND_DISHONEST, BLACK_SINCE = 45, 20
CONFIRMED, WAITING, REJECTED = "confirmed", "waiting", "rejected"
OBJECTED, DISMISSED, ALLOWED = "objected", "dismissed", "allowed"


@dataclass(frozen=True)
class _Told:
    """An event that a department reports, and what becomes of it."""

    days: int
    key: str
    indicator: str
    source: str
    statement: str
    fate: str = CONFIRMED


_EVENTS = (
    _Told(178, "fuyuan", "L03", "tax", "逾期申报，罚款。 Fined for a late return."),
    _Told(150, "penalised", "L04", "market_regulation", "虚假标注，罚款。 Fined for mislabelling."),
    _Told(130, "dyehouse5", "L08", "environment", "废水氨氮超标。 Ammonia above the standard."),
    _Told(118, "huafeng", "L11", "market_regulation", "守合同重信用企业。 Honours its contracts."),
    _Told(104, "shunda", "S02", "association", "行业评价较差。 Rated poor by its peers."),
    _Told(88, "jinyao", "L03", "commerce", "统计资料报送不实。 Figures reported wrongly."),
    _Told(75, "baihua", "S06", "commerce", "获省级名牌产品称号。 Famous brand of the province."),
    _Told(
        70, "fengrun", "L03", "market_regulation", "价格标示不规范。 Prices not marked.", DISMISSED
    ),
    _Told(61, "beifang", "L10", "market_regulation", "侵犯商标权。 Infringed a trade mark."),
    _Told(52, "hengda", "S06", "commerce", "获市级质量奖。 Quality award of the city."),
    _Told(50, "haoyu", "L03", "tax", "发票开具不规范。 Invoices not in order.", ALLOWED),
    _Told(FOUND_DISHONEST, "black", "G06", "government", "伪造合同。 Forged contracts."),
    _Told(44, "jinling", "G04", "government", "示范区先进企业。 A model of the zone."),
    _Told(33, "fuyuan", "S03", "association", "客户投诉色差。 A buyer complains of shades."),
    _Told(30, "bolin", "S03", "association", "投诉未能查实。 Not substantiated.", REJECTED),
    _Told(
        24, "objecting", "L08", "environment", "废水色度超标。 Waste water too coloured.", OBJECTED
    ),
    _Told(21, "tianyi", "S01", "association", "行业评价良好。 Rated good by its peers."),
    _Told(16, "dyehouse7", "L08", "environment", "废水总铬超标。 Chromium too high.", OBJECTED),
    _Told(12, "jinxiu", "G06", "government", "冒用他人商号。 Traded under another's name."),
    _Told(10, "hualong", "S01", "association", "行业评价良好。 Rated good by its peers."),
    _Told(9, "hualong", "S06", "commerce", "获省级优质产品奖。 Quality award of the province."),
    _Told(8, "hualong", "L11", "market_regulation", "守合同重信用企业。 Honours its contracts."),
    _Told(5, "nearly", "S06", "commerce", "获省级优质产品奖。 Quality award of the province."),
    _Told(4, "lianhe", "G03", "government", "拟认定为龙头企业。 Named a leading firm.", WAITING),
    _Told(3, "dyehouse7", "L03", "environment", "危废台账缺页。 Pages missing.", WAITING),
    _Told(
        2, "third", "S03", "association", "客户投诉掉毛。 A buyer complains of shedding.", WAITING
    ),
    _Told(2, "ruilin", "S02", "association", "未履行会员承诺。 Broke a promise.", WAITING),
    _Told(1, "oulan", "L03", "tax", "逾期缴税。 Paid its tax late.", WAITING),
    _Told(1, "huafeng", "S06", "commerce", "获省级品牌称号。 Brand of the province.", WAITING),
)


def plan_credit(world: World) -> None:
    """Plan the events, what firms say against them, and the entries on either list."""
    for told in _EVENTS:
        if told.key in world.by_key:
            _plan_event(world, told)
    _plan_red(world, "red", 224)
    for key, days, last_step in (("guoxing", 222, 3), ("xueyuan", 12, 2)):
        if key in world.by_key:
            _plan_red(world, key, days, steps=last_step)
    days = FOUND_DISHONEST - 1
    world.agenda.plan(
        world.ago(days, 12), partial(_list_black, world, "black", days - BLACK_SINCE - 3, 3)
    )
    if "jinxiu" in world.by_key:
        world.agenda.plan(world.ago(10, 12), partial(_list_black, world, "jinxiu", 9, 1))
    world.agenda.plan(world.ago(1, 16), partial(_propose_nearly, world))


def _plan_event(world: World, told: _Told) -> None:
    def blame(at: datetime) -> None:
        event = report(
            world,
            told.key,
            told.indicator,
            told.source,
            at,
            statement=told.statement,
            is_confirmed=told.fate not in (WAITING, REJECTED),
        )
        if told.fate == REJECTED:
            world.agenda.plan(later(at, 2, 15), partial(_reject, world, event.number))
        if told.fate in (OBJECTED, DISMISSED, ALLOWED):
            world.agenda.plan(later(at, 6, 16), partial(_object, world, event.number, told.key))
        if told.fate in (DISMISSED, ALLOWED):
            decide = partial(_decide, world, event.number, told.fate == ALLOWED)
            world.agenda.plan(later(at, 12, 11), decide)

    world.agenda.plan(world.ago(told.days, 14), blame)


def report(
    world: World,
    key: str,
    indicator: str,
    source: str,
    at: datetime,
    *,
    statement: str = "",
    is_confirmed: bool = True,
) -> CreditEvent:
    """Let a department report an event, and the credit officer confirm it the day after."""
    firm = world.firms[key]
    reporter = world.people["department" if source == "government" else source]
    department = PartnerDepartment.objects.get(code=source)
    grounds = world.by_key[key].grounds if indicator == "G01" else ()
    event = events.record_event(
        enterprise=firm,
        indicator=indicator,
        occurred_on=later(at, -2).date(),
        source=source,
        source_reference=f"{source}-{at:%y%m%d}-{firm.serial}-{indicator}",
        statement=statement,
        grounds=grounds,
        department=department,
        actor=reporter,
        at=at,
    )
    if is_confirmed:
        world.agenda.plan(later(at, 1, 9, 30), partial(_confirm, world, event.number))
    return event


def _confirm(world: World, number: str, at: datetime) -> None:
    event = CreditEvent.objects.get(number=number)
    events.confirm_event(number=number, version=event.version, actor=world.people["credit"], at=at)


def _reject(world: World, number: str, at: datetime) -> None:
    event = CreditEvent.objects.get(number=number)
    events.reject_event(
        number=number,
        version=event.version,
        reason="经核实不属实。 Looked into and found untrue.",
        actor=world.people["credit"],
        at=at,
    )


def _object(world: World, number: str, key: str, at: datetime) -> None:
    event = CreditEvent.objects.get(number=number)
    events.object_to_event(
        number=event.number,
        version=event.version,
        objection="当日设备检修，已提交复测报告。 The plant was under repair; see the second reading.",
        actor=world.owners[key],
        at=at,
    )


def _decide(world: World, number: str, allowed: bool, at: datetime) -> None:
    event = CreditEvent.objects.get(number=number)
    events.decide_objection(
        number=number,
        version=event.version,
        allowed=allowed,
        answer="证据充分，异议成立。 The evidence bears the objection out."
        if allowed
        else "证据不足，维持原记录。 The evidence does not suffice; the entry stands.",
        actor=world.people["chief"],
        at=at,
    )


def _plan_red(world: World, key: str, days: int, *, steps: int = 3) -> None:
    """Plan a red entry as far as a step: given notice, heard, effective."""

    def propose(at: datetime) -> None:
        entry = lists.propose_entry(
            enterprise=world.firms[key],
            kind=ListKind.RED,
            grounds="县政府连续两轮评为一类，长期认可诚信。"
            " First class in two rounds; its honesty recognised for years.",
            basis="M-12",
            actor=world.people["credit"],
            at=at,
        )
        _plan_procedure(world, entry.number, at, heard_after=6, steps=steps)

    world.agenda.plan(world.ago(days, 10), propose)


def _plan_procedure(
    world: World, number: str, at: datetime, *, heard_after: int, steps: int
) -> None:
    """Give notice, hear the firm, and let the chief make an entry effective; or as far as a step."""

    def version() -> int:
        return ListEntry.objects.values_list("version", flat=True).get(number=number)

    def notice(at: datetime) -> None:
        lists.give_notice(number=number, version=version(), actor=world.people["credit"], at=at)

    def hear(at: datetime) -> None:
        lists.hear(
            number=number,
            version=version(),
            statement="已收到告知，无异议。 The firm has read the notice and says nothing against it.",
            actor=world.people["credit"],
            at=at,
        )

    def approve(at: datetime) -> None:
        lists.make_effective(number=number, version=version(), actor=world.people["chief"], at=at)

    planned: tuple[tuple[datetime, Callable[[datetime], None]], ...] = (
        (later(at, 1, 11), notice),
        (later(at, heard_after, 15), hear),
        (later(at, heard_after + 2, 9), approve),
    )
    for moment, step in planned[:steps]:
        world.agenda.plan(moment, step)


def _list_black(world: World, key: str, heard_after: int, steps: int, at: datetime) -> None:
    entry = ListEntry.objects.get(enterprise=world.firms[key], kind=ListKind.BLACK)
    _plan_procedure(world, entry.number, at, heard_after=heard_after, steps=steps)


def _propose_nearly(world: World, at: datetime) -> None:
    """Take up the raise that a new award allows; the chief decides it by hand."""
    waiting = ClassProposal.objects.filter(
        enterprise=world.firms["nearly"], state=ClassProposalState.PROPOSED
    ).first()
    if waiting is not None:
        classes.propose_class(
            enterprise=waiting.enterprise,
            credit_class=CreditClass(waiting.credit_class),
            reason="获奖后评分达到一类标准。 With the award its score is that of class A.",
            actor=world.people["credit"],
            at=at,
        )
