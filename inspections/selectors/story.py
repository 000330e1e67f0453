"""The living article: the measures clause by clause, with rules, screens, counts and tests."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path as FilePath

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enterprises.calendar import day_of
from enterprises.formats import number
from enterprises.languages import either
from enterprises.models import Enterprise, PolicyMeasure, User
from enterprises.roles import Permission, may
from enterprises.selectors import reference
from enterprises.tones import Text
from inspections.policy.rules import RuleSet
from inspections.selectors.figures import public_figures
from inspections.selectors.lanes import ClassRow, lane_table
from inspections.selectors.reference import rule_set_on

GUIDE = FilePath(__file__).resolve().parent.parent / "data" / "story.csv"

PARTS: Mapping[str, Text] = {
    "aim": _("What it is for"),
    "registration": _("Registered at home, rectified meanwhile"),
    "class": _("Trusted by class"),
    "testing": _("Tested by destination"),
    "source": _("Tested at the source"),
    "together": _("Many hands"),
}

FIGURES: Mapping[str, Text] = {
    "released": _("Declarations released in the last two months: %(n)s"),
    "pieces_russia": _(
        "Garments released to Russia in the last two months: %(n)s, worth USD %(usd)s"
    ),
    "registered": _("Firms with a registration in force today: %(n)s"),
    "came_home": _("Of the firms registered today, those that declared at a port before: %(n)s"),
    "provisional": _("Provisional registrations in force today: %(n)s"),
    "rules": _("Rules in force today: %(n)s"),
    "classed": _("Firms with a class today: %(n)s"),
    "events": _("Confirmed credit events on record: %(n)s"),
    "worst_classes": _("Firms in class C or D today: %(n)s"),
    "rounds": _("Rounds of gradings recorded: %(n)s"),
    "class_a": _("Firms in class A today: %(n)s"),
    "red": _("Firms on the red list today: %(n)s"),
    "black": _("Firms on the black list today: %(n)s"),
    "destinations": _("Countries with a market and a regime: %(n)s"),
    "outlets": _("Shops abroad on record: %(n)s"),
    "monitored": _("Subjects monitored this month: %(n)s"),
    "raw_material": _("Raw-material write-off releases in the last two months: %(n)s"),
    "strict": _("Declarations released to strict markets in the last two months: %(n)s"),
    "source_tests": _("Samples of raw material and source reported in the last two months: %(n)s"),
    "lots": _("Raw-material lots in stock today: %(n)s"),
    "filings": _("Dyehouses on file today: %(n)s"),
    "zone": _("Members of the demonstration zone: %(n)s"),
    "reported": _("Credit events reported by departments: %(n)s"),
    "departments": _("Departments that report: %(n)s"),
    "brands": _("Brands on record: %(n)s"),
    "leading": _("Leading firms: %(n)s"),
    "notices": _("Notices in force today: %(n)s"),
}

SCREENS: Mapping[str, Text] = {
    "home": _("The first page"),
    "inspections:story": _("This page"),
    "inspections:class-table": _("What each class gets and loses"),
    "inspections:declaration-list": _("Declarations"),
    "inspections:statistics": _("Statistics"),
    "inspections:risk-analysis": _("Risk analysis"),
    "inspections:firm-list": _("All firms"),
    "enterprises:registration-list": _("Registrations"),
    "enterprises:filing-list": _("Dyehouse filings"),
    "enterprises:public-notices": _("Notices"),
    "blacklist:class-list": _("Classes"),
    "blacklist:event-list": _("Credit events"),
    "blacklist:grading-list": _("Government gradings"),
    "blacklist:published-lists": _("Red and black list"),
    "blacklist:memorandum-list": _("Shared data"),
    "lab:lot-list": _("Raw-material lots"),
    "lab:monitoring": _("Monthly monitoring"),
    "lab:report-list": _("Reports"),
}


# Who is led to a screen: everybody, or firms and officers; to all the others officers alone.
OPEN_SCREENS = frozenset(
    {
        "home",
        "inspections:story",
        "inspections:class-table",
        "enterprises:public-notices",
        "blacklist:published-lists",
    }
)
SCREENS_OF_FIRMS = frozenset(
    {"inspections:declaration-list", "lab:lot-list", "lab:monitoring", "lab:report-list"}
)


@dataclass(frozen=True)
class GuideRow:
    """What the system does about a clause, where it is seen, what is counted, what guards it."""

    how_en: str
    how_zh: str
    screen: str
    figure: str
    test: str


@dataclass(frozen=True)
class RuleLine:
    """A rule as the page tells it."""

    code: str
    claim: str
    next_step: str
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    """One clause with everything that makes it real; without `how` it is not built yet."""

    code: str
    words: str
    document: str
    issuer: str
    backed_by: str
    how: str
    rules: tuple[RuleLine, ...]
    screen: Text
    screen_url: str
    figure: str
    test: str


@dataclass(frozen=True)
class Part:
    code: str
    title: Text
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Story:
    parts: tuple[Part, ...]
    rules: tuple[RuleLine, ...]
    situations: tuple[Text, ...]
    classes: tuple[ClassRow, ...]
    rule_set: str
    since: date | None


def story_at(at: datetime, reader: User | AnonymousUser) -> Story:
    """Tell the measures in force, each with its rules, its screen, today's count and its test."""
    today = day_of(at)
    in_force = rule_set_on(today)
    lines = _rule_lines(in_force.rule_set) if in_force else ()
    table = lane_table(in_force.rule_set) if in_force else None
    counts = public_figures(at=at).counts
    screens = _screens_of(reader)
    measures = [row for row in reference.measures().values() if _holds(row, today)]
    return Story(
        parts=tuple(
            Part(
                code,
                title,
                tuple(_clause(row, lines, counts, screens) for row in measures if row.part == code),
            )
            for code, title in PARTS.items()
        ),
        rules=lines,
        situations=table.situations if table else (),
        classes=table.rows if table else (),
        rule_set=in_force.rule_set.code if in_force else "",
        since=in_force.valid_from if in_force else None,
    )


@cache
def guide() -> Mapping[str, GuideRow]:
    """Read what the system does about each clause; the file comes with the code."""
    with GUIDE.open(encoding="utf-8", newline="") as file:
        return {
            row["measure"]: GuideRow(
                how_en=row["how_en"],
                how_zh=row["how_zh_hans"],
                screen=row["screen"],
                figure=row["figure"],
                test=row["test"],
            )
            for row in csv.DictReader(file)
        }


def _screens_of(reader: User | AnonymousUser) -> Collection[str]:
    """Name the screens that open for a reader, so that no clause leads where nothing is shown."""
    if not isinstance(reader, User):
        return OPEN_SCREENS
    if may(reader, Permission.READ_FIRMS):
        return SCREENS.keys()
    has_firms = Enterprise.objects.visible_to(reader).exists()
    return OPEN_SCREENS | SCREENS_OF_FIRMS if has_firms else OPEN_SCREENS


def _clause(
    measure: PolicyMeasure,
    lines: Sequence[RuleLine],
    counts: Mapping[str, int],
    screens: Collection[str],
) -> Clause:
    row = guide().get(measure.code, GuideRow("", "", "", "", ""))
    words = FIGURES.get(row.figure)
    return Clause(
        code=measure.code,
        words=either(measure.clause_en, measure.clause_zh),
        document=either(measure.document_en, measure.document_zh),
        issuer=either(measure.issuer_en or measure.issuer_zh, measure.issuer_zh),
        backed_by=either(measure.backed_by_en or measure.backed_by_zh, measure.backed_by_zh),
        how=either(row.how_en, row.how_zh),
        rules=tuple(line for line in lines if measure.code in line.measures),
        screen=SCREENS.get(row.screen, ""),
        screen_url=reverse(row.screen) if row.screen in screens else "",
        figure=_figure(words, counts, row.figure) if words else "",
        test=row.test,
    )


def _figure(words: Text, counts: Mapping[str, int], name: str) -> str:
    return str(words) % {"n": number(counts[name]), "usd": number(counts["usd_russia"])}


def _rule_lines(rule_set: RuleSet) -> tuple[RuleLine, ...]:
    return tuple(
        RuleLine(
            code=rule.code,
            claim=either(rule.title_en, rule.title_zh),
            next_step=either(rule.next_en, rule.next_zh),
            measures=rule.measures,
        )
        for rule in rule_set.rules
    )


def _holds(row: PolicyMeasure, on: date) -> bool:
    return (row.valid_from is None or row.valid_from <= on) and (
        row.valid_until is None or on < row.valid_until
    )
