"""What a person may see: every page and every answer of the API starts here."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from enterprises.models import AgentAuthorisation, Membership, User  # noqa: F401

_M = TypeVar("_M", bound=models.Model)


def enterprises_of(user: "User") -> Q:
    """The condition on an enterprise: one's own firms, and those one is agent of today."""
    today = timezone.localdate()
    open_member = Q(memberships__user=user, memberships__since__lte=today) & (
        Q(memberships__until__isnull=True) | Q(memberships__until__gt=today)
    )
    from enterprises.models import AgentAuthorisation, Enterprise

    own = Enterprise.objects.filter(open_member).values("pk")
    served = AgentAuthorisation.objects.filter(
        agent__in=own, state="accepted", valid_from__lte=today, valid_until__gt=today
    ).values("principal")
    return Q(pk__in=own) | Q(pk__in=served)


class EnterpriseRecordQuerySet(models.QuerySet[_M]):
    """Records that belong to a firm, by a foreign key named `enterprise` unless told otherwise."""

    enterprise_path = "enterprise"

    def visible_to(self, user: Any) -> "EnterpriseRecordQuerySet[_M]":
        """All for officers who read firms, one's own for people of firms, nothing for others."""
        from enterprises.models import Enterprise
        from enterprises.roles import Permission, may

        if not user.is_authenticated:
            return self.none()
        if may(user, Permission.READ_FIRMS):
            return self.all()
        mine = Enterprise.objects.filter(enterprises_of(user)).values("pk")
        return self.filter(**{f"{self.enterprise_path}__in": mine})


class OwnRecordQuerySet(models.QuerySet[_M]):
    """Records that are a firm's own business: its people and officers see them, its agents do not."""

    enterprise_paths: tuple[str, ...] = ("enterprise",)

    def visible_to(self, user: Any) -> "OwnRecordQuerySet[_M]":
        """All for officers who read firms, those of the firms one belongs to, nothing for others."""
        from enterprises.roles import Permission, may

        if not user.is_authenticated:
            return self.none()
        if may(user, Permission.READ_FIRMS):
            return self.all()
        wanted = Q()
        for path in self.enterprise_paths:
            wanted |= Q(**{f"{path}__in": own_enterprises(user)})
        return self.filter(wanted)


class MembershipQuerySet(OwnRecordQuerySet["Membership"]):
    """Who acts for a firm."""


class AuthorisationQuerySet(OwnRecordQuerySet["AgentAuthorisation"]):
    """Authorisations, seen from both sides."""

    enterprise_paths = ("principal", "agent")


def own_enterprises(user: Any) -> models.QuerySet[Any, int]:
    """The firms a person belongs to today, by key; not those they are agent of."""
    from enterprises.models import Membership

    today = timezone.localdate()
    rows = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=today), user=user, since__lte=today
    )
    return rows.order_by().values_list("enterprise", flat=True)
