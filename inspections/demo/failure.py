"""The failure of the last weeks: one dyehouse's skins lie with five firms, and some have shipped."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from enterprises.states import Process, Species
from inspections.demo.goods import MAKES, RUSSIA
from inspections.demo.months import FAILING_DYEHOUSE, failure_of
from inspections.demo.scenes import write
from inspections.demo.shipments import submit
from inspections.demo.world import World, later
from lab.services import material

BUYERS = ("fuyuan", "changhong", "hualong", "missed", "oulan")
DYED, DELIVERED = 16_500, 3_000
JACKET = MAKES[Species.MINK][2]
PIECES, SKINS = 60, 1_080
# A part of what class B ships to Russia is drawn.
RATE_OF_B = Decimal(10)


def plan_failure(world: World) -> None:
    """Plan a batch that goes to several firms some days before a sample of its dyehouse fails."""
    if FAILING_DYEHOUSE not in world.by_key:
        return
    failed = failure_of(world).steps.verified
    world.agenda.plan(failed - timedelta(days=5), partial(_deliver, world))
    # One left the bureau before the failure was known, the other waited for its inspection.
    world.agenda.plan(failed - timedelta(days=2), partial(_declare, world, "fuyuan", False))
    world.agenda.plan(failed - timedelta(days=1), partial(_declare, world, "hualong", True))


def _deliver(world: World, at: datetime) -> None:
    dyehouse, seller = world.firms[FAILING_DYEHOUSE], world.owners[FAILING_DYEHOUSE]
    batch = material.declare_batch(
        enterprise=dyehouse.pk,
        species=Species.MINK,
        process=Process.DYED,
        colour="brown",
        skins=DYED,
        dyed_on=later(at, -2).date(),
        actor=seller,
        at=at,
    )
    for place, key in enumerate(world.present(BUYERS)):
        delivered_at, buyer = at + timedelta(minutes=10 * place), world.owners[key]
        delivery = material.declare_delivery(
            dyehouse=dyehouse.pk,
            buyer=world.firms[key].pk,
            skins=DELIVERED,
            delivered_on=at.date(),
            dye_batch=batch.number,
            actor=seller,
            at=delivered_at,
        )
        material.confirm_delivery(number=delivery.number, actor=buyer, at=delivered_at)
        lot = material.receive_delivery(
            number=delivery.number, received_on=at.date(), actor=buyer, at=delivered_at
        )
        world.lots[_name(key)] = lot.number
        world.reserved_lots.add(lot.number)


def _declare(world: World, key: str, is_drawn: bool, at: datetime) -> None:
    if _name(key) not in world.lots:
        return
    number = write(
        world,
        key,
        RUSSIA,
        JACKET,
        PIECES,
        lambda: [(world.lots[_name(key)], SKINS)],
        at,
        spared_for=0 if is_drawn else 1,
        rate=RATE_OF_B,
        is_drawn_now=is_drawn,
    )
    submit(world, number, at + timedelta(minutes=10), is_followed=False)


def _name(key: str) -> str:
    return f"blue sky, {key}"
