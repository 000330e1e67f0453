"""A person's own keys to the API: made for named scopes, shown once, revoked at any time."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.api.doors import Scope
from enterprises.authentication import KEYWORD
from enterprises.forms.people import TokenForm
from enterprises.models import ApiToken
from enterprises.requests import KnownRequest
from enterprises.services import tokens
from enterprises.views.questions import Deed, EmptyForm, Place, do, posted

A_YEAR = timedelta(days=365)


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
    form = TokenForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        after = datetime.combine(data["last_day"] + timedelta(days=1), time())
        token, key = tokens.create_token(
            user=request.user,
            name=data["name"],
            scopes=data["scopes"],
            actor=request.user,
            at=timezone.now(),
            expires_at=timezone.make_aware(after),
        )
        header = f"Authorization: {KEYWORD} {tokens.KEY_HEAD}…"
        shown = {"token": token, "key": key, "header": header}
        return render(request, "enterprises/token_shown.html", shown)
    deed = Deed(
        _("What is the key for?"),
        act=_("Make the key"),
        told="",
        words=_("A program that brings the key acts as you, within what you choose here."),
    )
    context = {"deed": deed, "form": form, "place": _place()}
    return render(request, "enterprises/deed.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def token_revoke(request: KnownRequest, key: UUID) -> HttpResponse:
    """Let a key open nothing any more."""
    token = request.user.api_tokens.filter(key=key).first()
    if token is None:
        raise Http404
    deed = Deed(
        _("Revoke the key “%(name)s”?") % {"name": token.name},
        act=_("Revoke the key"),
        told=_("The key opens nothing any more."),
        words=_("Programs that use it are refused from this moment."),
        keep=_("Keep it"),
        look="danger",
    )
    return do(
        request,
        deed,
        EmptyForm(posted(request)),
        lambda _data: tokens.revoke_token(token=token, actor=request.user, at=timezone.now()),
        _place(),
    )


def _opens(token: ApiToken, now: datetime) -> bool:
    is_past = token.expires_at is not None and token.expires_at <= now
    return token.revoked_at is None and not is_past


def _place() -> Place:
    back = reverse("enterprises:token-list")
    return Place(back, (_("API keys"), back))
