"""Roles as groups, and every permission in one place.

A role gives permissions over the bureau's work. What a person of a firm may do with the
firm's own records is told by the membership, in `enterprises.access`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from enterprises.errors import NotPermitted

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from enterprises.models import User


class Role(TextChoices):
    """The role of a person; its value is the name of the group."""

    REGISTRAR = "registrar", _("Registrar")
    INSPECTOR = "inspector", _("Inspector")
    ANALYST = "analyst", _("Analyst")
    REVIEWER = "reviewer", _("Reviewer")
    CREDIT_OFFICER = "credit_officer", _("Credit officer")
    CHIEF = "chief", _("Section chief")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    ENTERPRISE = "enterprise", _("Enterprise")
    AGENT = "agent", _("Declaration agent")
    DEPARTMENT = "department", _("Partner department")


class Permission(TextChoices):
    """What a person may do with the bureau's records."""

    READ_FIRMS = "read_firms", _("read firms and their declarations")
    READ_SAMPLES = "read_samples", _("read samples and results")
    READ_AUDIT = "read_audit", _("read the audit")
    DECIDE_REGISTRATION = "decide_registration", _("decide registrations and filings")
    TAKE_SAMPLE = "take_sample", _("order and take samples")
    CARRY_OUT_CHECK = "carry_out_check", _("carry out and add checks")
    DECIDE_HOLD = "decide_hold", _("decide held declarations")
    ENTER_RESULT = "enter_result", _("enter results")
    VERIFY_RESULT = "verify_result", _("verify results and issue reports")
    DECIDE_CREDIT_EVENT = "decide_credit_event", _("confirm or reject credit events")
    PROPOSE_LISTING = "propose_listing", _("propose listings and classes")
    APPROVE_LISTING = "approve_listing", _("approve listings and classes")
    RELEASE_AS_CHIEF = "release_as_chief", _("release shipments of class D")
    ADJUST_LEDGER = "adjust_ledger", _("propose ledger adjustments")
    APPROVE_ADJUSTMENT = "approve_adjustment", _("approve ledger adjustments")
    APPROVE_RULE_SET = "approve_rule_set", _("approve rule sets")
    REPORT_CREDIT = "report_credit", _("report gradings and credit events")
    MANAGE_CERTIFICATE = "manage_certificate", _("replace and revoke certificates")
    SEND_NOTICE = "send_notice", _("send notices to enterprises")
    WORK_ON_IMPACT = "work_on_impact", _("work on impact cases")
    CLOSE_IMPACT = "close_impact", _("close impact cases")
    MANAGE_REFERENCE = "manage_reference", _("keep reference data and accounts")


_P = Permission
_OFFICER = {_P.READ_FIRMS, _P.READ_SAMPLES}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REGISTRAR: frozenset(_OFFICER | {_P.DECIDE_REGISTRATION, _P.SEND_NOTICE}),
    Role.INSPECTOR: frozenset(
        _OFFICER
        | {
            _P.TAKE_SAMPLE,
            _P.CARRY_OUT_CHECK,
            _P.DECIDE_HOLD,
            _P.ADJUST_LEDGER,
            _P.MANAGE_CERTIFICATE,
            _P.SEND_NOTICE,
            _P.WORK_ON_IMPACT,
        }
    ),
    Role.ANALYST: frozenset({_P.READ_SAMPLES, _P.ENTER_RESULT}),
    Role.REVIEWER: frozenset({_P.READ_SAMPLES, _P.VERIFY_RESULT}),
    Role.CREDIT_OFFICER: frozenset(_OFFICER | {_P.DECIDE_CREDIT_EVENT, _P.PROPOSE_LISTING}),
    Role.CHIEF: frozenset(
        _OFFICER
        | {
            _P.READ_AUDIT,
            _P.APPROVE_LISTING,
            _P.RELEASE_AS_CHIEF,
            _P.APPROVE_ADJUSTMENT,
            _P.APPROVE_RULE_SET,
            _P.PROPOSE_LISTING,
            _P.MANAGE_CERTIFICATE,
            _P.SEND_NOTICE,
            _P.WORK_ON_IMPACT,
            _P.CLOSE_IMPACT,
        }
    ),
    Role.AUDITOR: frozenset(_OFFICER | {_P.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset({_P.MANAGE_REFERENCE}),
    Role.ENTERPRISE: frozenset(),
    Role.AGENT: frozenset(),
    Role.DEPARTMENT: frozenset({_P.REPORT_CREDIT}),
}


def roles_of(user: "User | AnonymousUser") -> frozenset[Role]:
    """The roles of a person, asked once for each request."""
    if not user.is_authenticated:
        return frozenset()
    kept: frozenset[Role] | None = getattr(user, "_roles", None)
    if kept is None:
        names = user.groups.values_list("name", flat=True)
        kept = frozenset(Role(name) for name in names if name in Role.values)
        user._roles = kept  # type: ignore[attr-defined]
    return kept


def may(user: "User | AnonymousUser", permission: Permission) -> bool:
    """Whether one of the person's roles gives the permission."""
    return any(permission in PERMISSIONS[role] for role in roles_of(user))


def require(user: "User | None", *permissions: Permission) -> None:
    """Refuse whoever has none of the permissions; None is the system itself, which may.

    Raises:
        NotPermitted: no role of the person gives any of them.
    """
    if user is None:
        return
    if not any(may(user, permission) for permission in permissions):
        raise NotPermitted(permissions=_labels(permissions))


def _labels(permissions: Iterable[Permission]) -> str:
    return ", ".join(str(permission.label) for permission in permissions)
