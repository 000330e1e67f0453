"""Addresses of registrations, assessments, rectifications and filings, by whoever reads them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
