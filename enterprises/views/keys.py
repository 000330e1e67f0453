"""A person's own keys to the API: made for named scopes, shown once, revoked at any time."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.api.doors import Scope
from enterprises.authentication import KEYWORD
from enterprises.forms.people import TokenForm
from enterprises.models import ApiToken
from enterprises.requests import KnownRequest
from enterprises.services import tokens
from enterprises.views.deeds import Deed, Place, do, posted

A_YEAR = timedelta(days=365)


def _create(*, last_day: date, **said: Any) -> tuple[ApiToken, str]:
    after = datetime.combine(last_day + timedelta(days=1), time())
    return tokens.create_token(expires_at=timezone.make_aware(after), **said)


CREATE = Deed(
    _create,
    gettext_lazy("What is the key for?"),
    gettext_lazy("A program that brings the key acts as you, within what you choose here."),
    gettext_lazy("Make the key"),
    "",
    TokenForm,
)
REVOKE = Deed(
    tokens.revoke_token,
    gettext_lazy("Revoke the key “%(record)s”?"),
    gettext_lazy("Programs that use it are refused from this moment."),
    gettext_lazy("Revoke the key"),
    gettext_lazy("The key opens nothing any more."),
    keep=gettext_lazy("Keep it as it is"),
    is_grave=True,
)


@login_required
@require_safe
def token_list(request: KnownRequest) -> HttpResponse:
    """Show a person's own keys, those that still open something first."""
    now = timezone.now()
    keys = request.user.api_tokens.order_by("-pk")
    is_open = [one for one in keys if _opens(one, now)]
    past = [one for one in keys if not _opens(one, now)]
    words = dict(Scope.choices)
    context = {
        "open": [(one, [words.get(scope, scope) for scope in one.scopes]) for one in is_open],
        "past": past,
    }
    return render(request, "enterprises/tokens.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def token_new(request: KnownRequest) -> HttpResponse:
    """Make a key; its page is the only time that it is seen, so there is no way back to it."""
    first = {"last_day": timezone.localdate() + A_YEAR}

    def show(made: tuple[ApiToken, str]) -> HttpResponse:
        token, key = made
        header = f"Authorization: {KEYWORD} {tokens.KEY_HEAD}…"
        shown = {"token": token, "key": key, "header": header}
        return render(request, "enterprises/token_shown.html", shown)

    form = TokenForm(posted(request), initial=first)
    return do(request, CREATE, _place(user=request.user), form, then=show)


@login_required
@require_http_methods(["GET", "POST"])
def token_revoke(request: KnownRequest, key: UUID) -> HttpResponse:
    """Let a key open nothing any more."""
    token = request.user.api_tokens.filter(key=key).first()
    if token is None:
        raise Http404
    return do(request, REVOKE, _place(token.name, token=token))


def _opens(token: ApiToken, now: datetime) -> bool:
    is_past = token.expires_at is not None and token.expires_at <= now
    return token.revoked_at is None and not is_past


def _place(name: str = "", **given: Any) -> Place:
    back = reverse("enterprises:token-list")
    return Place(back, name=name, given=given, crumbs=(_("API keys"), back))
