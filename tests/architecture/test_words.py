"""Every word people see has its Chinese."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.test import SimpleTestCase

from config.catalogues import Message, read

CHECKOUT = Path(__file__).resolve().parents[2]
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
SOURCES = ("config", "enterprises", "blacklist", "lab", "inspections", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Catalogue(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = [message for message in collected_now() if message.msgid]

    def test_collects_something(self):
        self.assertGreater(len(self.messages), 100)

    def test_has_chinese_for_every_word(self):
        missing = [message.msgid for message in self.messages if not message.is_translated]

        self.assertEqual(missing, [])

    def test_leaves_no_guess_unchecked(self):
        guesses = [message.msgid for message in self.messages if message.is_fuzzy]

        self.assertEqual(guesses, [])

    def test_keeps_the_placeholders(self):
        for message in self.messages:
            wanted = set(PLACEHOLDER.findall(message.plural or message.msgid))
            for text in filter(None, message.strings.values()):
                with self.subTest(msgid=message.msgid):
                    self.assertEqual(set(PLACEHOLDER.findall(text)), wanted)


def collected_now() -> list[Message]:
    """Collect the words of today's sources into a copy of the catalogue, and read that."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for source in SOURCES:
            shutil.copytree(
                CHECKOUT / source,
                copy / source,
                ignore=shutil.ignore_patterns("__pycache__", "data", "migrations"),
            )
        (copy / CATALOGUE).parent.mkdir(parents=True)
        if (CHECKOUT / CATALOGUE).exists():
            shutil.copy(CHECKOUT / CATALOGUE, copy / CATALOGUE)
        shutil.copy(CHECKOUT / "manage.py", copy)
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--no-wrap"],
            cwd=copy,
            check=True,
            capture_output=True,
        )
        return list(read(copy / CATALOGUE))
