"""The one way for a person to reach a record: invisible is 404, visible but not theirs to do is 403."""

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.asking import asked_often
from enterprises.models import AgentAuthorisation, Enterprise, Membership, User
from enterprises.roles import Permission, may
from enterprises.states import AgentAuthorisationState, MembershipRole

_M = TypeVar("_M", bound=models.Model)

MAY_DECLARE = (MembershipRole.OWNER, MembershipRole.DECLARANT)


def get_or_404(queryset: Any, user: User, **lookup: Any) -> Any:
    """Find the one record that the person may see; anybody else's is not there.

    `queryset` is a model, a manager or a queryset with `visible_to`.
    """
    if isinstance(queryset, type):
        queryset = queryset._default_manager  # type: ignore[attr-defined]
    try:
        return queryset.visible_to(user).get(**lookup)
    except queryset.model.DoesNotExist as absence:
        raise Http404 from absence


def enterprise_or_404(user: User, serial: str) -> Enterprise:
    """Find an enterprise that the person may see by its serial."""
    found: Enterprise = get_or_404(Enterprise, user, serial=serial)
    return found


def membership_role(user: User, enterprise: Enterprise) -> MembershipRole | None:
    """Say what the person is in the firm today, if anything."""
    roles = _roles_in(enterprise.pk, user.pk, timezone.localdate())
    return MembershipRole(roles[0]) if roles else None


@asked_often
def _roles_in(enterprise: int, user: int, today: date) -> models.QuerySet[Membership, str]:
    rows = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=today),
        enterprise=enterprise,
        user=user,
        since__lte=today,
    )
    return rows.order_by("pk").values_list("role", flat=True)


def may_declare_for(user: User, enterprise: Enterprise) -> bool:
    """Tell whether the person files for the firm: as its own, or as the agent it authorised."""
    if membership_role(user, enterprise) in MAY_DECLARE:
        return True
    return agent_for(user, enterprise) is not None


def agent_for(user: User, enterprise: Enterprise) -> Enterprise | None:
    """Find the agent through which the person may file for the firm today."""
    found = _authorisations(user.pk, enterprise.pk, timezone.localdate())
    return found[0].agent if found else None


@asked_often
def _authorisations(user: int, principal: int, today: date) -> models.QuerySet[AgentAuthorisation]:
    own = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=today),
        user=user,
        since__lte=today,
        role__in=MAY_DECLARE,
    )
    rows = AgentAuthorisation.objects.filter(
        principal=principal,
        agent__in=own.values("enterprise"),
        state=AgentAuthorisationState.ACCEPTED,
        valid_from__lte=today,
        valid_until__gt=today,
    )
    return rows.select_related("agent").order_by("pk")


def declare_required(user: User, enterprise: Enterprise) -> None:
    """Stop whoever sees the firm but does not file for it.

    Raises:
        PermissionDenied: neither its owner or declarant, nor of an agent it authorised.
    """
    if not may_declare_for(user, enterprise):
        raise PermissionDenied(_("Only the owner, declarants and authorised agents do this."))


def owner_required(user: User, enterprise: Enterprise) -> None:
    """Stop whoever sees the firm but does not own its account.

    Raises:
        PermissionDenied: not an owner of the firm.
    """
    if membership_role(user, enterprise) != MembershipRole.OWNER:
        raise PermissionDenied(_("Only the owner of the enterprise does this."))


def permission_required(user: User, *permissions: Permission) -> None:
    """Stop whoever sees the page but has none of the permissions it takes.

    Raises:
        PermissionDenied: no role of the person gives any of them.
    """
    if not any(may(user, permission) for permission in permissions):
        raise PermissionDenied


def _open_memberships(user: User) -> models.QuerySet[Membership]:
    today = timezone.localdate()
    return Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=today), user=user, since__lte=today
    )
