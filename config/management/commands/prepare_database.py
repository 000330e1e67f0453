"""Bring the database to this version: migrate, bind the run-time role, load the reference data."""

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.utils import OperationalError

STEPS = ("migrate", "secure_database", "load_reference")
# Seconds to wait for those who are at work in the database.
PATIENCE = 20


class Command(BaseCommand):
    help = "Migrate, set the rights and load the reference data (run with QIUDU_ROLE=owner)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anew",
            action="store_true",
            help="drop everything first; in the demonstration only",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            self._drop_everything()
        known = get_commands()
        for step in STEPS:
            if step in known:
                call_command(step, verbosity=options["verbosity"], stdout=self.stdout)

    def _drop_everything(self) -> None:
        """Drop the schema with all it holds: append-only tables let nobody empty them."""
        if not settings.IS_DEMONSTRATION:
            raise CommandError("Only the database of a demonstration is made anew.")
        if not settings.ACTS_AS_OWNER:
            raise CommandError("Only the owner makes the database anew (QIUDU_ROLE=owner).")
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
            try:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            except OperationalError as error:
                raise CommandError(
                    "Somebody is at work in the database; close the house and try again."
                ) from error
            cursor.execute("RESET lock_timeout")
