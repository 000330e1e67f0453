"""What the administration calls itself, and how one comes in and goes out."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

admin.site.site_header = _("Qiudu: reference data and accounts")
admin.site.site_title = _("Qiudu administration")
admin.site.index_title = _("What the rules rest on, and who works here")


@never_cache
def log_in(request: HttpRequest) -> HttpResponse:
    """Lead to the one page where everybody logs in; whoever is in already may not enter here.

    Raises:
        PermissionDenied: the person is logged in and is no administrator.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
