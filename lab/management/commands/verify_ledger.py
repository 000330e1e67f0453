"""Add up every entry of the ledger and compare with the balances the database keeps."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lab.models import LotBalance
from lab.selectors.ledger import ledger_differences


class Command(BaseCommand):
    help = "Recompute every balance from its entries; fails if one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = ledger_differences()
        for found in differences:
            self.stderr.write(f"{found.lot}: kept {found.kept}, entries say {found.computed}")
        if differences:
            raise CommandError(f"{len(differences)} balances differ from their entries.")
        self.stdout.write(
            f"{LotBalance.objects.count()} balances are what their entries add up to."
        )
