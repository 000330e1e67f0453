"""Recompute every draw of the days whose seeds are revealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inspections.selectors.proofs import draws_to_verify, verify_draw


class Command(BaseCommand):
    help = "Recompute the draws of all revealed days; fails on the first day that does not agree."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, wrong = 0, []
        for draw, seed in draws_to_verify():
            checked += 1
            fault = verify_draw(draw, seed)
            if fault:
                wrong.append(f"{draw.declaration.number} ({seed.day}): {fault}")
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} of {checked} draws do not agree.")
        self.stdout.write(f"{checked} draws agree with the seeds of their days.")
