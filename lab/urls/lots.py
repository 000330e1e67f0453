"""Addresses of raw-material lots."""

from django.urls import path

from lab.views import lots

urlpatterns = [
    path("lots/", lots.lot_list, name="lot-list"),
    path("lots/<slug:number>/", lots.lot_detail, name="lot-detail"),
]
