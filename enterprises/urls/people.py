"""Addresses of the people of a firm and its agents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
