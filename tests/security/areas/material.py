"""The doors of the stores, of the monitoring, of retests and reports; and the records behind them."""

from enterprises.models import Enterprise
from enterprises.roles import Role
from enterprises.states import EnterpriseKind
from lab.states import DeliveryState, MonitoringRole, ObligationState
from tests.factories import (
    FAILED,
    make_adjustment,
    make_delivery,
    make_dye_batch,
    make_enterprise,
    make_lot,
    make_obligation,
    make_report,
    make_retest,
    make_user,
)
from tests.security.doors import (
    FILING,
    FIRM,
    KNOWN,
    LABORATORY,
    OFFICERS,
    Door,
    deed,
    everyone,
    only,
    record,
)

_INSPECTOR = frozenset({"inspector"})
_REVIEWER = frozenset({"reviewer"})
_CHIEF = frozenset({"chief"})
_READERS = FIRM | OFFICERS
_BENCH = LABORATORY | OFFICERS
_NOT_BENCH = KNOWN - LABORATORY
_SELLS, _BUYS = {"number": "delivery-made"}, {"number": "delivery"}
_LOT, _BATCH = {"number": "lot"}, {"number": "dye-batch"}
_MONTH, _MISSED = {"key": "monitoring"}, {"key": "missed"}
_STALE = {"version": 99, "note": "x", "reason": "x", "answer": "x", "skins": 5}
_DAY = {"version": 99, "received_on": "2026-01-05", "form": "skins"}


def _officers_deed(name: str, kwargs: dict[str, str], who: frozenset[str], answer: int = 409):
    """A small page that only these open, and the post that a stale page of it sends."""
    return (
        Door(name, deed(who, 200, readers=_READERS), kwargs),
        Door(name, deed(who, answer, readers=_READERS), kwargs, "post", _STALE),
    )


DOORS = (
    Door("lab:lot-new", only(FILING | frozenset({"other_firm"}))),
    *_officers_deed("lab:lot-quarantine", _LOT, _INSPECTOR),
    *_officers_deed("lab:lot-free", _LOT, _INSPECTOR),
    *_officers_deed("lab:lot-reject", _LOT, _INSPECTOR),
    # A proposal changes no record yet: it is made from no version of one.
    *_officers_deed("lab:lot-adjust", _LOT, _INSPECTOR, 302),
    Door("lab:lot-ledger-pdf", record(_READERS), _LOT),
    Door("lab:batch-list", record(_NOT_BENCH)),
    # Only dyehouses dye; the firm and its agent file for one.
    Door("lab:batch-new", only(FILING)),
    Door("lab:batch-detail", record(_READERS), _BATCH),
    Door("lab:batch-sample-order", deed(_INSPECTOR, 200, readers=_READERS), _BATCH),
    Door("lab:delivery-list", record(_NOT_BENCH)),
    Door("lab:delivery-new", only(FILING)),
    Door("lab:delivery-detail", record(_READERS), _BUYS),
    Door("lab:delivery-detail", record(_READERS), _SELLS, case="of the dyehouse"),
    Door("lab:delivery-take-in", deed(FILING, 409, readers=_READERS), _BUYS, "post", _DAY),
    Door(
        "lab:delivery-take-in", record(_READERS, 403), _SELLS, "post", _DAY, "by its own dyehouse"
    ),
    Door("lab:delivery-dispute", deed(FILING, 200, readers=_READERS), _BUYS),
    Door("lab:delivery-dispute", deed(FILING, 409, readers=_READERS), _BUYS, "post", _STALE),
    *_officers_deed("lab:delivery-settle", _BUYS, _INSPECTOR),
    Door("lab:delivery-void", deed(FILING | _INSPECTOR, 200, readers=_READERS), _SELLS),
    Door("lab:delivery-void", deed(_INSPECTOR, 200, readers=_READERS), _BUYS, case="of the buyer"),
    Door("lab:adjustment-list", record(_NOT_BENCH)),
    Door("lab:adjustment-detail", record(_READERS), {"number": "adjustment"}),
    *_officers_deed("lab:adjustment-approve", {"number": "adjustment"}, _CHIEF),
    *_officers_deed("lab:adjustment-decline", {"number": "adjustment"}, _CHIEF),
    Door("lab:monitoring", record(_NOT_BENCH)),
    Door("lab:obligation-detail", record(_READERS), _MONTH),
    *_officers_deed("lab:waiver-propose", _MONTH, _INSPECTOR),
    *_officers_deed("lab:waiver-approve", _MONTH, _CHIEF),
    *_officers_deed("lab:waiver-decline", _MONTH, _CHIEF),
    *_officers_deed("lab:late-sample", _MISSED, _INSPECTOR),
    Door("lab:retest-list", record(_NOT_BENCH)),
    Door("lab:retest-detail", record(_READERS), {"number": "retest"}),
    Door("lab:retest-ask", deed(FILING, 200, readers=_READERS), {"number": "failed"}),
    Door(
        "lab:retest-ask",
        deed(FILING, 302, readers=_READERS),
        {"number": "failed"},
        "post",
        {"grounds": "Mixed up."},
    ),
    *_officers_deed("lab:retest-accept", {"number": "retest"}, _INSPECTOR),
    *_officers_deed("lab:retest-decline", {"number": "retest"}, _INSPECTOR),
    *_officers_deed("lab:retest-again", {"number": "retest"}, _INSPECTOR),
    Door("lab:sample-record-pdf", record(_READERS), {"number": "failed"}),
    Door("lab:report-list", everyone(200, anonymous="log in")),
    Door("lab:report-pdf", record(FIRM | _BENCH), {"number": "report"}),
    Door("lab:report-withdraw", deed(_REVIEWER, 200, readers=FIRM | _BENCH), {"number": "report"}),
    Door(
        "lab:report-withdraw",
        deed(_REVIEWER, 409, readers=FIRM | _BENCH),
        {"number": "report"},
        "post",
        _STALE,
    ),
)


_LIST = (401, 200, 200, 200, 200, 200, 200, 200)
_RECORD = (401, 404, 200, 200, 200, 200, 404, 404)
_FIRMS_MOVE = (401, 404, 409, 403, 403, 403, 404, 404)
_INSPECTORS_MOVE = (401, 404, 403, 403, 409, 403, 404, 404)
_CHIEFS_MOVE = (401, 404, 403, 403, 403, 403, 404, 404)
_NOBODYS = (401, 400, 400, 400, 400, 400, 400, 400)
_MOVE, _NOTED = {"version": 99}, {"version": 99, "note": "x"}
_REASON, _ANSWER = {"version": 99, "reason": "x"}, {"version": 99, "answer": "x"}

ROUTES = (
    ("adjustment-list", "get", {}, _LIST),
    ("adjustment-list", "post", {}, (401, 403, 403, 403, 400, 403, 403, 403)),
    ("adjustment-detail", "get", {}, _RECORD),
    ("adjustment-approve", "post", _MOVE, _CHIEFS_MOVE),
    ("adjustment-decline", "post", _ANSWER, _CHIEFS_MOVE),
    ("delivery-list", "get", {}, _LIST),
    ("delivery-list", "post", {}, _NOBODYS),
    ("delivery-detail", "get", {}, _RECORD),
    ("delivery-confirm", "post", _MOVE, _FIRMS_MOVE),
    ("delivery-dispute", "post", _NOTED, _FIRMS_MOVE),
    ("delivery-settle", "post", {**_NOTED, "skins": 5}, _INSPECTORS_MOVE),
    # The record is of the buyer's side; its dyehouse is another firm.
    ("delivery-void", "post", _NOTED, _INSPECTORS_MOVE),
    ("dyebatch-list", "get", {}, _LIST),
    ("dyebatch-list", "post", {}, _NOBODYS),
    ("dyebatch-detail", "get", {}, _RECORD),
    ("lot-quarantine", "post", _REASON, _INSPECTORS_MOVE),
    ("lot-free", "post", _REASON, _INSPECTORS_MOVE),
    ("lot-reject", "post", _REASON, _INSPECTORS_MOVE),
    ("monitoring-detail", "get", {}, _RECORD),
    ("monitoring-waive", "post", _REASON, _INSPECTORS_MOVE),
    ("monitoring-approve-waiver", "post", _MOVE, _CHIEFS_MOVE),
    ("monitoring-decline-waiver", "post", _MOVE, _CHIEFS_MOVE),
    ("monitoring-late-sample", "post", _MOVE, _INSPECTORS_MOVE),
    ("report-pdf", "get", {}, (401, 404, 200, 200, 200, 200, 200, 200)),
    ("report-withdraw", "post", _REASON, (401, 404, 403, 403, 403, 403, 403, 409)),
    ("retest-list", "get", {}, _LIST),
    ("retest-list", "post", {}, _NOBODYS),
    ("retest-detail", "get", {}, _RECORD),
    ("retest-accept", "post", _MOVE, _INSPECTORS_MOVE),
    ("retest-decline", "post", _ANSWER, _INSPECTORS_MOVE),
    ("retest-again", "post", _MOVE, _INSPECTORS_MOVE),
    ("sample-cancel", "post", _NOTED, (401, 404, 403, 403, 409, 403, 403, 403)),
    ("sample-reject", "post", _NOTED, (401, 404, 403, 403, 403, 403, 409, 409)),
)
UNLIKE = {
    ("chief", "adjustment-approve"): 409,
    ("chief", "adjustment-decline"): 409,
    ("chief", "monitoring-approve-waiver"): 409,
    ("chief", "monitoring-decline-waiver"): 409,
}


def records_of(firm: Enterprise) -> dict[str, str]:
    """Make a firm that also dyes, with a record of every kind on either side."""
    firm.kinds = [EnterpriseKind.MANUFACTURER.value, EnterpriseKind.DYEHOUSE.value]
    firm.save(update_fields=["kinds"])
    batch = make_dye_batch(firm)
    made = make_delivery(
        dye_batch=batch, buyer=make_enterprise(), state=DeliveryState.DECLARED, skins=5
    )
    received = make_delivery(buyer=firm, state=DeliveryState.DECLARED)
    lot = make_lot(firm)
    failed = make_report(lot, FAILED, has_retained_part=True).sample
    asked = make_report(lot, FAILED, has_retained_part=True).sample
    open_month = make_obligation(
        firm, role=MonitoringRole.DYEHOUSE, waiver_proposed_by=make_user(Role.INSPECTOR)
    )
    make_obligation(
        firm, ObligationState.MISSED, month=open_month.month.replace(year=2025), role="dyehouse"
    )
    serial, month = firm.serial, open_month.month
    return {
        "dye-batch": batch.number,
        "dyebatch": batch.number,
        "delivery": received.number,
        "delivery-made": made.number,
        "adjustment": make_adjustment(lot).number,
        "monitoring": f"{serial}-dyehouse-{month:%Y-%m}",
        "missed": f"{serial}-dyehouse-{month.replace(year=2025):%Y-%m}",
        "failed": failed.number,
        "retest": make_retest(asked, asked_by=firm.memberships.order_by("pk")[0].user).number,
    }
