"""The one way for a person to reach a record of credit."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from blacklist.models import ClassProposal, CreditEvent, GradingRound, ListEntry, Memorandum
from blacklist.querysets import is_government, reports_credit
from blacklist.selectors.gradings import rounds
from blacklist.states import ClassProposalState
from enterprises.access import declare_required, enterprise_or_404, get_or_404, permission_required
from enterprises.models import Enterprise, PartnerDepartment, User
from enterprises.roles import Permission, may
from enterprises.states import EnterpriseKind

_EVENT_WITH = ("enterprise", "department", "reported_by", "confirmed_by", "decided_by")
_ENTRY_WITH = ("enterprise", "proposed_by", "approved_by", "ended_by")


def officer_required(user: User) -> None:
    """Stop whoever does not read firms for the bureau.

    Raises:
        PermissionDenied: no officer.
    """
    permission_required(user, Permission.READ_FIRMS)


def is_officer(user: User) -> bool:
    """Tell whether the person reads firms for the bureau."""
    return may(user, Permission.READ_FIRMS)


def event_to_read(user: User, number: str) -> CreditEvent:
    """Find an event that the person may see: as an officer, as its firm, or as its reporter."""
    rows = CreditEvent.objects.select_related(*_EVENT_WITH, "objection_file")
    found: CreditEvent = get_or_404(rows, user, number=number)
    return found


def event_to_object_to(user: User, number: str) -> CreditEvent:
    """Find an event that the person objects to for its firm.

    Raises:
        PermissionDenied: neither the firm's own nor its agent's.
    """
    found = event_to_read(user, number)
    declare_required(user, found.enterprise)
    return found


def entry_to_read(user: User, number: str) -> ListEntry:
    """Find an entry that the person may see; its firm does from the day of the notice."""
    found: ListEntry = get_or_404(
        ListEntry.objects.select_related(*_ENTRY_WITH), user, number=number
    )
    return found


def entry_to_speak_to(user: User, number: str) -> ListEntry:
    """Find an entry about which the person states the firm's case.

    Raises:
        PermissionDenied: neither the firm's own nor its agent's.
    """
    found = entry_to_read(user, number)
    declare_required(user, found.enterprise)
    return found


def firm_of_officer(user: User, serial: str) -> Enterprise:
    """Find a firm about whose credit an officer does something.

    Raises:
        PermissionDenied: the person sees the firm and is no officer.
    """
    found = enterprise_or_404(user, serial)
    officer_required(user)
    return found


def open_proposal_of(enterprise: Enterprise) -> ClassProposal:
    """Find the class proposed for a firm and not decided; there is one at most."""
    found = (
        ClassProposal.objects.filter(enterprise=enterprise, state=ClassProposalState.PROPOSED)
        .select_related("enterprise", "proposed_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def own_firms(user: User) -> list[Enterprise]:
    """Give the firms whose credit file is the person's own to read; an agency has none."""
    if may(user, Permission.READ_FIRMS):
        return []
    visible = Enterprise.objects.visible_to(user).order_by("serial")
    return [firm for firm in visible if set(firm.kinds) != {EnterpriseKind.AGENT.value}]


def department_of(user: User) -> PartnerDepartment:
    """Name the department for which the person reports and reads.

    Raises:
        PermissionDenied: the person reports for none.
    """
    permission_required(user, Permission.REPORT_CREDIT)
    if user.department is None:
        raise PermissionDenied
    return user.department


def reports(user: User) -> bool:
    """Tell whether the person reads as a partner department, and not as an officer."""
    return reports_credit(user) and not may(user, Permission.READ_FIRMS)


def reads_rounds(user: User) -> bool:
    """Tell whether the person reads whole rounds: officers do, and the government."""
    return may(user, Permission.READ_FIRMS) or is_government(user)


def records_rounds(user: User) -> bool:
    """Tell whether the person records rounds of the government's grading."""
    return may(user, Permission.DECIDE_CREDIT_EVENT) or is_government(user)


def rounds_required(user: User) -> None:
    """Stop whoever does not read whole rounds.

    Raises:
        PermissionDenied: neither officer nor of the government.
    """
    if not reads_rounds(user):
        raise PermissionDenied


def round_to_read(user: User, number: int, version: int) -> GradingRound:
    """Find one version of a round."""
    rounds_required(user)
    found = rounds().filter(number=number, version=version).first()
    if found is None:
        raise Http404
    return found


def memorandum_to_read(user: User, code: str) -> Memorandum:
    """Find a memorandum: officers read all, a department its own."""
    rows = Memorandum.objects.select_related("department")
    if not may(user, Permission.READ_FIRMS):
        if not may(user, Permission.REPORT_CREDIT) or user.department_id is None:
            raise Http404
        rows = rows.filter(department=user.department_id)
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found
