"""Entering a firm: without it nobody new could apply."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from enterprises.access import permission_required
from enterprises.forms.entering import EntryForm
from enterprises.models import Enterprise
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.services import entering
from enterprises.views.deeds import Deed, Place, do, tell

ENTER = Deed(
    entering.enter_with_owner,
    gettext_lazy("Which firm comes in?"),
    gettext_lazy(
        "It gets its serial and an owner, who hands in the application for registration. "
        "What stands on the licence is not changed afterwards."
    ),
    gettext_lazy("Enter the firm"),
    gettext_lazy("%(record)s is entered; its owner is invited by mail."),
    EntryForm,
    permissions=(Permission.DECIDE_REGISTRATION,),
    keeps_words=True,
)


@login_required
@require_http_methods(["GET", "POST"])
def enterprise_enter(request: KnownRequest) -> HttpResponse:
    """Enter a firm that is not known yet, with its first owner."""
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    back = reverse("enterprises:registration-list")

    def then(entered: Enterprise) -> HttpResponse:
        page = reverse("enterprises:standing-of", args=[entered.serial])
        return tell(request, ENTER, entered.name, page)

    place = Place(back, crumbs=(gettext_lazy("Registrations"), back))
    return do(request, ENTER, place, then=then)
