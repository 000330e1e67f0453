"""Helpers of the unit tests: golden cases, reference files, and the walk over a state table."""

import csv
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any
from unittest import TestCase

import yaml

from blacklist.policy.scheme import Scheme, scheme_from_rows
from enterprises.calendar import WorkingCalendar, working_calendar
from enterprises.states import can_move

ROOT = Path(__file__).resolve().parents[2]


def read_golden(name: str) -> dict[str, Any]:
    """Read the worked cases of one file."""
    return yaml.safe_load((ROOT / "tests" / "golden" / f"{name}.yaml").read_text("utf-8"))


def read_table(app: str, name: str) -> list[dict[str, str]]:
    """Read one reference file of an app."""
    with (ROOT / app / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def default_scheme() -> Scheme:
    """Build the scheme of the reference files."""
    return scheme_from_rows(
        read_table("blacklist", "credit_scheme"), read_table("blacklist", "credit_indicators")
    )


def default_calendar() -> WorkingCalendar:
    """Build the calendar of the reference files."""
    return working_calendar(
        (date.fromisoformat(row["date"]), row["kind"], row["status"])
        for row in read_table("enterprises", "public_holidays_cn")
    )


def day(text: str | None) -> date | None:
    """Read an ISO date, or nothing."""
    return None if text is None else date.fromisoformat(text)


def assert_doors(case: TestCase, states: Any, table: Any, doors: str) -> None:
    """Try every state against every other: only the doors written as “a>b c” are open."""
    written = {
        (origin, target)
        for line in doors.split(";")
        for origin, targets in [line.split(">")]
        for origin in [origin.strip()]
        for target in targets.split()
    }
    case.assertEqual(set(table), set(states))
    for origin, target in product(states, states):
        with case.subTest(origin=origin.value, target=target.value):
            case.assertEqual(
                can_move(table, origin, target), (origin.value, target.value) in written
            )
