"""The refusals of registration."""

from django.utils.translation import gettext_lazy as _

from enterprises.errors import DomainError


class AlreadyRegistered(DomainError):
    code = "ALREADY_REGISTERED"
    sentence = _("%(enterprise)s already has %(number)s.")


class NothingToRenew(DomainError):
    code = "NOTHING_TO_RENEW"
    sentence = _("%(number)s is not in force and cannot be renewed.")


class ReturnedBefore(DomainError):
    code = "RETURNED_BEFORE"
    sentence = _("%(number)s was returned once already; accept or reject it.")


class ConditionSettled(DomainError):
    code = "CONDITION_SETTLED"
    sentence = _("Condition %(ordinal)s of %(number)s is already accepted.")


class NoSuchPaper(DomainError):
    code = "NO_SUCH_PAPER"
    sentence = _("%(number)s has no such paper.")
