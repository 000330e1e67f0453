"""Partner departments and the people who report for them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises import audit
from enterprises.errors import DomainError
from enterprises.models import PartnerDepartment, User
from enterprises.roles import Permission, Role, require, roles_of


class NotADepartmentAccount(DomainError):
    code = "NOT_A_DEPARTMENT_ACCOUNT"
    sentence = _("%(person)s is not an account of a partner department.")


@transaction.atomic
def appoint_reporter(
    *, user: User, department: PartnerDepartment, actor: User | None, at: datetime
) -> User:
    """Let a person report for a department, and for no other.

    Raises:
        NotADepartmentAccount: the person has no such role.
    """
    require(actor, Permission.MANAGE_REFERENCE)
    if Role.DEPARTMENT not in roles_of(user):
        raise NotADepartmentAccount(person=user)
    user.department = department
    user.save(update_fields=["department"])
    audit.record(
        actor=actor,
        at=at,
        action="reporter_appointed",
        record_kind="department",
        record_number=department.code,
        detail={"user": user.username},
    )
    return user
