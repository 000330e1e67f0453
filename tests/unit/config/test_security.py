"""The headers that keep a browser at home."""

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory, SimpleTestCase

from config.security import CONTENT_SECURITY_POLICY, SecurityHeadersMiddleware


def policy() -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in CONTENT_SECURITY_POLICY.split(";"))
    return {name: value for name, _, value in directives}


class SecurityHeaders(SimpleTestCase):
    def test_policy_allows_nothing_inline_and_nothing_foreign(self):
        self.assertEqual(
            policy(),
            {
                "default-src": "'self'",
                "img-src": "'self' data:",
                "base-uri": "'none'",
                "frame-ancestors": "'none'",
                "form-action": "'self'",
                "object-src": "'none'",
            },
        )

    def test_every_answer_carries_them(self):
        middleware = SecurityHeadersMiddleware(lambda request: HttpResponse(status=500))

        answer = middleware(RequestFactory().get("/"))

        self.assertEqual(answer["Content-Security-Policy"], CONTENT_SECURITY_POLICY)
        self.assertIn("camera=()", answer["Permissions-Policy"])

    def test_a_view_may_be_stricter(self):
        strict = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

        answer = SecurityHeadersMiddleware(lambda request: strict)(RequestFactory().get("/"))

        self.assertEqual(answer["Content-Security-Policy"], "default-src 'none'")

    def test_they_stand_before_all_other_middleware(self):
        self.assertEqual(settings.MIDDLEWARE[0], "config.security.SecurityHeadersMiddleware")
