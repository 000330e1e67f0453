"""Questions to the laboratory and its stores, answered; nothing here writes."""

from lab.selectors.eligibility import MarketEligibility, eligibility_by_market
from lab.selectors.evidence import lot_evidence
from lab.selectors.limits import limit_book
from lab.selectors.lots import lots_of
from lab.selectors.months import month_evidence, month_evidence_of

__all__ = [
    "MarketEligibility",
    "eligibility_by_market",
    "limit_book",
    "lot_evidence",
    "lots_of",
    "month_evidence",
    "month_evidence_of",
]
