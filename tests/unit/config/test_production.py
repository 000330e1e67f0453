"""Production refuses what makes a demonstration easy."""

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase

from config.production import DEMONSTRATION_SECRET_KEY, refuse_unsafe

SAFE = {"secret_key": "k" * 50, "debug": False, "allowed_hosts": ["qiudu.example"]}


class RefuseUnsafe(SimpleTestCase):
    def test_takes_safe_settings(self):
        refuse_unsafe(**SAFE)

    def test_names_the_one_fault(self):
        faults = [
            ({"secret_key": DEMONSTRATION_SECRET_KEY}, "SECRET_KEY"),
            ({"secret_key": "k" * 49}, "SECRET_KEY"),
            ({"secret_key": ""}, "SECRET_KEY"),
            ({"debug": True}, "DEBUG"),
            ({"allowed_hosts": ["qiudu.example", "*"]}, "ALLOWED_HOSTS"),
        ]
        for fault, word in faults:
            with self.subTest(fault=fault):
                with self.assertRaises(ImproperlyConfigured) as refusal:
                    refuse_unsafe(**{**SAFE, **fault})

                named = [
                    name
                    for name in ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS")
                    if name in str(refusal.exception)
                ]
                self.assertEqual(named, [word])

    def test_names_all_faults_at_once(self):
        with self.assertRaisesRegex(ImproperlyConfigured, "SECRET_KEY.*DEBUG.*ALLOWED_HOSTS"):
            refuse_unsafe(secret_key="", debug=True, allowed_hosts=["*"])
