"""Prove that every subject has its obligation in every month it owes."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lab.selectors.obligations import gaps


class Command(BaseCommand):
    help = "Name every subject and month without its obligation; fails if there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="A day of the first month.")
        parser.add_argument("--until", type=date.fromisoformat, help="Today, unless told.")

    def handle(self, *args: Any, **options: Any) -> None:
        until = options["until"] or timezone.localdate()
        found = gaps(since=options["since"], until=until)
        for gap in found:
            self.stderr.write(f"{gap.serial} {gap.role} {gap.month:%Y-%m}: no obligation")
        if found:
            raise CommandError(f"{len(found)} obligations are missing.")
        self.stdout.write(f"No obligation is missing up to {until:%Y-%m}.")
