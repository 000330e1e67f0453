"""Whose pages a person reads: which firms they see, and for which they file."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from enterprises.access import MAY_DECLARE
from enterprises.models import AgentAuthorisation, Enterprise, Membership
from enterprises.roles import Permission, may
from enterprises.states import AgentAuthorisationState, EnterpriseKind, MembershipRole


@dataclass(frozen=True)
class Firms:
    """The firms of a person: their own and those they serve as agents; none for officers.

    An agency is left out itself: it has no goods, and stands nowhere.
    """

    visible: tuple[Enterprise, ...]
    files_for: tuple[Enterprise, ...]
    is_officer: bool

    def by_serial(self, serial: str) -> Enterprise | None:
        """Find one of the firms that the person files for."""
        return next((firm for firm in self.files_for if firm.serial == serial), None)


def firms_of(user: Any) -> Firms:
    """Answer which firms a person stands for today, in two questions."""
    if may(user, Permission.READ_FIRMS):
        return Firms(visible=(), files_for=(), is_officer=True)
    today = timezone.localdate()
    memberships = list(
        Membership.objects.filter(
            Q(until__isnull=True) | Q(until__gt=today), user=user, since__lte=today
        ).select_related("enterprise")
    )
    own = {one.enterprise_id: one.enterprise for one in memberships}
    files = {
        one.enterprise_id: one.enterprise
        for one in memberships
        if MembershipRole(one.role) in MAY_DECLARE
    }
    filing = frozenset(files)
    served = AgentAuthorisation.objects.filter(
        agent__in=list(own),
        state=AgentAuthorisationState.ACCEPTED,
        valid_from__lte=today,
        valid_until__gt=today,
    ).select_related("principal")
    visible = {pk: firm for pk, firm in own.items() if not _only_files(firm)}
    files = {pk: firm for pk, firm in files.items() if not _only_files(firm)}
    for one in served:
        visible[one.principal_id] = one.principal
        if one.agent_id in filing:
            files[one.principal_id] = one.principal
    return Firms(
        visible=tuple(sorted(visible.values(), key=lambda firm: firm.serial)),
        files_for=tuple(sorted(files.values(), key=lambda firm: firm.serial)),
        is_officer=False,
    )


def _only_files(firm: Enterprise) -> bool:
    """Tell whether a firm has no goods of its own: an agent files for others alone."""
    return set(firm.kinds) == {EnterpriseKind.AGENT.value}
