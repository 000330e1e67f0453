"""Whatever is sent, the API answers with a refusal or a deed, never with a defect of its own."""

from copy import deepcopy

from django.test import TestCase

from enterprises.roles import Role
from lab.models import Sample
from lab.states import SampleState
from tests.factories import TODAY, make_user
from tests.factories.clients import make_client
from tests.factories.inspections import declarant_of, make_exporter, make_lot, make_report
from tests.integration.inspections.test_api import content

HOSTILE = (
    None,
    True,
    [],
    {},
    [[None]],
    [{}],
    "",
    "x" * 5000,
    "\u202e😀%s%(name)s{0}",
    -1,
    1.5,
    10**30,
    "NaN",
    "1e400",
    "1e-400",
    "９９",
    "0001-01-01",
    "9999-12-31",
)


def paths_of(body, prefix=()):
    """Give the way to every value of a body."""
    parts = body.items() if isinstance(body, dict) else enumerate(body)
    for name, value in parts:
        yield (*prefix, name)
        if isinstance(value, dict | list):
            yield from paths_of(value, (*prefix, name))


def replaced(body, path, value):
    changed = deepcopy(body)
    part = changed
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    return changed


class TestHostileValues(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter()
        cls.lot = make_lot(cls.firm)

    def setUp(self):
        self.client = make_client(declarant_of(self.firm))
        self.client.raise_request_exception = False

    def assert_never_fails(self, client, address, body):
        # One assertion for them all: two thousand subtests would cost as much as the requests.
        defects = [
            (path, str(value)[:40])
            for path in paths_of(body)
            for value in HOSTILE
            if client.post(address, replaced(body, path, value)).status_code >= 500
        ]

        self.assertEqual(defects, [], address)

    def test_in_a_declaration(self):
        limits = [{"analyte": "HCHO", "operator": "<=", "value_text": "75", "unit": "mg/kg"}]
        body = content((self.lot, 40), contract_limits=limits, usd_rate="1", outlet="Shop")

        self.assert_never_fails(self.client, "/api/v1/declarations/preview/", body)
        body["lines"][0]["marks"] = ["RU-1"]
        self.assert_never_fails(self.client, "/api/v1/declarations/", {**body, "outlet": ""})

    def test_in_a_receipt(self):
        firm = make_exporter()
        client = make_client(declarant_of(firm))
        client.raise_request_exception = False
        body = {
            "enterprise": firm.credit_code,
            "supplier_name": "Xinji",
            "species": "mink",
            "process": "dyed",
            "colour": "black",
            "form": "skins",
            "skins": 10,
            "received_on": TODAY.isoformat(),
        }

        self.assert_never_fails(client, "/api/v1/lots/", body)

    def test_in_the_laboratory(self):
        sample = make_report(self.lot)
        Sample.objects.filter(pk=sample.pk).update(state=SampleState.TESTING)
        analyst = make_client(make_user(Role.ANALYST))
        inspector = make_client(make_user(Role.INSPECTOR))
        analyst.raise_request_exception = inspector.raise_request_exception = False
        value = {
            "analyte": "HCHO",
            "value_text": "13",
            "part": "fur",
            "part_label": "",
            "method": "",
            "unit": "mg/kg",
            "loq": "5",
            "uncertainty": "1",
            "coverage_factor": "2",
            "basis": "dry",
            "moisture": "10",
            "replicates": ["12", "14"],
            "instrument": "",
        }
        version = Sample.objects.get(pk=sample.pk).version
        results = {"version": version, "values": [value], "reason": "again"}
        order = {"lot": self.lot.number, "purpose": "verification", "destinations": ["DE"]}
        order |= {"due_on": "2030-01-01", "note": "x", "wearer": "adult", "contact": "indirect"}

        address = f"/api/v1/samples/{sample.number}/results/"
        self.assert_never_fails(analyst, address, results)
        self.assert_never_fails(inspector, "/api/v1/samples/", order)

    def test_in_filters(self):
        officer = make_client(make_user(Role.INSPECTOR))
        officer.raise_request_exception = False
        filters = {
            "declarations": (
                "q",
                "state",
                "destination",
                "firm",
                "lot",
                "submitted_from",
                "cursor",
            ),
            "decisions": ("declaration", "outcome", "path", "is_final", "decided_until"),
            "lots": ("q", "species", "firm", "received_from", "has_free_skins", "page_size"),
            "samples": ("number", "state", "firm", "lot", "due_until"),
            "monitoring": ("month", "role", "firm"),
            "public/lists": ("q", "kind"),
        }
        values = (*map(str, HOSTILE), "\x00", "\ud800".encode("utf-8", "surrogatepass"))

        defects = [
            (kind, name, str(value)[:40])
            for kind, names in filters.items()
            for name in names
            for value in values
            if officer.get(f"/api/v1/{kind}/", {name: value}).status_code >= 500
        ]

        self.assertEqual(defects, [])


class TestHostilePages(TestCase):
    def test_answer_what_cannot_be_kept_with_a_refusal(self):
        firm = make_exporter()
        declarant, inspector = declarant_of(firm), make_user(Role.INSPECTOR)
        analyst = make_user(Role.ANALYST)
        sample = make_report(make_lot(firm))
        self.client.raise_request_exception = False
        asked = (
            (declarant, "get", "/check/%00/", {}),
            (declarant, "get", "/declarations/new/", {"firm": "\x00"}),
            (declarant, "post", "/declarations/verdict/", {"number": "\x00"}),
            (inspector, "post", "/desk/assign/", {"selected": "\x00~\x00~1"}),
            (analyst, "post", "/lab/queues/receive/", {"selected": "\x00:1"}),
            (analyst, "post", "/lab/queues/receive/", {"selected": f"{sample.number}:²"}),
            (
                analyst,
                "post",
                "/lab/queues/receive/",
                {"selected": f"{sample.number}:{'9' * 5000}"},
            ),
        )

        for person, method, address, data in asked:
            with self.subTest(address, data=str(data)[:40]):
                self.client.force_login(person)
                answer = getattr(self.client, method)(address, data)
                self.assertIn(answer.status_code, (302, 400))
