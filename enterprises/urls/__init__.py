"""Addresses of the ground floor: the register and its records, notices, people."""

from enterprises.urls import notices, people, registrar

app_name = "enterprises"
urlpatterns = [*registrar.urlpatterns, *notices.urlpatterns, *people.urlpatterns]
