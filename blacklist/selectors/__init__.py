"""Questions about credit, answered for one firm or for many at once; nothing here writes."""

from blacklist.selectors.records import credit_record, credit_records
from blacklist.selectors.schemes import scheme_on, scheme_row_on
from blacklist.selectors.standings import CreditStanding, class_of, standing_of, standings_of

__all__ = [
    "CreditStanding",
    "class_of",
    "credit_record",
    "credit_records",
    "scheme_on",
    "scheme_row_on",
    "standing_of",
    "standings_of",
]
