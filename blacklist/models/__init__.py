"""How far they are trusted: schemes, gradings, events, classes and lists."""

from blacklist.models.classification import Classification, ClassProposal, Reckoning
from blacklist.models.events import CreditEvent, Grading, GradingRound
from blacklist.models.lists import ListEntry
from blacklist.models.scheme import CreditIndicator, SchemeValue, ScoringScheme

__all__ = [
    "ClassProposal",
    "Classification",
    "CreditEvent",
    "CreditIndicator",
    "Grading",
    "GradingRound",
    "ListEntry",
    "Reckoning",
    "SchemeValue",
    "ScoringScheme",
]
