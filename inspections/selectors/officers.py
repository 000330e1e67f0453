"""Who of the bureau may be given something to do."""

from django.db.models import QuerySet

from enterprises.models import User
from enterprises.roles import PERMISSIONS, Permission


def officers_who_may(*permissions: Permission) -> QuerySet[User]:
    """The people whose role gives one of the permissions, by name."""
    roles = [role.value for role, given in PERMISSIONS.items() if given & set(permissions)]
    return (
        User.objects.filter(is_active=True, groups__name__in=roles)
        .distinct()
        .order_by("full_name", "pk")
    )
