"""The scoring scheme: indicators, thresholds and named rules, read from plain keyed rows."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from blacklist.states import (
    CreditClass,
    Effect,
    Ground,
    Pillar,
    Reporter,
    Severity,
    Stacking,
)

Row = Mapping[str, Any]  # from a file all text; from a table also numbers and lists
Value = TypeVar("Value")

NUMBER_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
CAP_OF_EFFECT = {Effect.CAP_B: CreditClass.B, Effect.CAP_C: CreditClass.C}


class SchemeIncomplete(ValueError):
    """A row that the rules need is missing from the scheme, or cannot be read."""


@dataclass(frozen=True)
class Indicator:
    """What a credit event can be: its pillar, points, severity, lapse and effect at once."""

    code: str
    pillar: Pillar
    points: int
    severity: Severity
    lapse_months: int
    reporters: frozenset[Reporter]
    confirms_itself: bool
    effect: Effect
    stacking: Stacking

    @property
    def cap(self) -> CreditClass | None:
        """The best class that an event of this kind leaves, if it caps."""
        return CAP_OF_EFFECT.get(self.effect)


@dataclass(frozen=True)
class DirectA:
    """When a recommendation gives class A directly."""

    grounds: frozenset[Ground]
    min_score: int
    blocked_by: frozenset[Severity]


@dataclass(frozen=True)
class RedRule:
    """Who may stand on the red list, and when an entry has to end."""

    rounds_first_class: int
    recognition: str
    blocked_by: frozenset[Severity]
    works_in: CreditClass
    recognition_lapsed_months: int


@dataclass(frozen=True)
class BlackGround:
    """A ground of the black list: so many events of these indicators within so many months."""

    key: str
    indicators: tuple[str, ...]
    count: int = 1
    within_months: int = 0


@dataclass(frozen=True)
class BlackRule:
    """The grounds of the black list, what it takes to leave it, and the cap afterwards."""

    grounds: tuple[BlackGround, ...]
    min_months: int
    quiet_months: int
    quiet_of: frozenset[Severity]
    declarations_passed: int
    government_says_for: str
    after_cap: CreditClass
    after_months: int
    publish_months: int


@dataclass(frozen=True)
class Term:
    """The length of a clock; `unit` is working_days, days, months or day_of_month."""

    amount: int
    unit: str


@dataclass(frozen=True)
class Scheme:
    """One version of the scoring scheme, whole."""

    indicators: Mapping[str, Indicator]
    pillar_caps: Mapping[Pillar, int]
    start_scores: Mapping[int, int]
    start_without_round: int
    grading_months: int
    score_min: int
    score_max: int
    thresholds: tuple[tuple[CreditClass, int], ...]
    direct_a: DirectA
    new_firm_months: int
    new_firm_cap: CreditClass
    red: RedRule
    black: BlackRule
    steady_months: int
    adverse: frozenset[Severity]
    cycle_months: int
    cycle_starts: tuple[int, int]
    clocks: Mapping[str, Term]
    switching: Mapping[str, int]
    remind_before: tuple[int, ...]
    remind_after: tuple[int, ...]

    def class_by_score(self, score: int) -> CreditClass:
        """Give the best class whose threshold the score reaches."""
        for credit_class, least in self.thresholds:
            if score >= least:
                return credit_class
        return CreditClass.D


def scheme_from_rows(scheme_rows: Iterable[Row], indicator_rows: Iterable[Row]) -> Scheme:
    """Build a scheme from rows as in `credit_scheme.csv` and `credit_indicators.csv`.

    Raises:
        SchemeIncomplete: a row is missing or its value cannot be read; the message names it.
    """
    rows = _Rows(scheme_rows)
    indicators = {row["code"]: _indicator(row) for row in indicator_rows}
    return Scheme(
        indicators=indicators,
        pillar_caps={pillar: rows.number("pillar", pillar.value) for pillar in Pillar},
        start_scores={grade: rows.number("grading", str(grade)) for grade in (1, 2, 3, 4)},
        start_without_round=rows.number("grading", "none"),
        grading_months=rows.number("grading", "months"),
        score_min=rows.number("score", "min"),
        score_max=rows.number("score", "max"),
        thresholds=tuple(
            (credit_class, rows.number("threshold", credit_class.value))
            for credit_class in CreditClass
        ),
        direct_a=DirectA(
            grounds=frozenset(
                Ground(key)
                for key, value in rows.section("direct_a").items()
                if value == "required"
            ),
            min_score=rows.number("direct_a", "min_score"),
            blocked_by=rows.severities("direct_a", "blocked_by"),
        ),
        new_firm_months=rows.number("new_firm", "months"),
        new_firm_cap=rows.read("new_firm", "cap", CreditClass),
        red=RedRule(
            rounds_first_class=rows.number("red", "rounds_first_class"),
            recognition=rows.text("red", "recognition"),
            blocked_by=rows.severities("red", "blocked_by"),
            works_in=rows.read("red", "works_in", CreditClass),
            recognition_lapsed_months=rows.read("red", "end_2", first_number),
        ),
        black=_black_rule(rows),
        steady_months=rows.number("steady", "months"),
        adverse=rows.severities("steady", "adverse"),
        cycle_months=rows.number("cycle", "months"),
        cycle_starts=rows.read("cycle", "starts", _month_and_day),
        clocks={
            key: Term(rows.number("clock", key), rows.unit("clock", key))
            for key in rows.section("clock")
        },
        switching={key: rows.number("switching", key) for key in rows.section("switching")},
        remind_before=rows.read("reminder", "before", _numbers),
        remind_after=rows.read("reminder", "after", _numbers),
    )


def first_number(text: str) -> int:
    """Read the first number of a phrase, in figures or in an English word up to twelve."""
    for word in re.findall(r"\b\w+\b", text.lower()):
        if word.isdigit():
            return int(word)
        if word in NUMBER_WORDS:
            return NUMBER_WORDS[word]
    raise ValueError(f"No number in “{text}”.")


def _black_rule(rows: "_Rows") -> BlackRule:
    keys = sorted(key for key in rows.section("black") if key.startswith("ground_"))
    exit_5 = rows.text("black", "exit_5")
    return BlackRule(
        grounds=tuple(rows.read("black", key, partial(_black_ground, key)) for key in keys),
        min_months=rows.number("black", "min_months"),
        quiet_months=rows.read("black", "exit_3", first_number),
        quiet_of=rows.read("black", "exit_3", _named_severities),
        declarations_passed=rows.read("black", "exit_4", first_number),
        government_says_for=next((key for key in keys if key in exit_5), ""),
        after_cap=rows.read("black", "after_cap", CreditClass),
        after_months=rows.number("black", "after_months"),
        publish_months=rows.number("black", "publish_months"),
    )


def _black_ground(key: str, text: str) -> BlackGround:
    """Read “G06”, or “two of M10;S04;S05 within 12 months”."""
    indicators = tuple(re.findall(r"\b[A-Z]\d{2}\b", text))
    if not indicators:
        raise ValueError(f"No indicator in “{text}”.")
    if " within " not in text:
        return BlackGround(key=key, indicators=indicators)
    how_many, period = text.split(" within ")
    return BlackGround(
        key=key,
        indicators=indicators,
        count=first_number(how_many),
        within_months=first_number(period),
    )


def _indicator(row: Row) -> Indicator:
    try:
        return Indicator(
            code=row["code"],
            pillar=Pillar(row["pillar"]),
            points=int(row["points"]),
            severity=Severity(row["severity"]),
            lapse_months=int(row["lapse_months"]),
            reporters=frozenset(Reporter(word) for word in _words(row["reporters"])),
            confirms_itself=row["confirmed_by"] == "self",
            effect=Effect(row["immediate_effect"]),
            stacking=Stacking(row["stacking"]),
        )
    except (KeyError, ValueError) as error:
        raise SchemeIncomplete(f"indicator {row.get('code', '?')}: {error}") from error


def _words(listed: str | Iterable[str]) -> Iterable[str]:
    return listed.split(";") if isinstance(listed, str) else listed


def _named_severities(text: str) -> frozenset[Severity]:
    return frozenset(severity for severity in Severity if severity.value in text.split())


def _month_and_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(";"))


class _Rows:
    """The keyed rows of a scheme, each read once and complained of by its name."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {(row["section"], row["key"]): row for row in rows}

    def section(self, section: str) -> dict[str, str]:
        return {key: row["value"] for (of, key), row in self._rows.items() if of == section}

    def text(self, section: str, key: str) -> str:
        try:
            return self._rows[section, key]["value"]
        except KeyError as error:
            raise SchemeIncomplete(f"{section}, {key}: the row is missing") from error

    def unit(self, section: str, key: str) -> str:
        return self._rows[section, key]["unit"]

    def number(self, section: str, key: str) -> int:
        return self.read(section, key, int)

    def severities(self, section: str, key: str) -> frozenset[Severity]:
        return self.read(
            section, key, lambda text: frozenset(Severity(word) for word in text.split(";"))
        )

    def read(self, section: str, key: str, reader: Callable[[str], Value]) -> Value:
        text = self.text(section, key)
        try:
            return reader(text)
        except ValueError as error:
            raise SchemeIncomplete(f"{section}, {key}: {error}") from error
