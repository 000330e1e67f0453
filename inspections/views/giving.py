"""To whom something is given: oneself, another officer who may do it, or nobody."""

from enterprises.models import User
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from inspections.selectors.officers import officers_who_may


def owner_in(request: KnownRequest, *permissions: Permission) -> User | None:
    """Read whom a button names; whoever may not do it is nobody."""
    wanted = request.POST.get("to", "")
    if wanted == "me":
        return request.user
    return officers_who_may(*permissions).filter(username=wanted).first() if wanted else None
