"""Material, its ledger, samples with their reports, and monitoring, as they might have come about.

Rows are made past the services, save where a report has to be true to its values.
"""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from enterprises.models import Enterprise, User
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole
from lab.models import (
    Delivery,
    DyeBatch,
    LedgerAdjustment,
    LedgerEntry,
    MonitoringObligation,
    ObligationDraw,
    RawMaterialLot,
    Report,
    Result,
    Retest,
    Sample,
    SampleItem,
)
from lab.policy.reading import read_value
from lab.selectors.methods import default_method
from lab.services.samples.reports import issue_report
from lab.states import (
    AdjustmentState,
    DeliveryState,
    LedgerKind,
    LotState,
    MonitoringRole,
    ObligationState,
    RetestOutcome,
    RetestState,
    SamplePurpose,
    SampleState,
    SampleSubject,
)
from tests.factories.enterprises import TODAY, at, make_enterprise, make_user

# What a clean skin shows in every market.
CLEAN = {"HCHO": "12", "AZO": "<5", "4-AAB": "<5", "CR6": "<3"}
# Beyond the base law of China.
FAILED = {**CLEAN, "HCHO": "420"}

THIS_MONTH = TODAY.replace(day=1)

_numbers = count(1)


def make_dye_batch(dyehouse: Enterprise | None = None, **fields: Any) -> DyeBatch:
    """Make a batch of a hundred black foxes, dyed ten days ago."""
    values: dict[str, Any] = {
        "number": f"B26-{next(_numbers):06d}",
        "species": "fox",
        "process": "dyed",
        "colour": "black",
        "skins": 100,
        "dyed_on": TODAY - timedelta(days=10),
        **fields,
    }
    dyehouse = dyehouse or make_enterprise(EnterpriseKind.DYEHOUSE)
    return DyeBatch.objects.create(enterprise=dyehouse, **values)


def make_delivery(
    dyehouse: Enterprise | None = None,
    buyer: Enterprise | None = None,
    state: DeliveryState = DeliveryState.CONFIRMED,
    *,
    dye_batch: DyeBatch | None = None,
    **fields: Any,
) -> Delivery:
    """Make a delivery of eight days ago, confirmed by both sides unless told otherwise."""
    if dye_batch is not None:
        dyehouse = dye_batch.enterprise
    values: dict[str, Any] = {
        "number": f"V26-{next(_numbers):06d}",
        "species": "fox",
        "process": "dyed",
        "colour": "black",
        "skins": 50,
        "delivered_on": TODAY - timedelta(days=8),
        **fields,
    }
    if "declared_by" not in values:
        values["declared_by"] = make_user()
    if state in (DeliveryState.CONFIRMED, DeliveryState.SETTLED):
        values.setdefault("confirmed_by", make_user())
    if state == DeliveryState.SETTLED:
        values.setdefault("settled_skins", values["skins"])
    return Delivery.objects.create(
        dyehouse=dyehouse or make_enterprise(EnterpriseKind.DYEHOUSE),
        buyer=buyer or make_enterprise(),
        dye_batch=dye_batch,
        state=state,
        **values,
    )


def make_lot(
    enterprise: Enterprise | None = None,
    *,
    skins: int = 100,
    delivery: Delivery | None = None,
    state: LotState = LotState.IN_STOCK,
    received_on: date = TODAY - timedelta(days=7),
    **fields: Any,
) -> RawMaterialLot:
    """Make a lot with its receipt in the ledger; out of a delivery, the delivery says of what."""
    if delivery is not None:
        enterprise = delivery.buyer
        skins = min(skins, delivery.settled_skins or delivery.skins)
        fields |= {
            "species": delivery.species,
            "process": delivery.process,
            "colour": delivery.colour,
            "dye_batch": delivery.dye_batch,
            "supplier_name": delivery.dyehouse.name_zh,
        }
    values: dict[str, Any] = {
        "number": f"L26-{next(_numbers):06d}",
        "supplier_name": "Harbin Fur Market",
        "species": "fox",
        "process": "dyed",
        "colour": "black",
        "state_since": received_on,
        **fields,
    }
    lot = RawMaterialLot.objects.create(
        enterprise=enterprise or make_enterprise(),
        delivery=delivery,
        skins_received=skins,
        received_on=received_on,
        state=state,
        **values,
    )
    LedgerEntry.objects.create(
        lot=lot,
        kind=LedgerKind.RECEIPT,
        skins=skins,
        posted_at=at(received_on),
        reference=lot.number,
    )
    return lot


def make_sample(
    of: RawMaterialLot | DyeBatch | None = None,
    state: SampleState = SampleState.PLANNED,
    *,
    items: dict[str, str] | None = None,
    on: date = TODAY - timedelta(days=5),
    purpose: SamplePurpose = SamplePurpose.LOT_CLEARANCE,
    enterprise: Enterprise | None = None,
    **fields: Any,
) -> Sample:
    """Make a sample as it stands in a state, with the items of a clean skin ordered."""
    lot = of if isinstance(of, RawMaterialLot) else None
    batch = of if isinstance(of, DyeBatch) else None
    values: dict[str, Any] = {
        "number": f"S26-{next(_numbers):06d}",
        "ordered_at": at(on),
        "due_on": on + timedelta(days=14),
        "species": of.species if of else "fox",
        **fields,
    }
    if of is None:
        values.setdefault("product", "coat_long")
    if state not in (SampleState.PLANNED, SampleState.CANCELLED, SampleState.REJECTED):
        values |= {"taken_at": at(on), "taken_by": make_user(Role.INSPECTOR)}
    sample = Sample.objects.create(
        enterprise=of.enterprise if of else enterprise or make_enterprise(),
        subject=_subject(lot, batch),
        lot=lot,
        dye_batch=batch,
        purpose=purpose,
        state=state,
        **values,
    )
    SampleItem.objects.bulk_create(
        SampleItem(sample=sample, analyte=analyte, method=_method(analyte), part="fur")
        for analyte in items or CLEAN
    )
    return sample


def make_results(
    sample: Sample, items: dict[str, str] | None = None, *, analyst: User | None = None
) -> list[Result]:
    """Enter values into a sample, as an analyst wrote them."""
    analyst = analyst or make_user(Role.ANALYST)
    return Result.objects.bulk_create(
        _result(sample, analyte, text, analyst) for analyte, text in (items or CLEAN).items()
    )


def make_report(
    of: RawMaterialLot | DyeBatch | None = None,
    items: dict[str, str] | None = None,
    *,
    on: date = TODAY - timedelta(days=3),
    sample: Sample | None = None,
    **fields: Any,
) -> Report:
    """Make a reported sample with these values; its verdicts are those of the rules."""
    items = items or CLEAN
    sample = sample or make_sample(
        of, SampleState.ENTERED, items=items, on=on - timedelta(days=2), **fields
    )
    make_results(sample, items)
    # What a report vouches for was entered before it.
    reviewer = make_user(Role.REVIEWER)
    sample.state = SampleState.REPORTED
    sample.verified_by, sample.verified_at = reviewer, at(on)
    sample.save(update_fields=["state", "verified_by", "verified_at"])
    return issue_report(sample, actor=reviewer, at=at(on))


def make_obligation(
    enterprise: Enterprise | None = None,
    state: ObligationState = ObligationState.OPEN,
    *,
    month: date = THIS_MONTH,
    role: MonitoringRole = MonitoringRole.EXPORTER,
    **fields: Any,
) -> MonitoringObligation:
    """Make one month's obligation; decided on the twelfth where it is decided."""
    values: dict[str, Any] = {
        "sample_by": month.replace(day=10),
        "due_on": month.replace(day=20),
        **fields,
    }
    if state in (ObligationState.PASSED, ObligationState.FAILED):
        values.setdefault("decided_on", month.replace(day=12))
    if state == ObligationState.WAIVED:
        values = {"waiver_proposed_by": make_user(), "waived_by": make_user(), **values}
    return MonitoringObligation.objects.create(
        enterprise=enterprise or make_enterprise(),
        role=role,
        month=month.replace(day=1),
        state=state,
        **values,
    )


def make_draw(
    obligation: MonitoringObligation,
    of: RawMaterialLot | DyeBatch,
    *,
    sample: Sample | None = None,
    ordinal: int = 1,
) -> ObligationDraw:
    """Make a draw with its planned sample."""
    is_lot = isinstance(of, RawMaterialLot)
    return ObligationDraw.objects.create(
        obligation=obligation,
        ordinal=ordinal,
        lot=of if is_lot else None,
        dye_batch=None if is_lot else of,
        seed="seed",
        candidates=[of.number],
        drawn_at=_noon(obligation.month),
        sample=sample or make_sample(of, purpose=SamplePurpose.MONITORING),
    )


def make_retest(
    sample: Sample | None = None, state: RetestState = RetestState.ASKED, **fields: Any
) -> Retest:
    """Make a request to test the retained part of a failed sample again, as it stands in a state."""
    sample = sample or make_report(make_lot(), FAILED, has_retained_part=True).sample
    values: dict[str, Any] = {
        "number": f"T26-{next(_numbers):06d}",
        "grounds": "The skins were mixed up.",
        "asked_by": make_user(enterprise=sample.enterprise, membership=MembershipRole.DECLARANT),
        "asked_at": at(),
        "ask_by": TODAY + timedelta(days=10),
        "conclude_by": TODAY + timedelta(days=60),
        **fields,
    }
    if state in (RetestState.ACCEPTED, RetestState.DECLINED, RetestState.DONE):
        values = {"decided_by": make_user(Role.INSPECTOR), "decided_at": at(), **values}
    if state in (RetestState.ACCEPTED, RetestState.DONE):
        values["retained"] = make_sample(
            sample.lot or sample.dye_batch, purpose=SamplePurpose.RETEST, retest_of=sample
        )
    if state == RetestState.DONE:
        values = {"outcome": RetestOutcome.PASSED, "done_at": at(), **values}
    if state == RetestState.DECLINED:
        values.setdefault("answer", "Nothing speaks for a mistake.")
    return Retest.objects.create(enterprise=sample.enterprise, sample=sample, state=state, **values)


def make_adjustment(
    lot: RawMaterialLot | None = None,
    state: AdjustmentState = AdjustmentState.PROPOSED,
    **fields: Any,
) -> LedgerAdjustment:
    """Make a proposed correction of a lot, or one that was decided."""
    lot = lot or make_lot()
    values: dict[str, Any] = {
        "number": f"A26-{next(_numbers):06d}",
        "skins": -2,
        "reason": "Two skins were torn.",
        "proposed_by": make_user(Role.INSPECTOR),
        "proposed_at": at(),
        **fields,
    }
    if state != AdjustmentState.PROPOSED:
        values = {"decided_by": make_user(Role.CHIEF), "decided_at": at(), **values}
    if state == AdjustmentState.APPROVED:
        values["entry"] = LedgerEntry.objects.create(
            lot=lot,
            kind=LedgerKind.ADJUSTMENT,
            skins=values["skins"],
            posted_at=at(),
            posted_by=values["proposed_by"],
            approved_by=values["decided_by"],
            reason=values["reason"],
        )
    return LedgerAdjustment.objects.create(lot=lot, state=state, **values)


def _noon(day: date) -> datetime:
    return at(day, hour=12)


def _subject(lot: RawMaterialLot | None, batch: DyeBatch | None) -> SampleSubject:
    if lot is not None:
        return SampleSubject.LOT
    return SampleSubject.PRODUCT if batch is None else SampleSubject.DYE_BATCH


def _method(analyte: str) -> str:
    method = default_method(analyte, "fur")
    return method.code if method else default_method("AZO", "fur").code  # type: ignore[union-attr]


def _result(sample: Sample, analyte: str, text: str, analyst: User) -> Result:
    read = read_value(text)
    taken_at = sample.taken_at
    assert taken_at is not None
    return Result(
        sample=sample,
        analyte=analyte,
        part="fur",
        method=_method(analyte),
        value_text=text,
        value=read.number,
        is_non_detect=read.is_non_detect,
        loq=read.loq,
        unit="mg/kg",
        basis="dry",
        analyst=analyst,
        entered_at=taken_at + timedelta(hours=1),
    )
