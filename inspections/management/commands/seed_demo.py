"""Make the demonstration: invented firms and ten weeks of their story, told by the services."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enterprises.errors import DomainError
from inspections.demo.accounts import demonstration_accounts
from inspections.demo.story import Told, tell_story


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration; refused where there are firms."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            told = tell_story(now=timezone.now(), say=self._say)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._sum_up(told, time.monotonic() - began)

    def _sum_up(self, told: Told, seconds: float) -> None:
        for kind, states in told.counts.items():
            self._say(f"  {sum(states.values()):>5,} {kind}")
            for state, count in states.items():
                self._say(f"        {count:>5,} {state.replace('_', ' ')}")
        self._say(f"The draft to Japan of “enterprise” to walk through: {told.walk_through}")
        for account in demonstration_accounts():
            self._say(f"  {account.username:<14}{account.password:<14}{account.role}")
        self._say(f"Told in {seconds:.0f} s.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
