"""Addresses of notices, the inbox and the audit."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
