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
from enterprises.models import (
    AgentAuthorisation,
    Assessment,
    DyehouseFiling,
    Enterprise,
    Membership,
    Rectification,
    Registration,
    User,
)
from enterprises.querysets import own_enterprises
from enterprises.roles import Permission, may
from enterprises.states import AgentAuthorisationState, EnterpriseKind, MembershipRole

_M = TypeVar("_M", bound=models.Model)

MAY_DECLARE = (MembershipRole.OWNER, MembershipRole.DECLARANT)


def knows_one_firm(user: User) -> bool:
    """Tell whether a list need not say whose a record is: the person acts for one firm alone."""
    if may(user, Permission.READ_FIRMS):
        return False
    return len(Enterprise.objects.visible_to(user).values("pk")[:2]) < 2


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


def own_enterprise_or_404(user: User, serial: str) -> Enterprise:
    """Find a firm that the person belongs to, or any for officers; its agents do not see it so."""
    firms = Enterprise.objects.visible_to(user)
    if not may(user, Permission.READ_FIRMS):
        firms = firms.filter(pk__in=own_enterprises(user))
    found: Enterprise | None = firms.filter(serial=serial).first()
    if found is None:
        raise Http404
    return found


def enterprise_to_manage(user: User, serial: str) -> Enterprise:
    """Find a firm for its owner; whoever else belongs to it is told no."""
    firm = own_enterprise_or_404(user, serial)
    owner_required(user, firm)
    return firm


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


def firms_filed_for(user: User, *kinds: EnterpriseKind) -> models.QuerySet[Enterprise]:
    """The firms that the person files for today, of one of these kinds where any is named."""
    today = timezone.localdate()
    own = _open_memberships(user).filter(role__in=MAY_DECLARE).values("enterprise")
    served = AgentAuthorisation.objects.filter(
        agent__in=own,
        state=AgentAuthorisationState.ACCEPTED,
        valid_from__lte=today,
        valid_until__gt=today,
    ).values("principal")
    firms = Enterprise.objects.filter(Q(pk__in=own) | Q(pk__in=served)).order_by("serial")
    return firms.filter(kinds__overlap=[kind.value for kind in kinds]) if kinds else firms


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


def answer_required(user: User, enterprise: Enterprise) -> None:
    """Stop whoever may not answer the bureau in the firm's own name, as its agents may not.

    Raises:
        PermissionDenied: neither its owner nor its declarant.
    """
    if membership_role(user, enterprise) not in MAY_DECLARE:
        raise PermissionDenied(_("Only the owner and the declarants of the enterprise do this."))


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


def registration_to_read(user: User, number: str) -> Registration:
    """Find a registration that the person may see."""
    found: Registration = get_or_404(
        Registration.objects.select_related("enterprise", "replaces"), user, number=number
    )
    return found


def registration_to_write(user: User, number: str) -> Registration:
    """Find an application that the person may write and hand in.

    Raises:
        PermissionDenied: not an owner of the firm.
    """
    registration = registration_to_read(user, number)
    owner_required(user, registration.enterprise)
    return registration


def assessment_to_read(user: User, number: str) -> Assessment:
    """Find a visit that the person may see."""
    found: Assessment = get_or_404(
        Assessment.objects.select_related(
            "enterprise", "registration", "filing", "submitted_by", "endorsed_by"
        ),
        user,
        number=number,
    )
    return found


def rectification_to_read(user: User, number: str) -> Rectification:
    """Find a rectification that the person may see."""
    found: Rectification = get_or_404(
        Rectification.objects.select_related(
            "enterprise",
            "assessment__registration",
            "assessment__filing",
            "item",
            "condition",
            "answered_by",
            "decided_by",
        ),
        user,
        number=number,
    )
    return found


def rectification_to_answer(user: User, number: str) -> Rectification:
    """Find a rectification that the person may answer for the firm; its agent may not.

    Raises:
        PermissionDenied: neither owner nor declarant of the firm.
    """
    rectification = rectification_to_read(user, number)
    writer_required(user, rectification.enterprise)
    return rectification


def filing_to_read(user: User, number: str) -> DyehouseFiling:
    """Find a dyehouse's filing that the person may see."""
    found: DyehouseFiling = get_or_404(
        DyehouseFiling.objects.select_related("enterprise"), user, number=number
    )
    return found


def writes_for(user: User, enterprise: Enterprise) -> bool:
    """Tell whether the person writes for the firm as one of its own."""
    return membership_role(user, enterprise) in MAY_DECLARE


def owns(user: User, enterprise: Enterprise) -> bool:
    """Tell whether the person is an owner of the firm."""
    return membership_role(user, enterprise) == MembershipRole.OWNER


def writer_required(user: User, enterprise: Enterprise) -> None:
    """Stop whoever sees the firm but does not write for it as one of its own.

    Raises:
        PermissionDenied: a viewer, an agent or an officer.
    """
    if not writes_for(user, enterprise):
        raise PermissionDenied(_("Only the owner and declarants of the enterprise do this."))


def own_firms(user: User) -> list[Enterprise]:
    """Give the firms that a person belongs to today, agencies among them, by serial."""
    memberships = _open_memberships(user).values("enterprise")
    return list(Enterprise.objects.filter(pk__in=memberships).order_by("serial"))
