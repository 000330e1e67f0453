"""Addresses of credit: classes, events, gradings, lists, and what departments report and read."""

from django.urls import URLPattern

app_name = "blacklist"
urlpatterns: list[URLPattern] = []
