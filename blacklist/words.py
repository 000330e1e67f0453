"""The words for codes of credit: rounds, classes, indicators; and the reason that decides."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from blacklist.policy.grade import BELOW_MIN_SCORE, NO_ROUND
from blacklist.selectors.schemes import indicators_on
from blacklist.states import CreditClass
from enterprises.languages import either
from enterprises.selectors.reasons import say
from enterprises.tones import Text

StoredReason = Mapping[str, Any]

# What a class is told with but not decided by.
_ASIDES = frozenset({"DIRECT_A_BLOCKED", "RED_SUSPENDED"})
_NO_POINTS_HELP = frozenset({"BLACK_LISTED", "IMMEDIATE_D"})
_BASES: Mapping[str, Text] = MappingProxyType(
    {
        NO_ROUND: _("no record"),
        "1": _("first class in the government's round"),
        "2": _("second class in the government's round"),
        "3": _("third class in the government's round"),
        "4": _("fourth class in the government's round"),
    }
)
_LETTERS: Mapping[str, Text] = MappingProxyType(
    {
        CreditClass.A.value: pgettext_lazy("letter of a class", "A"),
        CreditClass.B.value: pgettext_lazy("letter of a class", "B"),
        CreditClass.C.value: pgettext_lazy("letter of a class", "C"),
        CreditClass.D.value: pgettext_lazy("letter of a class", "D"),
    }
)


def deciding_reason(reasons: Sequence[StoredReason]) -> StoredReason | None:
    """Pick the reason that the class rests on: the last that lowered, raised or listed."""
    deciding = [reason for reason in reasons if reason["code"] not in _ASIDES]
    return deciding[-1] if deciding else None


def class_given_by(reason: StoredReason) -> CreditClass:
    """Read which class a deciding reason gives."""
    if reason["code"] in _NO_POINTS_HELP:
        return CreditClass.D
    params = reason.get("params", {})
    # On the red list and recommended on all grounds a firm is in the best class.
    return CreditClass(params.get("grade") or params.get("cap") or CreditClass.A)


def points_help(reason: StoredReason) -> bool:
    """Tell whether more points would give a better class."""
    return reason["code"] not in _NO_POINTS_HELP


def said(reason: StoredReason, on: date) -> str:
    """Say a reason of a class in the reader's words."""
    return say(reason["code"], reason.get("params", {}), words=_speakers(on))


def _speakers(on: date) -> Mapping[str, Callable[[str], str]]:
    def indicator_name(code: str) -> str:
        if code == BELOW_MIN_SCORE:
            return gettext("too few points")
        row = indicators_on(on).get(code)
        if row is None:
            return code
        return either(row.name_en, row.name_zh)

    return {
        "base": _speaker_of(_BASES),
        "grade": _speaker_of(_LETTERS),
        "cap": _speaker_of(_LETTERS),
        "indicator": indicator_name,
        "cause": indicator_name,
    }


def _speaker_of(words: Mapping[str, Text]) -> Callable[[str], str]:
    return lambda code: str(words.get(code, code))
