"""Leave the run-time role exactly the rights that the models name."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from enterprises.protection import NotTheOwner, secure


class Command(BaseCommand):
    help = "Leave the run-time role exactly the rights the models name (run with QIUDU_ROLE=owner)."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = secure(connection, role=settings.RUNTIME_ROLE)
        except NotTheOwner as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.stdout.write(f"The rights of {settings.RUNTIME_ROLE} on {count} tables are set.")
