"""Root addresses."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("api/", include("config.api_urls")),
    path("", include("enterprises.urls_account")),
]

handler400 = "enterprises.views.errors.bad_request"
handler403 = "enterprises.views.errors.forbidden"
handler404 = "enterprises.views.errors.not_found"
handler500 = "enterprises.views.errors.server_error"
