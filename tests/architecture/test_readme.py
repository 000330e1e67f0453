"""The manual keeps its word: what it names is there."""

import csv
import importlib
import re
from pathlib import Path

from django.core.management import get_commands
from django.test import SimpleTestCase

from inspections.demo.accounts import demonstration_accounts
from inspections.policy.conditions import CONDITIONS

CHECKOUT = Path(__file__).resolve().parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


class TestRules(SimpleTestCase):
    def test_every_rule_of_the_rule_set_stands_in_the_manual(self):
        with (CHECKOUT / "inspections/data/release_rules.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        told = {
            cells[0]: cells for cells in table_rows() if re.fullmatch(r"R-\d\d", cells[0] or "")
        }

        self.assertEqual(list(told), [row["code"] for row in rows])
        for row in rows:
            with self.subTest(rule=row["code"]):
                _, claim, clause, _, function, _ = told[row["code"]]
                self.assertEqual(claim, f"{row['title_en']} · {row['title_zh_hans']}")
                self.assertEqual(clause, row["measure"].replace(";", ", "))
                if row["kind"] != "lane":
                    named = function.strip("`").removeprefix("conditions.")
                    self.assertEqual(CONDITIONS[row["code"]].__name__, named)

    def test_decisions_are_numbered_without_a_gap(self):
        numbers = [int(number) for number in re.findall(r"\*\*D-(\d\d) ", README)]

        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))


class TestNames(SimpleTestCase):
    def test_every_file_that_is_named_exists(self):
        named = set(
            re.findall(r"`((?:tests|enterprises|inspections|config)/[\w/.]+\.\w+)`", README)
        )
        named |= set(re.findall(r"\]\((docs/[\w.-]+)\)", README))

        self.assertGreater(len(named), 5)
        self.assertEqual([name for name in named if not (CHECKOUT / name).exists()], [])

    def test_every_command_that_is_named_exists(self):
        named = set(re.findall(r"manage\.py (\w+)", README))

        self.assertEqual(named - set(get_commands()), set())

    def test_every_module_that_is_named_exists(self):
        for name in set(
            re.findall(r"`((?:lab|blacklist|enterprises|inspections)\.[a-z_.]+)`", README)
        ):
            with self.subTest(module=name):
                importlib.import_module(name)

    def test_every_account_is_told(self):
        missing = [
            account.username
            for account in demonstration_accounts()
            if f"`{account.username}`" not in README
        ]

        self.assertEqual(missing, [])


def table_rows() -> list[list[str]]:
    """The rows of all tables, cell by cell."""
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in README.splitlines()
        if line.startswith("|")
    ]
