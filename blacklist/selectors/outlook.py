"""What time and deeds would change of a class, in words; and an event supposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from blacklist import words
from blacklist.policy.grade import Grade, grade
from blacklist.policy.outlook import Help, HelpKind, Lapse, LapseKind, simulate, what_would_help
from blacklist.policy.record import CreditRecord, EventFact
from blacklist.policy.scheme import Scheme
from blacklist.selectors.records import credit_record
from blacklist.selectors.schemes import scheme_on
from blacklist.states import CreditClass, Ground
from enterprises import formats
from enterprises.models import Enterprise


@dataclass(frozen=True)
class HelpRow:
    """One change that would give a better class, as the rules have proven it."""

    sign: str
    heading: str
    note: str
    before: int
    score: int
    credit_class: CreditClass


@dataclass(frozen=True)
class LapseRow:
    """Something that runs out, and the class and points of that day as known now."""

    day: date
    heading: str
    score: int
    credit_class: CreditClass


@dataclass(frozen=True)
class Supposed:
    """What one more event would do."""

    event: str
    before: Grade
    after: Grade
    reasons: tuple[str, ...]

    @property
    def is_better(self) -> bool:
        return self.after.grade.value < self.before.grade.value

    @property
    def is_worse(self) -> bool:
        return self.after.grade.value > self.before.grade.value

    @property
    def answer(self) -> str:
        """Say in one line what would become of the class."""
        if self.after.grade == self.before.grade:
            return _("It would stay in %(grade)s") % {"grade": self.after.grade.label}
        return _("It would be in %(grade)s") % {"grade": self.after.grade.label}


def help_rows(record: CreditRecord, scheme: Scheme, graded: Grade, on: date) -> tuple[HelpRow, ...]:
    """Name the single changes that raise the grade of a day, time first."""
    return tuple(
        HelpRow(
            sign="clock" if found.kind == HelpKind.LAPSE else "up",
            heading=_help_words(found, on),
            note=_grounds_words(found.grounds),
            before=graded.score,
            score=found.score,
            credit_class=found.grade,
        )
        for found in what_would_help(record, scheme, on)
    )


def lapse_rows(lapses: Iterable[Lapse], graded: Grade, on: date) -> tuple[LapseRow, ...]:
    """Name what runs out and when, soonest first, where something would change by it."""
    rows, score, held = [], graded.score, graded.grade
    for lapse in lapses:
        if (lapse.score, lapse.grade) == (score, held):
            continue
        score, held = lapse.score, lapse.grade
        rows.append(LapseRow(lapse.day, _lapse_words(lapse.kind, lapse.code, on), score, held))
    return tuple(rows)


def suppose(enterprise: Enterprise, event: EventFact, on: date) -> Supposed:
    """Grade a firm as if one more event stood in its record today."""
    record, scheme = credit_record(enterprise), scheme_on(on)
    after = simulate(record, scheme, event, on)
    return Supposed(
        event=words.indicator_name(event.code, on),
        before=grade(record, scheme, on),
        after=after,
        reasons=tuple(words.said(one.as_json(), on) for one in after.reasons),
    )


def _help_words(found: Help, on: date) -> str:
    if found.kind == HelpKind.LAPSE:
        return _("Wait until %(day)s: %(what)s") % {
            "day": formats.written_date(found.day),
            "what": _lapse_words(_lapse_kind(found.code), found.code, on),
        }
    if found.kind == HelpKind.LEAVE_BLACK:
        return _("Leave the black list")
    if found.kind == HelpKind.GRADING:
        return _("Class %(grade)s in a new round of the government") % {"grade": found.code}
    return words.indicator_name(found.code, on)


def _lapse_kind(code: str) -> LapseKind:
    """Tell from its code what lapses: help names an indicator, a round, or the kind itself."""
    if code in (LapseKind.NEW_FIRM.value, LapseKind.AFTER_BLACK.value):
        return LapseKind(code)
    return LapseKind.ROUND if code.isdigit() else LapseKind.EVENT


def _lapse_words(kind: LapseKind, code: str, on: date) -> str:
    if kind == LapseKind.ROUND:
        return _("round %(round)s of the government runs out") % {"round": code}
    if kind == LapseKind.NEW_FIRM:
        return _("the firm is no longer new")
    if kind == LapseKind.AFTER_BLACK:
        return _("the time after the black list ends")
    return _("“%(event)s” lapses") % {"event": words.indicator_name(code, on)}


def _grounds_words(grounds: Iterable[Ground]) -> str:
    named = set(grounds)
    if not named:
        return ""
    listed = _(", ").join(str(ground.label) for ground in Ground if ground in named)
    return _("With the grounds: %(grounds)s.") % {"grounds": listed}
