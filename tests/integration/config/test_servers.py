"""The embedded servers: from any folder, as any user, and back after a kill."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import redis
from django.test import SimpleTestCase

from config.servers import places
from config.servers.postgres import NOBODY, Identity, Postgres
from config.servers.processes import ServerFailed
from config.servers.valkey import Valkey


class ServerTest(SimpleTestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(suffix=" 裘都"))
        self.run = Path(tempfile.mkdtemp(prefix="qiudu-run-"))
        for folder in (self.folder, self.run):
            self.addCleanup(shutil.rmtree, folder, ignore_errors=True)

    def started(self, server):
        self.addCleanup(server.stop)
        server.start()
        return server


class EmbeddedPostgres(ServerTest):
    def make(self, **options) -> Postgres:
        return Postgres(self.folder / "pg", self.run, self.folder / "pg.log", **options)

    def count_databases(self, server: Postgres) -> int:
        with server.connection() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'qiudu'")
            return cursor.fetchone()[0]

    def test_keeps_its_data_through_a_kill(self):
        server = self.started(self.make())
        server.ensure_roles()
        server.ensure_database()
        server.child.process.send_signal(signal.SIGKILL)
        server.child.process.wait()

        again = self.started(self.make())
        again.ensure_roles()
        again.ensure_database()

        self.assertEqual(self.count_databases(again), 1)
        self.assertEqual(again.stop(), 0)

    def test_never_uses_a_half_made_cluster(self):
        half_made = self.folder / "pg.new"
        half_made.mkdir()
        (half_made / "PG_VERSION").write_text("18\n")

        self.started(self.make())

        self.assertFalse(half_made.exists())

    def test_cannot_be_reached_by_others(self):
        server = self.started(self.make())

        self.assertEqual(server.sockets.stat().st_mode & 0o077, 0)
        with server.connection() as connection, connection.cursor() as cursor:
            cursor.execute("SHOW listen_addresses")
            self.assertEqual(cursor.fetchone(), ("",))

    def test_second_start_on_the_same_data_is_refused_with_its_reason(self):
        self.started(self.make())

        with self.assertRaisesRegex(ServerFailed, "lock file .* already exists"):
            self.started(self.make())


class PostgresUnderRoot(ServerTest):
    """Where user namespaces are forbidden, root becomes nobody in folders open to all."""

    def test_runs_as_nobody(self):
        if os.geteuid() != 0:
            self.assertEqual(Identity.of_this_user(), Identity())
            return
        shelter = Path("/var/tmp") / self.run.name
        self.addCleanup(shutil.rmtree, shelter, ignore_errors=True)
        server = Postgres(
            self.folder / "pg", self.run, self.folder / "pg.log", identity=Identity(user=NOBODY)
        )

        self.started(server)

        self.assertEqual(Path(f"/proc/{server.child.process.pid}").stat().st_uid, NOBODY)
        self.assertEqual(server.data.stat().st_uid, NOBODY)
        with server.connection() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")


class EmbeddedValkey(ServerTest):
    def make(self) -> Valkey:
        return Valkey(self.folder / "valkey", self.run, self.folder / "valkey.log")

    def test_keeps_every_write_through_a_kill(self):
        server = self.started(self.make())
        with redis.Redis.from_url(places.redis_url(self.run)) as client:
            client.set("queued", "fact")
        server.child.process.send_signal(signal.SIGKILL)
        server.child.process.wait()

        self.started(self.make())

        with redis.Redis.from_url(places.redis_url(self.run)) as client:
            self.assertEqual(client.get("queued"), b"fact")
