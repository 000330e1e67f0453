"""Real rows for the tests: plain functions that fill in whatever a test does not speak of."""

from tests.factories.credit import make_classification, make_credit_event, make_list_entry
from tests.factories.enterprises import (
    TODAY,
    at,
    make_authorisation,
    make_credit_code,
    make_department,
    make_enterprise,
    make_filing,
    make_membership,
    make_registration,
    make_user,
)

__all__ = [
    "TODAY",
    "at",
    "make_authorisation",
    "make_classification",
    "make_credit_code",
    "make_credit_event",
    "make_department",
    "make_enterprise",
    "make_filing",
    "make_list_entry",
    "make_membership",
    "make_registration",
    "make_user",
]
