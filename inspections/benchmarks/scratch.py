"""A database to measure in: a copy of the one in use, dropped afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError


@contextmanager
def scratch_database() -> Iterator[str]:
    """Work in a scratch database, so that all can be committed and nothing is left behind.

    It is a copy of the database in use; where somebody is connected to that, PostgreSQL refuses
    to copy it, and the scratch database is prepared from nothing as any installation is.
    """
    in_use = connection.settings_dict["NAME"]
    scratch = f"qiudu_bench_{os.getpid()}"
    with _maintenance() as cursor:
        is_copy = _copied(cursor, in_use, scratch)
    try:
        if not is_copy:
            _prepare(scratch)
        connection.settings_dict["NAME"] = scratch
        yield scratch
    finally:
        connection.close()
        connection.settings_dict["NAME"] = in_use
        with _maintenance() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{scratch}" WITH (FORCE)')


@contextmanager
def _maintenance() -> Iterator[CursorWrapper]:
    """Talk to the server through its `postgres` database, connected to no other."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        yield cursor


def _copied(cursor: CursorWrapper, source: str, scratch: str) -> bool:
    try:
        cursor.execute(f'CREATE DATABASE "{scratch}" TEMPLATE "{source}" STRATEGY FILE_COPY')
    except OperationalError:
        cursor.execute(f'CREATE DATABASE "{scratch}"')
        return False
    return True


def _prepare(scratch: str) -> None:
    """Prepare an empty database in a process of its own, as a new installation is."""
    environment = {**os.environ, "QIUDU_ROLE": "owner"}
    for name, url in (
        ("DATABASE_OWNER_URL", settings.DATABASE_OWNER_URL),
        ("DATABASE_URL", settings.DATABASE_URL),
    ):
        environment[name] = f"{url.rpartition('/')[0]}/{scratch}"
    subprocess.run(
        [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
    )
