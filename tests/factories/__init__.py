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
    make_notice,
    make_registration,
    make_user,
)
from tests.factories.lab import (
    CLEAN,
    make_delivery,
    make_draw,
    make_dye_batch,
    make_lot,
    make_obligation,
    make_report,
    make_results,
    make_sample,
)

__all__ = [
    "CLEAN",
    "TODAY",
    "at",
    "make_authorisation",
    "make_classification",
    "make_credit_code",
    "make_credit_event",
    "make_delivery",
    "make_department",
    "make_draw",
    "make_dye_batch",
    "make_enterprise",
    "make_filing",
    "make_list_entry",
    "make_lot",
    "make_membership",
    "make_notice",
    "make_obligation",
    "make_registration",
    "make_report",
    "make_results",
    "make_sample",
    "make_user",
]
