"""Root addresses."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from config.health import health
from enterprises.admin.site import log_in as log_in_to_admin
from inspections.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    # Everybody comes in by the same door, and goes out by it.
    path("admin/login/", log_in_to_admin),
    path("admin/logout/", LogoutView.as_view()),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("api/", include("config.api_urls")),
    path("", include("enterprises.urls.account")),
    path("", include("enterprises.urls")),
    path("", include("blacklist.urls")),
    path("", include("lab.urls")),
    path("", include("inspections.urls")),
]

handler400 = "enterprises.views.errors.bad_request"
handler403 = "enterprises.views.errors.forbidden"
handler404 = "enterprises.views.errors.not_found"
handler500 = "enterprises.views.errors.server_error"
