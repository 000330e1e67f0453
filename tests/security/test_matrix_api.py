"""Everybody knocks at every door of the API, and the table says who comes in."""

from django.test import TestCase
from django.urls import NoReverseMatch, get_resolver, reverse
from rest_framework.test import APIClient

from enterprises.roles import Role
from enterprises.states import MembershipRole
from inspections.models import Certificate
from lab.models import Report
from tests.factories import make_user
from tests.factories.clients import make_client
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    make_report,
    submit,
)
from tests.security.matrix_api import MATRIX, PEOPLE

PUBLIC = {"schema", "docs", "no-such-address"}


class TestDoors(TestCase):
    @classmethod
    def setUpTestData(cls):
        firm = make_exporter()
        lot = make_lot(firm)
        make_month(firm)
        sample = make_report(lot)
        declaration = make_draft(firm, make_content(make_line({lot: 400})))
        submit(declaration)
        cls.keys = {
            "certificate": Certificate.objects.get().number,
            "decision": f"{declaration.number}-1",
            "declaration": declaration.number,
            "enterprise": firm.credit_code,
            "lot": lot.number,
            "report": Report.objects.get().number,
            "sample": sample.number,
        }
        cls.people = {
            "stranger": declarant_of(make_exporter()),
            "own": declarant_of(firm),
            "viewer": make_user(enterprise=firm, membership=MembershipRole.VIEWER),
            "inspector": make_user(Role.INSPECTOR),
            "auditor": make_user(Role.AUDITOR),
            "analyst": make_user(Role.ANALYST),
            "reviewer": make_user(Role.REVIEWER),
        }

    def test_open_for_whom_the_table_says(self):
        clients = {name: make_client(person) for name, person in self.people.items()}
        clients["anonymous"] = APIClient()
        for name, method, body, statuses in MATRIX:
            address = self.address(name)
            for person, expected in zip(PEOPLE, statuses, strict=True):
                with self.subTest(name, method=method, person=person):
                    client = clients[person]
                    response = (
                        getattr(client, method)(address, body)
                        if body
                        else (getattr(client, method)(address))
                    )

                    told = response.content[:200] if expected != 200 else b""
                    self.assertEqual(response.status_code, expected, told)

    def test_are_all_in_the_table(self):
        listed = {(name, method) for name, method, _body, _statuses in MATRIX}

        self.assertEqual(set(doors_of_the_api()) - listed, set())

    def address(self, name):
        try:
            return reverse(f"api:{name}", args=[self.keys[name.partition("-")[0]]])
        except (KeyError, NoReverseMatch):
            return "/api/nowhere/" if name == "no-such-address" else reverse(f"api:{name}")


def doors_of_the_api():
    """Give every name of the API with every method that it answers."""

    def walk(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns)
            else:
                actions = getattr(pattern.callback, "actions", None) or {"get": ""}
                yield from ((pattern.name, method) for method in actions if method != "head")

    yield from walk([one for one in get_resolver().url_patterns if str(one.pattern) == "api/"])
