"""The house at work: starts every server in order, watches them, and stops them in reverse."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.servers.places import POSTGRES_MAJOR, make_own_folder
from config.servers.postgres import Postgres
from config.servers.processes import Child, ServerFailed
from config.servers.valkey import Valkey

HOST = "127.0.0.1"
PORTS_TRIED = 100
READY_PATIENCE = 90.0  # seconds until the first page answers
OLD_HOUSE_PATIENCE = 30.0  # seconds for the servers of a killed run to end
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):
    """Somebody asked the house to close."""


class AlreadyRunning(Exception):
    """Another supervisor holds this checkout."""


@dataclass(frozen=True)
class Plan:
    """What to run, and where."""

    checkout: Path
    var: Path
    run: Path
    port: int
    uses_embedded_database: bool
    uses_embedded_redis: bool
    # The command that furnishes the house or keeps it fresh; none where nothing is wanted.
    demonstration: Callable[[], tuple[str, ...]]


@dataclass
class House:
    """One run of everything: from the lock to the last server's end."""

    plan: Plan
    say: Callable[[str], None]
    stoppers: list[tuple[str, Callable[[], int | None]]] = field(default_factory=list)
    watched: list[Child] = field(default_factory=list)
    lock: int = field(default=-1, init=False)

    def run(self, greet: Callable[[str], None]) -> int:
        """Open the house, keep it open until asked to close; gives the exit code.

        Raises:
            AlreadyRunning: another supervisor holds this checkout.
        """
        with listening_socket(self.plan.port) as web_socket:
            port = web_socket.getsockname()[1]
            address = f"http://{HOST}:{port}/"
            with self._only_house(address), stop_signals():
                try:
                    began = time.monotonic()
                    if port != self.plan.port:
                        self.say(f"Port {self.plan.port} is taken, so this is port {port}.")
                    self._open(web_socket, address)
                    self.say(f"Ready after {time.monotonic() - began:.1f} s.")
                    greet(address)
                    self._watch()
                except StopRequested:
                    self.say("Closing ...")
                except ServerFailed as failure:
                    self.say(str(failure))
                    return 1
                finally:
                    self._close()
        return 0

    def _open(self, web_socket: socket.socket, address: str) -> None:
        plan, log = self.plan, self.plan.var / "log"
        make_own_folder(plan.run)
        static = self._command("static files", "collectstatic", "--noinput", "--verbosity", "0")
        static.start()
        self.stoppers.append((static.name, static.stop))
        if plan.uses_embedded_database:
            with self._timed("PostgreSQL"):
                self._open_database(log)
        if plan.uses_embedded_redis:
            with self._timed("Valkey"):
                valkey = Valkey(plan.var / "valkey", plan.run, log / "valkey.log", (self.lock,))
                self.stoppers.append(("Valkey", valkey.stop))
                valkey.start()
                self._watch_over(valkey.child)
        with self._timed("Database schema and reference data"):
            self._do("database", "prepare_database", "--verbosity", "0", QIUDU_ROLE="owner")
        # Before the clock strikes: after an absence it would call months missed.
        command = plan.demonstration()
        if command:
            with self._timed("Demonstration data"):
                self._do("demonstration data", *command)
        with self._timed("Static files"):
            self._finish(static)
        with self._timed("Web, worker and clock"):
            for child in self._servers(web_socket, address, log):
                child.start()
                self.stoppers.append((child.name, child.stop))
                self._watch_over(child)
            self._wait_until_answering(address)

    def _open_database(self, log: Path) -> None:
        data = self.plan.var / f"postgres-{POSTGRES_MAJOR}"
        postgres = Postgres(data, self.plan.run, log / "postgresql.log", keep_open=(self.lock,))
        self.stoppers.append(("PostgreSQL", postgres.stop))
        postgres.start()
        self._watch_over(postgres.child)
        postgres.ensure_roles()
        postgres.ensure_database()

    def _servers(self, web_socket: socket.socket, address: str, log: Path) -> list[Child]:
        environment = {**os.environ, "SITE_ADDRESS": address, "PYTHONUNBUFFERED": "1"}
        listening = web_socket.fileno()
        gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{listening}"]
        gunicorn += ["--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
        celery = [sys.executable, "-m", "celery", "--app", "config"]
        worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"]
        worker += ["--without-gossip", "--without-mingle"]
        beat = [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""]
        beat += ["--schedule", str(self.plan.var / "beat-schedule")]
        return [
            Child(
                name,
                command,
                log / f"{name}.log",
                environment=environment,
                folder=self.plan.checkout,
                keep_open=(self.lock, *descriptors),
            )
            for name, command, descriptors in (
                ("web", gunicorn, (listening,)),
                ("worker", worker, ()),
                ("beat", beat, ()),
            )
        ]

    def _command(self, name: str, *arguments: str, **environment: str) -> Child:
        return Child(
            name,
            [sys.executable, "manage.py", *arguments],
            log=None,
            environment={**os.environ, **environment},
            folder=self.plan.checkout,
            keep_open=(self.lock,),
        )

    def _do(self, name: str, *arguments: str, **environment: str) -> None:
        child = self._command(name, *arguments, **environment)
        child.start()
        self.stoppers.append((name, child.stop))
        self._finish(child)

    def _finish(self, child: Child) -> None:
        while child.is_running:
            self._check_servers()
            time.sleep(0.02)
        self.stoppers.remove((child.name, child.stop))
        if child.stop() != 0:
            raise ServerFailed(f"The step “{child.name}” failed; its last words are above.")

    def _watch_over(self, child: Child | None) -> None:
        if child is not None:
            self.watched.append(child)

    def _check_servers(self) -> None:
        for child in self.watched:
            if not child.is_running:
                raise ServerFailed(
                    f"{child.name} ended by itself with code {child.stop()}. "
                    f"The end of {child.log}:\n{child.last_words()}"
                )

    def _watch(self) -> None:
        while True:
            self._check_servers()
            time.sleep(0.3)

    def _wait_until_answering(self, address: str) -> None:
        deadline = time.monotonic() + READY_PATIENCE
        # A proxy of the environment has no business between us and ourselves.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        answer = "no answer"
        while time.monotonic() < deadline:
            self._check_servers()
            try:
                with opener.open(address, timeout=10) as response:
                    if response.status == 200:
                        return
            except urllib.error.HTTPError as error:
                answer = f"HTTP {error.code}"
            except OSError as error:
                answer = str(error)
            time.sleep(0.05)
        raise ServerFailed(f"{address} did not come up: {answer}. See {self.plan.var / 'log'}.")

    def _close(self) -> None:
        """Stop in reverse order; whoever asks again while this runs is not heard."""
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for name, stop in reversed(self.stoppers):
            code = stop()
            if code not in (0, -signal.SIGTERM, None):
                self.say(f"{name} stopped with code {code}.")

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.say(f"  {step:<36}{time.monotonic() - began:6.1f} s")

    @contextmanager
    def _only_house(self, address: str) -> Iterator[None]:
        """Hold the checkout's lock, which says who runs and where.

        Every server inherits the lock, so it is free only when the last one has ended:
        after a `kill -9` the next run waits for them instead of meeting them.
        """
        path = self.plan.var / "lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            deadline = time.monotonic() + OLD_HOUSE_PATIENCE
            while not _locked(self.lock):
                holder = _holder(path)
                if _is_alive(holder["pid"]) or time.monotonic() > deadline:
                    raise AlreadyRunning(
                        f"Qiudu is already running: {holder['address']} (process {holder['pid']})"
                    )
                time.sleep(0.1)
            os.ftruncate(self.lock, 0)
            os.pwrite(self.lock, json.dumps({"pid": os.getpid(), "address": address}).encode(), 0)
            yield
        finally:
            os.close(self.lock)


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into one request to stop."""

    def ask(number: int, frame: FrameType | None) -> None:
        for heard in STOP_SIGNALS:
            signal.signal(heard, signal.SIG_IGN)
        raise StopRequested

    before = {number: signal.signal(number, ask) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def listening_socket(wanted: int) -> Iterator[socket.socket]:
    """Take the wanted port or the next free one, and hold it while the house is open."""
    for port in range(wanted, wanted + PORTS_TRIED):
        taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((HOST, port))
            taken.listen(128)
        except OSError:
            taken.close()
            continue
        with taken:
            yield taken
        return
    raise ServerFailed(f"No port between {wanted} and {wanted + PORTS_TRIED - 1} is free.")


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(path: Path) -> dict[str, str | int]:
    with contextlib.suppress(ValueError):
        return dict(json.loads(path.read_text()))
    return {"pid": 0, "address": "it is just starting"}


def _is_alive(pid: str | int) -> bool:
    if not pid:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
