"""Make the demonstration: invented firms and six months of their story, told by the services."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from enterprises.errors import DomainError
from inspections.demo.accounts import demonstration_accounts, refuse_outside_the_demonstration
from inspections.demo.freshness import keep_fresh
from inspections.demo.story import Told, tell_story
from inspections.demo.targets import released_to_russia
from inspections.demo.world import SMALL

WARNING = "Everything in this database will be lost, and the demonstration made anew."


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration; refused where there are firms."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="empty the database first, as its owner, and make the demonstration anew",
        )
        parser.add_argument("--no-input", action="store_true", help="ask nothing before a reset")
        parser.add_argument(
            "--small",
            action="store_true",
            help="tell a few weeks of a dozen firms, for a quick look",
        )
        parser.add_argument(
            "--go-on",
            action="store_true",
            help="tell the days since the demonstration was made, as happens by itself every day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            refuse_outside_the_demonstration()
            if options["go_on"]:
                self._go_on(began)
                return
            if options["reset"]:
                self._empty(asks=not options["no_input"])
            with _collecting_seldom():
                told = tell_story(
                    now=timezone.now(), scope=SMALL if options["small"] else None, say=self._say
                )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._sum_up(told, time.monotonic() - began)

    def _empty(self, *, asks: bool) -> None:
        """Let the owner make the database anew: the run-time role may delete hardly anything."""
        self._say(WARNING)
        if asks and input("Type “yes” to go on: ").strip() != "yes":
            raise CommandError("Nothing was changed.")
        connection.close()
        made = subprocess.run(
            [sys.executable, "manage.py", "prepare_database", "--anew", "--verbosity", "0"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "QIUDU_ROLE": "owner"},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise CommandError(f"The database was not emptied.\n{made.stdout}{made.stderr}".strip())
        cache.clear()
        self._say("The database is as on a new machine.")

    def _go_on(self, began: float) -> None:
        done = keep_fresh(at=timezone.now(), say=self._say)
        if done.days:
            self._say(
                f"Told {done.days:,} days with {done.declarations:,} declarations "
                f"in {time.monotonic() - began:.0f} s."
            )

    def _sum_up(self, told: Told, seconds: float) -> None:
        for kind, states in told.counts.items():
            self._say(f"  {sum(states.values()):>6,} {kind}")
            for state, count in states.items():
                self._say(f"         {count:>6,} {state.replace('_', ' ')}")
        released = released_to_russia(at=timezone.now())
        self._say(
            f"Released to Russia since {told.busy_since:%d %B %Y}: {released.pieces:,} pieces "
            f"worth {released.usd:,.0f} US dollars."
        )
        self._say(f"The draft to Japan of “enterprise” to walk through: {told.walk_through}")
        for account in demonstration_accounts():
            self._say(f"  {account.username:<14}{account.password:<14}{account.role}")
        self._say(f"Told in {seconds:.0f} s.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage seldom: a story makes millions of objects, and hardly any in circles."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
