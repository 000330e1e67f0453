"""Addresses of release, by the people who use them."""

from inspections.urls import bureau, desk, impact, notices, portal, public, registrar

app_name = "inspections"
urlpatterns = [
    *desk.urlpatterns,
    *bureau.urlpatterns,
    *impact.urlpatterns,
    *public.urlpatterns,
    *portal.urlpatterns,
    *registrar.urlpatterns,
    *notices.urlpatterns,
]
