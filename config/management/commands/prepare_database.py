"""Bring the database to this version: migrate, bind the run-time role, load the reference data."""

from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

STEPS = ("migrate", "secure_database", "load_reference")


class Command(BaseCommand):
    help = "Migrate, set the rights and load the reference data (run with QIUDU_ROLE=owner)."

    def handle(self, *args: Any, **options: Any) -> None:
        known = get_commands()
        for step in STEPS:
            if step in known:
                call_command(step, verbosity=options["verbosity"], stdout=self.stdout)
