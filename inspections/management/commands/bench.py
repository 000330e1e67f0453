"""Measure what is promised of speed, honestly: both sides on one database, in one run."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.utils import ProgrammingError

from inspections.benchmarks import compare_deciding


class Command(BaseCommand):
    help = "Measure speed in a scratch database (run with QIUDU_ROLE=owner)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        decide = what.add_parser("decide", help="decide declarations of five lines and five lots")
        decide.add_argument("--rounds", type=int, default=5)
        decide.add_argument("--declarations", type=int, default=10, help="a side and round")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = compare_deciding(rounds=options["rounds"], declarations=options["declarations"])
        except ProgrammingError as error:
            raise CommandError(
                f"{error}A scratch database and the hand-written function are the owner's to make: "
                "QIUDU_ROLE=owner python manage.py bench decide"
            ) from error
        shares = [one.share for one in found.rounds]
        load, cores = os.getloadavg()[0], os.cpu_count()
        self.stdout.write(
            f"Declarations of 5 lines and 5 lots, each decided and committed "
            f"({found.durability}); {len(shares)} rounds of {options['declarations']} a side, "
            f"medians:\n"
            f"  submit_declaration   {found.by_service:8.1f} /s"
            f"   {found.statements} statements each\n"
            f"  one PL/pgSQL call    {found.by_hand:8.1f} /s   writing the same rows\n"
            f"  share                {found.share:8.1%}"
            f"     from {min(shares):.1%} to {max(shares):.1%}\n"
            f"In this process on one connection, load {load:.1f} on {cores} cores. Not measured: "
            f"HTTP and what a page does around it, many clients at once, the worker's tasks."
        )
