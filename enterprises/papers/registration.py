"""The registration certificate as a sheet of A4, in both languages."""

from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from enterprises.models import Registration
from enterprises.papers.drawing import draw
from enterprises.papers.words import Both
from enterprises.policy import registration_standing
from enterprises.selectors.reference import destinations
from enterprises.selectors.registrations import conditions_of, facts_of
from enterprises.states import EnterpriseKind, RegistrationStanding, RegistrationState

_HOLDS = (
    RegistrationStanding.REGISTERED,
    RegistrationStanding.PROVISIONAL,
    RegistrationStanding.PROVISIONAL_NARROWED,
)


def registration_pdf(registration: Registration, *, on: date) -> bytes:
    """Draw the certificate of a registration; one that does not hold on the day is marked void.

    Raises:
        PangoMissing: the machine lacks the library that sets type.
    """
    return draw("pdf/registration.html", registration_context(registration, on=on))


def registration_context(registration: Registration, *, on: date) -> dict[str, Any]:
    """Gather what the paper says; nothing on it depends on the reader's language."""
    firm = registration.enterprise
    facts = facts_of(registration, conditions_of([registration.pk]))
    is_provisional = RegistrationState.PROVISIONAL in (
        registration.state,
        registration.state_before_suspension,
    )
    standing = registration_standing(facts, on)
    return {
        "registration": registration,
        "firm": firm,
        "kinds": Both.listed([EnterpriseKind(kind) for kind in firm.kinds]),
        "is_provisional": is_provisional,
        "is_void": standing not in _HOLDS,
        "is_narrowed": standing == RegistrationStanding.PROVISIONAL_NARROWED,
        "last_day": facts.last_day,
        "destinations": _countries(registration.allowed_isos) if is_provisional else None,
        "conditions": registration.conditions.filter(
            accepted_on__isnull=True, voided_on__isnull=True
        ).order_by("ordinal"),
        "square_code": square_code(registration),
        "printed_on": on,
    }


def square_code(registration: Registration) -> str:
    """Give the square code as a data address: it holds the registration in the public register."""
    page = f"{reverse('enterprises:register')}?q={registration.number}"
    code = segno.make(f"{settings.SITE_ADDRESS}{page}", error="m")
    address: str = code.svg_data_uri(scale=4, border=2, light="#fff")
    return address


def _countries(isos: list[str]) -> Both:
    rows = [destinations()[iso][-1] for iso in isos if iso in destinations()]
    return Both("、".join(row.name_zh for row in rows), ", ".join(row.name_en for row in rows))
