"""Where the embedded servers keep their sockets, and the addresses that lead there."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

POSTGRES_MAJOR = 18
OWNER_ROLE = "qiudu_owner"
RUNTIME_ROLE = "qiudu_app"
DATABASE = "qiudu"
VALKEY_SOCKET = "valkey.sock"
# The kernel allows 107 bytes for the path of a socket; PostgreSQL adds `/.s.PGSQL.5432.lock`.
LONGEST_RUN_FOLDER = 80


class UnsafeFolder(Exception):
    """A folder for sockets belongs to somebody else or is open to others."""


def run_folder(checkout: Path) -> Path:
    """Name the folder for this checkout's sockets: short, and different for each user and checkout."""
    digest = hashlib.sha256(os.fsencode(checkout.resolve())).hexdigest()[:12]
    name = f"qiudu-{os.getuid()}-{digest}"
    folder = Path(tempfile.gettempdir()) / name
    if len(os.fsencode(folder)) > LONGEST_RUN_FOLDER:
        folder = Path("/tmp") / name  # noqa: S108 - a short path is the point; its owner is checked
    return folder


def make_own_folder(folder: Path, *, mode: int = 0o700) -> Path:
    """Make a folder in a place open to all, and refuse one that somebody else made.

    The servers trust whoever reaches their socket, so this folder is their lock.
    """
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise UnsafeFolder(f"{folder} belongs to another user; remove it or set TMPDIR.")
    folder.chmod(mode)
    return folder


def database_folder(run: Path) -> Path:
    """Name the folder of PostgreSQL's socket: its own, for under root another user may own it."""
    return run / "pg"


def database_url(run: Path, *, role: str, database: str = DATABASE) -> str:
    return f"postgres://{role}@/{database_folder(run)}/{database}"


def redis_url(run: Path) -> str:
    return f"unix://{run / VALKEY_SOCKET}"


def broker_and_cache(url: str, *, first_database: int = 0) -> tuple[str, str]:
    """Split one Redis address into the broker's and the cache's, a database each.

    Emptying the cache must never empty the queue, so they do not share a database.
    """
    broker, cache = first_database, first_database + 1
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return (
            f"redis+socket://{parts.path}?virtual_host={broker}",
            f"unix://{parts.path}?db={cache}",
        )
    return (
        urlunsplit(parts._replace(path=f"/{broker}")),
        urlunsplit(parts._replace(path=f"/{cache}")),
    )
