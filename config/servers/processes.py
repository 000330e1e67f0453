"""A child process that dies with its parent, writes to a log and stops when asked."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LARGEST_LOG = 5_000_000  # bytes; a longer one is set aside at the next start
PR_SET_PDEATHSIG = 1


class ServerFailed(Exception):
    """A server or a step ended when it should not have, or did not begin."""


def dies_with_parent(death_signal: int) -> Callable[[], None]:
    """Give the child a signal of its own for the moment its parent is killed.

    Without it an orphaned PostgreSQL keeps its lock and blocks the next start.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent:  # it died between the fork and the call
                os._exit(1)

    return prepare


@dataclass
class Child:
    """One process of the house."""

    name: str
    command: Sequence[str]
    log: Path | None
    stop_signal: int = signal.SIGTERM
    environment: Mapping[str, str] | None = None
    folder: Path | None = None
    user: int | None = None
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self._output() as output:
            # A session of its own: Ctrl-C must reach the supervisor alone, which stops all in order.
            self.process = subprocess.Popen(  # noqa: S603 - the commands are the project's own
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                env=None if self.environment is None else dict(self.environment),
                cwd=self.folder,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
                pass_fds=self.keep_open,
                start_new_session=True,
                preexec_fn=dies_with_parent(self.stop_signal),
            )

    @contextlib.contextmanager
    def _output(self) -> Iterator[BinaryIO | None]:
        """Open the log; without one the child speaks where its parent does."""
        if self.log is None:
            yield None
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            yield log

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, *, patience: float = 15) -> int | None:
        """Ask it to stop and wait; kill it when patience (seconds) ends. Gives its exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(timeout=patience)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)  # it leads its own group
                self.process.wait()
        return self.process.returncode

    def last_words(self, *, lines: int = 25) -> str:
        """Give the end of its log."""
        if self.log is not None and self.log.exists():
            text = self.log.read_text(encoding="utf-8", errors="replace")
            return "\n".join(text.splitlines()[-lines:])
        return ""
