"""Addresses of release, by the people who use them."""

from inspections.urls import desk, notices, portal, public, registrar

app_name = "inspections"
urlpatterns = [
    *desk.urlpatterns,
    *public.urlpatterns,
    *portal.urlpatterns,
    *registrar.urlpatterns,
    *notices.urlpatterns,
]
