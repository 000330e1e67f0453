"""One firm with its records in the states that doors are tried in, and everybody who may knock."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from enterprises.models import User
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
from tests.security.doors import ANONYMOUS

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


@dataclass(frozen=True)
class World:
    """People by the names of `PEOPLE`, and what stands in addresses by the name of the record."""

    people: dict[str, User | None]
    keys: dict[str, str]


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
    return World(people=_people(firm), keys=keys)


def _people(firm) -> dict[str, User | None]:
    agent = make_enterprise(EnterpriseKind.AGENT)
    make_authorisation(
        firm,
        agent,
        AgentAuthorisationState.ACCEPTED,
        valid_from=TODAY - timedelta(days=30),
        valid_until=TODAY + timedelta(days=30),
    )
    people: dict[str, User | None] = {
        ANONYMOUS: None,
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
