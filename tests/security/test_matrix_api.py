"""Everybody knocks at every door of the API, and the table says who comes in."""

from django.test import TestCase
from django.urls import NoReverseMatch, get_resolver, reverse
from rest_framework.test import APIClient

from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole
from inspections.models import Certificate
from lab.models import Report
from tests.factories import make_authorisation, make_enterprise, make_user
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
from tests.security import areas, matrix_api
from tests.security.matrix_api import ALIKE, PEOPLE
from tests.security.world import unprinted_papers

MATRIX = (*matrix_api.MATRIX, *areas.gathered("ROUTES"))
UNLIKE = matrix_api.UNLIKE | areas.gathered_by_name("UNLIKE")


class TestDoors(TestCase):
    @classmethod
    def setUpTestData(cls):
        firm, cls.keys = make_records()
        agency = make_enterprise(EnterpriseKind.AGENT)
        make_authorisation(firm, agency)
        cls.people = {
            "stranger": declarant_of(make_exporter()),
            "own": declarant_of(firm),
            "viewer": make_user(enterprise=firm, membership=MembershipRole.VIEWER),
            "inspector": make_user(Role.INSPECTOR),
            "auditor": make_user(Role.AUDITOR),
            "analyst": make_user(Role.ANALYST),
            "reviewer": make_user(Role.REVIEWER),
            **{name: make_user(Role(name)) for name in ALIKE if name != "agent"},
            "agent": make_user(enterprise=agency),
        }

    @unprinted_papers()
    def test_open_for_whom_the_table_says(self):
        clients = {name: make_client(person) for name, person in self.people.items()}
        clients["anonymous"] = APIClient()
        for name, method, body, statuses in MATRIX:
            address = address_of(name, self.keys)
            answers = dict(zip(PEOPLE, statuses, strict=True))
            for person, alike in ALIKE.items():
                usual = UNLIKE.get((person, name), answers[alike])
                answers[person] = UNLIKE.get((person, name, method), usual)
            for person, expected in answers.items():
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


def make_records():
    """Make a firm with a record of every kind; what stands in addresses, by the kind."""
    firm = make_exporter()
    lot = make_lot(firm)
    make_month(firm)
    sample = make_report(lot)
    declaration = make_draft(firm, make_content(make_line({lot: 400})))
    submit(declaration)
    return firm, {
        "certificate": Certificate.objects.get().number,
        "decision": f"{declaration.number}-1",
        "declaration": declaration.number,
        "enterprise": firm.credit_code,
        "lot": lot.number,
        "report": Report.objects.get().number,
        "sample": sample.number,
        **areas.records_of(firm),
    }


def address_of(name, keys):
    """Give the address of a route, with the record of its kind where it asks for one."""
    if name == "no-such-address":
        return "/api/nowhere/"
    try:
        return reverse(f"api:{name}", args=[keys[name.partition("-")[0]]])
    except (KeyError, NoReverseMatch):
        return reverse(f"api:{name}")


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
