"""Reckon every class anew, as every night does."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from blacklist.services import reckoning


class Command(BaseCommand):
    help = "Let every class follow what lapsed since the last night; running it twice is harmless."

    def handle(self, *args: Any, **options: Any) -> None:
        reckoned = reckoning.reckon_night(at=timezone.now())
        if options["verbosity"]:
            self.stdout.write(
                f"{reckoned.day}: {reckoned.firms} firms looked at, {reckoned.moved} classes moved."
            )
