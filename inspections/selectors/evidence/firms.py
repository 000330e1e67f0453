"""What is true of the firm: its registration and what is used of its cap, its class and lists."""

from datetime import date, datetime, time

from django.db.models import Sum

from blacklist.policy.scheme import Scheme
from blacklist.selectors import CreditStanding
from enterprises.calendar import SHANGHAI
from enterprises.models import Enterprise, Registration
from enterprises.selectors.registrations import registration_of
from enterprises.states import RegistrationState
from inspections.models import Declaration
from inspections.policy.evidence import RegistrationEvidence, TrustEvidence
from inspections.states import DeclarationState

ENDED = frozenset(
    {RegistrationState.LAPSED, RegistrationState.CANCELLED, RegistrationState.REVOKED}
)


def registration_evidence(enterprise: Enterprise, on: date) -> RegistrationEvidence:
    """Give the registration that counts; destinations and cap while it is provisional."""
    report = registration_of(enterprise)
    row = report.registration
    if row is None:
        return RegistrationEvidence(facts=report.facts)
    is_suspended = row.state == RegistrationState.SUSPENDED
    is_provisional = row.state == RegistrationState.PROVISIONAL
    cap = row.cap_pieces if is_provisional else None
    return RegistrationEvidence(
        facts=report.facts,
        number=row.number,
        suspended_on=row.state_since if is_suspended else None,
        ended_on=row.state_since if row.state in ENDED else None,
        destinations=tuple(row.allowed_isos) if is_provisional else (),
        pieces_max=cap,
        pieces_used=0 if cap is None else _pieces_released(enterprise, row),
    )


def trust_evidence(standing: CreditStanding, scheme: Scheme) -> TrustEvidence:
    """Give the class and the list in effect; a firm not classed yet counts as a new one."""
    entry = standing.list_entry
    return TrustEvidence(
        credit_class=(standing.credit_class or scheme.new_firm_cap).value,
        listed=entry.kind.value if entry else "",
        steady=standing.is_steady,
        adverse_on=standing.adverse_on,
        steady_months=scheme.steady_months,
    )


def _pieces_released(enterprise: Enterprise, registration: Registration) -> int:
    """Count the pieces that left under a registration, or may still leave."""
    released = Declaration.objects.filter(enterprise=enterprise, state=DeclarationState.RELEASED)
    if registration.valid_from is not None:
        since = datetime.combine(registration.valid_from, time.min, tzinfo=SHANGHAI)
        released = released.filter(decided_at__gte=since)
    total: int | None = released.aggregate(pieces=Sum("pieces"))["pieces"]
    return total or 0
