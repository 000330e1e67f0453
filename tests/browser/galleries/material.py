"""The pages of the stores, of the monitoring, of retests and reports."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from enterprises.calendar import months_on
from enterprises.models import Enterprise
from enterprises.roles import Role
from enterprises.states import EnterpriseKind
from lab.services import monitoring, samples
from lab.states import (
    DeliveryState,
    LotState,
    MonitoringRole,
    ObligationState,
    RetestState,
    SampleState,
)
from tests.browser.walls import ANALYST, CHIEF, FIRM, INSPECTOR, REVIEWER, Gallery, Wall, at_page
from tests.factories import (
    FAILED,
    TODAY,
    make_adjustment,
    make_delivery,
    make_draw,
    make_dye_batch,
    make_enterprise,
    make_lot,
    make_obligation,
    make_report,
    make_results,
    make_retest,
    make_sample,
    make_user,
)

DYER = "dyer"
THIS_MONTH = TODAY.replace(day=1)
_O = ObligationState
# The year of one firm, the latest month last.
YEAR = (
    *(_O.PASSED, _O.PASSED, _O.FAILED, _O.PASSED, _O.NOTHING_IN_STOCK, _O.PASSED),
    *(_O.MISSED, _O.PASSED, _O.INCONCLUSIVE, _O.WAIVED, _O.PASSED, _O.IN_TEST),
)

WALLS: Mapping[str, Wall] = {
    "register a lot": at_page(FIRM, "lab:lot-new"),
    "lot set aside": at_page(FIRM, "lab:lot-detail", "m-failed-lot"),
    "lot set aside, to an officer": at_page(INSPECTOR, "lab:lot-detail", "m-failed-lot"),
    "quarantine a lot": at_page(INSPECTOR, "lab:lot-quarantine", "m-lot"),
    "adjust a lot": at_page(INSPECTOR, "lab:lot-adjust", "m-lot"),
    "dye batches": at_page(DYER, "lab:batch-list"),
    "declare a batch": at_page(DYER, "lab:batch-new"),
    "dye batch": at_page(DYER, "lab:batch-detail", "m-batch"),
    "order a sample of a batch": at_page(INSPECTOR, "lab:batch-sample-order", "m-batch"),
    "deliveries": at_page(FIRM, "lab:delivery-list"),
    "declare a delivery": at_page(DYER, "lab:delivery-new"),
    "delivery to confirm": at_page(FIRM, "lab:delivery-detail", "m-declared"),
    "delivery disputed": at_page(INSPECTOR, "lab:delivery-detail", "m-disputed"),
    "dispute a delivery": at_page(FIRM, "lab:delivery-dispute", "m-declared"),
    "settle a delivery": at_page(INSPECTOR, "lab:delivery-settle", "m-disputed"),
    "adjustments": at_page(CHIEF, "lab:adjustment-list"),
    "adjustment": at_page(CHIEF, "lab:adjustment-detail", "m-adjustment"),
    "decline an adjustment": at_page(CHIEF, "lab:adjustment-decline", "m-adjustment"),
    "monitoring": at_page(INSPECTOR, "lab:monitoring"),
    "monitoring of one firm": at_page(FIRM, "lab:monitoring", query="?length=6"),
    "month": at_page(INSPECTOR, "lab:obligation-detail", "m-month"),
    "month, missed": at_page(INSPECTOR, "lab:obligation-detail", "m-missed"),
    "month, failed, to its firm": at_page(FIRM, "lab:obligation-detail", "m-failed"),
    "waive a month": at_page(INSPECTOR, "lab:waiver-propose", "m-open"),
    "approve a waiver": at_page(CHIEF, "lab:waiver-approve", "m-open"),
    "retests": at_page(INSPECTOR, "lab:retest-list"),
    "retest": at_page(INSPECTOR, "lab:retest-detail", "m-retest"),
    "retest done": at_page(FIRM, "lab:retest-detail", "m-retest-done"),
    "ask for a retest": at_page(FIRM, "lab:retest-ask", "m-failed-sample"),
    "accept a retest": at_page(INSPECTOR, "lab:retest-accept", "m-retest"),
    "failed sample, to its firm": at_page(FIRM, "lab:sample-detail", "m-failed-sample"),
    "reports": at_page(INSPECTOR, "lab:report-list"),
    "reports of the laboratory": at_page(ANALYST, "lab:report-list"),
    "withdraw a report": at_page(REVIEWER, "lab:report-withdraw", "m-report"),
}


def hang(gallery: Gallery, firm: Enterprise) -> None:
    """Make a dyehouse that delivers to the firm, a lot that failed, and a year of monitoring."""
    dyehouse = make_enterprise(
        EnterpriseKind.DYEHOUSE, name_en="Yongshun Dyehouse", name_zh="永顺硝染厂"
    )
    gallery.readers[DYER] = make_user(enterprise=dyehouse, full_name="李永顺 Li Yongshun")
    keys = gallery.keys
    _hang_deliveries(keys, dyehouse, firm)
    _hang_retests(keys, firm)
    _hang_months(keys, firm, dyehouse)
    lot = make_lot(firm, supplier_name="哈尔滨皮毛市场 Harbin fur market")
    make_adjustment(lot)
    keys |= {"m-lot": lot.number, "m-adjustment": make_adjustment(lot, skins=3).number}


def _hang_deliveries(keys: dict[str, str], dyehouse: Enterprise, firm: Enterprise) -> None:
    batch = make_dye_batch(dyehouse, skins=800, colour="brown")
    sides = {"dye_batch": batch, "buyer": firm, "colour": "brown"}
    declared = make_delivery(state=DeliveryState.DECLARED, skins=320, **sides)
    disputed = make_delivery(
        state=DeliveryState.DISPUTED,
        skins=200,
        counted_skins=188,
        note="十二张有破损，未收。 Twelve were torn.",
        **sides,
    )
    make_delivery(skins=100, **sides)
    make_report(batch)
    keys |= {
        "m-batch": batch.number,
        "m-declared": declared.number,
        "m-disputed": disputed.number,
    }


def _hang_retests(keys: dict[str, str], firm: Enterprise) -> None:
    lot = make_lot(firm)
    failed = make_sample(lot, SampleState.ENTERED, has_retained_part=True, colour="black")
    make_results(failed, FAILED)
    report = samples.verify_sample(
        number=failed.number, actor=make_user(Role.REVIEWER), at=timezone.now()
    )
    asked = make_report(make_lot(firm), FAILED, has_retained_part=True).sample
    done = make_report(make_lot(firm), FAILED, has_retained_part=True).sample
    waiting = make_lot(firm, state=LotState.QUARANTINED, quarantined_for=asked)
    keys |= {
        "m-failed-lot": lot.number,
        "m-failed-sample": failed.number,
        "m-report": report.number,
        "m-waiting-lot": waiting.number,
        "m-retest": make_retest(asked).number,
        "m-retest-done": make_retest(done, RetestState.DONE).number,
    }


def _hang_months(keys: dict[str, str], firm: Enterprise, dyehouse: Enterprise) -> None:
    other = make_enterprise(name_en="Lanxi Furs", name_zh="兰溪裘皮")
    for back, state in enumerate(reversed(YEAR[:-1]), start=1):
        nothing = {"nothing_on": months_on(THIS_MONTH, -back)}
        fields = nothing if state == _O.NOTHING_IN_STOCK else {}
        make_obligation(other, state, month=months_on(THIS_MONTH, -back), **fields)
        make_obligation(
            dyehouse,
            _O.PASSED,
            month=months_on(THIS_MONTH, -back),
            role=MonitoringRole.DYEHOUSE,
        )
    drawn = make_obligation(other, _O.IN_TEST, is_doubled=True, draws_needed=2)
    for ordinal in (1, 2):
        lot = make_lot(other)
        sample = make_sample(lot, SampleState.TESTING)
        make_draw(drawn, lot, sample=sample, ordinal=ordinal)
    open_month = make_obligation(dyehouse, role=MonitoringRole.DYEHOUSE)
    monitoring.propose_waiver(
        obligation=open_month.pk,
        reason="停产检修一个月。 Closed for repairs.",
        actor=make_user(Role.INSPECTOR),
        at=timezone.now(),
    )
    failed = make_obligation(
        firm, _O.FAILED, month=months_on(THIS_MONTH, -5), decided_on=TODAY - timedelta(days=140)
    )
    keys |= {
        "m-month": f"{other.serial}-exporter-{THIS_MONTH:%Y-%m}",
        "m-missed": f"{other.serial}-exporter-{months_on(THIS_MONTH, -5):%Y-%m}",
        "m-failed": f"{firm.serial}-exporter-{failed.month:%Y-%m}",
        "m-open": f"{dyehouse.serial}-dyehouse-{THIS_MONTH:%Y-%m}",
    }
