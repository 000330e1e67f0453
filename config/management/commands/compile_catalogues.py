"""Compile the catalogues of words that changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.catalogues import compile_changed


class Command(BaseCommand):
    help = "Compile the catalogues of words that changed; needs no gettext."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{compile_changed(settings.LOCALE_PATHS)} catalogues compiled.")
