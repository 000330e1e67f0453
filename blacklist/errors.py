"""The refusals of credit."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enterprises.errors import DomainError
from enterprises.tones import Text

# What the rules of the lists say against an entry, and what is missing to leave one.
LISTING_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "already_listed": _("the firm stands on this list already"),
        "in_procedure": _("an entry on this list is under way"),
        "black_listed": _("the firm is on the black list"),
        "not_red_eligible": _("a condition of the red list is not met"),
        "no_ground": _("no confirmed event makes up this ground"),
        "exit_1": _("the shortest stay has not passed"),
        "exit_2": _("the cause is not remedied and verified on site"),
        "exit_3": _("the last major or severe event is too recent"),
        "exit_4": _("too few declarations in a row have passed"),
        "exit_5": _("the government has not said that it is ended"),
    }
)


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

    def __str__(self) -> str:
        return str(self.sentence) % {"refusals": _spoken(self.params["refusals"])}


class HearingOpen(DomainError):
    code = "HEARING_OPEN"
    sentence = _("The firm may still be heard until %(date)s.")


class StatementTooLate(DomainError):
    code = "STATEMENT_TOO_LATE"
    sentence = _("The firm could be heard until %(date)s.")


class StillListed(DomainError):
    """The conditions to leave the list are not met; `missing` are their rows in the scheme."""

    code = "STILL_LISTED"
    sentence = _("The conditions to leave the list are not met: %(missing)s.")

    def __str__(self) -> str:
        return str(self.sentence) % {"missing": _spoken(self.params["missing"])}


class NoMemorandum(DomainError):
    code = "NO_MEMORANDUM"
    sentence = _("%(department)s has no memorandum in force, so it may read nothing.")
    status = 403


def _spoken(codes: str) -> str:
    """Say codes, as their refusal holds them, in the reader's words."""
    return gettext("; ").join(str(LISTING_WORDS.get(code, code)) for code in codes.split(", "))
