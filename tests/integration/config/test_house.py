"""The house as a whole: its health, its clock, its refusals at start, its test rig."""

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test import SimpleTestCase, TestCase, TransactionTestCase, override_settings

from config.celery import BEAT_SCHEDULE, app
from config.production import refuse_demonstration_accounts

CHECKOUT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "QIUDU_ENV": "production",
    "SECRET_KEY": "s" * 60,
    "ALLOWED_HOSTS": "qiudu.example",
}


def loaded_settings(probe: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "QIUDU_ENV", "QIUDU_ROLE"}
    }
    return subprocess.run(
        [sys.executable, "-c", f"from config import settings as s; print({probe})"],
        cwd=CHECKOUT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


class ProductionSettings(SimpleTestCase):
    def test_load_with_a_key_and_a_host_and_use_tls_only(self):
        told = loaded_settings(
            "s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
            "s.SECURE_HSTS_SECONDS >= 31536000",
            **PRODUCTION,
        )

        self.assertEqual(told.stdout.strip(), "True True True True", told.stderr)

    def test_refuse_each_ease_of_a_demonstration(self):
        for name, value in (("SECRET_KEY", ""), ("DEBUG", "on"), ("ALLOWED_HOSTS", "*")):
            with self.subTest(setting=name):
                told = loaded_settings("s.DEBUG", **{**PRODUCTION, name: value})

                self.assertNotEqual(told.returncode, 0)
                self.assertIn(f"Refused in production: {name}", told.stderr)

    def test_refuse_a_word_that_is_no_environment(self):
        told = loaded_settings("s.DEBUG", QIUDU_ENV="prod")

        self.assertIn("QIUDU_ENV is either demonstration or production", told.stderr)

    def test_refuse_to_migrate_as_the_runtime_role(self):
        told = loaded_settings("s.DEBUG", QIUDU_ROLE="owner", DATABASE_OWNER_URL="")

        self.assertIn("DATABASE_OWNER_URL must name the role", told.stderr)


class DemonstrationAccounts(TestCase):
    def setUp(self):
        # Closing the connection, as before a fork, would end the test's own transaction.
        self.enterContext(mock.patch.object(connection, "close"))
        self.account = get_user_model().objects.create(username="chief", is_demonstration=True)

    def test_are_refused_in_production(self):
        with self.assertRaisesMessage(ImproperlyConfigured, "1 demonstration accounts"):
            refuse_demonstration_accounts()

    def test_are_an_error_of_the_deployment_check(self):
        found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)

        self.assertIn("qiudu.E001", [message.id for message in found])

    def test_that_cannot_log_in_are_let_be(self):
        self.account.is_active = False
        self.account.save(update_fields=["is_active"])

        refuse_demonstration_accounts()


class Health(TestCase):
    def test_is_ok_when_database_and_cache_answer(self):
        answer = self.client.get("/health/")

        self.assertEqual((answer.status_code, answer.content), (200, b"ok\n"))
        self.assertIn("default-src 'self'", answer["Content-Security-Policy"])
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
        self.assertEqual(answer["Referrer-Policy"], "same-origin")
        self.assertEqual(answer["X-Frame-Options"], "DENY")

    def test_says_so_when_the_database_is_gone(self):
        with mock.patch.object(connection, "cursor", side_effect=OperationalError):
            answer = self.client.get("/health/")

        self.assertEqual(answer.status_code, 503)

    @override_settings(
        CACHES={
            "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
        }
    )
    def test_says_so_when_the_cache_is_gone(self):
        self.assertEqual(self.client.get("/health/").status_code, 503)


class Clock(SimpleTestCase):
    def test_every_duty_is_a_task(self):
        app.loader.import_default_modules()
        for duty, entry in BEAT_SCHEDULE.items():
            with self.subTest(duty=duty):
                self.assertIn(entry["task"], app.tasks)

    def test_ticks_in_shanghai(self):
        self.assertEqual(str(app.timezone), "Asia/Shanghai")


class CommittingTests(TransactionTestCase):
    """Two tests, whichever runs first: neither finds what the other left."""

    def _find_nothing_and_leave_something(self):
        users = get_user_model().objects
        self.assertFalse(users.filter(username="left-behind").exists())
        self.assertIsNone(cache.get("left-behind"))
        users.create(username="left-behind")
        cache.set("left-behind", "1")

    def test_one_leaves_nothing(self):
        self._find_nothing_and_leave_something()

    def test_another_leaves_nothing(self):
        self._find_nothing_and_leave_something()
