"""How far they are trusted: schemes, gradings, events, classes, lists, sharing."""

from blacklist.models.classification import Classification, ClassProposal, Reckoning
from blacklist.models.events import CreditEvent, Grading, GradingRound
from blacklist.models.lists import ListEntry
from blacklist.models.scheme import CreditIndicator, SchemeValue, ScoringScheme
from blacklist.models.sharing import Memorandum, MemorandumPurpose, SharedRead

__all__ = [
    "ClassProposal",
    "Classification",
    "CreditEvent",
    "CreditIndicator",
    "Grading",
    "GradingRound",
    "ListEntry",
    "Memorandum",
    "MemorandumPurpose",
    "Reckoning",
    "SchemeValue",
    "ScoringScheme",
    "SharedRead",
]
