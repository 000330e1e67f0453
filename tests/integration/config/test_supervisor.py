"""One command runs everything, says where, and leaves nothing behind."""

import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import SimpleTestCase

from config.servers import places

CHECKOUT = Path(__file__).resolve().parents[3]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "staticfiles", "tests", "__pycache__", ".*_cache", "docs"
)
PATIENCE = 300.0  # seconds; a busy machine opens late
FIRST_PORT = 8700
OF_THE_HOUSE = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "QIUDU_ENV", "QIUDU_ROLE"}


class Running:
    """One `manage.py up` and what it has said so far."""

    def __init__(self, checkout: Path, **options: object) -> None:
        self.log = checkout.with_name(f"up-{time.monotonic_ns()}.log")
        environment = {k: v for k, v in os.environ.items() if k not in OF_THE_HOUSE}
        command = [sys.executable, "manage.py", "up", "--no-seed", "--port", str(FIRST_PORT)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=checkout,
                env=environment,
                **{"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **options},
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_open(self) -> str:
        """Wait for the address and give it."""
        wait_for(lambda: "is open at" in self.said or self.process.poll() is not None)
        address = re.search(r"is open at (\S+)", self.said)
        assert address, self.said
        return address[1]

    def ended(self) -> int:
        return self.process.wait(timeout=PATIENCE)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def status_of(address: str) -> int:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address) as answer:
        return answer.status


def processes_in(checkout: Path) -> dict[int, str]:
    """Give the processes that belong to a checkout: by their folder, data or socket."""
    run = places.run_folder(checkout).name
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            folder = os.readlink(entry / "cwd")
        except OSError:
            continue
        if str(checkout) in folder or str(checkout) in command or run in command:
            found[int(entry.name)] = command
    return found


class HouseTest(SimpleTestCase):
    def setUp(self):
        self.parent = Path(tempfile.mkdtemp(prefix="qiudu test 裘都 "))
        self.addCleanup(shutil.rmtree, self.parent, ignore_errors=True)
        self.checkout = self.parent / "一个 checkout"
        shutil.copytree(CHECKOUT, self.checkout, ignore=LEFT_OUT)
        self.addCleanup(shutil.rmtree, places.run_folder(self.checkout), ignore_errors=True)

    def start(self, **options: object) -> Running:
        house = Running(self.checkout, **options)
        self.addCleanup(self._end, house)
        return house

    def _end(self, house: Running) -> None:
        if house.process.poll() is None:
            house.process.terminate()
            house.process.wait(timeout=PATIENCE)

    def assertNothingIsLeft(self):
        wait_for(lambda: not processes_in(self.checkout))


class Up(HouseTest):
    def test_opens_refuses_a_second_and_closes_cleanly(self):
        house = self.start()
        address = house.wait_until_open()

        self.assertEqual(status_of(address), 200)
        self.assertEqual(status_of(address + "health/"), 200)

        second = self.start()
        self.assertEqual(second.ended(), 1)
        self.assertIn(f"already running: {address}", second.said)

        house.process.send_signal(signal.SIGTERM)
        self.assertEqual(house.ended(), 0, house.said)
        self.assertNothingIsLeft()


@pytest.mark.drill
class UpUnderFire(HouseTest):
    def test_comes_back_after_a_kill(self):
        killed = self.start()
        killed.wait_until_open()
        killed.process.kill()
        killed.ended()

        again = self.start()

        self.assertEqual(status_of(again.wait_until_open()), 200)

    def test_a_servers_end_closes_the_house_and_is_named(self):
        servers = [
            ("web", "gunicorn"),
            ("worker", "celery --app config worker"),
            ("beat", "celery --app config beat"),
            ("Valkey", "valkey-server"),
            ("PostgreSQL", "bin/postgres -D"),
        ]
        for name, words in servers:
            with self.subTest(server=name):
                house = self.start()
                house.wait_until_open()
                supervisor = house.process.pid
                victim = min(
                    pid
                    for pid, command in processes_in(self.checkout).items()
                    if words in command and pid != supervisor
                )
                os.kill(victim, signal.SIGKILL)

                self.assertEqual(house.ended(), 1)
                self.assertIn(f"{name} ended by itself", house.said)
                self.assertNothingIsLeft()

    def test_closing_the_terminal_closes_the_house(self):
        house = self.start()
        house.wait_until_open()

        house.process.send_signal(signal.SIGHUP)

        self.assertEqual(house.ended(), 0, house.said)
        self.assertNothingIsLeft()

    def test_ctrl_c_pressed_twice_closes_it_once(self):
        mine, theirs = pty.openpty()
        self.addCleanup(os.close, mine)
        house = self.start(stdin=theirs, start_new_session=True, preexec_fn=take_terminal)
        os.close(theirs)
        house.wait_until_open()

        os.write(mine, b"\x03")
        wait_for(lambda: "Closing" in house.said)
        os.write(mine, b"\x03")

        self.assertEqual(house.ended(), 0, house.said)
        self.assertNothingIsLeft()

    def test_ctrl_c_while_opening_leaves_nothing(self):
        house = self.start()
        wait_for(lambda: "PostgreSQL" in house.said)

        house.process.send_signal(signal.SIGINT)

        self.assertEqual(house.ended(), 0, house.said)
        self.assertNothingIsLeft()

    def test_a_taken_port_is_left_to_its_holder(self):
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", FIRST_PORT))
            holder.listen()

            address = self.start().wait_until_open()

        self.assertNotIn(f":{FIRST_PORT}/", address)


def take_terminal() -> None:
    """Make the standard input this session's terminal, so that Ctrl-C reaches its processes."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
