"""A house with its doors open, and people who come to it with a real browser.

The server answers in this process, on the test's own database; what it tells through the outbox
is answered at once, for only the broker between the two is left out. A page that says anything
on its console, breaks the content security policy or misses a file fails its test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from config.celery import app as celery_app
from tests.browser.visitors import Visitor
from tests.databases import TestServers, copy_template

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
# A page that is not there after this many milliseconds will not come.
PATIENCE = 10_000

Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; while it runs, Django must be told that this thread's event loop is not its own."""
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*FLAGS, *as_root]
        )
        yield started
        started.close()


@contextmanager
def open_house(servers: TestServers, blocker: DjangoDbBlocker) -> Iterator[str]:
    """Serve the test's database, give the address, and leave the database as it was."""

    def run_here(name: str, *_args: Any, **_options: Any) -> None:
        celery_app.tasks[name].run()

    celery_app.loader.import_default_modules()
    with pytest.MonkeyPatch.context() as patch, blocker.unblock():
        patch.setattr(celery_app, "send_task", run_here)
        server = LiveServer("localhost")
        try:
            yield server.url
        finally:
            server.stop()
            connections.close_all()
            copy_template(servers, settings.DATABASES["default"]["NAME"])
            connections.close_all()


@pytest.fixture
def house(
    browser: Browser,
    django_db_setup: None,
    servers: TestServers,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """The address of a house for one test."""
    with open_house(servers, django_db_blocker) as address:
        yield address


@pytest.fixture
def visit(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """Let somebody come: `visit(address, language)`, each with a browser of their own."""
    visitors: list[Visitor] = []

    def come(
        address: str, language: str = "en", viewport: dict[str, int] = WIDE, **options: Any
    ) -> Visitor:
        context = browser.new_context(
            base_url=address,
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            viewport=viewport,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        visitors.append(Visitor(context.new_page(), language))
        return visitors[-1]

    yield come
    if hasattr(request.node, "failed_in_browser"):
        folder = tmp_path_factory.mktemp("pictures")
        for place, visitor in enumerate(visitors):
            _picture(visitor, folder / f"{place}.png")
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for visitor in visitors:
        visitor.page.context.close()
    assert not faults, "\n".join(faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.failed:
        item.failed_in_browser = True
    return report


def _picture(visitor: Visitor, file: Path) -> None:
    visitor.page.screenshot(path=file, full_page=True)
    print(f"{visitor.page.url} is pictured in {file}")
