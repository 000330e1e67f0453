"""The frame of the API, as a program meets it: keys, refusals, pages, the description."""

import base64
import json
from io import StringIO
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from django.core.cache import cache
from django.core.management import call_command
from django.test import TestCase
from django.urls import get_resolver, reverse
from rest_framework.permissions import AllowAny
from rest_framework.settings import api_settings
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from enterprises.api.doors import Scope
from enterprises.models import ApiToken, IdempotencyKey
from enterprises.roles import Role
from enterprises.services.tokens import revoke_token
from enterprises.states import MembershipRole
from lab.models import RawMaterialLot
from tests.factories import TODAY, at, make_enterprise, make_registration, make_user
from tests.factories.clients import make_client
from tests.factories.enterprises import PASSWORD

LOTS = "/api/v1/lots/"
ENTERPRISES = "/api/v1/enterprises/"


def receipt(**fields: object) -> dict[str, object]:
    return {
        "supplier_name": "Xinji auction",
        "species": "mink",
        "process": "dyed",
        "colour": "black",
        "skins": 1500,
        "received_on": TODAY.isoformat(),
        **fields,
    }


class ApiTestCase(TestCase):
    """A firm with its owner and a client that is theirs."""

    def setUp(self):
        self.firm = make_enterprise()
        self.owner = make_user(enterprise=self.firm)
        self.client = make_client(self.owner)

    def assert_refused(self, response, status, code, *fields):
        body = response.json()
        self.assertEqual((response.status_code, body["code"]), (status, code), body)
        self.assertEqual(set(body), {"code", "detail", "fields"})
        self.assertTrue(body["detail"])
        self.assertEqual(sorted(body["fields"]), sorted(fields), body)


class TestKeys(ApiTestCase):
    def test_nobody_is_told_how_to_come_in(self):
        response = APIClient().get(LOTS)

        self.assert_refused(response, 401, "NOT_AUTHENTICATED")
        self.assertEqual(response["WWW-Authenticate"], "Bearer")

    def test_a_token_opens_what_its_scopes_name(self):
        client = make_client(self.owner, Scope.LOTS_READ)

        self.assertEqual(client.get(LOTS).status_code, 200)
        self.assert_refused(client.post(LOTS, receipt()), 403, "SCOPE_MISSING")
        self.assert_refused(client.get(ENTERPRISES), 403, "SCOPE_MISSING")

    def test_a_token_that_does_not_hold_is_nobody(self):
        token = ApiToken.objects.get(user=self.owner)
        faults = {
            "revoked": lambda: revoke_token(token=token, actor=self.owner, at=at()),
            "expired": lambda: ApiToken.objects.filter(pk=token.pk).update(
                revoked_at=None, expires_at=at(TODAY, 0)
            ),
        }
        for name, spoil in faults.items():
            with self.subTest(name):
                spoil()

                self.assert_refused(self.client.get(LOTS), 401, "NOT_AUTHENTICATED")
        unknown = APIClient(HTTP_AUTHORIZATION="Bearer qiudu_nonsense")
        self.assert_refused(unknown.get(LOTS), 401, "NOT_AUTHENTICATED")

    def test_a_session_reads_and_changes_only_with_its_csrf_token(self):
        client = APIClient(enforce_csrf_checks=True)
        client.login(username=self.owner.username, password=PASSWORD)

        self.assertEqual(client.get(LOTS).status_code, 200)
        self.assert_refused(client.post(LOTS, receipt()), 403, "CSRF_FAILED")
        self.assertFalse(RawMaterialLot.objects.exists())

        client.get(reverse("password_change"))
        token = client.cookies["csrftoken"].value
        self.assertEqual(client.post(LOTS, receipt(), HTTP_X_CSRFTOKEN=token).status_code, 201)

    def test_an_action_without_a_door_stays_shut(self):
        from lab.api.material import LotViewSet

        with mock.patch.object(LotViewSet, "doors", {}):
            self.assert_refused(self.client.get(LOTS), 403, "NOT_PERMITTED")

    def test_asking_too_often_is_told_when_to_come_again(self):
        rates = {**api_settings.DEFAULT_THROTTLE_RATES, "person": "2/min"}
        with mock.patch.object(SimpleRateThrottle, "THROTTLE_RATES", rates):
            cache.clear()
            answers = [self.client.get(LOTS) for _time in range(3)]

        self.assertEqual([one.status_code for one in answers], [200, 200, 429])
        self.assert_refused(answers[2], 429, "TOO_MANY_REQUESTS")
        self.assertGreater(int(answers[2]["Retry-After"]), 0)


class TestRefusals(ApiTestCase):
    def post_raw(self, body, media_type="application/json"):
        return self.client.generic("POST", LOTS, body, content_type=media_type)

    def test_unknown_addresses_answer_in_the_one_form(self):
        for address in ("/api/v1/nothing/", "/api/", "/api/v1/lots/L26%00/", "/api/v2/lots/"):
            for method in ("get", "post"):
                with self.subTest(address, method=method):
                    response = getattr(APIClient(), method)(address)

                    self.assert_refused(response, 404, "NOT_FOUND")

    def test_methods_that_are_not_there(self):
        for method in ("put", "patch", "delete", "options"):
            with self.subTest(method):
                response = getattr(self.client, method)(LOTS)

                self.assert_refused(response, 405, "METHOD_NOT_ALLOWED")

    def test_what_is_not_json(self):
        response = self.post_raw("a=b", "application/x-www-form-urlencoded")

        self.assert_refused(response, 415, "UNSUPPORTED_MEDIA_TYPE")

    def test_json_that_cannot_be_read_or_kept(self):
        bodies = {
            "cut off": b'{"skins": ',
            "not an object": b"[1]",
            "NUL": b'{"colour": "bl\\u0000ack"}',
            "NUL in a name": b'{"col\\u0000our": "black"}',
            "half a surrogate": b'{"colour": "\\ud800"}',
            "no text": b"\xff\xfe",
            "no figure": b'{"skins": NaN}',
            "a name twice": b'{"skins": 1, "skins": 2}',
            "too deep": b'{"a":' * 100_000,
            "an endless figure": b'{"skins": 1e99999999999999999999}',
        }
        for name, body in bodies.items():
            with self.subTest(name):
                self.assert_refused(self.post_raw(body), 400, "UNREADABLE")

    def test_too_much_at_once(self):
        response = self.post_raw(b'{"colour": "' + b"x" * 2 * 1024 * 1024 + b'"}')

        self.assert_refused(response, 413, "TOO_LARGE")

    def test_every_fault_stands_at_its_field(self):
        response = self.client.post(LOTS, receipt(species="wolf", skins=0, surprise=1))

        self.assert_refused(response, 400, "INVALID", "species", "skins", "surprise")

    def test_the_rules_refuse_with_a_sentence_at_its_field(self):
        response = self.client.post(LOTS, receipt(received_on="2999-01-01"))

        self.assert_refused(response, 400, "INVALID", "received_on")

    def test_a_defect_tells_nothing(self):
        self.client.raise_request_exception = False
        with (
            mock.patch("lab.api.material.receive_lot", side_effect=RuntimeError("secret")),
            self.assertLogs("django.request", "ERROR"),
        ):
            response = self.client.post(LOTS, receipt())

        self.assert_refused(response, 500, "SERVER_ERROR")
        self.assertNotIn("secret", response.content.decode())

    def test_words_are_in_the_language_asked_for(self):
        response = self.client.get(f"{LOTS}L26-9999-0001/", HTTP_ACCEPT_LANGUAGE="zh-hans")

        self.assert_refused(response, 404, "NOT_FOUND")
        self.assertEqual(response["Content-Language"], "zh-hans")


class TestIdempotency(ApiTestCase):
    def post(self, key, **fields):
        return self.client.post(LOTS, receipt(**fields), HTTP_IDEMPOTENCY_KEY=key)

    def test_asking_again_gives_the_same_answer_and_does_nothing_twice(self):
        first, second = self.post("one"), self.post("one")

        self.assertEqual((first.status_code, second.status_code), (201, 201))
        self.assertEqual(first.json(), second.json())
        self.assertEqual(second["Idempotent-Replay"], "true")
        self.assertEqual(RawMaterialLot.objects.count(), 1)

    def test_the_same_key_for_something_else_is_refused(self):
        self.post("one")

        self.assert_refused(self.post("one", skins=7), 409, "IDEMPOTENCY_KEY_USED")
        self.assertEqual(RawMaterialLot.objects.count(), 1)

    def test_a_refusal_keeps_nothing_and_may_be_tried_again(self):
        self.assert_refused(self.post("one", skins=0), 400, "INVALID", "skins")
        self.assertFalse(IdempotencyKey.objects.exists())

        self.assertEqual(self.post("one").status_code, 201)

    def test_a_key_is_one_persons_own(self):
        self.post("one")
        other = make_client(make_user(enterprise=make_enterprise()))

        response = other.post(LOTS, receipt(), HTTP_IDEMPOTENCY_KEY="one")

        self.assertEqual(response.status_code, 201)
        self.assertEqual(RawMaterialLot.objects.count(), 2)


class TestPages(TestCase):
    def setUp(self):
        self.codes = [make_enterprise().credit_code for _firm in range(5)]
        self.client = make_client(make_user(Role.INSPECTOR))

    def read(self, address):
        body = self.client.get(address).json()
        return [row["credit_code"] for row in body["results"]], body

    def test_follow_one_another_without_loss_and_back_again(self):
        seen, address = [], f"{ENTERPRISES}?page_size=2"
        pages = []
        while address:
            codes, body = self.read(address)
            pages.append(codes)
            seen += codes
            address = body["next"]
        back, body = self.read(body["previous"])

        self.assertEqual(seen, self.codes[::-1])
        self.assertEqual([len(page) for page in pages], [2, 2, 1])
        self.assertEqual(back, pages[1])

    def test_a_row_that_comes_meanwhile_shifts_nothing(self):
        first, body = self.read(f"{ENTERPRISES}?page_size=2")
        make_enterprise()

        second, _body = self.read(body["next"])

        self.assertEqual(first + second, self.codes[::-1][:4])

    def test_show_no_primary_key_and_cannot_be_forged(self):
        body = self.client.get(f"{ENTERPRISES}?page_size=2").json()
        cursor = parse_qs(urlsplit(body["next"]).query)["cursor"][0]
        shown = json.loads(base64.urlsafe_b64decode(cursor.partition(":")[0]))
        self.assertEqual(shown, [False, self.codes[-2]])

        forged = self.client.get(f"{ENTERPRISES}?cursor={cursor}x")

        self.assertEqual(forged.status_code, 400)
        self.assertEqual(list(forged.json()["fields"]), ["cursor"])

    def test_are_bounded_and_filters_are_known(self):
        wrong = ("page_size=0", "page_size=201", "page_size=many", "page=2", "towship=x", "q=%00")
        for query in wrong:
            with self.subTest(query):
                response = self.client.get(f"{ENTERPRISES}?{query}")

                self.assertEqual(response.status_code, 400)
                self.assertEqual(list(response.json()["fields"]), [query.partition("=")[0]])

    def test_cost_the_same_however_many_rows(self):
        for firm in range(3):
            make_registration(make_enterprise(name_en=f"More {firm}"), conditions=(TODAY,))
        with self.assertNumQueries(6):
            few = self.client.get(f"{ENTERPRISES}?page_size=1")
        with self.assertNumQueries(6):
            many = self.client.get(f"{ENTERPRISES}?page_size=100")

        self.assertEqual((len(few.json()["results"]), len(many.json()["results"])), (1, 8))


class TestEnterprises(ApiTestCase):
    def test_people_read_their_own_and_another_is_not_there(self):
        other = make_enterprise()

        listed = self.client.get(ENTERPRISES).json()["results"]

        self.assertEqual([row["credit_code"] for row in listed], [self.firm.credit_code])
        own = self.client.get(f"{ENTERPRISES}{self.firm.credit_code}/")
        self.assertEqual(own.json()["serial"], self.firm.serial)
        response = self.client.get(f"{ENTERPRISES}{other.credit_code}/")
        self.assert_refused(response, 404, "NOT_FOUND")

    def test_the_laboratory_reads_no_firms(self):
        client = make_client(make_user(Role.ANALYST))

        self.assertEqual(client.get(ENTERPRISES).json()["results"], [])

    def test_a_registration_says_what_it_is_worth(self):
        registration = make_registration(self.firm)

        body = self.client.get(f"{ENTERPRISES}{self.firm.credit_code}/").json()

        self.assertEqual(body["registration"]["number"], registration.number)
        self.assertEqual(body["registration"]["standing"], "registered")

    def test_a_viewer_sees_and_does_not_do(self):
        viewer = make_user(enterprise=self.firm, membership=MembershipRole.VIEWER)

        response = make_client(viewer).post(
            LOTS, receipt(enterprise=self.firm.credit_code), format="json"
        )

        self.assert_refused(response, 403, "NOT_PERMITTED")


class TestDescription(TestCase):
    def schema(self):
        text = StringIO()
        call_command(
            "spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=text
        )
        return json.loads(text.getvalue())

    def test_is_valid_shows_no_primary_key_and_documents_every_refusal(self):
        schema = self.schema()

        names = {
            (component, name)
            for component, shape in schema["components"]["schemas"].items()
            for name in shape.get("properties", {})
        }
        self.assertFalse({pair for pair in names if pair[1] in {"id", "pk"}})
        self.assertFalse({pair for pair in names if pair[1].endswith("_id")})
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                with self.subTest(path, method=method):
                    answers = operation["responses"]
                    self.assertIn("400", answers)
                    if not path.startswith("/api/v1/public/"):
                        self.assertLessEqual({"401", "403"}, set(answers))
                    refused = answers["400"]["content"]["application/json"]["schema"]
                    self.assertEqual(refused, {"$ref": "#/components/schemas/Error"})

    def test_is_read_without_login_and_drawn_without_inline_script(self):
        docs = self.client.get("/api/docs/")

        self.assertEqual(self.client.get("/api/schema/").status_code, 200)
        self.assertEqual(docs.status_code, 200)
        self.assertNotRegex(docs.content.decode(), r"<script(?![^>]*\bsrc=)[^>]*>\s*\S")
        self.assertNotRegex(docs.content.decode(), r'(src|href)="https?://')

    def test_every_action_has_a_door_and_every_move_is_done_once(self):
        for pattern, view in views_of_the_api():
            doors = getattr(view, "doors", None)
            for method, action in getattr(pattern.callback, "actions", {}).items():
                with self.subTest(view=view.__name__, action=action):
                    if AllowAny not in view.permission_classes:
                        self.assertIn(action, doors)
                    if method == "post" and action != "preview":
                        self.assertTrue(getattr(view, action).is_done_once)


def views_of_the_api():
    """Give every pattern of the API that has a view set."""
    found = []

    def walk(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns)
            elif hasattr(pattern.callback, "cls"):
                found.append((pattern, pattern.callback.cls))

    walk([one for one in get_resolver().url_patterns if str(one.pattern) == "api/"])
    return found
