"""The rig: every database test runs on real PostgreSQL as the run-time role.

Nothing is started until a test needs a database. A test inside a transaction is rolled back;
one that commits (`TransactionTestCase`) gives its database back as a fresh copy of the template,
so append-only tables and reference data need no exception anywhere.
"""

import dataclasses
import os
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any

import environ
import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connections
from django.test import TransactionTestCase
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from config.catalogues import compile_changed
from config.celery import app as celery_app
from config.servers import places
from tests.databases import TestServers, copy_template, drop, running_servers

_SERVERS = "qiudu_servers"
_DATABASE_IS_READY = pytest.StashKey[bool]()
_EVENING = 21
_servers_in_use: TestServers | None = None
_servers_of_all_workers = ExitStack()


def pytest_configure() -> None:
    _begin_in_the_evening()
    compile_changed(settings.LOCALE_PATHS)
    # Pages name their static files without a manifest, so nothing need be collected.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
    # How long an example takes says how busy the machine is, and nothing of the rule.
    hypothesis.settings.register_profile("suite", deadline=None)
    hypothesis.settings.load_profile("suite")


def _begin_in_the_evening() -> None:
    """Let every run begin at one hour of its day, so that nothing depends on when it is run.

    What tests date into today has happened by then, and no run lasts until midnight.
    """
    real_now = timezone.now
    started = timezone.localtime(real_now())
    lead = started.replace(hour=_EVENING, minute=0, second=0, microsecond=0) - started
    timezone.now = lambda: real_now() + lead
    for field in (field for model in apps.get_models() for field in model._meta.local_fields):
        if field.default is real_now:
            field.default = timezone.now


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start the servers once for all workers and tell each their addresses (pytest-xdist)."""
    global _servers_in_use
    if _servers_in_use is None:
        _servers_in_use = _servers_of_all_workers.enter_context(running_servers())
    node.workerinput[_SERVERS] = dataclasses.asdict(_servers_in_use)


def pytest_unconfigure() -> None:
    _servers_of_all_workers.close()


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[TestServers]:
    """PostgreSQL and Valkey for this run."""
    told = getattr(request.config, "workerinput", {}).get(_SERVERS)
    if told is not None:
        yield TestServers(**told)
        return
    with running_servers() as started:
        yield started


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    servers: TestServers,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Give this worker its own database, cache and queue, and connect as the run-time role."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    database = f"test_qiudu_{worker}_{os.getpid()}"
    copy_template(servers, database)

    # In place: Django's handlers have taken hold of these very dictionaries.
    settings.DATABASES["default"].update(
        environ.Env.db_url_config(servers.runtime_of(database)), CONN_MAX_AGE=0
    )
    broker, cache_url = places.broker_and_cache(
        servers.redis_url, first_database=2 * int(worker.removeprefix("gw"))
    )
    settings.CACHES["default"].update(LOCATION=cache_url)
    with suppress(AttributeError):  # a cache made before knows the old address
        del caches["default"]
    settings.CELERY_BROKER_URL = celery_app.conf.broker_url = broker
    # What a test starts as a process of its own shall meet the same servers.
    os.environ.update(
        DATABASE_URL=servers.runtime_of(database),
        DATABASE_OWNER_URL=servers.owner_of(database),
        REDIS_URL=servers.redis_url,
    )

    def start_afresh(test: TransactionTestCase) -> None:
        connections.close_all()
        copy_template(servers, database)

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(TransactionTestCase, "_fixture_teardown", start_afresh)
        request.config.stash[_DATABASE_IS_READY] = True
        yield
        connections.close_all()
    drop(servers, database)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Begin every class with a connection of its own: the last may have given its database back."""
    is_last_of_its_class = nextitem is None or nextitem.parent is not item.parent
    if is_last_of_its_class and item.config.stash.get(_DATABASE_IS_READY, False):
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close()


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no count of one test's requests to the next."""
    yield
    if request.config.stash.get(_DATABASE_IS_READY, False):
        cache.clear()
