"""Load the reference data of every app from the files that come with it."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from enterprises.loading import Loaded
from enterprises.services.groups import sync_groups


class Command(BaseCommand):
    help = (
        "Add the reference rows that are missing. Rows that an administrator changed are kept, "
        "unless --restore gives them back their shipped values. A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--restore", action="store_true", help="give changed rows their shipped values back"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        # The apps are installed in the order of the floors, each resting on those before.
        for app in apps.get_app_configs():
            if find_spec(f"{app.name}.loading") is None:
                continue
            loaded: list[Loaded] = import_module(f"{app.name}.loading").load(
                restore=options["restore"]
            )
            if options["verbosity"]:
                self._report(app.label, loaded)
        # What a role may do in the administration follows from the tables there are.
        sync_groups()

    def _report(self, label: str, loaded: list[Loaded]) -> None:
        for table in loaded:
            counts = {
                "added": table.added,
                "restored": table.restored,
                "kept as changed here": table.differing,
            }
            told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
            if told:
                self.stdout.write(f"{label}.{table.table}: {told}")
