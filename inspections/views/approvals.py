"""The chief's day: what waits for a second person's word, with the page that decides it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from enterprises import formats
from enterprises.access import permission_required
from enterprises.requests import KnownRequest
from enterprises.roles import Permission
from enterprises.selectors.reference import one_look
from inspections import access
from inspections.selectors.approvals import Queue, approvals

_APPROVERS = (
    Permission.RELEASE_AS_CHIEF,
    Permission.APPROVE_LISTING,
    Permission.APPROVE_ADJUSTMENT,
    Permission.APPROVE_RULE_SET,
    Permission.CLOSE_IMPACT,
)


@login_required
@require_safe
@one_look()
def approvals_page(request: KnownRequest) -> HttpResponse:
    """Show everything that waits for the reader's approval, by kind, the oldest first."""
    if not access.is_officer(request.user):
        raise Http404
    permission_required(request.user, *_APPROVERS)
    queues = approvals(request.user)
    return render(
        request,
        "inspections/approvals.html",
        {
            "heading": _heading(queues),
            "waiting": [queue for queue in queues if queue.count],
            "clear": [queue for queue in queues if not queue.count],
            "today": timezone.now(),
        },
    )


def _heading(queues: tuple[Queue, ...]) -> str:
    """Say how much waits for the reader."""
    count = sum(queue.count - queue.own for queue in queues)
    own = sum(queue.own for queue in queues)
    if count:
        return ngettext(
            "%(count)s thing waits for your approval",
            "%(count)s things wait for your approval",
            count,
        ) % {"count": formats.number(count)}
    if own:
        return _("Only your own proposals wait; another person decides them")
    return _("Nothing waits for your approval")
