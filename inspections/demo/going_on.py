"""One more day of the story: what firms, departments, officers and the laboratory do on it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Sum

from blacklist.models import CreditEvent
from blacklist.selectors.schemes import scheme_on
from blacklist.services import events
from blacklist.services.reckoning import reckon_night
from blacklist.states import CreditEventState
from enterprises.calendar import day_of, months_on
from enterprises.services import filings, registrations
from enterprises.states import Species
from inspections.demo.bench import enter, receive_sample, start_testing, take, verify
from inspections.demo.credit import report
from inspections.demo.desk import follow
from inspections.demo.firms import NO_PENALTY, RATED_GOOD
from inspections.demo.material import LEAD, buy, dye, purchases_for
from inspections.demo.plan import RELEASED_SHARE, Shipment, shipments_of
from inspections.demo.shipments import plan_shipments
from inspections.demo.supervision import plan_supervision
from inspections.demo.world import World, instant
from inspections.models import Hold
from inspections.services import certificates, seeds
from inspections.states import DeclarationState
from lab.models import Delivery, DyeBatch, RawMaterialLot, Sample
from lab.services import material, monitoring
from lab.states import DeliveryState, LotState, SamplePurpose, SampleState

UNDER_WAY = (
    SampleState.PLANNED,
    SampleState.TAKEN,
    SampleState.RECEIVED,
    SampleState.TESTING,
    SampleState.ENTERED,
)
# On which day after it was ordered a sample is taken, put to test, entered and verified.
TAKEN_AFTER, TESTED_AFTER, ENTERED_AFTER, VERIFIED_AFTER = (timedelta(days=n) for n in (1, 2, 3, 4))
# Officers leave what came in last for whoever visits the desk, but nothing for ever.
YOUNG, OLD = timedelta(days=3), timedelta(days=16)
# What departments report, and how many reports wait for the credit officer.
NEWS_EVERY = 3
REPORTS = (
    (*RATED_GOOD, "行业评价良好。 Rated good by its peers."),
    (*NO_PENALTY, "上一年度无行政处罚。 No penalty in the last year."),
    ("S03", "association", "客户投诉色差。 A buyer complains of shades."),
    ("L11", "market_regulation", "守合同重信用企业。 Honours its contracts."),
)
REPORTS_WAITING = 6
DELIVERIES_WAIT = timedelta(days=3)
RENEWED_BEFORE = 1  # month before an honour would lapse


def plan_day(world: World, *, ships: bool) -> None:
    """Plan one day of a house in which the story was told before."""
    world.agenda.plan(instant(world.today, 0, 20), partial(_night, world))
    _plan_bench(world)
    _plan_desk(world)
    _plan_credit(world)
    _plan_deliveries(world)
    plan_supervision(world)
    if ships:
        _plan_trade(world)


def _night(world: World, at: datetime) -> None:
    """Do what the clock did, or would have done, this night."""
    reckon_night(at=at)
    registrations.lapse_all_due(at=at)
    filings.expire_all_due(at=at)
    for firm in world.filed_dyehouses:
        batches = DyeBatch.objects.filter(
            enterprise=world.firms.get(firm.key), dyed_on__gte=world.month(0)
        )
        if firm.key in world.firms and not batches.exists():
            dye(world, firm.key, at)
            dye(world, firm.key, at)
    monitoring.keep_up(at=at)
    certificates.expire(at=at)
    seeds.publish_commitments(at=at)
    seeds.reveal(at=at)


def _plan_bench(world: World) -> None:
    """Take every sample under way a step further, and each that is nearly due to the bench."""
    waiting = Sample.objects.filter(
        state__in=UNDER_WAY, enterprise__in=world.firms.values()
    ).order_by("pk")
    for number, ordered_at, due_on, purpose in waiting.values_list(
        "number", "ordered_at", "due_on", "purpose"
    ):
        age = world.today - day_of(ordered_at)
        is_due = purpose == SamplePurpose.MONITORING and due_on <= world.today + TESTED_AFTER
        analyst = world.analyst()
        if age >= TAKEN_AFTER or is_due:
            officer = world.officer()
            world.agenda.plan(
                instant(world.today, 9, 40), partial(take, number, officer, world.random)
            )
            world.agenda.plan(
                instant(world.today, 10, 30), partial(receive_sample, number, analyst)
            )
        if age >= TESTED_AFTER:
            world.agenda.plan(instant(world.today, 11), partial(start_testing, number, analyst))
        if age >= ENTERED_AFTER:
            entry = partial(enter, number, {}, analyst, world.random)
            world.agenda.plan(instant(world.today, 15, 20), entry)
        if age >= VERIFIED_AFTER:
            world.agenda.plan(instant(world.today, 16, 40), partial(verify, world, number))


def _plan_desk(world: World) -> None:
    """Let the officers work off what is held, the oldest first, until the usual number is left."""
    open_holds = Hold.objects.filter(
        closed_at__isnull=True,
        declaration__state=DeclarationState.HELD,
        declaration__enterprise__in=world.firms.values(),
    ).order_by("opened_at", "pk")
    rows = list(open_holds.values_list("declaration__number", "opened_at"))
    left, taken_up = len(rows), set()
    for number, opened_at in rows:
        age = world.today - day_of(opened_at)
        if age >= OLD or (age >= YOUNG and left > world.scope.open_tasks):
            left -= 1
            taken_up.add(number)
    for number in sorted(taken_up):
        world.agenda.plan(instant(world.today, 9, 10), partial(follow, world, number, rounds=1))


def _plan_credit(world: World) -> None:
    """Let departments renew what would lapse and report something new, and the officer confirm."""
    for key, indicator, source in _honours_to_renew(world):
        world.agenda.plan(
            instant(world.today, 14), partial(_report, world, key, indicator, source, "")
        )
    if world.today.toordinal() % NEWS_EVERY == 0:
        indicator, source, statement = world.random.choice(REPORTS)
        key = world.random.choice([firm.key for firm in world.shippers_on(world.today)])
        world.agenda.plan(
            instant(world.today, 14, 30), partial(_report, world, key, indicator, source, statement)
        )
    world.agenda.plan(instant(world.today, 9, 30), partial(_confirm_old, world))


def _honours_to_renew(world: World) -> Iterator[tuple[str, str, str]]:
    scheme = scheme_on(world.today)
    latest: dict[tuple[int, str], date] = {}
    counting = CreditEvent.objects.filter(
        state=CreditEventState.CONFIRMED, enterprise__in=world.firms.values()
    )
    for firm, indicator, occurred_on in counting.values_list(
        "enterprise", "indicator", "occurred_on"
    ):
        latest[firm, indicator] = max(occurred_on, latest.get((firm, indicator), occurred_on))
    for key, enterprise in world.firms.items():
        for indicator, source in world.by_key[key].honours:
            last = latest.get((enterprise.pk, indicator))
            lasts = scheme.indicators[indicator].lapse_months - RENEWED_BEFORE
            if last is not None and months_on(last, lasts) <= world.today:
                yield key, indicator, source


def _report(
    world: World, key: str, indicator: str, source: str, statement: str, at: datetime
) -> None:
    event = report(world, key, indicator, source, at, statement=statement, is_confirmed=False)
    if not statement:
        _confirm(world, event, at + timedelta(hours=1))


def _confirm_old(world: World, at: datetime) -> None:
    waiting = CreditEvent.objects.filter(
        state=CreditEventState.REPORTED,
        department__isnull=False,
        enterprise__in=world.firms.values(),
    ).order_by("reported_at", "pk")
    for event in list(waiting)[: max(waiting.count() - REPORTS_WAITING, 0)]:
        _confirm(world, event, at)


def _confirm(world: World, event: CreditEvent, at: datetime) -> None:
    events.confirm_event(
        number=event.number, version=event.version, actor=world.people["credit"], at=at
    )


def _plan_deliveries(world: World) -> None:
    """Let buyers answer for deliveries that have waited for some days, and receive them."""
    waiting = Delivery.objects.filter(
        state=DeliveryState.DECLARED,
        delivered_on__lte=world.today - DELIVERIES_WAIT,
        buyer__in=world.firms.values(),
    ).order_by("pk")
    for number, buyer in waiting.values_list("number", "buyer"):
        key = world.key_of(buyer)
        world.agenda.plan(instant(world.today, 16), partial(_accept_delivery, world, number, key))


def _accept_delivery(world: World, number: str, key: str, at: datetime) -> None:
    buyer = world.owners[key]
    material.confirm_delivery(number=number, actor=buyer, at=at)
    material.receive_delivery(number=number, received_on=day_of(at), actor=buyer, at=at)


def _plan_trade(world: World) -> None:
    """Plan what is shipped today, and bought today for what will be shipped."""
    if world.is_working_day(world.today):
        plan_shipments(world, _shipments_of(world, world.today))
    to_come = [
        one
        for days in range(1, 2 * LEAD.days)
        for one in _shipments_of(world, world.today + timedelta(days=days))
    ]
    for purchase in purchases_for(world, to_come, first=world.today, in_stock=_stock(world)):
        if purchase.day <= world.today:
            world.agenda.plan(instant(world.today, 8, 5), partial(buy, world, purchase))


def _shipments_of(world: World, day: date) -> list[Shipment]:
    """Plan as much a day as keeps the figure of two months where the article puts it."""
    if not world.is_working_day(day):
        return []
    aim, since = world.scope.aim, world.busy_since
    working = sum(
        world.is_working_day(since + timedelta(days=count))
        for count in range((world.today - since).days)
    )
    return shipments_of(
        day,
        to_russia=int(aim.pieces / RELEASED_SHARE / max(working, 1)),
        usd_a_piece=aim.usd_a_piece,
        shippers=world.shippers_on(day),
        sizes=aim.sizes,
    )


def _stock(world: World) -> dict[tuple[str, Species], int]:
    """Count the free skins of every firm by species, as far as they may be shipped."""
    lots = RawMaterialLot.objects.filter(
        enterprise__in=world.firms.values(), state=LotState.IN_STOCK
    ).exclude(number__in=world.reserved_lots)
    counted = lots.values_list("enterprise", "species").annotate(free=Sum("balance__free_skins"))
    return {
        (world.key_of(firm), Species(species)): free
        for firm, species, free in counted.order_by("enterprise", "species")
    }
