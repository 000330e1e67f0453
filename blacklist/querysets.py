"""What a person may see of credit: what is not certain yet is not the firm's to read."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Q

from blacklist.states import UNTOLD_EVENT_STATES
from enterprises.querysets import EnterpriseRecordQuerySet, enterprises_of

if TYPE_CHECKING:
    from enterprises.models import User

_M = TypeVar("_M", bound=models.Model)

# The department whose word is the base of every class.
GOVERNMENT = "government"


class CreditEventQuerySet(EnterpriseRecordQuerySet[_M]):
    """All for officers, a department's own reports, and of a firm what was ever confirmed."""

    def visible_to(self, user: Any) -> "CreditEventQuerySet[_M]":
        from enterprises.roles import Permission, may

        if not user.is_authenticated:
            return self.none()
        if may(user, Permission.READ_FIRMS):
            return self.all()
        if reports_credit(user):
            return self.filter(department=user.department_id)
        mine = super().visible_to(user)
        return mine.exclude(state__in=UNTOLD_EVENT_STATES)  # type: ignore[return-value]


class ListEntryQuerySet(EnterpriseRecordQuerySet[_M]):
    """All for officers; a firm reads an entry from the day it was given notice of it."""

    def visible_to(self, user: Any) -> "ListEntryQuerySet[_M]":
        from enterprises.roles import Permission, may

        found = super().visible_to(user)
        if not user.is_authenticated or may(user, Permission.READ_FIRMS):
            return found  # type: ignore[return-value]
        told = Q(noticed_on__isnull=False) | Q(effective_from__isnull=False)
        return found.filter(told)  # type: ignore[return-value]


class GradingRoundQuerySet(models.QuerySet[_M]):
    """All for officers and the government; of others, the rounds that grade a firm of theirs."""

    def visible_to(self, user: Any) -> "GradingRoundQuerySet[_M]":
        from enterprises.models import Enterprise
        from enterprises.roles import Permission, may

        if not user.is_authenticated:
            return self.none()
        if may(user, Permission.READ_FIRMS) or is_government(user):
            return self.all()
        mine = Enterprise.objects.filter(enterprises_of(user)).values("pk")
        return self.filter(gradings__enterprise__in=mine).distinct()


def reports_credit(user: "User") -> bool:
    """Tell whether the person reports for a partner department."""
    from enterprises.roles import Permission, may

    return may(user, Permission.REPORT_CREDIT) and user.department_id is not None


def is_government(user: "User") -> bool:
    """Tell whether the person speaks for the county government."""
    return (
        reports_credit(user) and user.department is not None and user.department.code == GOVERNMENT
    )
