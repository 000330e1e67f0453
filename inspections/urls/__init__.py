"""Addresses of release, by the people who use them."""

from inspections.urls import portal, public

app_name = "inspections"
urlpatterns = [*public.urlpatterns, *portal.urlpatterns]
