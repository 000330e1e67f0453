"""The figure of the article, as the house counts it: what left for Russia in two months."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from enterprises.calendar import day_of
from inspections.demo.goods import RUSSIA
from inspections.models import Declaration
from inspections.selectors.statistics import last_two_months
from inspections.states import DeclarationState


@dataclass(frozen=True)
class Released:
    """Garments released, and what they are worth."""

    pieces: int
    usd: Decimal


def two_months_to(today: date) -> date:
    """Give the first day of the two months that end today, as the public figures count them."""
    return last_two_months(today).first


def released_to_russia(*, at: datetime) -> Released:
    """Count what was released to Russia in the two months to an instant, today included."""
    found = Declaration.objects.filter(
        state=DeclarationState.RELEASED,
        destination_iso=RUSSIA,
        decided_at__date__gte=two_months_to(day_of(at)),
        decided_at__lte=at,
    ).aggregate(pieces=Sum("pieces", default=0), usd=Sum("value_usd", default=Decimal(0)))
    return Released(found["pieces"], found["usd"])
