"""Who may come in by which door: nothing is open that no view has named."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from enterprises.roles import Permission, require

if TYPE_CHECKING:
    from rest_framework.views import APIView

    from enterprises.models import User


class Scope(TextChoices):
    """What a token may be used for; a session has the scopes of its person, all of them."""

    FIRMS_READ = "firms:read", _("read enterprises and published lists")
    REGISTRATIONS_READ = (
        "registrations:read",
        _("read registrations, visits, rectifications and filings"),
    )
    REGISTRATIONS_WRITE = (
        "registrations:write",
        _("apply, answer rectifications, and decide about both"),
    )
    FIRMS_WRITE = "firms:write", _("change what an enterprise says of itself")
    NOTICES_READ = "notices:read", _("read notices and messages")
    NOTICES_WRITE = "notices:write", _("acknowledge notices, mark messages as read")
    PEOPLE_READ = "people:read", _("read members and agents")
    PEOPLE_WRITE = "people:write", _("change members and agents")
    LOTS_READ = "lots:read", _("read lots, ledgers and eligibility")
    LOTS_WRITE = "lots:write", _("receive lots")
    SAMPLES_READ = "samples:read", _("read samples, results and reports")
    SAMPLES_WRITE = "samples:write", _("order, take and test samples")
    DECLARATIONS_READ = "declarations:read", _("read declarations, decisions and certificates")
    DECLARATIONS_WRITE = "declarations:write", _("write drafts of declarations")
    DECLARATIONS_SUBMIT = "declarations:submit", _("submit, withdraw and cancel declarations")
    HOLDS_WRITE = "holds:write", _("answer and decide holds")
    CREDIT_READ = "credit:read", _("read credit events, classes, gradings and listings")
    CREDIT_WRITE = "credit:write", _("report and decide credit events, gradings and listings")
    CERTIFICATES_WRITE = "certificates:write", _("replace and revoke certificates")
    IMPACT_READ = "impact:read", _("read impact cases")
    IMPACT_WRITE = "impact:write", _("work on impact cases and close them")


# What a view set calls a method that it does not have: the answer is 405, not 403.
NO_ACTION = (None, "metadata")


@dataclass(frozen=True)
class Door:
    """One way in: the scope a token needs, and the permissions of which a person needs one.

    Without permissions the record's own access decides, in the view.
    """

    scope: Scope
    permissions: tuple[Permission, ...] = ()


class ByDoor(BasePermission):
    """Let in who has a key to the door of this action; an action without a door stays shut.

    A role is asked for once the record is reached, so that another firm's record is never told
    from one that does not exist.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not (request.user and request.user.is_authenticated):
            return False
        action = getattr(view, "action", None)
        if action in NO_ACTION:
            return True
        door = getattr(view, "doors", {}).get(action)
        if door is None:
            return False
        scopes = getattr(request.auth, "scopes", None)
        if scopes is not None and door.scope not in scopes:
            raise PermissionDenied(
                _("This token lacks the scope %(scope)s.") % {"scope": door.scope.value},
                code="scope_missing",
            )
        if door.permissions and not getattr(view, "detail", False):
            require(request.user, *door.permissions)
        return True

    def has_object_permission(self, request: Request, view: "APIView", record: Any) -> bool:
        door: Door = view.doors[view.action]  # type: ignore[attr-defined]
        if door.permissions:
            require(cast("User", request.user), *door.permissions)
        return True
