"""Notices, messages, members, agents and profiles as programs use them."""

from datetime import timedelta

from django.core import mail
from django.test import TestCase
from drf_spectacular.generators import SchemaGenerator

from enterprises.access import agent_for, membership_role
from enterprises.models import AgentAuthorisation, NoticeReceipt, Notification, User
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole, NoticeState
from enterprises.tasks import relay_facts
from tests.factories import (
    TODAY,
    make_enterprise,
    make_membership,
    make_notice,
    make_user,
)
from tests.factories.clients import make_client
from tests.security import test_described_answers as described
from tests.security.test_hostile_values import HOSTILE, paths_of, replaced

DAY = timedelta(days=1)


class _Api(TestCase):
    assert_described = described.TestAnswers.assert_described

    @classmethod
    def setUpTestData(cls):
        cls.schema = described.closed(SchemaGenerator().get_schema(request=None, public=True))
        cls.firm = make_enterprise()
        cls.owner = make_user(enterprise=cls.firm)
        cls.agency = make_enterprise(EnterpriseKind.AGENT)
        cls.agent = make_user(enterprise=cls.agency)

    def setUp(self):
        self.api = make_client(self.owner)

    def post(self, address, body=None, *, status, api=None, **headers):
        path = f"/api/v1/{address}"
        response = (api or self.api).post(path, body or {}, **headers)
        self.assertEqual(response.status_code, status, response.content[:300])
        self.assert_described(path, "post", response)
        return response.json()


class TestNotices(_Api):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.notice = make_notice(NoticeState.SENT, cls.firm)
        cls.deed = f"notices/{cls.notice.number}/acknowledge/"

    def test_read_by_a_program_is_read_by_the_firm_and_acknowledged_once(self):
        shown = self.api.get(f"/api/v1/notices/{self.notice.number}/").json()
        self.assertEqual((shown["summary"], len(shown["receipts"])), (None, 1))
        self.assertIsNotNone(NoticeReceipt.objects.get().read_at)

        once = {"headers": {"Idempotency-Key": "k1"}}
        first = self.post(self.deed, status=200, **once)
        again = self.post(self.deed, status=200, **once)
        self.assertEqual(first, again)
        self.assertEqual(first["receipts"][0]["acknowledged_by"], self.owner.username)
        self.assertEqual(self.post(self.deed, status=409)["code"], "ACKNOWLEDGED_ALREADY")

    def test_of_several_firms_the_one_that_answers_is_named(self):
        sister = make_enterprise()
        make_membership(self.owner, sister)
        both = make_notice(NoticeState.SENT, self.firm, sister)
        deed = f"notices/{both.number}/acknowledge/"

        self.post(deed, status=400)
        self.post(deed, {"enterprise": make_enterprise().credit_code}, status=400)
        self.post(deed, {"enterprise": sister.credit_code}, status=200)

        answered = both.receipts.filter(acknowledged_at__isnull=False)
        self.assertEqual([one.enterprise for one in answered], [sister])

    def test_a_token_acknowledges_only_with_the_scope_for_it(self):
        reading = make_client(self.owner, "notices:read")

        refusal = self.post(self.deed, status=403, api=reading)

        self.assertEqual(refusal["code"], "SCOPE_MISSING")

    def test_officers_read_the_sums_and_no_receipt_of_their_own(self):
        shown = make_client(make_user(Role.AUDITOR)).get("/api/v1/notices/").json()["results"][0]

        self.assertEqual(shown["summary"]["addressed"], 1)
        self.assertEqual(shown["receipts"], [])


class TestMessages(_Api):
    def test_are_read_in_the_language_asked_for_and_marked(self):
        make_notice(NoticeState.SENT, self.firm)
        relay_facts()
        (message,) = self.api.get(
            "/api/v1/notifications/?is_unread=true&topic=notices",
            headers={"Accept-Language": "zh-hans"},
        ).json()["results"]
        self.assertIn("输日产品甲醛要求", message["subject"])
        self.assertTrue(message["address"].startswith("/notices/"))

        read = self.post(f"notifications/{message['key']}/read/", status=200)
        self.assertIsNotNone(read["read_at"])
        self.assertEqual(self.post("notifications/read-all/", status=200), {"marked": 0})

    def test_pages_of_them_follow_each_other(self):
        for _message in range(3):
            Notification.objects.create(
                recipient=self.owner, kind="x", created_at="2026-01-01T00:00:00Z"
            )
        first = self.api.get("/api/v1/notifications/?page_size=2").json()
        second = self.api.get(first["next"]).json()

        keys = [one["key"] for one in first["results"] + second["results"]]
        self.assertEqual(len(set(keys)), 3)


class TestMembers(_Api):
    BODY = {"full_name": "Zhao Min", "email": "zhao@example.cn", "role": "declarant"}

    def test_are_added_changed_and_ended(self):
        added = self.post("members/", self.BODY, status=201)
        relay_facts()
        person = User.objects.get(username="zhao@example.cn")
        self.assertFalse(added["has_password"])
        self.assertIn([person.email], [letter.to for letter in mail.outbox])
        self.assertEqual(self.post("members/", self.BODY, status=409)["code"], "MEMBER_ALREADY")

        self.post(f"members/{added['key']}/role/", {"role": "viewer"}, status=200)
        self.assertEqual(membership_role(person, self.firm), MembershipRole.VIEWER)
        ended = self.post(f"members/{added['key']}/end/", status=200)
        self.assertEqual(ended["until"], TODAY.isoformat())
        self.post(f"members/{added['key']}/end/", status=409)

    def test_of_the_last_owner_stay(self):
        key = self.owner.memberships.get()
        key.refresh_from_db()

        self.assertEqual(self.post(f"members/{key.key}/end/", status=409)["code"], "LAST_OWNER")


class TestAuthorisations(_Api):
    def ask(self, status=201, **changes):
        body = {
            "agent": self.agency.credit_code,
            "valid_from": TODAY.isoformat(),
            "last_day": (TODAY + 30 * DAY).isoformat(),
        }
        return self.post("authorisations/", body | changes, status=status)

    def test_an_agent_is_asked_accepts_and_is_revoked(self):
        asked = self.ask()
        key, theirs = asked["key"], make_client(self.agent)
        self.assertEqual(asked["last_day"], (TODAY + 30 * DAY).isoformat())

        move = {"version": asked["version"]}
        self.post(f"authorisations/{key}/accept/", move, status=403)
        accepted = self.post(f"authorisations/{key}/accept/", move, status=200, api=theirs)
        self.assertEqual(agent_for(self.agent, self.firm), self.agency)
        self.post(f"authorisations/{key}/revoke/", move, status=409)
        move = {"version": accepted["version"]}
        self.post(f"authorisations/{key}/revoke/", move, status=403, api=theirs)
        self.post(f"authorisations/{key}/revoke/", move, status=200)

        self.assertIsNone(agent_for(self.agent, self.firm))

    def test_an_agent_declines(self):
        asked = self.ask()
        decline = f"authorisations/{asked['key']}/decline/"

        self.post(decline, {"version": 1}, status=200, api=make_client(self.agent))

        self.assertEqual(AgentAuthorisation.objects.get().state, "declined")

    def test_what_cannot_be_is_told_at_its_field(self):
        for fault in (
            {"agent": self.firm.credit_code},
            {"last_day": (TODAY - DAY).isoformat()},
            {"last_day": "9999-12-31"},
        ):
            with self.subTest(fault=fault):
                self.assertEqual(set(self.ask(status=400, **fault)["fields"]), set(fault))


class TestProfile(_Api):
    def test_brands_and_shops_are_entered_and_ended(self):
        firm = f"enterprises/{self.firm.credit_code}"
        brand = self.post(f"{firm}/brands/", {"name": "Xueling"}, status=201)
        shop = self.post(f"{firm}/outlets/", {"name": "Moscow House", "iso": "ru"}, status=201)
        self.post(f"{firm}/outlets/", {"name": "Nowhere", "iso": "XX"}, status=400)

        self.post(f"{firm}/brands/end/", {"key": brand["key"]}, status=200)
        self.post(f"{firm}/brands/end/", {"key": brand["key"]}, status=409)
        self.post(f"{firm}/outlets/close/", {"key": brand["key"]}, status=400)
        closed_shop = self.post(f"{firm}/outlets/close/", {"key": shop["key"]}, status=200)

        self.assertEqual((closed_shop["iso"], closed_shop["closed_on"]), ("RU", TODAY.isoformat()))
        (listed,) = self.api.get(f"/api/v1/{firm}/brands/").json()["results"]
        self.assertEqual(listed["ended_on"], TODAY.isoformat())


class TestHostileValues(_Api):
    def test_are_refused_and_never_a_defect(self):
        notice = make_notice(NoticeState.SENT, self.firm)
        self.api.raise_request_exception = False
        bodies = {
            f"notices/{notice.number}/acknowledge/": {"enterprise": "x"},
            "members/": {**TestMembers.BODY, "language": "en", "enterprise": "x"},
            "authorisations/": {
                "agent": self.agency.credit_code,
                "valid_from": TODAY.isoformat(),
                "last_day": TODAY.isoformat(),
            },
            f"enterprises/{self.firm.credit_code}/brands/": {
                "name": "x",
                "iso": "RU",
                "trademark_number": "1",
            },
            f"enterprises/{self.firm.credit_code}/outlets/": {
                "name": "x",
                "iso": "RU",
                "address": "x",
            },
            f"enterprises/{self.firm.credit_code}/brands/end/": {"key": "x"},
        }
        defects = [
            (address, path, str(value)[:40])
            for address, body in bodies.items()
            for path in paths_of(body)
            for value in HOSTILE
            if self.api.post(f"/api/v1/{address}", replaced(body, path, value)).status_code >= 500
        ]
        for address in ("notices/?destination=", "members/?enterprise=", "notifications/?topic="):
            defects += [
                (address, value)
                for value in (*map(str, HOSTILE), "\x00")
                if self.api.get(f"/api/v1/{address}{value}").status_code >= 500
            ]

        self.assertEqual(defects, [])
