"""The journey of skins: dyed, delivered, confirmed by the buyer, and in its store with the dyehouse as ground."""

import pytest

from enterprises.models import Enterprise
from enterprises.states import EnterpriseKind
from lab.models import Delivery, DyeBatch, RawMaterialLot
from lab.states import DeliveryState, MonitoringRole, ObligationState
from tests.browser.visitors import Visitor
from tests.factories import make_enterprise, make_filing, make_obligation, make_user
from tests.factories.inspections import declarant_of, make_exporter, make_month

pytestmark = pytest.mark.browser

MAY_GO = {"en": "Russian Federation: may go", "zh-hans": "俄罗斯：可出口"}


class Scene:
    """A filed dyehouse whose month is passed, and a maker that exports to Russia."""

    def __init__(self) -> None:
        self.dyehouse = make_enterprise(
            EnterpriseKind.DYEHOUSE, name_en="Yongshun Dyehouse", name_zh="永顺硝染厂"
        )
        make_filing(self.dyehouse)
        make_obligation(self.dyehouse, ObligationState.PASSED, role=MonitoringRole.DYEHOUSE)
        self.maker = make_exporter("A", name_en="Beichen Furs", name_zh="北辰裘皮")
        make_month(self.maker)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_a_dyehouse_delivers_stands_in_the_buyers_store_with_it_as_ground(
    house, visit, language
):
    scene = Scene()
    dyer = visit(house, language).log_in(make_user(enterprise=scene.dyehouse))
    buyer = visit(house, language).log_in(declarant_of(scene.maker))

    batch = _declares_a_batch(dyer)
    delivery = _delivers(dyer, batch, scene.maker)
    lot = _confirms(buyer, delivery)

    buyer.sees_text(batch.number)
    buyer.sees_text("Yongshun Dyehouse" if language == "en" else "永顺硝染厂")
    assert (lot.delivery, lot.dye_batch, lot.skins_received) == (delivery, batch, 320)
    dyer.open("lab:delivery-detail", delivery.number)
    dyer.sees("In the buyer’s store")


def _declares_a_batch(dyer: Visitor) -> DyeBatch:
    dyer.follow("Dye batches")
    dyer.follow("Declare a batch")
    dyer.choose("Fur", "fox")
    dyer.page.locator("input[name=process][value=dyed]").check()
    dyer.choose("Colour group", "black")
    dyer.fill("Skins dyed", 800)
    dyer.press("Declare the batch")
    batch = DyeBatch.objects.get()
    dyer.sees("Batch %(number)s is declared.", number=batch.number)
    return batch


def _delivers(dyer: Visitor, batch: DyeBatch, buyer: Enterprise) -> Delivery:
    """From the batch, to a buyer found by its credit code; first to one that is none."""
    dyer.follow("Declare a delivery")
    dyer.fill("Credit code of the buyer", buyer.credit_code[:-1])
    dyer.fill("Skins delivered", "900")
    dyer.press("Declare the delivery")
    dyer.sees("This is no credit code; read its eighteen characters again.")
    assert not Delivery.objects.exists()

    dyer.fill("Credit code of the buyer", buyer.credit_code)
    dyer.fill("Skins delivered", "320")
    dyer.press("Declare the delivery")
    delivery = Delivery.objects.get()
    assert (delivery.dye_batch, delivery.buyer) == (batch, buyer)
    return delivery


def _confirms(buyer: Visitor, delivery: Delivery) -> RawMaterialLot:
    buyer.open("lab:delivery-list")
    buyer.follow_number(delivery.number)
    buyer.press("Confirm and receive")
    lot = RawMaterialLot.objects.get()
    buyer.sees(
        "%(number)s is confirmed; the skins are lot %(lot)s.",
        number=delivery.number,
        lot=lot.number,
    )
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CONFIRMED
    return lot
