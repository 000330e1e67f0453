"""What is decided: a registered firm of class A, its lots and its drafts of five lines."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from blacklist.models import Classification
from blacklist.selectors import scheme_row_on
from enterprises.calendar import day_of
from enterprises.models import Enterprise, Membership, Registration, User
from enterprises.numbers import next_serial
from enterprises.policy import credit_code_check_character
from enterprises.states import EnterpriseKind, MembershipRole, RegistrationState
from inspections.content import DeclarationContent, LineContent, UseContent
from inspections.models import Declaration
from inspections.policy.draw import draw_value, is_drawn
from inspections.services.declarations import create_draft
from inspections.services.seeds import seed_of
from lab.models import LedgerEntry, MonitoringObligation, RawMaterialLot
from lab.selectors.months import days_of
from lab.states import LedgerKind, MonitoringRole, ObligationState

LINES, SKINS, SKINS_OF_LOT = 5, 40, 10_000_000
# No rate in use draws a check above this, in per cent; a drawn one would hold all that follow.
DRAWN_NEVER = Decimal(15)


def make_firm() -> tuple[Enterprise, User, datetime]:
    """Make a registered firm of class A with a passed month, and who declares for it."""
    at = timezone.now()
    today, long_ago = day_of(at), at - timedelta(days=400)
    serial = next_serial()
    code = f"91131121MB{int(serial):07d}"
    firm = Enterprise.objects.create(
        serial=serial,
        name_zh="测速裘皮",
        name_en="Bench Furs",
        credit_code=code + credit_code_check_character(code),
        kinds=[EnterpriseKind.MANUFACTURER],
        township="大营",
        legal_representative="王芳",
        first_registered_on=day_of(long_ago),
        created_at=long_ago,
    )
    declarant = User.objects.create(username=f"bench-{serial}", full_name="Bench")
    Membership.objects.create(
        user=declarant, enterprise=firm, role=MembershipRole.OWNER, since=day_of(long_ago)
    )
    Registration.objects.create(
        number=f"RB-{serial}",
        enterprise=firm,
        state=RegistrationState.REGISTERED,
        state_since=day_of(long_ago),
        valid_from=day_of(long_ago),
        valid_until=today + timedelta(days=400),
    )
    Classification.objects.create(
        enterprise=firm,
        credit_class="A",
        since=long_ago,
        score=85,
        scheme=scheme_row_on(today),
        trigger="bench",
    )
    month = today.replace(day=1)
    MonitoringObligation.objects.create(
        enterprise=firm,
        role=MonitoringRole.EXPORTER,
        month=month,
        state=ObligationState.PASSED,
        sample_by=month,
        due_on=days_of(month).due,
        decided_on=month,
    )
    return firm, declarant, at


def _lots(firm: Enterprise, at: datetime) -> list[RawMaterialLot]:
    received_on = day_of(at) - timedelta(days=30)
    lots = RawMaterialLot.objects.bulk_create(
        RawMaterialLot(
            number=f"LB-{firm.serial}-{place}",
            enterprise=firm,
            supplier_name="bench",
            species="mink",
            process="dyed",
            colour="black",
            skins_received=SKINS_OF_LOT,
            received_on=received_on,
            state_since=received_on,
        )
        for place in range(LINES)
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(lot=lot, kind=LedgerKind.RECEIPT, skins=SKINS_OF_LOT, posted_at=at)
        for lot in lots
    )
    return lots


def make_drafts(
    firm: Enterprise, declarant: User, at: datetime, *, count: int
) -> Iterator[Declaration]:
    """Draft declarations over the same five lots, whose numbers no rate draws for a check."""
    content = _content(_lots(firm, at), at)
    seed = seed_of(day_of(at))
    while count:
        draft = create_draft(enterprise=firm, content=content, actor=declarant, at=at)
        if not is_drawn(draw_value(draft.number, seed), DRAWN_NEVER):
            count -= 1
            yield draft


def _content(lots: list[RawMaterialLot], at: datetime) -> DeclarationContent:
    return DeclarationContent(
        destination_iso="RU",
        consignee="Bench",
        contract_number="B-1",
        port="Manzhouli",
        transport="rail",
        planned_on=day_of(at),
        storage_place="Daying",
        packages=1,
        lines=tuple(
            LineContent(
                hs_code="4303101090",
                description="Mink coat",
                product="coat_long",
                species="mink",
                wearer="adult",
                contact="indirect",
                pieces=1,
                net_weight_kg=Decimal("2.8"),
                value=Decimal(900),
                marks=(f"RU-{place}",),
                uses=(UseContent(lot.number, SKINS),),
            )
            for place, lot in enumerate(lots)
        ),
    )
