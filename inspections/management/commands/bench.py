"""Measure what is promised of speed, honestly: both sides on this database, in this run."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.utils import ProgrammingError

from inspections.benchmarks import compare_deciding


class Command(BaseCommand):
    help = "Measure speed (run with QIUDU_ROLE=owner); everything is rolled back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        decide = what.add_parser("decide", help="decide declarations of five lines and five lots")
        decide.add_argument("--declarations", type=int, default=200)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = compare_deciding(options["declarations"])
        except ProgrammingError as error:
            raise CommandError(
                f"{error}The hand-written side is a function, which only the owner may make: "
                "QIUDU_ROLE=owner python manage.py bench decide"
            ) from error
        self.stdout.write(
            f"{found.declarations} declarations of 5 lines and 5 lots on "
            f"{connection.settings_dict['NAME']}, in process, without commits or HTTP:\n"
            f"  submit_declaration   {found.by_service:8.1f} /s\n"
            f"  one PL/pgSQL call    {found.by_hand:8.1f} /s\n"
            f"  share                {found.share:8.1%}"
        )
