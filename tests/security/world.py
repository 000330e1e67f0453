"""One firm with its records in the states that doors are tried in, and everybody who may knock."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from unittest import mock

from django.conf import settings
from django.test import Client
from django.utils import timezone

from enterprises.models import Enterprise, User
from enterprises.roles import Role
from enterprises.services.groups import give_roles
from enterprises.states import AgentAuthorisationState, EnterpriseKind, MembershipRole
from inspections.models import Certificate
from inspections.selectors.desk import hold_key
from tests.factories import TODAY, make_authorisation, make_enterprise, make_user
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
from tests.security import areas

_ROLES = {
    "analyst": Role.ANALYST,
    "reviewer": Role.REVIEWER,
    "inspector": Role.INSPECTOR,
    "registrar": Role.REGISTRAR,
    "credit": Role.CREDIT_OFFICER,
    "chief": Role.CHIEF,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
    "department": Role.DEPARTMENT,
}

# Where papers are set in type.
PAPERS = (
    "enterprises.papers.registration",
    "inspections.papers.certificate",
    "inspections.papers.monthly_report",
    "inspections.papers.refusal",
    "lab.papers.ledger",
    "lab.papers.record",
    "lab.papers.report",
)


@dataclass(frozen=True)
class World:
    """What stands in addresses by the name of the record, and who is logged in, of `PEOPLE`."""

    keys: dict[str, str]
    sessions: dict[str, str]

    def address_part(self, key: str) -> str:
        """Give what stands in an address for a record's name; "=notice" is the word itself."""
        return key[1:] if key.startswith("=") else self.keys.get(key, key)

    def client_of(self, person: str) -> Client:
        """A browser in which the person has just logged in, and done nothing else."""
        client = Client(raise_request_exception=False)
        if person in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return client


@contextmanager
def unprinted_papers() -> Iterator[None]:
    """Whether somebody may have a paper shows without setting it in type, which takes long."""
    with ExitStack() as patched:
        for room in PAPERS:
            patched.enter_context(mock.patch(f"{room}.draw", return_value=b"%PDF-1.7"))
        yield


def make_world() -> World:
    """Make the firm whose records everybody tries to reach."""
    firm = make_exporter()
    make_month(firm)
    lot = make_lot(firm)
    reported = make_report(lot)
    untested = make_lot(firm)
    released = make_draft(firm, make_content(make_line({lot: 400})))
    submit(released)
    held = make_draft(firm, make_content(make_line({untested: 400}), iso="DE"))
    submit(held)
    draft = make_draft(firm, make_content(make_line({lot: 400})))
    keys = {
        "firm": firm.serial,
        "lot": lot.number,
        "released": released.number,
        "held": held.number,
        "hold": hold_key(held.holds.order_by("pk")[0]),
        "draft": draft.number,
        "certificate": Certificate.objects.get(declaration=released).number,
        "code": Certificate.objects.get(declaration=released).verification_code,
        "reported": reported.number,
        "report": reported.reports.get().number,
    }
    keys |= areas.records_of(firm)
    return World(keys=keys, sessions=_sessions(_people(firm)))


def _people(firm: Enterprise) -> dict[str, User]:
    agent = make_enterprise(EnterpriseKind.AGENT)
    make_authorisation(
        firm,
        agent,
        AgentAuthorisationState.ACCEPTED,
        valid_from=TODAY - timedelta(days=30),
        valid_until=TODAY + timedelta(days=30),
    )
    people = {
        "other_firm": declarant_of(make_exporter()),
        "owner": declarant_of(firm),
        "declarant": make_user(enterprise=firm, membership=MembershipRole.DECLARANT),
        "viewer": make_user(enterprise=firm, membership=MembershipRole.VIEWER),
        "agent": make_user(enterprise=agent),
    }
    for name, role in _ROLES.items():
        people[name] = make_user(role)
        give_roles(user=people[name], roles=[role], actor=None, at=timezone.now())
    return people


def _sessions(people: Mapping[str, User]) -> dict[str, str]:
    sessions = {}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions
