"""From the laboratory's words to numbers: "2.60", "<5", "ND"."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_NON_DETECT_WORDS = frozenset({"nd", "n.d.", "n.d", "not detected", "<loq", "未检出"})
_FIGURE = re.compile(r"(?P<below><)? ?(?P<figure>[0-9]{1,12}(\.[0-9]{1,9})?)")


class UnreadableValue(ValueError):
    """The text of a result is neither a figure, nor "< figure", nor ND."""

    code = "unreadable_value"


@dataclass(frozen=True)
class ReadValue:
    """What a value as written says: a number, or that nothing was found, and below what."""

    text: str
    number: Decimal | None
    is_non_detect: bool
    loq: Decimal | None = None


@lru_cache(maxsize=4096)
def read_value(text: str) -> ReadValue:
    """Read a value as the laboratory wrote it; the text itself is kept.

    Full-width signs and digits are read like their plain forms. Zero is refused:
    what was not found is written as below its quantification limit.

    Raises:
        UnreadableValue: the text says nothing that could be judged.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if plain.lower().replace("< ", "<") in _NON_DETECT_WORDS:
        return ReadValue(text=text, number=None, is_non_detect=True)
    match = _FIGURE.fullmatch(plain)
    if match is None:
        raise UnreadableValue(f"not a value: {text!r}")
    figure = Decimal(match["figure"])
    if not figure:
        raise UnreadableValue(f"zero is not a result, write it as below its limit: {text!r}")
    if match["below"]:
        return ReadValue(text=text, number=None, is_non_detect=True, loq=figure)
    return ReadValue(text=text, number=figure, is_non_detect=False)
