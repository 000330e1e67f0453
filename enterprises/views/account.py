"""Coming in, going out, and how the reader likes the pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enterprises.models import User
from enterprises.themes import THEME_COOKIE, ThemeChoice

YEAR_SECONDS = 365 * 24 * 3600


class LogIn(auth.LoginView):
    """Log in, and bring the reader's own language along."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.error_messages = form.error_messages | {
            "invalid_login": _(
                "User name and password do not match. Both are case-sensitive; "
                "an account that was closed cannot log in."
            )
        }
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = import_string(settings.ACCOUNTS_PROVIDER)() if settings.IS_DEMONSTRATION else ()
        return super().get_context_data(**kwargs) | {"demonstration_accounts": accounts}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        language = getattr(form.get_user(), "language", "")
        if language:
            _keep_language(response, language)
        return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, for this browser and for the user, and stay on the page."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    _keep(request, language=language)
    activate(language)
    response = _back(request)
    _keep_language(response, language)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or as the device says, and stay on the page."""
    theme = request.POST.get("theme", "")
    if theme not in ThemeChoice.values:
        return HttpResponseBadRequest()
    _keep(request, theme=theme)
    response = _back(request)
    response.set_cookie(
        THEME_COOKIE,
        theme,
        max_age=YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _keep(request: HttpRequest, **taste: str) -> None:
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(**taste)


def _keep_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _back(request: HttpRequest) -> HttpResponseRedirect:
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(address if is_ours else "/")
