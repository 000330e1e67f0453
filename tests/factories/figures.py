"""Judged declarations as their judgements left them, past every service, in any number."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from enterprises.models import Enterprise
from inspections.models import Declaration, ReleaseDecision
from tests.factories.enterprises import TODAY, at, make_enterprise, make_user

_numbers = count(1)


def judged_firm(**fields: Any) -> Enterprise:
    """Make a firm, and who declares for it."""
    firm = make_enterprise(**fields)
    make_user(enterprise=firm)
    return firm


def judged(
    firm: Enterprise,
    *,
    iso: str,
    markets: Mapping[str, str],
    level: str = "A",
    submitted: datetime | None = None,
    hours: int = 0,
    pieces: int = 10,
    state: str = "released",
    draw: str | None = None,
    rate: str | None = "5",
    lane: str = "R-31",
) -> Declaration:
    """Make a declaration with its judgements: answered at once, or held first for some hours."""
    submitted = submitted or at(TODAY - timedelta(days=1))
    decided = submitted + timedelta(hours=hours)
    declaration = Declaration.objects.create(
        number=f"D25-{firm.serial}-{next(_numbers):04d}",
        enterprise=firm,
        destination_iso=iso,
        consignee="x",
        contract_number="x",
        port="x",
        transport="road",
        planned_on=TODAY,
        storage_place="x",
        packages=1,
        created_by=firm.memberships.get().user,
        created_at=submitted,
        changed_at=submitted,
        pieces=pieces,
        value_usd=Decimal(pieces) * Decimal("941.37"),
    )
    final = "released" if state == "cancelled" else "held" if state == "withdrawn" else state
    Declaration.objects.filter(pk=declaration.pk).update(
        state=final,
        submitted_at=submitted,
        first_submitted_on=submitted.date(),
        decided_at=decided,
    )
    is_red = level == "RED"
    evidence: dict[str, Any] = {
        "destination": {"iso": iso, "market": markets[iso]},
        "trust": {"credit_class": "A", "listed": "red"} if is_red else {"credit_class": level},
        "checks": {"draw_value": draw} if draw else {},
    }
    verdict = {"check_kind": "inspection", "check_rate": rate} if rate else {}
    moments = [("held", submitted), (final, decided)] if hours else [(final, decided)]
    for ordinal, (outcome, moment) in enumerate(moments, start=1):
        ReleaseDecision.objects.create(
            declaration=declaration,
            ordinal=ordinal,
            submission=1,
            outcome=outcome,
            is_final=outcome in ("released", "refused"),
            path="raw_material_release" if outcome == "released" else "",
            lane=lane,
            evidence=evidence,
            verdict=verdict,
            evidence_digest="0" * 64,
            engine_version="1",
            cause="submission",
            decided_at=moment,
        )
    if state != final:
        Declaration.objects.filter(pk=declaration.pk).update(state=state)
    declaration.refresh_from_db()
    declaration.level = level
    declaration.first = moments[0][0]
    declaration.took = decided - submitted
    return declaration
