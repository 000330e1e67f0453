"""docker-compose.yml names commands, settings and roles that exist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from django.core.management import get_commands, load_command_class
from django.test import SimpleTestCase

CHECKOUT = Path(__file__).resolve().parents[3]
SECRETS = {
    "SECRET_KEY": "s" * 60,
    "POSTGRES_PASSWORD": "a",
    "QIUDU_OWNER_PASSWORD": "b",
    "QIUDU_APP_PASSWORD": "c",
}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def substituted(part: Any, values: dict[str, str]) -> Any:
    """Fill in variables as compose does, after parsing; a missing one that must be is a KeyError."""
    if isinstance(part, dict):
        return {name: substituted(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [substituted(value, values) for value in part]
    if not isinstance(part, str):
        return part

    def fill(match: re.Match[str]) -> str:
        name, operator, default = match.groups()
        if operator == "-":
            return values.get(name) or default
        return values[name]

    return VARIABLE.sub(fill, part).replace("$$", "$")


class Compose(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
        cls.written = yaml.safe_load(text)
        cls.file = substituted(cls.written, SECRETS)
        cls.services = cls.file["services"]

    def test_has_no_password_of_its_own(self):
        for name in SECRETS:
            values = {key: value for key, value in SECRETS.items() if key != name}
            with self.subTest(secret=name), self.assertRaises(KeyError):
                substituted(self.written, values)

    def test_settings_load_with_each_environment(self):
        for name in ("migrate", "web", "worker", "beat"):
            with self.subTest(service=name):
                told = self._run(name, sys.executable, "-c", SETTINGS_PROBE)

                role = "qiudu_owner" if name == "migrate" else "qiudu_app"
                self.assertEqual(
                    told.split(),
                    [role, "qiudu_app", "redis://redis:6379/0", "redis://redis:6379/1"],
                )

    def test_only_the_migration_knows_the_owner(self):
        for name in ("web", "worker", "beat"):
            self.assertNotIn("DATABASE_OWNER_URL", self.services[name]["environment"])

    def test_management_commands_exist(self):
        commands = get_commands()
        for name, service in self.services.items():
            if service.get("command", [""])[:2] == ["python", "manage.py"]:
                with self.subTest(service=name):
                    command, *arguments = service["command"][2:]
                    parser = load_command_class(commands[command], command).create_parser(
                        "manage.py", command
                    )
                    parser.parse_args(arguments)

    def test_programs_take_their_arguments(self):
        scripts = Path(sys.executable).parent
        for name in ("web", "worker", "beat"):
            program, *arguments = self.services[name]["command"]
            with self.subTest(service=name):
                # `--help` last: the arguments are parsed, nothing is started.
                told = self._run(name, str(scripts / program), *arguments, "--help")

                self.assertIn("--", told)

    def test_image_runs_the_same_site(self):
        dockerfile = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
        command = yaml.safe_load(re.search(r"^CMD (.*)$", dockerfile, re.MULTILINE)[1])

        self.assertEqual(command, self.services["web"]["command"])

    def test_everything_waits_for_the_migration_and_is_watched(self):
        for name in ("web", "worker", "beat"):
            self.assertEqual(
                self.services[name]["depends_on"]["migrate"]["condition"],
                "service_completed_successfully",
            )
        for name in set(self.services) - {"migrate"}:
            with self.subTest(service=name):
                self.assertTrue(self.services[name]["healthcheck"]["test"])

    def test_both_roles_and_the_database_are_made(self):
        statements = self.file["configs"]["roles"]["content"]

        for words in (
            "CREATE ROLE qiudu_owner LOGIN PASSWORD 'b'",
            "CREATE ROLE qiudu_app LOGIN PASSWORD 'c'",
            "CREATE DATABASE qiudu OWNER qiudu_owner",
        ):
            self.assertIn(words, statements)
        self.assertNotIn("SUPERUSER", statements)

    def _run(self, service: str, *command: str) -> str:
        path = {"PATH": str(Path(shutil.which("sh")).parent)}
        done = subprocess.run(
            command,
            cwd=CHECKOUT,
            env={**path, **self.services[service]["environment"]},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


SETTINGS_PROBE = """
from config import settings as s
print(s.DATABASES["default"]["USER"], s.RUNTIME_ROLE, s.CELERY_BROKER_URL, s.CACHES["default"]["LOCATION"])
"""
