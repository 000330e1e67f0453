"""The way for a person to reach a declaration or certificate: 404 if not theirs to see, 403 to do."""

from typing import Any

from enterprises.access import declare_required, get_or_404, may_declare_for
from enterprises.models import User
from enterprises.roles import Permission, may
from inspections.models import Certificate, Declaration, ImpactCase
from lab.models import DyeBatch, RawMaterialLot

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


# The letter of a number says of what kind of record a trace is asked.
_TRACED: dict[str, type] = {
    "L": RawMaterialLot,
    "B": DyeBatch,
    "D": Declaration,
    "C": Certificate,
}


def traced(user: User, number: str) -> Any:
    """Find the record of which a trace is asked: a lot, dye batch, declaration or certificate.

    None where there is none of this number that the person may see.
    """
    model = _TRACED.get(number[:1].upper())
    if model is None:
        return None
    rows: Any = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    if model is Certificate:
        rows = rows.select_related("declaration__enterprise", "enterprise")
    else:
        rows = rows.select_related("enterprise")
    return rows.filter(number=number).first()


def case_to_read(user: User, number: str) -> ImpactCase:
    """Find a case that the person may see: officers see them all, nobody else any."""
    found: ImpactCase = get_or_404(
        ImpactCase.objects.select_related(
            "sample__enterprise",
            "sample__lot",
            "sample__dye_batch__enterprise",
            "closing_by",
            "closed_by",
        ),
        user,
        number=number,
    )
    return found


def works_on_impact(user: User) -> bool:
    """Tell whether the person works on the tasks of cases."""
    return may(user, Permission.WORK_ON_IMPACT)
