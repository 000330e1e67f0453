"""The way for a person to reach a declaration or certificate: 404 if not theirs to see, 403 to do."""

from enterprises.access import declare_required, get_or_404, may_declare_for
from enterprises.models import User
from enterprises.roles import Permission, may
from inspections.models import Certificate, Declaration

_WITH = ("enterprise", "agent", "outlet", "submitted_by", "created_by", "copied_from")


def declaration_to_read(user: User, number: str) -> Declaration:
    """Find a declaration that the person may see."""
    found: Declaration = get_or_404(Declaration.objects.select_related(*_WITH), user, number=number)
    return found


def declaration_to_file(user: User, number: str) -> Declaration:
    """Find a declaration that the person may write, submit and end.

    Raises:
        PermissionDenied: they may only read it.
    """
    declaration = declaration_to_read(user, number)
    declare_required(user, declaration.enterprise)
    return declaration


def certificate_to_read(user: User, number: str) -> Certificate:
    """Find a certificate that the person may see."""
    found: Certificate = get_or_404(
        Certificate.objects.select_related("declaration", "decision", "enterprise"),
        user,
        number=number,
    )
    return found


def is_officer(user: User) -> bool:
    """Tell whether the person reads the records of firms as an officer."""
    return may(user, Permission.READ_FIRMS)


def may_file(user: User, declaration: Declaration) -> bool:
    """Tell whether the person files for the firm of the declaration."""
    return may_declare_for(user, declaration.enterprise)
