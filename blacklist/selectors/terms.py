"""The clocks of registration and rectification, as the ground floor reads them."""

from datetime import date

from blacklist.selectors.schemes import scheme_on
from enterprises.terms import Terms


def terms_on(day: date) -> Terms:
    """Read the terms of a day from the scheme in force."""
    scheme = scheme_on(day)
    clocks = scheme.clocks
    return Terms(
        accept_days=clocks["application_accept"].amount,
        decide_days=clocks["application_decide"].amount,
        rectification_days=clocks["rectification_default"].amount,
        provisional_months_max=clocks["provisional_max"].amount,
        valid_months=clocks["registration_valid"].amount,
        renewal_months=clocks["renewal_opens"].amount,
        remind_before=scheme.remind_before,
        remind_after=scheme.remind_after,
    )
