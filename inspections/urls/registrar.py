"""Addresses of granting a registration."""

from django.urls import path

from inspections.views import admissions

urlpatterns = [
    path(
        "registrations/<slug:number>/grant/",
        admissions.registration_grant,
        name="registration-grant",
    ),
    path(
        "registrations/<slug:number>/register/",
        admissions.registration_register,
        name="registration-register",
    ),
]
