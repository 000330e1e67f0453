"""The life of a registration: applied for, granted at once with conditions, made full, ended.

The terms come from the scoring scheme of the floor above, and a first grant opens the firm's
class there; so whoever grants does it through `blacklist.services.admissions`.
"""

from enterprises.services.registrations.applications import (
    WRITABLE,
    Application,
    accept_application,
    amend_application,
    begin,
    create_application,
    delete_draft,
    hand_in,
    missing_in,
    reject_application,
    remove_paper,
    return_application,
    submit_application,
)
from enterprises.services.registrations.endings import (
    cancel,
    lapse,
    lapse_all_due,
    reinstate,
    revoke,
    suspend,
    suspend_locked,
)
from enterprises.services.registrations.faults import (
    AlreadyRegistered,
    ConditionSettled,
    NothingToRenew,
    ReturnedBefore,
)
from enterprises.services.registrations.grants import (
    NewCondition,
    RegistrationTerms,
    accept_condition,
    become_full_if_met,
    grant_provisional,
    register,
    terms_of,
)
from enterprises.services.registrations.records import IN_FORCE, ON_ITS_WAY, touch

__all__ = [
    "IN_FORCE",
    "ON_ITS_WAY",
    "WRITABLE",
    "AlreadyRegistered",
    "Application",
    "ConditionSettled",
    "NewCondition",
    "NothingToRenew",
    "RegistrationTerms",
    "ReturnedBefore",
    "accept_application",
    "accept_condition",
    "amend_application",
    "become_full_if_met",
    "begin",
    "cancel",
    "create_application",
    "delete_draft",
    "grant_provisional",
    "hand_in",
    "lapse",
    "lapse_all_due",
    "missing_in",
    "register",
    "reinstate",
    "reject_application",
    "remove_paper",
    "return_application",
    "revoke",
    "submit_application",
    "suspend",
    "suspend_locked",
    "terms_of",
    "touch",
]
