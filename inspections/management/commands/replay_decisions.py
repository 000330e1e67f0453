"""Judge every stored decision again, from its own evidence by its own rules."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inspections.selectors.proofs import decisions_to_replay, replay


class Command(BaseCommand):
    help = "Judge stored decisions again; every verdict must be the same to the letter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--declaration", help="only the decisions of this declaration")

    def handle(self, *args: Any, **options: Any) -> None:
        replayed, wrong = 0, []
        for decision in decisions_to_replay(options["declaration"]):
            replayed += 1
            fault = replay(decision)
            if fault:
                wrong.append(f"{decision.declaration.number} · {decision.ordinal}: {fault}")
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} of {replayed} decisions are not what they were.")
        self.stdout.write(f"{replayed} decisions replayed, each the same to the letter.")
