"""The refusals of credit."""

from django.utils.translation import gettext_lazy as _

from enterprises.errors import DomainError


class NotAReporter(DomainError):
    code = "NOT_A_REPORTER"
    sentence = _("%(indicator)s is not reported by %(source)s.")


class ReferenceUsed(DomainError):
    code = "REFERENCE_USED"
    sentence = _("%(reference)s is already the reference of another event of this source.")


class ObjectionTooLate(DomainError):
    code = "OBJECTION_TOO_LATE"
    sentence = _("An objection could be filed until %(date)s.")


class NoClass(DomainError):
    code = "NO_CLASS"
    sentence = _("%(enterprise)s has no class yet; it has never been registered.")


class ClassUnchanged(DomainError):
    code = "CLASS_UNCHANGED"
    sentence = _("%(enterprise)s is in %(credit_class)s already.")


class AboveGrade(DomainError):
    code = "ABOVE_GRADE"
    sentence = _("The grade of today allows %(credit_class)s at most.")


class ProposalOpen(DomainError):
    code = "PROPOSAL_OPEN"
    sentence = _("Another class is proposed already; it is decided first.")


class NotTakenUp(DomainError):
    code = "NOT_TAKEN_UP"
    sentence = _("A person proposes this first; the system alone is not enough.")


class ListingRefused(DomainError):
    """What the rules of the lists say against an entry; `refusals` are their codes."""

    code = "LISTING_REFUSED"
    sentence = _("This entry is not possible: %(refusals)s.")


class HearingOpen(DomainError):
    code = "HEARING_OPEN"
    sentence = _("The firm may still be heard until %(date)s.")


class StillListed(DomainError):
    """The conditions to leave the list are not met; `missing` are their rows in the scheme."""

    code = "STILL_LISTED"
    sentence = _("The conditions to leave the list are not met: %(missing)s.")
