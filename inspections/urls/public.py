"""Addresses that anybody may read."""

from django.urls import path

from inspections.views import public

urlpatterns = [
    path("story/", public.story, name="story"),
    path("check/", public.check, name="check"),
    path("check/<str:code>/", public.check_code, name="check-code"),
    path("draws/", public.seeds, name="seeds"),
]
