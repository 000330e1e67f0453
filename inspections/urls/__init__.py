"""Addresses of release, by the people who use them."""

from inspections.urls import bureau, desk, portal, public

app_name = "inspections"
urlpatterns = [
    *desk.urlpatterns,
    *bureau.urlpatterns,
    *public.urlpatterns,
    *portal.urlpatterns,
]
