"""Where sockets live, and the addresses that lead there."""

import os
import tempfile
from pathlib import Path
from unittest import mock

import environ
from django.test import SimpleTestCase

from config.servers import places

LONGEST_SOCKET_PATH = 107  # bytes, set by the kernel


class RunFolder(SimpleTestCase):
    def test_is_another_for_another_checkout(self):
        self.assertNotEqual(places.run_folder(Path("/a")), places.run_folder(Path("/b")))

    def test_leaves_room_for_a_socket_however_long_the_temporary_folder(self):
        with mock.patch.object(tempfile, "gettempdir", return_value="/tmp/" + "裘" * 40):
            run = places.run_folder(Path("/a"))

        socket = places.database_folder(run) / ".s.PGSQL.5432.lock"
        self.assertLessEqual(len(os.fsencode(socket)), LONGEST_SOCKET_PATH)


class MakeOwnFolder(SimpleTestCase):
    def setUp(self):
        parent = tempfile.TemporaryDirectory()
        self.addCleanup(parent.cleanup)
        self.folder = Path(parent.name) / "run"

    def test_closes_a_folder_that_was_open(self):
        self.folder.mkdir(mode=0o777)
        self.folder.chmod(0o777)

        places.make_own_folder(self.folder)

        self.assertEqual(self.folder.stat().st_mode & 0o777, 0o700)

    def test_refuses_a_link_somebody_laid(self):
        self.folder.symlink_to(self.folder.parent)

        with self.assertRaises(places.UnsafeFolder):
            places.make_own_folder(self.folder)

    def test_refuses_a_folder_of_another_user(self):
        self.folder.mkdir()

        with (
            mock.patch.object(os, "getuid", return_value=os.getuid() + 1),
            self.assertRaises(places.UnsafeFolder),
        ):
            places.make_own_folder(self.folder)


class Addresses(SimpleTestCase):
    def test_database_address_leads_to_the_socket(self):
        run = Path("/tmp/qiudu-1")

        address = environ.Env.db_url_config(places.database_url(run, role="qiudu_app"))

        self.assertEqual(
            (address["HOST"], address["USER"], address["NAME"]),
            ("/tmp/qiudu-1/pg", "qiudu_app", "qiudu"),
        )

    def test_broker_and_cache_never_share_a_database(self):
        addresses = [
            ("unix:///r/valkey.sock", "redis+socket:///r/valkey.sock?virtual_host=0",
             "unix:///r/valkey.sock?db=1"),
            ("redis://h:6379", "redis://h:6379/0", "redis://h:6379/1"),
            ("rediss://:pw@h:6379/7", "rediss://:pw@h:6379/0", "rediss://:pw@h:6379/1"),
        ]  # fmt: skip
        for url, broker, cache in addresses:
            with self.subTest(url=url):
                self.assertEqual(places.broker_and_cache(url), (broker, cache))
