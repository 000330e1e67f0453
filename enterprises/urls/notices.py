"""Addresses of notices, the inbox and the audit."""

from django.urls import URLPattern, path

from enterprises.views import audit

urlpatterns: list[URLPattern] = [
    path("audit/", audit.audit_list, name="audit-list"),
]
