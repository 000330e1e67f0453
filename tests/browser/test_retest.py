"""The journey of a lot that failed: the firm asks, others test the retained part, the lot is free."""

import pytest

from enterprises.roles import Role
from lab.models import Retest, Sample
from lab.services.samples import verify_sample
from lab.states import LotState, RetestOutcome, SampleState
from tests.browser import deeds
from tests.browser.conftest import PHONE
from tests.browser.visitors import Visitor
from tests.factories import FAILED, at, make_results, make_sample, make_user
from tests.factories.inspections import declarant_of, make_exporter, make_lot

pytestmark = pytest.mark.browser


class Scene:
    """A lot in quarantine, for its sample has failed; one analyst measured it."""

    def __init__(self) -> None:
        self.firm = make_exporter("B", name_en="Beichen Furs", name_zh="北辰裘皮")
        self.lot = make_lot(self.firm)
        self.sample = make_sample(
            self.lot,
            SampleState.ENTERED,
            # Beside the numbers that the services count.
            number="S26-900001",
            has_retained_part=True,
            seal_number="0047718",
        )
        make_results(self.sample, FAILED)
        verify_sample(number=self.sample.number, actor=make_user(Role.REVIEWER), at=at())
        self.lot.refresh_from_db()
        assert self.lot.state == LotState.QUARANTINED


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_lot_whose_retained_part_passes_is_free_again(house, visit, language):
    scene = Scene()
    firm = visit(house, language).log_in(declarant_of(scene.firm))
    inspector = make_user(Role.INSPECTOR)

    retest = _asks(firm, scene)
    again = _accepts(visit(house, language).log_in(inspector), retest)
    phone = visit(house, language, PHONE, has_touch=True, is_mobile=True).log_in(inspector)
    deeds.take_sample(phone, again, "0047718")
    deeds.measure(visit(house, language).log_in(make_user(Role.ANALYST)), again)
    deeds.verify(visit(house, language).log_in(make_user(Role.REVIEWER)), again)

    firm.page.reload()
    firm.sees("The retained part passed")
    retest.refresh_from_db()
    scene.lot.refresh_from_db()
    assert retest.outcome == RetestOutcome.PASSED
    assert (scene.lot.state, scene.lot.quarantined_for) == (LotState.IN_STOCK, None)


def _asks(firm: Visitor, scene: Scene) -> Retest:
    firm.open("lab:lot-detail", scene.lot.number)
    firm.follow("Ask for a retest")
    firm.fill("Why the result is doubted", "样品与另一批混淆。")
    firm.press("Ask for the retest")
    firm.sees("The retest is asked for; the bureau answers.")
    return Retest.objects.get()


def _accepts(inspector: Visitor, retest: Retest) -> Sample:
    inspector.open("lab:retest-list")
    inspector.follow_number(retest.number)
    inspector.follow("Accept…")
    inspector.press("Accept and order")
    inspector.sees("%(record)s is accepted; the retained part is ordered.", record=retest.number)
    retest.refresh_from_db()
    assert retest.retained is not None
    return retest.retained
