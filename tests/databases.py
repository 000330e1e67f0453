"""Real servers for the tests: one cluster a run, one database a worker, reference data in each.

A template database is made once, by the same command that prepares any installation; a test
database is a copy of it, and so is what every test that commits leaves behind.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import psycopg2.errors

from config.servers import places
from config.servers.postgres import Postgres
from config.servers.valkey import Valkey

CHECKOUT = Path(__file__).resolve().parent.parent
# A test cluster is thrown away, so nothing need reach the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class TestServers:
    """Addresses of the servers of this test run; plain strings, so that workers can be told."""

    __test__ = False

    owner_url: str
    runtime_url: str
    redis_url: str
    template: str

    def owner_of(self, database: str) -> str:
        return _in_database(self.owner_url, database)

    def runtime_of(self, database: str) -> str:
        return _in_database(self.runtime_url, database)

    def databases(self, like: str) -> list[str]:
        """Name the databases of the cluster whose names are like a pattern."""
        with closing(psycopg2.connect(libpq(self.owner_url))) as server, server.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])
            return [name for (name,) in cursor.fetchall()]


@contextmanager
def running_servers() -> Iterator[TestServers]:
    """Start the servers, or take those of the environment, and make the template."""
    template = f"qiudu_template_{os.getpid()}"
    folder = Path(tempfile.mkdtemp(prefix="qiudu-test-"))
    run = folder / "run"
    started: list[Postgres | Valkey] = []
    try:
        owner_url = os.environ.get("DATABASE_OWNER_URL", "")
        runtime_url = os.environ.get("DATABASE_URL", "")
        if not (owner_url and runtime_url):
            postgres = Postgres(folder / "pg", run, folder / "postgres.log", settings=CARELESS)
            started.append(postgres)
            postgres.start()
            postgres.ensure_roles()
            _let_owner_cut_off(postgres)
            owner_url = places.database_url(run, role=places.OWNER_ROLE, database="postgres")
            runtime_url = places.database_url(run, role=places.RUNTIME_ROLE, database="postgres")
        redis_url = os.environ.get("REDIS_URL", "")
        if not redis_url:
            valkey = Valkey(folder / "valkey", run, folder / "valkey.log")
            started.append(valkey)
            valkey.start()
            redis_url = places.redis_url(run)
        servers = TestServers(owner_url, runtime_url, redis_url, template)
        _make_template(servers)
        yield servers
        drop(servers, template)
    finally:
        for server in reversed(started):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def copy_template(servers: TestServers, database: str) -> None:
    """Make the database anew, equal to the template; whoever is still connected is cut off."""
    role = urlsplit(servers.runtime_url).username
    drop(servers, database)
    _execute(
        servers.owner_url,
        f'CREATE DATABASE "{database}" TEMPLATE "{servers.template}" STRATEGY FILE_COPY',
        # A copy does not inherit the rights on the database itself.
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
        f'GRANT CONNECT ON DATABASE "{database}" TO "{role}"',
    )


def libpq(url: str) -> str:
    """Write an address the way libpq reads it: a socket's folder is a parameter there."""
    parts = urlsplit(url)
    if parts.hostname:
        return url
    folder, _, database = parts.path.removeprefix("/").rpartition("/")
    return f"postgresql://{parts.username}@/{database}?host={folder}"


def _make_template(servers: TestServers) -> None:
    _execute(servers.owner_url, f'CREATE DATABASE "{servers.template}"')
    environment = {
        **os.environ,
        "QIUDU_ROLE": "owner",
        "DATABASE_OWNER_URL": servers.owner_of(servers.template),
        "DATABASE_URL": servers.runtime_of(servers.template),
        "REDIS_URL": servers.redis_url,
    }
    made = subprocess.run(
        [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise RuntimeError(f"The test database could not be made:\n{made.stdout}{made.stderr}")


def _let_owner_cut_off(postgres: Postgres) -> None:
    """Let the owner drop a database that connections of the run-time role still hold on to."""
    with postgres.connection() as connection, connection.cursor() as cursor:
        cursor.execute(f"GRANT pg_signal_backend TO {places.OWNER_ROLE}")


def drop(servers: TestServers, database: str) -> None:
    """Drop the database; on foreign servers, which lend no such right, wait for all to leave."""
    try:
        _execute(servers.owner_url, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    except psycopg2.errors.InsufficientPrivilege:
        # PostgreSQL itself waits some seconds for those who are leaving.
        _execute(servers.owner_url, f'DROP DATABASE IF EXISTS "{database}"')


def _execute(url: str, *statements: str) -> None:
    with closing(psycopg2.connect(libpq(url))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _in_database(url: str, database: str) -> str:
    parts = urlsplit(url)
    folder, _, _ = parts.path.rpartition("/")
    return urlunsplit(parts._replace(path=f"{folder}/{database}"))
