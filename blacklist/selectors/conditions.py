"""The conditions of the lists in words: what is met, and what time alone will meet."""

from dataclasses import dataclass
from datetime import date

from blacklist import words
from blacklist.policy.lists import Requirement


@dataclass(frozen=True)
class Condition:
    """One condition in words."""

    words: str
    is_met: bool
    met_from: date | None


def condition_of(requirement: Requirement) -> Condition:
    """Say a condition of the red list, or one to leave the black list."""
    return Condition(
        words=words.requirement_words(requirement),
        is_met=requirement.is_met,
        met_from=None if requirement.is_met else requirement.met_from,
    )
