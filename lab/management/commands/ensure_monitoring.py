"""Open, draw and follow up the monthly monitoring up to today; running it twice adds nothing."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lab.services import monitoring


class Command(BaseCommand):
    help = "Open every month's obligations up to today, draw for them, call missed what is late."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="A day of the first month.")

    def handle(self, *args: Any, **options: Any) -> None:
        done = monitoring.keep_up(at=timezone.now(), since=options["since"])
        self.stdout.write(
            f"Opened {done.opened}, drawn {done.drawn}, missed {done.missed}, "
            f"reminded {done.reminded}."
        )
