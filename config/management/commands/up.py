"""Run everything: the servers, the site, the worker and the clock, until told to stop."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config.catalogues import compile_changed
from config.production import refuse_demonstration_accounts
from config.servers.places import UnsafeFolder
from config.servers.processes import ServerFailed
from config.supervisor import AlreadyRunning, House, Plan


class Command(BaseCommand):
    help = "Run PostgreSQL, Valkey, the site, the worker and the clock until Ctrl-C."
    # The checks that need a database would run before there is one.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="or the next free one")
        parser.add_argument(
            "--no-seed",
            action="store_true",
            help="make no demonstration data, and leave what there is alone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DATABASE_OWNER_URL:
            raise CommandError(
                "DATABASE_URL needs DATABASE_OWNER_URL beside it: the owner migrates."
            )
        compile_changed(settings.LOCALE_PATHS)
        house = House(
            Plan(
                checkout=settings.BASE_DIR,
                var=settings.VAR_DIR,
                run=settings.RUN_DIR,
                port=options["port"],
                uses_embedded_database=settings.USES_EMBEDDED_DATABASE,
                uses_embedded_redis=settings.USES_EMBEDDED_REDIS,
                demonstration=lambda: () if options["no_seed"] else demonstration(),
            ),
            say=self._say,
        )
        self._say("Qiudu is opening. Ctrl-C closes it.")
        try:
            code = house.run(greet=self._greet)
        except (AlreadyRunning, ImproperlyConfigured, ServerFailed, UnsafeFolder) as refusal:
            raise CommandError(str(refusal)) from refusal
        if code:
            raise SystemExit(code)
        self._say("Closed.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _greet(self, address: str) -> None:
        self._say(f"\nQiudu is open at {address}\n")
        if settings.IS_DEMONSTRATION:
            self._say_accounts()

    def _say_accounts(self) -> None:
        from inspections.demo.accounts import demonstration_accounts

        for account in demonstration_accounts():
            self._say(f"  {account.username:<24} {account.password:<24} {account.role}")


def demonstration() -> tuple[str, ...]:
    """Name the command that furnishes an empty house, or tells the days since it was furnished.

    In production it refuses a furnished one.
    """
    if settings.IS_PRODUCTION:
        refuse_demonstration_accounts()
        return ()
    try:
        is_empty = not apps.get_model("enterprises", "Enterprise").objects.exists()
        return ("seed_demo",) if is_empty else ("seed_demo", "--go-on")
    finally:
        connection.close()
