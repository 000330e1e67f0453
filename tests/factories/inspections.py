"""Lots with evidence, months with a pass, and declarations of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from enterprises.calendar import day_of
from enterprises.models import Enterprise, NumberSeries, User
from enterprises.roles import Role
from enterprises.states import Contact, Product, Species, Wearer
from inspections.content import DeclarationContent, LineContent, UseContent
from inspections.models import Declaration, ReleaseDecision
from inspections.policy.draw import draw_value
from inspections.services import declarations
from inspections.services.seeds import seed_of
from inspections.states import Transport
from lab.models import (
    LedgerEntry,
    MonitoringObligation,
    RawMaterialLot,
    Report,
    Result,
    Sample,
    SampleItem,
)
from lab.selectors.months import days_of
from lab.states import (
    LedgerKind,
    MonitoringRole,
    ObligationState,
    SamplePurpose,
    SampleState,
    SampleSubject,
)
from tests.factories.credit import make_classification
from tests.factories.enterprises import (
    TODAY,
    at,
    make_enterprise,
    make_registration,
    make_user,
)

_numbers = count(1)
SURELY_DRAWN, SURELY_SPARED = Decimal("0.005"), Decimal("0.6")
# What a laboratory finds in skins that nobody need worry about, in mg/kg.
HARMLESS = {"HCHO": "12", "AZO": "<5", "4-AAB": "<5", "CR6": "<1"}


def make_exporter(credit_class: str | None = "A", **fields: Any) -> Enterprise:
    """Make a registered manufacturer of a class, and one who declares for it."""
    registration = fields.pop("registration", {})
    enterprise = make_enterprise(**fields)
    make_registration(enterprise, **registration)
    if credit_class is not None:
        make_classification(enterprise, credit_class)
    make_user(enterprise=enterprise)
    return enterprise


def declarant_of(enterprise: Enterprise) -> User:
    """Find the person who declares for a firm."""
    return User.objects.filter(memberships__enterprise=enterprise).order_by("pk")[0]


def make_month(
    enterprise: Enterprise,
    state: ObligationState = ObligationState.PASSED,
    month: date | None = None,
    role: MonitoringRole = MonitoringRole.EXPORTER,
) -> MonitoringObligation:
    """Make the obligation of a month, this one unless told otherwise, in a state."""
    first = (month or TODAY).replace(day=1)
    is_decided = state in (ObligationState.PASSED, ObligationState.FAILED)
    return MonitoringObligation.objects.create(
        enterprise=enterprise,
        role=role,
        month=first,
        state=state,
        sample_by=first + timedelta(days=9),
        due_on=days_of(first).due,
        decided_on=first + timedelta(days=4) if is_decided else None,
    )


def make_lot(enterprise: Enterprise, skins: int = 5000, **fields: Any) -> RawMaterialLot:
    """Make a lot of mink in stock, its receipt in the ledger."""
    received_on = fields.pop("received_on", TODAY - timedelta(days=60))
    lot = RawMaterialLot.objects.create(
        number=f"L26-{enterprise.serial}-{next(_numbers):04d}",
        enterprise=enterprise,
        supplier_name="大营皮毛市场",
        species=Species.MINK,
        process="dyed",
        colour="black",
        skins_received=skins,
        received_on=received_on,
        state_since=received_on,
        **fields,
    )
    LedgerEntry.objects.create(
        lot=lot, kind=LedgerKind.RECEIPT, skins=skins, posted_at=at(received_on)
    )
    return lot


def make_report(
    lot: RawMaterialLot,
    values: Mapping[str, str] = HARMLESS,
    *,
    reported_on: date | None = None,
    failing_markets: Sequence[str] = (),
) -> Sample:
    """Make a reported sample of a lot, with values as written in mg/kg."""
    day = reported_on or TODAY - timedelta(days=10)
    sample = Sample.objects.create(
        number=f"S25-{next(_numbers):06d}",
        enterprise=lot.enterprise,
        subject=SampleSubject.LOT,
        lot=lot,
        purpose=SamplePurpose.LOT_CLEARANCE,
        state=SampleState.TESTING,
        species=Species.MINK,
        ordered_at=at(day),
        due_on=day,
        taken_at=at(day),
    )
    return report_sample(sample, values, reported_on=day, failing_markets=failing_markets)


def report_sample(
    sample: Sample,
    values: Mapping[str, str] = HARMLESS,
    *,
    reported_on: date = TODAY,
    failing_markets: Sequence[str] = (),
) -> Sample:
    """Let the laboratory measure a sample, verify it and report it on a day."""
    analyst, reviewer = make_user(Role.ANALYST), make_user(Role.REVIEWER)
    for analyte, written in values.items():
        SampleItem.objects.get_or_create(
            sample=sample, analyte=analyte, part="fur", defaults={"method": "test"}
        )
        is_non_detect = written.startswith("<")
        Result.objects.create(
            sample=sample,
            analyte=analyte,
            part="fur",
            method="",
            value_text=written,
            value=None if is_non_detect else Decimal(written),
            is_non_detect=is_non_detect,
            loq=Decimal(written[1:]) if is_non_detect else None,
            unit="mg/kg",
            analyst=analyst,
            entered_at=at(reported_on),
        )
    Sample.objects.filter(pk=sample.pk).update(
        state=SampleState.REPORTED,
        taken_at=at(reported_on),
        verified_by=reviewer,
        verified_at=at(reported_on, 11),
    )
    Report.objects.create(
        number=f"T25-{next(_numbers):06d}",
        sample=sample,
        report_date=reported_on,
        issued_at=at(reported_on, 11),
        issued_by=reviewer,
        verdicts={},
        fails_base_law=False,
        failing_markets=list(failing_markets),
        digest="0" * 64,
    )
    sample.refresh_from_db()
    return sample


def make_line(uses: Mapping[RawMaterialLot, int], **fields: Any) -> LineContent:
    """Make a line of long mink coats, as many as the skins plausibly make."""
    skins = sum(uses.values())
    pieces = fields.pop("pieces", max(skins // 40, 1))
    values: dict[str, Any] = {
        "hs_code": "4303101090",
        "description": "女式水貂皮大衣 Women's mink coat",
        "product": Product.COAT_LONG.value,
        "species": Species.MINK.value,
        "wearer": Wearer.ADULT.value,
        "contact": Contact.INDIRECT.value,
        "net_weight_kg": Decimal("2.8") * pieces,
        "value": Decimal(900) * pieces,
        "marks": tuple(f"RU-{place:06d}" for place in range(pieces)),
        **fields,
    }
    return LineContent(
        pieces=pieces,
        uses=tuple(UseContent(lot.number, count) for lot, count in uses.items()),
        **values,
    )


def make_content(*lines: LineContent, iso: str = "RU", **fields: Any) -> DeclarationContent:
    """Make the content of a consignment, to Russia unless told otherwise."""
    values: dict[str, Any] = {
        "consignee": "OOO «Северный мех»",
        "contract_number": "BC-RU-26-071",
        "port": "满洲里 Manzhouli",
        "transport": Transport.RAIL.value,
        "planned_on": TODAY + timedelta(days=90),
        "storage_place": "大营镇工业区1号库",
        "packages": 42,
        **fields,
    }
    return DeclarationContent(destination_iso=iso, lines=lines, **values)


def make_draft(
    enterprise: Enterprise,
    content: DeclarationContent,
    when: datetime | None = None,
    *,
    is_drawn: bool = False,
) -> Declaration:
    """Write a draft through the service, of a number that the day's seed draws or spares.

    Spared means spared at any rate up to 60 per cent, drawn at any above 0.5.
    """
    when = when or at(TODAY)
    choose_number(enterprise, day_of(when), is_drawn=is_drawn)
    return declarations.create_draft(
        enterprise=enterprise, content=content, actor=declarant_of(enterprise), at=when
    )


def choose_number(enterprise: Enterprise, day: date = TODAY, *, is_drawn: bool = False) -> None:
    """Move the firm's series to just before a number that the day's seed draws, or spares."""
    series, _made = NumberSeries.objects.get_or_create(
        enterprise=enterprise, letter="D", year=day.year
    )
    seed = seed_of(day)
    for last in count(series.last):
        number = f"D{day:%y}-{enterprise.serial}-{last + 1:04d}"
        value = draw_value(number, seed)
        if value < SURELY_DRAWN if is_drawn else value > SURELY_SPARED:
            NumberSeries.objects.filter(pk=series.pk).update(last=last)
            return


def submit(declaration: Declaration, when: datetime | None = None) -> ReleaseDecision:
    """Submit a declaration as it stands in the database, and read it back."""
    declaration.refresh_from_db()
    decision = declarations.submit_declaration(
        number=declaration.number,
        version=declaration.version,
        declarant=declarant_of(declaration.enterprise),
        submitted_at=when or at(TODAY, 11),
    )
    declaration.refresh_from_db()
    return decision
