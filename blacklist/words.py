"""The words for codes of credit: rounds, classes, indicators; and the reason that decides."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from blacklist.policy.grade import BELOW_MIN_SCORE, NO_ROUND
from blacklist.policy.lists import Requirement
from blacklist.selectors.schemes import indicators_on
from blacklist.states import CreditClass, Reporter
from enterprises.languages import either
from enterprises.models import PartnerDepartment
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

_REQUIREMENTS: Mapping[str, Text] = MappingProxyType(
    {
        "rounds_first_class": _(
            "First class in %(reached)s of %(needed)s government rounds in a row"
        ),
        "recognition": _("Recognised by the government as honest over years"),
        "blocked_by": _("No major or severe event that counts"),
        "end_3": _("Not on the black list"),
        "exit_1": _("%(reached)s of %(needed)s months on the list"),
        "exit_2": _("Cause remedied and verified on site"),
        "exit_3": _("%(reached)s of %(needed)s months without a major or severe event"),
        "exit_4": _("%(reached)s of %(needed)s declarations in a row passed under class D"),
        "exit_5": _("The government says that the dishonesty is ended"),
    }
)
_TRIGGERS: Mapping[str, Text] = MappingProxyType(
    {
        "opened": _("First class, with the registration"),
        "event": _("Credit event %(record)s"),
        "objection": _("Objection to %(record)s allowed"),
        "list": _("List entry %(record)s"),
        "round": _("Government round %(record)s"),
        "night": _("Something lapsed"),
        "raise": _("Raised by two persons"),
        "override": _("Set by two persons"),
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


def indicator_name(code: str, on: date) -> str:
    """Name an indicator in the reader's language; one that is no more is its code."""
    row = indicators_on(on).get(code)
    if row is None:
        return code
    return either(row.name_en, row.name_zh)


def base_name(start_of: str) -> str:
    """Say what the start score rests on: the class in a round, or no record."""
    return str(_BASES.get(start_of, start_of))


def _speakers(on: date) -> Mapping[str, Callable[[str], str]]:
    def named(code: str) -> str:
        return gettext("too few points") if code == BELOW_MIN_SCORE else indicator_name(code, on)

    return {
        "base": _speaker_of(_BASES),
        "grade": _speaker_of(_LETTERS),
        "cap": _speaker_of(_LETTERS),
        "indicator": named,
        "cause": named,
    }


def _speaker_of(words: Mapping[str, Text]) -> Callable[[str], str]:
    return lambda code: str(words.get(code, code))


def source_name(source: str) -> str:
    """Name who reported: a department, an officer, the system."""
    return str(Reporter(source).label) if source in Reporter.values else source


def department_name(department: PartnerDepartment) -> str:
    """Name a department in the reader's language."""
    return either(department.name_en, department.name_zh)


def requirement_words(requirement: Requirement) -> str:
    """Say a condition of the red list, or one to leave the black list, and how far it is met."""
    words = _REQUIREMENTS.get(requirement.key)
    if words is None:
        return requirement.key
    return str(words) % {"reached": requirement.reached, "needed": requirement.needed}


def trigger_words(trigger: str) -> str:
    """Say why a class began: an event, a round, a lapse, two persons."""
    kind, _sep, record = trigger.partition(":")
    words = _TRIGGERS.get(kind)
    return str(words) % {"record": record} if words is not None else trigger
