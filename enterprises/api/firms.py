"""The firm that somebody acts for: named by its credit code, or the only one there is."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from enterprises.access import may_declare_for, owner_required
from enterprises.models import Enterprise, User
from enterprises.querysets import own_enterprises
from enterprises.roles import Permission, may

# Whoever files for more than this names the firm.
TRIED_MOST = 20


def firm_named(person: User, credit_code: str | None) -> Enterprise:
    """Find the firm with this code among those the person sees, or the one they file for.

    Raises:
        ValidationError: there is none with this code, or none was named and it is not clear.
    """
    visible = Enterprise.objects.visible_to(person).order_by("pk")
    if credit_code is not None:
        named: Enterprise | None = visible.filter(credit_code=credit_code).first()
        if named is None:
            raise ValidationError({"enterprise": [_("There is no such enterprise.")]})
        return named
    own: list[Enterprise] = []
    if not may(person, Permission.READ_FIRMS):
        own = [firm for firm in visible[:TRIED_MOST] if may_declare_for(person, firm)]
    if len(own) != 1:
        raise ValidationError({"enterprise": [_("Name the enterprise.")]})
    return own[0]


def firm_owned(person: User, credit_code: str | None) -> Enterprise:
    """Find the firm with this code, or the only one the person belongs to, and stop but its owner.

    Raises:
        ValidationError: there is none with this code, or none was named and it is not clear.
        PermissionDenied: the person does not own it.
    """
    visible = Enterprise.objects.visible_to(person)
    if credit_code is None:
        own = list(visible.filter(pk__in=own_enterprises(person)).order_by("pk")[:2])
        if len(own) != 1:
            raise ValidationError({"enterprise": [_("Name the enterprise.")]})
        firm: Enterprise = own[0]
    else:
        named = visible.filter(credit_code=credit_code).first()
        if named is None:
            raise ValidationError({"enterprise": [_("There is no such enterprise.")]})
        firm = named
    owner_required(person, firm)
    return firm
