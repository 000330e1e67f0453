"""What the API answers is what its description says, field by field."""

from copy import deepcopy
from typing import Any

from django.test import TestCase
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft7Validator
from rest_framework.test import APIClient

from enterprises.roles import Role
from tests.factories import make_list_entry, make_user
from tests.factories.clients import make_client
from tests.security.matrix_api import PEOPLE
from tests.security.test_matrix_api import MATRIX, address_of, make_records

UNDESCRIBED = {"schema", "docs", "no-such-address"}
PAPERS = {"certificate-pdf"}


class TestAnswers(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm, cls.keys = make_records()
        make_list_entry()
        cls.schema = closed(SchemaGenerator().get_schema(request=None, public=True))

    def test_are_as_described_for_everybody_who_may_read(self):
        readers = {
            "own": make_client(self.firm.memberships.get().user),
            "inspector": make_client(make_user(Role.INSPECTOR)),
            "analyst": make_client(make_user(Role.ANALYST)),
        }
        for name, method, _body, statuses in MATRIX:
            if method != "get" or name in UNDESCRIBED | PAPERS:
                continue
            address = address_of(name, self.keys)
            for person, client in readers.items():
                with self.subTest(name, person=person):
                    response = client.get(address)

                    self.assertEqual(response.status_code, statuses[PEOPLE.index(person)])
                    self.assert_described(address, "get", response)

    def test_of_refusals_are_of_the_one_form(self):
        for name, method, body, _statuses in MATRIX:
            if name in UNDESCRIBED or name.startswith("public"):
                continue
            with self.subTest(name, method=method):
                address = address_of(name, self.keys)
                response = getattr(APIClient(), method)(address, body)

                self.assert_described(address, method, response)

    def assert_described(self, address: str, method: str, response: Any) -> None:
        path = (
            next(path for path in self.schema["paths"] if is_path(path, address) and "{" in path)
            if address not in self.schema["paths"]
            else address
        )
        answers = self.schema["paths"][path][method]["responses"]
        self.assertIn(str(response.status_code), answers)
        described = answers[str(response.status_code)]["content"]["application/json"]["schema"]
        whole = {**described, "components": self.schema["components"]}
        faults = [
            f"{'.'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
            for fault in Draft7Validator(whole).iter_errors(response.json())
        ]
        self.assertEqual(faults, [])


def is_path(path: str, address: str) -> bool:
    asked, described = address.split("/"), path.split("/")
    return len(asked) == len(described) and all(
        one == other or other.startswith("{") for one, other in zip(asked, described, strict=True)
    )


def closed(schema: Any) -> Any:
    """Turn OpenAPI into JSON Schema in which a field that is not described is a fault."""
    return _closed(deepcopy(schema))


def _closed(part: Any) -> Any:
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    part = {name: _closed(one) for name, one in part.items()}
    if part.get("type") == "object" and "properties" in part:
        part.setdefault("additionalProperties", False)
    if part.pop("nullable", False) is True:
        return {"anyOf": [part, {"type": "null"}]}
    return part
